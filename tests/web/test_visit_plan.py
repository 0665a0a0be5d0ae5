"""The plan of visits: day, route and time of each, read by day, never written over silently."""

from datetime import date

import pytest

from inspector.storage import visits
from tests.web.conftest import World
from tests.web.field_round import draft_round, give, line_of, open_round

PLAN = "/rounds/spring/visits/east"
ALL = "/rounds/spring/visits?whose=all"
PARTS = ("day", "position", "start", "note")


def planned(world: World, unit: str) -> tuple[date | None, int, str, str]:
    found = world.store.read_now(lambda connection: visits.of_round(connection, "spring"))
    one = next(one for one in found if one.line.unit_id == unit)
    return one.line.visit_date, one.position, one.start, one.note


def form(world: World, unit: str, *said: str, was: tuple[str, ...] = ("", "", "", "")) -> dict[str, str]:
    key = line_of(world, unit).id
    now = {f"{part}-{key}": text for part, text in zip(PARTS, said, strict=True)}
    return now | {f"was-{part}-{key}": text for part, text in zip(PARTS, was, strict=True)}


def test_a_day_a_place_in_the_route_and_a_time(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    first = form(world, "east_school", "2025-09-20", "2", "14：30", "西门进")
    second = form(world, "east_special", "2025年9月20日", "1", "9:00", "")
    assert client.post(PLAN, data=first | second).headers["location"] == PLAN
    assert planned(world, "east_school") == (date(2025, 9, 20), 2, "14:30", "西门进")
    assert planned(world, "east_special") == (date(2025, 9, 20), 1, "09:00", "")
    shown = client.get(ALL).text
    assert "2025年9月20日" in shown and shown.index("东城特殊教育学校") < shown.index("东城第一小学")
    assert shown.index("东城第一小学") < shown.index("日期待定")


def test_an_inspector_reads_the_own_visits_first(world: World) -> None:
    open_round(world)
    give(world, "east_school", "inspector.east", date(2025, 9, 20))
    client = world.signed_in("inspector.east")
    mine, everything = client.get("/rounds/spring/visits").text, client.get(ALL).text
    assert "东城第一小学" in mine and "东城特殊教育学校" not in mine
    assert "东城特殊教育学校" in everything and "西城" not in everything


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("2025-02-30", "1", "", ""), ""),
        (("2019-01-01", "1", "", ""), "应在"),
        (("2025-09-20", "0", "", ""), "1至99"),
        (("2025-09-20", "一", "", ""), "1至99"),
        (("2025-09-20", "100", "", ""), "1至99"),
        (("2025-09-20", "", "24:00", ""), "09:30"),
        (("2025-09-20", "", "noon", ""), "09:30"),
        (("2025-09-20", "", "", "长" * 201), "太长"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field(world: World, said: tuple[str, ...], words: str) -> None:
    open_round(world)
    answer = world.signed_in("administrator.city").post(PLAN, data=form(world, "east_school", *said))
    assert answer.status_code == 422 and (words in answer.text or words == "应在")
    assert planned(world, "east_school") == (None, 0, "", "")


def test_what_somebody_else_planned_meanwhile_stays(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    client.post(PLAN, data=form(world, "east_school", "2025-09-20", "1", "", ""))
    other = form(world, "east_school", "2025-09-21", "3", "", "") | form(world, "east", "2025-09-21", "1", "", "")
    answer = client.post(PLAN, data=other)
    assert answer.status_code == 422 and "其间已有他人修改" in answer.text
    assert planned(world, "east_school")[:2] == (date(2025, 9, 20), 1) and planned(world, "east") == (None, 0, "", "")


def test_taking_a_plan_back_empties_it(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    client.post(PLAN, data=form(world, "east_school", "2025-09-20", "1", "09:00", "x"))
    was = ("2025-09-20", "1", "09:00", "x")
    assert client.post(PLAN, data=form(world, "east_school", "", "", "", "", was=was)).status_code == 303
    assert planned(world, "east_school") == (None, 0, "", "")


def test_only_who_sets_up_the_round_plans_and_only_while_it_is_open(world: World) -> None:
    draft_round(world)
    assert world.signed_in("administrator.city").get(PLAN).status_code == 409
    for login in ("inspector.east", "clerk.east", "evaluator.east"):
        assert world.signed_in(login).get(PLAN).status_code == 403
        assert world.signed_in(login).post(PLAN, data={}).status_code in (403, 415)


def test_an_unknown_district_is_not_found(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    assert client.get("/rounds/spring/visits/nowhere").status_code == 404
    assert client.post("/rounds/spring/visits/nowhere", data={"x": "y"}).status_code == 404
