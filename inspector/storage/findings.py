"""Queries about findings, and the steps of each until it is struck off."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from inspector.casework.finding_life import (
    FindingObstacle,
    FindingState,
    FindingStep,
    ImpossibleFindingStepError,
    Standing,
    Step,
    move,
)
from inspector.storage import accounts, finding_events
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Finding, FindingChapter, FindingEvent, Role

F, E, C = table(Finding).c, table(FindingEvent).c, table(FindingChapter).c


def by_id(connection: Connection, finding_id: str) -> Finding | None:
    return one(connection, Finding, F.id == finding_id)


def by_number(connection: Connection, city_id: str, number: int) -> Finding | None:
    return one(connection, Finding, F.city_id == city_id, F.number == number)


def of_unit(connection: Connection, unit_id: str) -> list[Finding]:
    """All stories of a unit in the order of the ledger, ended ones too."""
    return many(connection, Finding, select(table(Finding)).where(F.unit_id == unit_id).order_by(F.number))


def of_round(connection: Connection, round_id: str, unit_id: str, item_id: str) -> Finding | None:
    """The story that a round tells of an item at a unit."""
    chapters = select(C.finding_id).where(C.round_id == round_id, C.item_id == item_id)
    return one(connection, Finding, F.unit_id == unit_id, F.id.in_(chapters))


def advance(
    connection: Connection,
    finding_id: str,
    step: Step,
    *,
    by: int,
    at: int,
    today: date,
    seen: int | None = None,
    letter_id: str | None = None,
    bulk: str = "",
    recused: bool = False,
) -> Finding:
    """One step with one finding, or FindingProblem. `seen` is the version that the person had seen."""
    row = _locked(connection, finding_id)
    if seen is not None and seen != row.version:
        raise FindingProblem(FindingObstacle.stale)
    account = accounts.by_id(connection, by)
    if account is None:
        raise FindingProblem(FindingObstacle.role)
    standing = Standing(
        FindingState(row.state), row.due, row.asked_due, row.last_day, row.verified_by == by, recused=recused
    )
    try:
        state = move(standing, step, Role(account.role), today)
    except ImpossibleFindingStepError as error:
        raise FindingProblem(error.obstacle) from error
    changed = {"state": state.value} | _changed(row, step, by)
    return finding_events.write(connection, row, step.name, changed, by, at, step=step, letter_id=letter_id, bulk=bulk)


def _changed(row: Finding, step: Step, by: int) -> dict[str, Any]:
    """The columns a step sets beside the state."""
    name, found = step.name, dict[str, Any]()
    if step.day is not None:
        found["last_day"] = step.day
    days = {FindingStep.tell: "told_on", FindingStep.report: "reported_on", FindingStep.recheck: "checked_on"}
    if name in days:
        found[days[name]] = step.day
    if name is FindingStep.ask_time:
        return found | {"asked_due": step.due}
    if name in (FindingStep.grant_time, FindingStep.refuse_time):
        found["asked_due"] = None
    if step.due is not None and name is not FindingStep.refuse_time:
        found |= {"due": step.due, "due_source": step.due_source}
    typed = {"measure": step.measure, "person": step.person, "severity": step.severity}
    found |= {column: text.strip() for column, text in typed.items() if text.strip()}
    if name in (FindingStep.progress, FindingStep.report) and step.note.strip():
        found["progress"] = step.note.strip()
    if name is FindingStep.recheck:
        found |= {"verified_by": by, "asked_due": None}
    if name is FindingStep.close:
        found |= {"closed_on": step.day, "closed_by": by}
    if name is FindingStep.reopen:
        found |= {"closed_on": None, "closed_by": None, "verified_by": None}
    return found


def undo(connection: Connection, bulk: str, *, by: int, at: int) -> tuple[int, list[Finding]]:
    """Takes back what was done to many at once, step by step from the last one; those that moved on since stay whole
    and are named."""
    taken: dict[str, list[FindingEvent]] = {}
    for event in finding_events.of_bulk(connection, bulk):
        taken.setdefault(event.finding_id, []).append(event)
    left: list[Finding] = []
    for finding, events in taken.items():
        row = _locked(connection, finding)
        if row.version != events[-1].number:
            left.append(row)
            continue
        for event in reversed(events):
            row = finding_events.write(connection, row, FindingStep.undo, finding_events.before(event), by, at)
    return len(taken) - len(left), left


def _locked(connection: Connection, finding_id: str) -> Finding:
    found = many(connection, Finding, select(table(Finding)).where(F.id == finding_id).with_for_update())
    if not found:
        raise FindingProblem(FindingObstacle.unknown)
    return found[0]


def has_proof(connection: Connection, finding_id: str, digest: str) -> bool:
    """Whether a file goes with any step of the finding."""
    here = (E.finding_id == finding_id, E.proofs.contains(f'"{digest}"', autoescape=True))
    return connection.execute(select(E.number).where(*here).limit(1)).first() is not None


def counts(connection: Connection, city_id: str) -> dict[tuple[str, str], int]:
    """How many stories by kind and state."""
    query = select(F.kind, F.state, func.count()).where(F.city_id == city_id).group_by(F.kind, F.state)
    return {(kind, state): number for kind, state, number in connection.execute(query)}
