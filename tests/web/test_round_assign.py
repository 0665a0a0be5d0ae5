"""Assigning inspections: a district at once, taking it back, one by one, and nothing written over silently."""

from datetime import date

import pytest
from httpx import Client

from inspector.storage import inspections
from tests.web.conftest import World
from tests.web.field_round import give, line_of, open_round


@pytest.fixture
def opened(world: World) -> Client:
    open_round(world)
    return world.signed_in("administrator.city")


def bulk(world: World, group: str, login: str, which: str = "free") -> dict[str, str]:
    inspector = str(world.account_id(login)) if login else "nobody"
    return {"group": group, "inspector": inspector, "which": which}


def holders(world: World) -> dict[str, int | None]:
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, "spring"))
    return {line.unit_id: line.inspector_id for line in lines}


def single(world: World, unit: str, who: str, day: str, was: str = "", was_day: str = "") -> dict[str, str]:
    key = line_of(world, unit).id
    return {
        f"inspector-{key}": who,
        f"visit-{key}": day,
        f"was-inspector-{key}": was,
        f"was-visit-{key}": was_day,
    }


def test_a_district_is_given_at_once_and_taken_back(world: World, opened: Client) -> None:
    east = world.account_id("inspector.east")
    answer = opened.post("/rounds/spring/assign", data=bulk(world, "east", "inspector.east"))
    assert answer.headers["location"] == "/rounds/spring/assign#east"
    nobody = dict.fromkeys(("shi", "west", "west_school"))
    assert holders(world) == nobody | dict.fromkeys(("east", "east_school", "east_special"), east)
    opened.post("/rounds/spring/assign", data=bulk(world, "east", "", "not_begun"))
    assert set(holders(world).values()) == {None}


def test_those_somebody_has_stay_unless_all_are_asked_for(world: World, opened: Client) -> None:
    first = give(world, "east_school", "evaluator.east")
    opened.post("/rounds/spring/assign", data=bulk(world, "east", "inspector.east"))
    assert holders(world)["east_school"] == world.account_id("evaluator.east") and first
    opened.post("/rounds/spring/assign", data=bulk(world, "east", "inspector.east", "not_begun"))
    assert holders(world)["east_school"] == world.account_id("inspector.east")


def test_an_inspector_of_another_area_is_refused(world: World, opened: Client) -> None:
    answer = opened.post("/rounds/spring/assign", data=bulk(world, "east", "inspector.west"))
    assert answer.status_code == 422 and "工作范围不包含东城区的全部单位" in answer.text
    form = single(world, "east_school", str(world.account_id("inspector.west")), "2025-09-20")
    answer = opened.post("/rounds/spring/assign/east", data=form)
    assert answer.status_code == 422 and "不在这名督学的工作范围内" in answer.text
    assert set(holders(world).values()) == {None}


def test_one_inspection_gets_its_inspector_and_its_visit_date(world: World, opened: Client) -> None:
    form = single(world, "east_school", str(world.account_id("inspector.east")), "２０２５年9月20日")
    assert opened.post("/rounds/spring/assign/east", data=form).status_code == 303
    line = line_of(world, "east_school")
    assert (line.inspector_id, line.visit_date) == (world.account_id("inspector.east"), date(2025, 9, 20))
    assert line_of(world, "east_special").inspector_id is None


@pytest.mark.parametrize("day", ["2205-01-01", "2024-08-31", "2027-01-01", "昨天", "9" * 100])
def test_a_wrong_visit_date_is_kept_and_said(world: World, opened: Client, day: str) -> None:
    answer = opened.post("/rounds/spring/assign/east", data=single(world, "east_school", "", day))
    assert answer.status_code == 422 and f'value="{day}"' in answer.text
    assert line_of(world, "east_school").visit_date is None


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world: World, opened: Client) -> None:
    give(world, "east_school", "inspector.east", date(2025, 9, 1))
    answer = opened.post("/rounds/spring/assign/east", data=single(world, "east_school", "", "2025-09-20"))
    assert answer.status_code == 422 and "其间已有他人修改" in answer.text
    assert line_of(world, "east_school").visit_date == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"group": "nothing", "inspector": "nobody", "which": "free"}, 404),
        ({"group": "east", "inspector": "nobody", "which": "everything"}, 400),
        ({"group": "east", "inspector": "-1", "which": "free"}, 422),
        ({"group": "east", "inspector": "1e9", "which": "free"}, 422),
        ({"which": "free"}, 404),
    ],
)
def test_a_hostile_assignment_is_refused(opened: Client, world: World, form: dict[str, str], status: int) -> None:
    assert opened.post("/rounds/spring/assign", data=form).status_code == status
    assert set(holders(world).values()) == {None}
