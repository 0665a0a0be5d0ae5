"""Queries about the plan of visits: which inspections on which day, in which order."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from inspector.checklist.cells import VISIT
from inspector.fieldwork.states import State
from inspector.storage import inspections, rounds
from inspector.storage.inspections import InspectionLine
from inspector.storage.raw import Cursor
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import Inspection, Visit

I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)
V = table(Visit).c
BEGUN = """
SELECT 1 FROM head WHERE city_id = ? AND inspection_id = ? AND level = 'team' AND (field LIKE ? OR field LIKE ?)
AND (value IS NOT NULL OR raw <> '') LIMIT 1
"""
LAST = 10_000
"""Where in a day the visits without a place of their own come."""


class PlannedVisit(NamedTuple):
    """An inspection with its place in the day's route."""

    line: InspectionLine
    position: int
    start: str
    note: str


def of_round(connection: Connection, round_id: str) -> list[PlannedVisit]:
    """By day and route; those without a day last, in the order of the units."""
    query = select(table(Visit)).join(table(Inspection), I.id == V.inspection_id).where(I.round_id == round_id)
    return _planned(connection, inspections.of_round(connection, round_id), many(connection, Visit, query))


def of_inspector(connection: Connection, account_id: int) -> list[PlannedVisit]:
    """A person's own visits in open rounds, whatever state they are in."""
    query = select(table(Visit)).join(table(Inspection), I.id == V.inspection_id).where(I.inspector_id == account_id)
    lines = [line for line in inspections.held_by(connection, account_id) if line.round_state == "open"]
    return _planned(connection, lines, many(connection, Visit, query))


def of_unit(connection: Connection, unit_id: str) -> list[PlannedVisit]:
    """A unit's visits that stand: not void, and not in a round that is still a draft."""
    query = select(table(Visit)).join(table(Inspection), I.id == V.inspection_id).where(I.unit_id == unit_id)
    lines = [line for line in inspections.of_unit(connection, unit_id) if line.state is not State.void]
    return _planned(connection, lines, many(connection, Visit, query))


def together(connection: Connection, inspection_id: str) -> list[PlannedVisit]:
    """The inspections that one visit serves, this one among them, that which keeps the record first.

    They are of one unit and of one day; without a day, those of open rounds. The record is kept where it was
    begun, else by the inspection of the oldest round: the others only point there, nothing is copied.
    """
    line = inspections.line(connection, inspection_id)
    if line is None:
        return []
    found = [
        one
        for one in of_unit(connection, line.unit_id)
        if one.line.id == line.id
        or (one.line.visit_date == line.visit_date and (line.visit_date or (_open(one.line) and _open(line))))
    ]
    begun = {one.line.id for one in found if _begun(connection, one.line)}
    held = (rounds.by_id(connection, one.line.round_id) for one in found)
    ages = {one.id: (one.created_at, one.id) for one in held if one is not None}
    return sorted(found, key=lambda one: (one.line.id not in begun, ages[one.line.round_id]))


def _open(line: InspectionLine) -> bool:
    return line.round_state == "open"


def _begun(connection: Connection, line: InspectionLine) -> bool:
    return Cursor(connection).row(BEGUN, (line.city_id, line.id, f"{VISIT}/%", f"{VISIT}@%")) is not None


def _planned(connection: Connection, lines: Iterable[InspectionLine], kept: Iterable[Visit]) -> list[PlannedVisit]:
    by_id = {one.inspection_id: one for one in kept}
    found = []
    for line in lines:
        visit = by_id.get(line.id) or Visit(inspection_id=line.id)
        found.append(PlannedVisit(line, visit.position, visit.start, visit.note))
    days = (one.line.visit_date for one in found)
    last = max((day for day in days if day is not None), default=None)
    return sorted(
        found, key=lambda one: (one.line.visit_date is None, one.line.visit_date or last, one.position or LAST)
    )


def plan(connection: Connection, visit: Visit) -> None:
    """The place in the day's route; the day itself is set with `inspections.set_visit_date`."""
    connection.execute(delete(table(Visit)).where(V.inspection_id == visit.inspection_id))
    if visit.position or visit.start or visit.note:
        add_records(connection, visit)
