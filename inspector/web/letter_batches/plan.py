"""Who would get a paper of one kind, in administrative order, and what keeps one from being made."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.states import State
from inspector.i18n import N_
from inspector.storage import letters, operations, rounds, uploads
from inspector.storage.tables import Letter
from inspector.storage.units import UnitAt
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.wish import kinds_for

BATCH_KINDS = ("preliminary_opinion", "opinion", "accountability", "rectification_notice")
"""Papers that follow from the record alone: of the others a person says something about each unit or problem."""
STOPS: Mapping[str, str] = {
    "nobody": N_("Nobody has been there yet."),
    "disputed": N_("Entries still differ, and somebody of the team has to choose."),
    "awaited": N_("Evidence is still on a device."),
    "draft": N_("There is one already."),
}


class PlanLine(Struct, frozen=True):
    """`stops`: names of STOPS. `letter` is the newest of the kind, `settled` whether all its numbers are confirmed."""

    unit: str
    name: str
    stops: tuple[str, ...]
    letter: Letter | None
    settled: bool


def plan(connection: Connection, opened: OpenedRound, kind: str) -> list[PlanLine]:
    """Every unit of the reader's area that can get this kind of paper."""
    disputed = operations.disputed(connection, opened.round.id)
    awaited = uploads.awaited_units(connection, opened.round.id)
    newest: dict[str, Letter] = {}
    for row in letters.of_round(connection, opened.round.id):
        if row.kind == kind and row.state != "withdrawn":
            newest.setdefault(row.unit_id, row)
    found = []
    for unit in in_order(rounds.units_of(connection, opened.round.id)):
        if not opened.covers(unit) or kind not in kinds_for(opened.survey, unit):
            continue
        units = frozenset((unit, *(one.id for one in opened.survey.below(unit))))
        told = {
            "nobody": not any(opened.survey.cells.get(one) for one in units),
            "disputed": not units.isdisjoint(disputed),
            "awaited": not units.isdisjoint(awaited),
            "draft": unit in newest,
        }
        stops = tuple(name for name, holds in told.items() if holds)
        name = opened.survey.subjects[unit].name
        found.append(PlanLine(unit, name, stops, newest.get(unit), _settled(opened, units)))
    return found


def ready(lines: Iterable[PlanLine], *, again: bool) -> list[str]:
    """Units whose paper can be made; `again`: also where there is one already."""
    allowed = {"draft"} if again else set()
    return [line.unit for line in lines if not set(line.stops) - allowed]


def in_order(units: Sequence[UnitAt]) -> list[str]:
    """A place, then what lies in it; siblings as they come, which is their administrative order."""
    known = {unit.id for unit in units}
    below: dict[str | None, list[str]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit.id)
    found: list[str] = []
    rest = below.get(None, [])[::-1]
    while rest:
        found.append(rest.pop())
        rest.extend(below.get(found[-1], [])[::-1])
    return found


def _settled(opened: OpenedRound, units: frozenset[str]) -> bool:
    return all(opened.inspections[one].state is State.confirmed for one in units if one in opened.inspections)
