"""What goes wrong with a letter on purpose or by accident: damaged files, broken wordings, odd codes, hostile files."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from inspector.letters.drafting import default_wording, render
from inspector.letters.letterhead import Office, build
from inspector.letters.reference import ReferenceProblem, compile_reference
from inspector.storage import blobs, ids, wordings
from inspector.storage.instants import now
from inspector.storage.tables import OwnWording
from inspector.web.letters import printing
from inspector.web.letters.files import media_type
from inspector.web.refusals import Refused
from tests.letters.samples import OPINION as SAMPLE
from tests.letters.samples import reference
from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letter_issuing import row, signed
from tests.web.test_letters_pages import LETTERS, OPINION


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def in_use(world: World, name: str, text: str) -> None:
    """An own wording that was approved, however that came about."""
    by, at = world.account_id("administrator.city"), now()
    made = OwnWording(id=ids.new_id(), city_id="city", name=name, version=0, text=text, note="", made_by=by, made_at=at)
    kept = world.store.write_now(lambda c: wordings.add(c, made))
    world.store.write_now(lambda c: wordings.approve(c, kept.id, by=by, at=at))


def issue_form(client: Client, letter: str, **changes: str) -> dict[str, str]:
    page = client.get(f"/letters/{letter}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = {"step": "issue", "seen": seen, "day": "2026-03-05", "number": "东教督〔2026〕5号", "series": ""}
    return form | changes


def test_the_preview_is_written_with_the_wording_that_the_letter_will_have(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    shipped = default_wording().text("opinion")
    in_use(museums, "opinion", shipped.replace("现将督导意见反馈如下", "现送上督导意见"))
    answer = client.get(f"{LETTERS}/new", params=OPINION)
    assert "现送上督导意见" in answer.text and "现将督导意见反馈如下" not in answer.text


@pytest.mark.parametrize("text", ["{{ nobody_knows }}\n", "{% if %}\n"], ids=["missing field", "syntax"])
def test_a_wording_that_cannot_be_written_is_told_with_its_line_and_the_way_out(museums: World, text: str) -> None:
    client = museums.signed_in("clerk.city")
    letter = signed(museums, kind="accountability")
    in_use(museums, "accountability", text)
    want = {"unit": "south", "kind": "accountability", "office": "某办公室", "legal_basis": "某条例"}
    form = issue_form(client, letter, series="东教督单")
    answers = [
        client.get(f"{LETTERS}/new", params=want),
        client.post(LETTERS, data=OPINION | want),
        client.post(f"/letters/{letter}/steps", data=form),
    ]
    assert [one.status_code for one in answers] == [409] * 3
    assert all("accountability.txt:1" in one.text for one in answers)
    assert row(museums, letter).state == "signed"
    assert client.get(f"/letters/{letter}").status_code == 200


def test_a_damaged_draft_is_not_issued_and_says_so(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    letter = signed(museums, kind="accountability")
    form = issue_form(client, letter, series="东教督单")
    place = blobs.path(museums.store.blob_folder, row(museums, letter).blob_sha256)
    for damage in (lambda: place.write_bytes(b"PK"), place.unlink):
        damage()
        answer = client.post(f"/letters/{letter}/steps", data=form)
        assert answer.status_code in (409, 422) and "缺失或损坏" in answer.text
    assert row(museums, letter).state == "signed"


def test_a_code_in_wide_letters_is_the_same_code(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    found = []
    for code in ("东教督Ａ", "东教督A", " 东教督 A "):
        letter = signed(museums, kind="accountability")
        assert client.post(f"/letters/{letter}/steps", data=issue_form(client, letter, series=code)).status_code == 303
        found.append(row(museums, letter).number)
    assert found == [f"东教督A〔2026〕{serial}号" for serial in (1, 2, 3)]


@pytest.mark.parametrize(
    "typed", ["东教督[2026]５号", "东教督（２０２６）5 号", "东教督【2026】5号", "东教督 〔2026〕 5 号"]
)
def test_a_number_is_the_same_however_it_is_typed_and_is_given_once(museums: World, typed: str) -> None:
    client = museums.signed_in("clerk.city")
    first, second = signed(museums), signed(museums)
    form = {"number": typed, "note": "经主任批准提前印发"}
    assert client.post(f"/letters/{first}/steps", data=issue_form(client, first, **form)).status_code == 303
    again = client.post(f"/letters/{second}/steps", data=issue_form(client, second, **form))
    assert (again.status_code, row(museums, first).number) == (422, "东教督〔2026〕5号")
    assert row(museums, second).state == "signed"


def test_a_server_that_was_stopped_between_two_pages_makes_them_again(tmp_path: Path) -> None:
    place = tmp_path / "ab.png"
    (tmp_path / "ab-0002.png").write_bytes(b"second")
    assert printing._pictures(place) == []
    (tmp_path / "ab-0001.png").write_bytes(b"first")
    assert [one.name for one in printing._pictures(place)] == ["ab-0001.png", "ab-0002.png"]


@pytest.mark.parametrize("part", ["word/styles.xml", "word/document.xml", "word/settings.xml"])
def test_a_reference_file_with_a_document_type_is_refused(part: str) -> None:
    target = io.BytesIO()
    data = io.BytesIO(build(Office("某办公室", "某办公室"), "letter"))
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            head, end, rest = old.read(name).rpartition(b"?>")
            doctype = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' if name == part else b""
            new.writestr(name, head + end + doctype + rest)
    with pytest.raises(ReferenceProblem):
        compile_reference(target.getvalue())


def test_a_document_with_macros_is_told_by_its_type_whatever_its_parts_are_called(museums: World) -> None:
    """The name vbaProject.bin is only a habit of Word; the content type is what Word goes by."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(render(SAMPLE, reference()))) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                assert kind in content
                content = content.replace(kind, b"application/vnd.ms-word.document.macroEnabled.main+xml")
            archive.writestr(name, content)
    with pytest.raises(Refused):
        media_type(target.getvalue())
    assert media_type(render(SAMPLE, reference())).endswith("wordprocessingml.document")
