"""The notice of supervision: previewed, written for one unit or all, without who keeps out of the unit."""

import io
import zipfile
from datetime import date

import docx
import pytest

from inspector.letters.check import broken
from inspector.storage import letters, teams, timetables
from inspector.storage.tables import RoundStep
from tests.web.conftest import World
from tests.web.field_round import draft_round, give, open_round
from tests.web.project_round import add_people, full_team, recuse

PATH = "/rounds/spring/notice"
FORM = {
    "unit": "east_school",
    "office": "海州市人民政府教育督导委员会办公室",
    "legal_basis": "《教育督导条例》第十一条",
    "contact": "联系人：张某，电话：0000-0000000",
    "visit_from": "2026-03-02",
    "visit_to": "2026-03-06",
    "self_evaluation": "yes",
    "self_until": "2026-02-20",
    "variant": "letter",
}


def ready(world: World) -> None:
    open_round(world)
    add_people(world)
    full_team(world)


def kept(world: World) -> list[str]:
    found = world.store.read_now(lambda connection: letters.of_round(connection, "spring"))
    return [letter.unit_id for letter in found if letter.kind == "notice"]


def words(content: bytes) -> str:
    found = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


def test_a_clerk_writes_it_with_matters_team_days_and_materials(world: World) -> None:
    ready(world)
    client = world.signed_in("clerk.city")
    answer = client.post(PATH, data=FORM)
    content = client.get(answer.headers["location"] + "/file").content
    text = words(content)
    for said in (
        "海州市专项督导的通知",
        "东城第一小学：",
        "2026年3月2日至2026年3月6日",
        "组长甲 inspector.east；成员甲 inspector.west、甲 inspector.city",
        "于2026年2月20日前报",
        "督导事项清单",
        "材料清单",
        "联系人：张某",
    ):
        assert said in text
    assert broken(content) == []


def test_its_preview_shows_the_same_and_the_timetables_days(world: World) -> None:
    ready(world)
    step = RoundStep(round_id="spring", step="visits", first=date(2026, 3, 9), last=date(2026, 3, 13))
    world.store.write_now(lambda connection: timetables.replace(connection, "spring", [step]))
    shown = world.signed_in("clerk.city").get(f"{PATH}/new?unit=east").text
    assert 'value="2026-03-09"' in shown and "东城区人民政府" in shown and "实地督导对象名单" in shown
    assert "东城第一小学" in shown and "西城" not in shown


def test_whoever_is_recused_from_the_unit_is_left_out_of_its_notice(world: World) -> None:
    ready(world)
    recuse(world, "inspector.west", "east_school")
    client = world.signed_in("clerk.city")
    own = words(client.get(client.post(PATH, data=FORM).headers["location"] + "/file").content)
    other = client.post(PATH, data=FORM | {"unit": "west_school"}).headers["location"]
    assert "inspector.west" not in own and "inspector.west" in words(client.get(other + "/file").content)


def test_all_units_at_once_each_with_its_planned_day_and_all_files_in_one(world: World) -> None:
    ready(world)
    give(world, "east_school", "inspector.east", date(2026, 3, 4))
    client = world.signed_in("clerk.city")
    assert client.get(f"{PATH}/all.zip").status_code == 404
    assert client.post(PATH, data=FORM | {"all": "yes"}).headers["location"] == PATH
    assert sorted(kept(world)) == ["east", "east_school", "east_special", "shi", "west", "west_school"]
    answer = client.get(f"{PATH}/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = {name.partition(" ")[2]: archive.read(name) for name in archive.namelist()}
    assert len(found) == 6
    assert "定于2026年3月4日，" in words(found["东城第一小学.docx"])
    assert "定于2026年3月2日至2026年3月6日，" in words(found["西城第一小学.docx"])


def test_with_a_small_team_it_takes_a_written_reason(world: World) -> None:
    draft_round(world)
    add_people(world)
    client = world.signed_in("clerk.city")
    refused = client.post(PATH, data=FORM)
    assert refused.status_code == 422 and "请填写理由" in refused.text and kept(world) == []
    assert client.post(PATH, data=FORM | {"reason": "经批准由两人实施"}).status_code == 303
    assert world.store.read_now(lambda c: teams.waivers(c, "spring"))["team"].reason == "经批准由两人实施"


def test_the_project_page_knows_that_it_is_written(world: World) -> None:
    ready(world)
    client = world.signed_in("clerk.city")
    assert "尚未起草督导通知" in client.get("/rounds/spring").text
    client.post(PATH, data=FORM)
    assert "尚未起草督导通知" not in client.get("/rounds/spring").text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"unit": "nowhere"}, 404),
        ({"unit": ""}, 404),
        ({"office": ""}, 422),
        ({"office": "长" * 101}, 422),
        ({"visit_from": ""}, 422),
        ({"visit_from": "2026-02-30"}, 422),
        ({"visit_to": "2026-03-01"}, 422),
        ({"self_until": "2026-03-03"}, 422),
        ({"variant": "../red"}, 422),
        ({"contact": "\u202e倒\x07{{ 7*7 }}"}, 303),
    ],
)
def test_bad_input_never_breaks_a_notice(world: World, changed: dict[str, str], status: int) -> None:
    ready(world)
    assert world.signed_in("clerk.city").post(PATH, data=FORM | changed).status_code == status


@pytest.mark.parametrize("login", ["inspector.city", "evaluator.city", "administrator.city"])
def test_only_the_clerk_writes_notices(world: World, login: str) -> None:
    ready(world)
    client = world.signed_in(login)
    assert client.post(PATH, data=FORM).status_code == 403
    assert client.get(f"{PATH}/new?unit=east").status_code == 403
    assert client.get(PATH).status_code == 200


def test_a_foreign_district_has_no_notice_to_see_or_write(world: World) -> None:
    ready(world)
    location = world.signed_in("clerk.city").post(PATH, data=FORM).headers["location"]
    west = world.signed_in("clerk.west")
    assert [west.get(path).status_code for path in (location, location + "/file", f"{PATH}/new?unit=east")] == [404] * 3
    assert west.post(PATH, data=FORM).status_code == 404
    assert "东城" not in west.get(PATH).text and west.get(f"{PATH}/all.zip").status_code == 404
    assert west.post(PATH, data=FORM | {"unit": "west", "all": "yes"}).status_code == 303
    assert sorted(kept(world)) == ["east_school", "west", "west_school"]
