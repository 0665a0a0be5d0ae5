"""The round `spring` with a school that is late: what pages of accountability are tried with."""

from datetime import date, timedelta

from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.stories import Story, Told
from inspector.storage import findings, rounds
from inspector.storage.finding_taking import take
from inspector.storage.instants import civil_date, now
from tests.web.conftest import World
from tests.web.field_round import draft_round
from tests.web.project_round import add_people

SCHOOL = "east_school"


def on(world: World) -> date:
    return civil_date(now(), world.settings.zone)


def story(unit: str = SCHOOL, item: str = "room_built") -> Story:
    return Story(
        checklist="p",
        unit=unit,
        unit_name="东城第一小学",
        district="east",
        item=item,
        was=(),
        kind="problem",
        severity="ordinary",
        title="建成资源教室",
        told=(Told("problem", "", "未建成资源教室。"),),
        basis=("第四条",),
        clauses=("4",),
        leads=("教育局",),
        helpers=(),
        rectify=None,
        result="fail",
        share=(0, 0),
    )


def late_school(world: World, days: int = 42, unit: str = SCHOOL) -> str:
    """A finding that is so many days late after one urging; its id."""
    draft_round(world)
    add_people(world)
    clerk, today = world.account_id("clerk.city"), on(world)
    told = Step(FindingStep.tell, day=today - timedelta(days + 40), due=today - timedelta(days + 10))
    urge = Step(FindingStep.urge, day=today - timedelta(days + 5), due=today - timedelta(days))

    def job(connection: Connection) -> str:
        round_ = rounds.by_id(connection, "spring")
        assert round_ is not None
        take(connection, round_, unit, [story(unit)], by=clerk, at=now())
        (row,) = findings.of_unit(connection, unit)
        for step in (told, urge):
            findings.advance(connection, row.id, step, by=clerk, at=now(), today=today)
        return row.id

    return world.store.write_now(job)
