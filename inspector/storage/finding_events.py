"""What happened to findings: their chapters by round and their events, and the one way to write both down."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from inspector.casework.finding_life import FindingState, FindingStep, Step
from inspector.storage.rows import many, table
from inspector.storage.tables import Finding, FindingChapter, FindingEvent

F, C, E = table(Finding).c, table(FindingChapter).c, table(FindingEvent).c
BLANK = {name: field.default for name, field in FindingEvent.model_fields.items() if not field.is_required()}
DATE_COLUMNS = frozenset({"due", "asked_due", "told_on", "reported_on", "checked_on", "closed_on", "last_day"})


def of_bulk(connection: Connection, bulk: str) -> list[FindingEvent]:
    """Of what was done to many at once, by finding and in order."""
    if not bulk:
        return []
    return many(
        connection, FindingEvent, select(table(FindingEvent)).where(E.bulk == bulk).order_by(E.finding_id, E.number)
    )


SAID = frozenset({"found", FindingStep.seen_again.value, "anew", "gone"})


def chapters(connection: Connection, finding_id: str) -> list[FindingChapter]:
    """The first round first."""
    query = select(table(FindingChapter)).where(C.finding_id == finding_id)
    return many(connection, FindingChapter, query.order_by(C.number))


def of_finding(connection: Connection, finding_id: str) -> list[FindingEvent]:
    """The first one first."""
    return many(
        connection, FindingEvent, select(table(FindingEvent)).where(E.finding_id == finding_id).order_by(E.number)
    )


def last_said(events: Sequence[FindingEvent]) -> str:
    """What the record itself, not a person, said of a story last: found, seen_again, anew or gone."""
    return next((one.step for one in reversed(events) if one.step in SAID), "")


def before(event: FindingEvent) -> dict[str, Any]:
    """The columns that a step changed, as they were."""
    found: dict[str, Any] = json.loads(event.before)
    for column in DATE_COLUMNS & found.keys():
        found[column] = date.fromisoformat(found[column]) if found[column] else None
    return found


def write(
    connection: Connection,
    row: Finding,
    name: str,
    changed: dict[str, Any],
    by: int | None,
    at: int,
    *,
    step: Step | None = None,
    letter_id: str | None = None,
    bulk: str = "",
) -> Finding:
    were = {column: getattr(row, column) for column in changed}
    after = {**changed, "version": row.version + 1}
    connection.execute(update(table(Finding)).where(F.id == row.id).values(after))
    state = FindingState(after.get("state", row.state))
    log(connection, row.id, row.version + 1, name, state, by, at, step, letter_id, bulk, were)
    return row.model_copy(update=after)


def log(
    connection: Connection,
    finding_id: str,
    number: int,
    name: str,
    state: FindingState,
    by: int | None,
    at: int,
    step: Step | None = None,
    letter_id: str | None = None,
    bulk: str = "",
    were: dict[str, Any] | None = None,
) -> None:
    said = {} if step is None else _said(step)
    row = line(finding_id, number, name, state, by, at) | said | {"letter_id": letter_id, "bulk": bulk}
    row["before"] = json.dumps(were or {}, ensure_ascii=False, default=str)
    connection.execute(insert(table(FindingEvent)), row)


def line(finding_id: str, number: int, name: str, state: FindingState, by: int | None, at: int) -> dict[str, Any]:
    """A row of the table, with nothing but who took which step."""
    row = {"finding_id": finding_id, "number": number, "step": str(name), "state": state.value}
    return BLANK | row | {"account_id": by, "at": at}


def _said(step: Step) -> dict[str, Any]:
    said = {"day": step.day, "due": step.due, "due_source": step.due_source, "outcome": step.outcome}
    return said | {"note": step.note.strip(), "proofs": json.dumps(list(step.proofs))}
