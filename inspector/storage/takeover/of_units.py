"""Units of a file: recognised by id, code, or name and place; new ones and versions from a day on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import units
from inspector.storage.tables import Import, ImportChange, UnitVersion
from inspector.storage.takeover.changes import (
    CHANGED_SINCE,
    Change,
    GivenRow,
    Ground,
    Verdict,
    compared,
    conflict,
    plain,
)
from inspector.storage.units import UnitAt

FIELDS = ("name", "kind", "parent", "code", "stages")
ELSEWHERE = N_("A unit of this id does not stand in this city on that day.")
TWO_UNITS = N_("The code belongs to another unit: {other}.")
AMBIGUOUS = N_("Several units have this name. Give the code, or the unit it lies below.")
TWICE = N_("The file names this unit twice; the first row counts.")
NO_PARENT = N_("The unit it lies below is neither in the record nor taken from this file.")
BELOW_ITSELF = N_("A unit cannot lie below itself.")
ONE_CITY = N_("There can be only one unit at the top: the city.")
SAME_DAY = N_("There is already a change from that day on. Choose another day.")
ROW = "row:"
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def plan(connection: Connection, rows: Sequence[GivenRow], ground: Ground) -> list[Change]:
    tree = units.tree(connection, ground.city_id, ground.day) if ground.city_id else []
    return _Plan(connection, rows, ground, tree).changes()


class _Plan:
    """The rows of a file beside the tree of the day; ids of new units follow from the import and the row.

    The unit above is an id, or `row:<number>` for one that the same sheet brings in.
    """

    def __init__(
        self, connection: Connection, rows: Sequence[GivenRow], ground: Ground, tree: Sequence[UnitAt]
    ) -> None:
        self._connection = connection
        self._rows = rows
        self._ground = ground
        self._tree = {unit.id: unit for unit in tree}
        self._by_code = {unit.code: unit.id for unit in tree if unit.code}
        self._by_name: dict[str, list[str]] = {}
        for unit in tree:
            self._by_name.setdefault(plain(unit.name), []).append(unit.id)
        self._rows_by = {f"{ROW}{row.number}": row for row in rows}
        self._found: dict[tuple[str, int], str | Change] = {}
        self._new: dict[tuple[str, str], str] = {}

    def changes(self) -> list[Change]:
        seen: set[str] = set()
        changes = []
        for row in self._rows:
            change = self._change(row)
            if change.key in seen:
                change = conflict(row, change.name, TWICE)
            if change.key:
                seen.add(change.key)
            changes.append(change)
        return self._without_lost(changes)

    def _change(self, row: GivenRow) -> Change:
        name = row.values.get("name", "")
        unit_id = self._identity(row)
        if isinstance(unit_id, Change):
            return unit_id
        unit = self._tree.get(unit_id)
        parent = self._parent(row, unit)
        if isinstance(parent, Change):
            return parent
        before = None if unit is None else _as_texts(unit)
        after = dict(before or {}) | {field: row.values[field] for field in FIELDS if row.values.get(field)}
        after |= {"parent": parent}
        if parent == "" and self._tree and unit_id != self._ground.city_id:
            return conflict(row, name, ONE_CITY)
        change = compared(row, unit_id, name, before, after, FIELDS)
        if change.verdict is Verdict.changed and self._begins_that_day(unit_id):
            return conflict(row, name, SAME_DAY)
        return change

    def _identity(self, row: GivenRow) -> str | Change:
        """The unit a row is about: one that stands, or the id a new one gets."""
        place = (row.sheet, row.number)
        if place not in self._found:
            self._found[place] = conflict(row, row.values.get("name", ""), BELOW_ITSELF)  # should it come back here
            self._found[place] = self._identified(row)
        return self._found[place]

    def _identified(self, row: GivenRow) -> str | Change:
        code, name = row.values.get("code", ""), row.values.get("name", "")
        given = row.values.get("unit", "") or row.values.get("id", "")  # found by the reader, or written in the file
        coded = self._by_code.get(code, "")
        if given:
            if given not in self._tree and (
                units.city_of(self._connection, given) is not None or not _ID.fullmatch(given)
            ):
                return conflict(row, name, ELSEWHERE)
            if coded and coded != given:
                return conflict(row, name, TWO_UNITS, other=self._tree[coded].name)
            return given
        if coded:
            return coded
        parent = self._parent(row, None)
        if isinstance(parent, Change):
            return parent
        named = self._by_name.get(plain(name), [])
        if row.values.get("parent"):
            named = [one for one in named if (self._tree[one].parent_id or "") == parent]
        if len(named) > 1:
            return conflict(row, name, AMBIGUOUS)
        return named[0] if named else self._new_id(row, parent)

    def _new_id(self, row: GivenRow, parent: str) -> str:
        """One id for all rows of one name below one unit, or of one code."""
        whole = f"{self._ground.import_id}/{row.sheet}/{row.number}"
        made = "u" + sha256(whole.encode()).hexdigest()[:19]
        code = row.values.get("code", "")
        made = self._new.setdefault((plain(row.values.get("name", "")), parent), made)
        return self._new.setdefault((code, ""), made) if code else made

    def _parent(self, row: GivenRow, unit: UnitAt | None) -> str | Change:
        """Id of the unit above; empty for the city. Without a word of it: as it stands, else the city."""
        wanted = row.values.get("parent", "")
        if not wanted:
            return (unit.parent_id or "") if unit else (self._ground.city_id or "")
        if wanted in self._tree:
            return wanted
        other = self._rows_by.get(wanted)
        if other is None:
            return conflict(row, row.values.get("name", ""), NO_PARENT)
        found = self._identity(other)
        return found if isinstance(found, str) else conflict(row, row.values.get("name", ""), found.reason)

    def _begins_that_day(self, unit_id: str) -> bool:
        return any(one.valid_from == self._ground.day for one in units.versions(self._connection, unit_id))

    def _without_lost(self, changes: list[Change]) -> list[Change]:
        """What would lie below nothing, below itself, or beside the only city is not taken either."""
        if not self._tree:
            tops = [one for one in changes if one.moves and not one.after["parent"]]
            changes = [_refused(one, ONE_CITY) if one in tops[1:] else one for one in changes]
        for _ in range(len(changes)):
            above = {unit.id: unit.parent_id or "" for unit in self._tree.values()}
            above |= {one.key: one.after["parent"] for one in changes if one.verdict is not Verdict.conflict}
            lost = {one.key: _fault(one.key, above) for one in changes if one.moves}
            if not any(lost.values()):
                break
            changes = [_refused(one, lost[one.key]) if one.moves and lost[one.key] else one for one in changes]
        return changes


def _fault(unit_id: str, above: dict[str, str]) -> str:
    seen = {unit_id}
    parent = above[unit_id]
    while parent:
        if parent in seen:
            return BELOW_ITSELF
        if parent not in above:
            return NO_PARENT
        seen.add(parent)
        parent = above[parent]
    return ""


def _refused(change: Change, reason: str) -> Change:
    return change._replace(verdict=Verdict.conflict, key="", before=None, after={}, reason=reason)


def _as_texts(unit: UnitAt) -> dict[str, str]:
    found = {"name": unit.name, "kind": unit.kind, "parent": unit.parent_id or "", "code": unit.code or ""}
    return found | {"stages": " ".join(unit.stages)}


def apply(connection: Connection, changes: Iterable[Change], ground: Ground) -> list[Change]:
    """Writes what moves, those above first; in that order, with what undoing needs."""
    moving = {one.key: one for one in changes if one.moves}
    city = ground.city_id or next((one.key for one in moving.values() if not one.after["parent"]), "")
    last = max((one.position for one in units.tree(connection, city, ground.day)), default=-1)
    positions = {key: place for place, key in enumerate(moving, last + 1)}
    done: dict[str, Change] = {}

    def write(key: str) -> None:
        change = moving[key]
        parent = change.after["parent"]
        if parent in moving and parent not in done:
            write(parent)
        done[key] = _written(connection, change, city, positions[key], ground)

    for key in moving:
        if key not in done:
            write(key)
    return list(done.values())


def _written(connection: Connection, change: Change, city: str, position: int, ground: Ground) -> Change:
    version = _version(city, change, position, ground)
    before = dict(change.before) if change.before is not None else None
    if before is None:
        units.add(connection, version, ground.at)
    else:
        earlier = units.standing(connection, change.key, ground.day)
        assert earlier is not None
        units.add_version(connection, version.model_copy(update={"position": earlier.position}))
        before |= {"valid_to": _day(earlier.valid_to)}
    made = units.standing(connection, change.key, ground.day)
    return change._replace(before=before, after={**change.after, "valid_to": _day(made.valid_to if made else None)})


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _version(city: str, change: Change, position: int, ground: Ground) -> UnitVersion:
    after = change.after
    return UnitVersion(
        city_id=city,
        unit_id=change.key,
        valid_from=ground.day,
        parent_id=after["parent"] or None,
        name=after["name"],
        kind=after["kind"],
        code=after.get("code") or None,
        stages=after.get("stages", ""),
        position=position,
    )


def revert(
    connection: Connection,
    row: Import,
    change: ImportChange,
    before: Mapping[str, str] | None,
    after: Mapping[str, str],
) -> str:
    """Takes a unit, or its version of that day, away again; the reason in a message id when it cannot be."""
    version = next((one for one in units.versions(connection, change.key) if one.valid_from == row.day), None)
    if version is None or _version_texts(version) != {field: after.get(field, "") for field in (*FIELDS, "valid_to")}:
        return CHANGED_SINCE
    if before is None:
        return units.remove(connection, change.key)
    units.take_back(connection, version, before.get("valid_to", ""))
    return ""


def _version_texts(version: UnitVersion) -> dict[str, str]:
    found = {"name": version.name, "kind": version.kind, "parent": version.parent_id or ""}
    return found | {"code": version.code or "", "stages": version.stages, "valid_to": _day(version.valid_to)}
