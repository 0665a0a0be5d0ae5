"""The museums with their ledger: m1 has two findings that a letter told 60 days ago, and the south one that rolls up.

Days are told from today, as steps with findings must not lie ahead.
"""

from datetime import date, timedelta
from typing import Any

from httpx import Client, Response
from sqlalchemy import Connection, update

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.stories import stories
from inspector.fieldwork.operations import Level
from inspector.storage import finding_events, findings, ids, inspections, operations, recusals, rounds, surveys
from inspector.storage.finding_taking import take
from inspector.storage.instants import civil_date, now
from inspector.storage.rows import table
from inspector.storage.tables import Finding, FindingEvent, Inspection, Recusal
from tests.web.conftest import World
from tests.web.museum_round import ROUND


def today(world: World, days: int = 0) -> date:
    return civil_date(now(), world.settings.zone) + timedelta(days=days)


def fill_ledger(world: World) -> None:
    """What the confirmed inspections of m1 and the south say, told by a letter; m1 reports the toilet put right."""
    clerk, told, due = world.account_id("clerk.city"), today(world, -60), today(world, -30)

    def job(connection: Connection) -> None:
        round_ = rounds.by_id(connection, ROUND)
        assert round_ is not None
        connection.execute(update(table(Inspection)).values(state="confirmed", confirmed_at=now()))
        survey = surveys.survey(connection, round_)
        for unit in ("m1", "south"):
            take(connection, round_, unit, stories(survey, unit), by=None, at=now())
        for unit in ("m1", "south"):
            for row in findings.of_unit(connection, unit):
                step = Step(FindingStep.tell, day=told, due=due)
                findings.advance(connection, row.id, step, by=clerk, at=now(), today=today(world))

    world.store.write_now(job)
    report = Step(FindingStep.report, day=today(world, -40), note="已清理，门锁已拆除。", measure="拆除门锁")
    moved(world, "clerk.city", finding(world, "toilet"), report)


def moved(world: World, login: str, row: Finding, step: Step) -> Finding:
    by = world.account_id(login)
    return world.store.write_now(lambda c: findings.advance(c, row.id, step, by=by, at=now(), today=today(world)))


def finding(world: World, item: str, unit: str = "m1") -> Finding:
    found = world.store.read_now(lambda c: findings.of_unit(c, unit))
    return next(row for row in found if row.item_id == item)


def events(world: World, row: Finding) -> list[FindingEvent]:
    return world.store.read_now(lambda c: finding_events.of_finding(c, row.id))


def made(world: World, *chosen: Finding, login: str = "evaluator.city", **changed: str) -> Response:
    form: dict[str, Any] = {
        "finding": [row.id for row in chosen],
        "inspector": str(world.account_id("inspector.city")),
        "day": today(world).isoformat(),
    }
    return world.signed_in(login).post("/rechecks?unit=m1&unit2=&district=south", data=form | changed)


def opened(world: World, *chosen: Finding) -> str:
    """The inspection of a new re-check."""
    answer = made(world, *chosen)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


def entered(world: World, inspection: str, login: str = "inspector.city", **answers: str) -> None:
    """By the inspector, as a device sends it; then handed in."""
    client = world.signed_in(login)
    heads = world.store.read_now(lambda c: operations.heads(c, "city", inspection, Level.team))
    batch = [
        {"id": f"{inspection[:20]}-{name}", "field": f"{name}/value", "base": None, "raw": raw, "device": "t"}
        for name, raw in answers.items()
        if f"{name}/value" not in heads
    ]
    reply = client.post(f"/inspections/{inspection}/operations", json={"operations": batch})
    assert reply.status_code == 200, reply.text
    assert client.post(f"/inspections/{inspection}/submit", data={"stays_open": "yes"}).status_code == 303


def recuse(world: World, login: str, unit: str) -> None:
    """Declared for the first round."""
    who = world.account_id(login)
    row = Recusal(id=ids.new_id(), round_id=ROUND, account_id=who, unit_id=unit, ground="own_unit", recorded_at=now())
    world.store.write_now(lambda c: recusals.record(c, row))


def decision(world: World, **outcomes: str) -> dict[str, str]:
    """What an evaluator types: by item its outcome, or its other fields as `seen_guide`."""
    due = today(world, 30).isoformat()
    form = {"day": today(world).isoformat(), "due": due, "due_known": due}
    for name, text in outcomes.items():
        kind, _, item = name.rpartition("__")
        row = finding(world, item)
        form |= {f"{kind or 'outcome'}-{row.id}": text, f"version-{row.id}": str(row.version)}
    return form


def confirmed(client: Client, inspection: str, form: dict[str, str]) -> Response:
    return client.post(f"/rechecks/{inspection}", data=form)


def state_of(world: World, inspection: str) -> str:
    found = world.store.read_now(lambda c: inspections.by_id(c, inspection))
    assert found is not None
    return found.state
