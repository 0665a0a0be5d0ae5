"""Children of a file, by code: what is on the roster already stays, nobody is taken off."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from inspector.storage import rosters, units
from inspector.storage.rosters import Entry
from inspector.storage.tables import Import, ImportChange
from inspector.storage.takeover.changes import CHANGED_SINCE, Change, GivenRow, Ground, compared, conflict
from inspector.storage.takeover.of_facts import FOREIGN


def plan(connection: Connection, rows: Sequence[GivenRow], ground: Ground) -> list[Change]:
    assert ground.city_id is not None
    names = {unit.id: unit.name for unit in units.tree(connection, ground.city_id, ground.day)}
    standing = {_key(entry) for entry in rosters.of_city(connection, ground.city_id)}
    seen: set[str] = set()
    changes = []
    for row in rows:
        unit_id = row.values.get("unit", "")
        if unit_id not in names or not ground.covers(unit_id):
            changes.append(conflict(row, "", FOREIGN))
            continue
        after = {"fact": row.values.get("fact", ""), "code": row.values["code"]}
        key = _key(Entry(unit_id, **after))
        if key not in seen:
            before = after if key in standing else None
            changes.append(compared(row, key, f"{names[unit_id]} {after['code']}", before, after, ("code",)))
        seen.add(key)
    return changes


def _key(entry: Entry) -> str:
    return "/".join(entry)


def _entry(key: str) -> Entry:
    return Entry(*key.split("/"))


def apply(connection: Connection, changes: Iterable[Change], ground: Ground) -> list[Change]:
    assert ground.city_id is not None
    moving = [one for one in changes if one.moves]
    rosters.add(connection, ground.city_id, [_entry(one.key) for one in moving])
    return moving


def revert(
    connection: Connection, row: Import, change: ImportChange, _: Mapping[str, str] | None, __: Mapping[str, str]
) -> str:
    assert row.city_id is not None
    return "" if rosters.remove(connection, row.city_id, _entry(change.key)) else CHANGED_SINCE
