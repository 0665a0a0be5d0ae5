"""Facts of a file: appended where they differ from what is known on their day; undone by what was known before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import facts, movements, units
from inspector.storage.facts import FactAt, NewFact
from inspector.storage.tables import Import, ImportChange
from inspector.storage.takeover.changes import CHANGED_SINCE, Change, GivenRow, Ground, Verdict, compared, conflict

FOREIGN = N_("This unit does not stand in your area on that day.")
TWO_VALUES = N_("The file gives another value for it above: {other}. Only the first is taken.")
VERIFIED = N_("A verified value gives way to a reported one.")
PREFIX = "fact:"


def plan(connection: Connection, rows: Sequence[GivenRow], ground: Ground) -> list[Change]:
    assert ground.city_id is not None
    names = {unit.id: unit.name for unit in units.tree(connection, ground.city_id, ground.day)}
    known: dict[date, dict[tuple[str, str, str], FactAt]] = {}
    first: dict[str, Change] = {}
    changes = []
    for row in rows:
        unit_id = row.values.get("unit", "")
        if unit_id not in names or not ground.covers(unit_id):
            changes.append(conflict(row, names.get(unit_id, unit_id) if ground.covers(unit_id) else "", FOREIGN))
            continue
        day = date.fromisoformat(row.values["as_of"]) if row.values.get("as_of") else ground.day
        if day not in known:
            known[day] = _known(connection, ground.city_id, day)
        for fact, dimension, value in _cells(row.values):
            change = _compared(row, names[unit_id], (unit_id, fact, dimension, day), value, known[day], ground)
            other = first.setdefault(change.key, change)
            if other is change:
                changes.append(change)
            elif other.after["value"] != value:
                changes.append(conflict(row, change.name, TWO_VALUES, other=other.after["value"]))
    return changes


def _known(connection: Connection, city_id: str, day: date) -> dict[tuple[str, str, str], FactAt]:
    current = facts.current(connection, city_id, day)
    return {(one.unit_id, one.fact, one.dimension): one for found in current.values() for one in found}


def _cells(values: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Fact, dimension and value: a column each, or a row each."""
    if values.get("fact") and values.get("value"):
        yield values["fact"].removeprefix(PREFIX), values.get("dimension", ""), values["value"]
    for field, value in values.items():
        if value and field.startswith(PREFIX):
            fact, _, dimension = field.removeprefix(PREFIX).partition(":")
            yield fact, dimension, value


def _compared(
    row: GivenRow,
    name: str,
    cell: tuple[str, str, str, date],
    value: str,
    known: Mapping[tuple[str, str, str], FactAt],
    ground: Ground,
) -> Change:
    *place, day = cell
    standing = known.get((cell[0], cell[1], cell[2]))
    before = None
    if standing is not None and standing.value is not None:
        before = {"value": standing.value, "as_of": standing.as_of.isoformat(), "source": standing.source}
        before |= {"status": standing.status}
    after = {"value": value, "as_of": day.isoformat(), "source": row.values.get("source", "") or ground.source}
    change = compared(row, "/".join([*map(str, place), day.isoformat()]), name, before, after, ("value",))
    if change.verdict is Verdict.changed and before and before["status"] == "verified":
        return change._replace(reason=VERIFIED)
    return change


def apply(connection: Connection, changes: Iterable[Change], ground: Ground) -> list[Change]:
    assert ground.city_id is not None
    moving = [one for one in changes if one.moves]
    if moving:
        new = [_new(one.key, one.after) for one in moving]
        movements.record_facts(connection, ground.city_id, new, at=ground.at, account_id=ground.account_id)
    return moving


def _new(key: str, values: Mapping[str, str], status: str = "reported") -> NewFact:
    unit_id, fact, dimension, day = key.split("/")
    return NewFact(unit_id, fact, date.fromisoformat(day), values["value"], dimension, values["source"], status)


def reverted(
    connection: Connection,
    row: Import,
    change: ImportChange,
    before: Mapping[str, str] | None,
    after: Mapping[str, str],
    source: str,
) -> list[NewFact] | str:
    """What makes it known again as before: a withdrawal, which ends what the file said, and the former value.

    A message id when it has moved on.
    """
    unit_id, fact, dimension, day = change.key.split("/")
    assert row.city_id is not None
    found = facts.history(connection, row.city_id, unit_id, fact)
    mine = [one for one in found if one.dimension == dimension and one.as_of.isoformat() == day]
    if not mine or mine[-1].recorded_at != row.taken_at or mine[-1].value != after["value"]:
        return CHANGED_SINCE
    as_of = date.fromisoformat(day)
    gone = NewFact(unit_id, fact, as_of, None, dimension, source, "withdrawn")
    if before is None:
        return [gone]
    named = f"{before['source']}（{source}）" if before["source"] else source
    return [gone, NewFact(unit_id, fact, as_of, before["value"], dimension, named, before["status"])]
