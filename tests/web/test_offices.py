"""Issuing offices: settings, own reference files with what they change and where they deviate, and letters on them."""

import io
import json
import zipfile
from typing import Any

import docx
import pytest
from sqlalchemy import update

from inspector.i18n import gettext
from inspector.letters.check import broken
from inspector.letters.letterhead import Office as Letterhead
from inspector.letters.letterhead import build
from inspector.storage import ids, offices
from inspector.storage.rows import table
from inspector.storage.tables import Office, OfficeReference
from tests.letters.test_reference import rezipped
from tests.web.conftest import World
from tests.web.field_round import open_round
from tests.web.project_round import add_people, full_team
from tests.web.test_notice import FORM, PATH, words

NAME = "海州市人民政府教育督导委员会办公室"
SETTINGS = {
    "city": "shi",
    "name": NAME,
    "mark": "",
    "code": "海教督函",
    "copies": "海州市财政局\r\n海州市残联\n\n海州市财政局",
    "printer": NAME,
    "contact": "联系人：某某",
    "seal": "yes",
}


@pytest.fixture(autouse=True)
def people(world: World) -> None:
    add_people(world)


def ready(world: World) -> None:
    open_round(world)
    full_team(world)


def added(world: World, **changed: str) -> str:
    """Id of an office of the city."""
    office_id = ids.new_id()
    answer = world.signed_in("clerk.city").post("/offices", data=SETTINGS | {"office_id": office_id} | changed)
    assert answer.status_code == 303
    return office_id


def kept(world: World, office_id: str) -> Office:
    found = world.store.read_now(lambda connection: offices.by_id(connection, office_id))
    assert found is not None
    return found


def with_line(data: bytes, twips: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("word/styles.xml").replace(b'w:line="579"', b'w:line="%d"' % twips)
    return rezipped(data, add={"word/styles.xml": styles})


def handed_in(world: World, office_id: str, content: bytes, variant: str = "letter") -> Any:
    path = f"/offices/{office_id}/references/{variant}"
    return world.signed_in("clerk.city").post(path, files={"file": ("own.docx", content)})


def used(world: World, location: str, **reasons: str) -> Any:
    data = {"step": "use"} | {f"reason {rule}": reason for rule, reason in reasons.items()}
    return world.signed_in("clerk.city").post(f"{location}/use", data=data)


def test_the_first_office_is_the_usual_one_until_another_takes_its_place(world: World) -> None:
    first = added(world)
    second = added(world, name="海州市教育局", usual="yes")
    assert not kept(world, first).usual and kept(world, second).usual
    assert offices.names(kept(world, first).copies) == ("海州市财政局", "海州市残联")
    assert kept(world, first).mark == NAME
    listed = world.signed_in("clerk.city").get("/offices").text
    assert listed.index("海州市教育局") < listed.index(NAME)


def test_wrong_settings_are_shown_beside_what_was_typed(world: World) -> None:
    client = world.signed_in("administrator.city")
    for changed, said in (
        ({"name": ""}, "此项必填"),
        ({"name": "长" * 101}, "太长"),
        ({"mark": "某某文件"}, "不要带“文件”二字"),
        ({"code": "海教督〔2026〕"}, "只填机关代字"),
        ({"copies": "\n".join(f"单位{n}" for n in range(61))}, "最多60个"),
        ({"joint": "长" * 101}, "超过100字"),
    ):
        answer = client.post("/offices", data=SETTINGS | {"office_id": ids.new_id()} | changed)
        assert answer.status_code == 422 and said in answer.text and "海教督" in answer.text, changed
    assert world.store.read_now(lambda connection: offices.of_city(connection, "shi")) == []


def test_two_offices_of_a_city_have_two_names(world: World) -> None:
    added(world)
    client = world.signed_in("clerk.city")
    assert client.post("/offices", data=SETTINGS | {"office_id": ids.new_id()}).status_code == 422


def test_who_saves_second_sees_it_and_overwrites_nothing(world: World) -> None:
    office_id = added(world)
    seen = str(kept(world, office_id).changed_at)
    mine = SETTINGS | {"office_id": office_id, "seen_at": seen, "code": "甲函"}
    client = world.signed_in("clerk.city")
    assert client.post("/offices", data=mine).status_code == 303
    late = client.post("/offices", data=mine | {"code": "乙函"})
    assert late.status_code == 409 and "乙函" in late.text and kept(world, office_id).code == "甲函"


def test_a_changed_letterhead_is_compared_and_taken_into_use(world: World) -> None:
    office_id = added(world)
    client = world.signed_in("clerk.city")
    content = client.get(f"/offices/{office_id}/references/letter").content
    assert content == build(Letterhead(NAME, NAME), "letter")
    own = build(Letterhead(NAME, "海州教育督导"), "letter")
    location = handed_in(world, office_id, own).headers["location"]
    shown = client.get(location).text
    assert f"<del>{NAME}</del>" in shown and "<ins>海州教育督导</ins>" in shown and shown.count("<del>") == 1
    assert "所检查的各项规定全部符合" in shown
    assert broken(client.get(f"{location}/trial").content) == []
    assert client.get(f"{location}/file").content == own
    assert used(world, location).status_code == 303
    assert client.get(f"/offices/{office_id}/references/letter").content == own


def test_a_deviation_takes_a_written_reason_that_is_kept(world: World) -> None:
    office_id = added(world)
    own = with_line(build(Letterhead(NAME, NAME), "letter"), 600)
    location = handed_in(world, office_id, own).headers["location"]
    client = world.signed_in("clerk.city")
    shown = client.get(location).text
    assert gettext("22 lines a page") in shown and "5.2.3" in shown and "28.95磅" in shown and "30磅" in shown
    refused = used(world, location)
    assert refused.status_code == 422 and "请写明允许这样做的规定或决定" in refused.text
    assert world.store.read_now(lambda c: offices.in_use(c, office_id, "letter")) is None
    row = world.store.read_now(lambda c: offices.references(c, office_id))[0]
    rules = {one["rule"] for one in json.loads(row.deviations)}
    assert used(world, location, **dict.fromkeys(rules, "省办发〔2020〕3号")).status_code == 303
    assert "省办发〔2020〕3号" in client.get(location).text


def test_back_to_an_earlier_version_and_to_the_settings(world: World) -> None:
    office_id = added(world)
    first = handed_in(world, office_id, build(Letterhead(NAME, "甲"), "letter")).headers["location"]
    second = handed_in(world, office_id, build(Letterhead(NAME, "乙"), "letter")).headers["location"]
    client = world.signed_in("clerk.city")
    path = f"/offices/{office_id}/references/letter"
    for location, mark in ((first, "甲"), (second, "乙"), (first, "甲")):
        assert used(world, location).status_code == 303
        assert client.get(path).content == build(Letterhead(NAME, mark), "letter")
    assert client.post(f"{path}/settings").status_code == 303
    assert client.get(path).content == build(Letterhead(NAME, NAME), "letter")
    assert [row.version for row in world.store.read_now(lambda c: offices.references(c, office_id))] == [2, 1]


def test_what_can_not_serve_is_refused_in_words_and_not_kept(world: World) -> None:
    office_id = added(world)
    good = build(Letterhead(NAME, NAME), "letter")
    for content, said in (
        (b"text", "不带宏、不加密的Word文档"),
        (b"x" * 20_000_000, "不带宏、不加密的Word文档"),
        (bomb(), "超过8 MB"),
        (rezipped(good, add={"word/vbaProject.bin": b"x"}), "vbaProject"),
        (build(Letterhead(NAME, NAME), "red"), "样式文件，不是"),
    ):
        answer = handed_in(world, office_id, content)
        assert answer.status_code == 422 and said in answer.text, said
    assert handed_in(world, office_id, b"x" * 26_000_000).status_code == 413
    nothing = world.signed_in("clerk.city").post(f"/offices/{office_id}/references/letter", data={"file": ""})
    assert nothing.status_code == 422
    assert world.store.read_now(lambda c: offices.references(c, office_id)) == []


def bomb() -> bytes:
    """50 MB of nothing in 50 kB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(50_000_000))
    return target.getvalue()


def test_letters_are_written_on_the_offices_own_file_with_what_it_brings(world: World) -> None:
    ready(world)
    office_id = added(world, mark="海州教育督导")
    client = world.signed_in("clerk.city")
    form = client.get(f"{PATH}/new?unit=east_school").text
    assert "海州市财政局\n海州市残联" in form and 'value="海教督函"' in form and 'value="联系人：某某"' in form
    assert used(
        world, handed_in(world, office_id, build(Letterhead(NAME, "海州督导"), "letter")).headers["location"]
    ).is_redirect
    assert "海州督导" in client.get(f"{PATH}/new", params=FORM).text
    content = client.get(client.post(PATH, data=FORM).headers["location"] + "/file").content
    head = docx.Document(io.BytesIO(content)).sections[0].first_page_header
    assert "海州督导" in [paragraph.text for paragraph in head.paragraphs]
    assert "海教督函〔" in words(content) and broken(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "抄送：" in (document := archive.read("word/document.xml").decode()) and "海州市残联" in document


def test_another_office_brings_its_own_settings_but_what_was_typed_stays(world: World) -> None:
    ready(world)
    added(world)
    added(world, name="海州市教育局", code="海教函", copies="海州市编办", printer="海州市教育局")
    client = world.signed_in("clerk.city")
    typed = {"code": "海教督函", "copies": "海州市财政局\n海州市残联", "printer": "我写的", "seal": "yes"}
    wish = FORM | typed | {"office": "海州市教育局", "sender_of": NAME}
    shown = client.get(f"{PATH}/new", params=wish).text
    assert 'value="海教函"' in shown and ">海州市编办</textarea>" in shown and 'value="我写的"' in shown
    other = FORM | typed | {"office": "", "other_office": "海州市人民政府", "sender_of": NAME}
    assert ">海州市财政局\n海州市残联</textarea>" in client.get(f"{PATH}/new", params=other).text
    assert client.post(PATH, data=FORM | {"office": "", "other_office": ""}).status_code == 422


def test_a_file_gone_bad_stops_the_letter_and_names_office_and_way_out(world: World) -> None:
    ready(world)
    office_id = added(world)
    location = handed_in(world, office_id, build(Letterhead(NAME, "甲"), "letter")).headers["location"]
    used(world, location)
    spoil = update(table(OfficeReference)).values(content=b"spoilt")
    world.store.write_now(lambda connection: connection.execute(spoil).rowcount)
    client = world.signed_in("clerk.city")
    for answer in (client.post(PATH, data=FORM | {"sender_of": NAME}), client.get(f"{PATH}/new?unit=east_school")):
        assert NAME in answer.text and "信函格式" in answer.text and "文件在存入后被损坏" in answer.text
    assert "不能用它出文书" in client.get(f"/offices/{office_id}").text
    assert client.get(location).status_code == 200 and client.get(f"{location}/trial").status_code == 409
    client.post(f"/offices/{office_id}/references/letter/settings")
    assert client.post(PATH, data=FORM).status_code == 303


def test_only_clerks_and_administrators_see_offices(world: World) -> None:
    office_id = added(world)
    location = handed_in(world, office_id, build(Letterhead(NAME, "甲"), "letter")).headers["location"]
    paths = ("/offices", "/offices/new", f"/offices/{office_id}", f"/offices/{office_id}/change", location)
    downloads = (f"/offices/{office_id}/references/red", f"{location}/file", f"{location}/trial")
    for login in ("inspector.city", "evaluator.city", "reporter.east", "head.east"):
        client = world.signed_in(login)
        assert {client.get(path).status_code for path in (*paths, *downloads)} == {403}, login
        assert client.post("/offices", data=SETTINGS | {"office_id": office_id}).status_code == 403


def test_the_clerk_of_a_district_looks_but_changes_nothing(world: World) -> None:
    office_id = added(world)
    location = handed_in(world, office_id, build(Letterhead(NAME, "甲"), "letter")).headers["location"]
    client = world.signed_in("clerk.east")
    assert client.get(f"/offices/{office_id}").status_code == 200
    assert client.get("/offices/new?city=shi").status_code == 403
    assert client.post("/offices", data=SETTINGS | {"office_id": office_id}).status_code == 403
    assert client.post(f"{location}/use").status_code == 403
    assert client.post(f"/offices/{office_id}/references/letter/settings").status_code == 403


def test_what_is_not_there_is_not_found(world: World) -> None:
    client = world.signed_in("clerk.city")
    paths = ("/offices/nowhere", "/references/nowhere", "/offices/new?city=elsewhere", "/offices/../x/change")
    found = f"/offices/{added(world)}/references/blue"
    assert {client.get(path).status_code for path in (*paths, found)} == {404}
