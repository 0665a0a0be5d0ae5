"""The calendar feed: a secret address of one's own, stable entries, and nothing that only an account may see."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.storage import accounts, calendars, finding_taking, findings, rounds, timetables, visits
from inspector.storage.instants import civil_date, now
from inspector.storage.tables import Role, RoundStep, Visit
from tests.storage.test_findings import story
from tests.web.application import HOST
from tests.web.conftest import World
from tests.web.field_round import give, open_round
from tests.web.project_round import add_people, name

SHANGHAI = ZoneInfo("Asia/Shanghai")


def address(world: World, login: str) -> str:
    answer = world.signed_in(login).post("/account/calendar", data={"step": "renew"})
    found = re.search(rf"{re.escape(HOST)}(/calendar/[\w-]+\.ics)", answer.text)
    assert found is not None and answer.headers["cache-control"] == "no-store"
    return found[1]


def events(world: World, path: str) -> dict[str, Any]:
    answer = world.visitor().get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def planned(world: World) -> str:
    """An opened round whose school is visited on 20 September at 09:30; its inspection."""
    open_round(world)
    name(world, "inspector.east", "leader")
    key = give(world, "east_school", "inspector.east", date(2025, 9, 20))
    world.store.write_now(lambda c: visits.plan(c, Visit(inspection_id=key, position=1, start="09:30", note="西门进")))
    step = RoundStep(round_id="spring", step="visits", first=date(2025, 9, 18), last=date(2025, 9, 22))
    world.store.write_now(lambda connection: timetables.replace(connection, "spring", [step]))
    return key


def test_visits_and_steps_with_stable_ids(world: World) -> None:
    key = planned(world)
    path = address(world, "inspector.east")
    found = events(world, path)
    assert set(found) == {f"visit-{key}@inspector", "step-spring-visits@inspector"}
    visit, step = found[f"visit-{key}@inspector"], found["step-spring-visits@inspector"]
    assert visit["dtstart"].dt == datetime(2025, 9, 20, 9, 30, tzinfo=SHANGHAI)
    assert str(visit["summary"]) == "实地督导：东城第一小学" and "西门进" in str(visit["description"])
    assert (step["dtstart"].dt, step["dtend"].dt) == (date(2025, 9, 18), date(2025, 9, 23))
    assert world.visitor().get(path).content == world.visitor().get(path).content


def test_a_visit_without_a_time_takes_the_whole_day(world: World) -> None:
    open_round(world)
    key = give(world, "east_school", "inspector.east", date(2025, 9, 20))
    visit = events(world, address(world, "inspector.east"))[f"visit-{key}@inspector"]
    assert (visit["dtstart"].dt, visit["dtend"].dt) == (date(2025, 9, 20), date(2025, 9, 21))


def test_each_person_sees_the_own_visits_only(world: World) -> None:
    planned(world)
    assert events(world, address(world, "inspector.west")) == {}
    add_people(world)
    assert set(events(world, address(world, "evaluator.city"))) == {"step-spring-visits@inspector"}


def test_a_visit_outside_todays_area_is_left_out(world: World) -> None:
    open_round(world)
    give(world, "west_school", "inspector.east", date(2025, 9, 20))
    assert events(world, address(world, "inspector.east")) == {}


def test_a_new_address_ends_the_one_before_and_only_its_hash_is_kept(world: World) -> None:
    first = address(world, "inspector.east")
    second = address(world, "inspector.east")
    assert first != second
    assert [world.visitor().get(path).status_code for path in (first, second)] == [404, 200]
    key = world.store.read_now(lambda c: calendars.of_account(c, world.account_id("inspector.east")))
    assert key is not None and key.token_hash not in second and len(key.token_hash) == 64
    page = world.signed_in("inspector.east").get("/account/calendar").text
    assert second.removesuffix(".ics").rpartition("/")[2] not in page


def test_the_feed_ends_when_it_is_stopped_and_for_a_disabled_account(world: World) -> None:
    path = address(world, "inspector.east")
    world.signed_in("inspector.east").post("/account/calendar", data={"step": "stop"})
    assert world.visitor().get(path).status_code == 404
    path = address(world, "inspector.east")
    world.store.write_now(lambda c: accounts.set_disabled(c, world.account_id("inspector.east"), True))
    assert world.visitor().get(path).status_code == 404


def test_a_closed_round_leaves_the_calendar(world: World) -> None:
    planned(world)
    path = address(world, "inspector.east")
    world.store.write_now(lambda connection: rounds.close_round(connection, "spring", at=1))
    assert events(world, path) == {}


def test_no_answer_or_score_of_a_visit_is_in_it(world: World) -> None:
    planned(world)
    text = world.visitor().get(address(world, "inspector.east")).text
    assert "得分" not in text and "西城" not in text and "东城特殊教育学校" not in text


@pytest.mark.parametrize(
    "name_", ["x.ics", "x" * 43, "x" * 43 + ".ics", "%00" * 30 + ".ics", "é" * 30 + ".ics", ".ics"]
)
def test_a_guessed_address_opens_nothing(world: World, name_: str) -> None:
    assert world.visitor().get(f"/calendar/{name_}").status_code == 404


def told(world: World) -> None:
    """A finding of 东城第一小学, 60 days or less ago or ahead of the machine's clock."""
    add_people(world)
    round_ = open_round(world)
    today = civil_date(now(), SHANGHAI)

    def job(connection: Connection) -> None:
        found = story(unit="east_school", unit_name="东城第一小学", district="east")
        finding_taking.take(connection, round_, "east_school", [found], by=None, at=1)
        row = findings.of_unit(connection, "east_school")[0]
        step, by = Step(FindingStep.tell, day=today, due=today + timedelta(days=30)), world.account_id("clerk.city")
        findings.advance(connection, row.id, step, by=by, at=2, today=today)
        accounts.set_role(connection, world.account_id("reporter.east"), Role.reporter, "east_school")
        accounts.set_role(connection, world.account_id("head.west"), Role.head, "west_school")

    world.store.write_now(job)


def test_last_days_are_in_the_feeds_of_the_unit_the_office_and_the_city(world: World) -> None:
    told(world)
    day = civil_date(now(), SHANGHAI) + timedelta(days=30)
    own = events(world, address(world, "reporter.east"))
    assert set(own) == {f"due-east_school-{day}@inspector"}
    event = own[f"due-east_school-{day}@inspector"]
    assert event["dtstart"].dt == day and str(event["summary"]) == "整改期限：建成资源教室"
    assert "第1号 东城第一小学" in str(event["description"])
    assert f"due-shi-{day}@inspector" in events(world, address(world, "clerk.city"))
    assert events(world, address(world, "head.west")) == {} == events(world, address(world, "inspector.east"))
    client = world.signed_in("administrator.city")
    answer = client.post("/reminders/feed", data={"city": "shi", "step": "renew"})
    found = re.search(rf"{re.escape(HOST)}(/calendar/[\w-]+\.ics)", answer.text)
    assert found is not None and answer.headers["cache-control"] == "no-store"
    assert set(events(world, found[1])) == {f"due-shi-{day}@inspector"}
    client.post("/reminders/feed", data={"city": "shi", "step": "stop"})
    assert world.visitor().get(found[1]).status_code == 404
