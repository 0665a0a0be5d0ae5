"""Queries about units: the tree as it stood on a date, and who lies within a scope."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from inspector.i18n import N_
from inspector.storage.raw import Cursor
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import Account, Fact, Inspection, RoundUnit, Unit, UnitVersion

U = table(Unit).c
V = table(UnitVersion).c


class UnitAt(NamedTuple):
    """A unit as it stood on a date. `stages` are words of the checklist."""

    id: str
    city_id: str
    parent_id: str | None
    name: str
    kind: str
    code: str | None
    stages: tuple[str, ...]
    position: int


class UnitTreeError(ValueError):
    """A unit below itself, or a version that says nothing about any day."""


VALID = (V.valid_from <= bindparam("on")) & or_(V.valid_to.is_(None), V.valid_to > bindparam("on"))
AT = select(V.unit_id, V.city_id, V.parent_id, V.name, V.kind, V.code, V.stages, V.position).where(VALID)
TREE = AT.where(V.city_id == bindparam("city_id")).order_by(V.position, V.unit_id)
BY_ID = AT.where(V.unit_id == bindparam("unit_id"))
_SCOPE = select(bindparam("unit_id", type_=String).label("unit_id"))
_below = _SCOPE.cte("below", recursive=True)
BELOW = select(_below.union(select(V.unit_id).where(V.parent_id == _below.c.unit_id, VALID)))
LINE_ABOVE = """
WITH RECURSIVE above(unit_id) AS (
    {} UNION
    SELECT v.parent_id FROM unit_version v JOIN above ON v.unit_id = above.unit_id
    WHERE v.valid_from <= ? AND (v.valid_to IS NULL OR v.valid_to > ?)
)
"""
ABOVE = LINE_ABOVE.format("SELECT CAST(? AS VARCHAR)") + "SELECT unit_id FROM above WHERE unit_id IS NOT NULL"


def tree(connection: Connection, city_id: str, on: date) -> list[UnitAt]:
    """All units of a city on that date, in administrative order among siblings."""
    return [_unit_at(row) for row in connection.execute(TREE, {"city_id": city_id, "on": on})]


def by_id(connection: Connection, unit_id: str, on: date) -> UnitAt | None:
    row = connection.execute(BY_ID, {"unit_id": unit_id, "on": on}).first()
    return None if row is None else _unit_at(row)


def within(connection: Connection, scope: str, on: date) -> frozenset[str]:
    """Ids of the subtree on that date, the scope's own unit included. Rights ask for today's date."""
    return frozenset(connection.execute(BELOW, {"unit_id": scope, "on": on}).scalars())


def above(connection: Connection, unit_id: str, on: date) -> frozenset[str]:
    """Ids of the unit and of everything it lies below on that date."""
    day = on.isoformat()
    return frozenset(row[0] for row in Cursor(connection, alone=True).rows(ABOVE, (unit_id, day, day)))


def is_within(connection: Connection, unit_id: str, scope: str | None, on: date) -> bool:
    """Whether a person whose scope this is may see the unit; no scope at all means everywhere."""
    return scope is None or scope in above(connection, unit_id, on)


def versions(connection: Connection, unit_id: str) -> list[UnitVersion]:
    query = select(table(UnitVersion)).where(V.unit_id == unit_id).order_by(V.valid_from)
    return many(connection, UnitVersion, query)


def city_of(connection: Connection, unit_id: str) -> str | None:
    """The id of the city a unit belongs to; None for an unknown unit."""
    return connection.execute(select(U.city_id).where(U.id == unit_id)).scalar_one_or_none()


def cities(connection: Connection) -> list[str]:
    return list(connection.execute(select(U.city_id).distinct().order_by(U.city_id)).scalars())


def add(connection: Connection, version: UnitVersion, at: int) -> None:
    """A new unit with its first version. The unit of a city carries its own id as `city_id`."""
    connection.execute(insert(table(Unit)).values(id=version.unit_id, city_id=version.city_id, created_at=at))
    add_version(connection, version)


def add_version(connection: Connection, version: UnitVersion) -> None:
    """From `valid_from` on the unit is as given, until its next known version or `valid_to`.

    The version before ends that day. Raises UnitTreeError when the unit would lie below itself.
    """
    parent = version.parent_id
    if parent is not None and version.unit_id in above(connection, parent, version.valid_from):
        raise UnitTreeError(f"{version.unit_id} cannot lie below {parent}, which lies below it")
    same_unit = (V.unit_id == version.unit_id) & (V.city_id == version.city_id)
    later = select(V.valid_from).where(same_unit, V.valid_from > version.valid_from).order_by(V.valid_from)
    following = connection.execute(later.limit(1)).scalar()
    ends = [day for day in (version.valid_to, following) if day is not None]
    if ends and min(ends) <= version.valid_from:
        raise UnitTreeError(f"{version.unit_id} would end on {min(ends)}, before it begins")
    overlapping = (V.valid_from < version.valid_from) & or_(V.valid_to.is_(None), V.valid_to > version.valid_from)
    earlier = update(table(UnitVersion)).where(same_unit, overlapping)
    connection.execute(earlier.values(valid_to=version.valid_from))
    add_records(connection, version.model_copy(update={"valid_to": min(ends, default=None)}))


def end(connection: Connection, unit_id: str, on: date) -> None:
    """The unit exists no more from that day on."""
    current = update(table(UnitVersion)).where(V.unit_id == unit_id, V.valid_from < on)
    connection.execute(current.where(or_(V.valid_to.is_(None), V.valid_to > on)).values(valid_to=on))


def standing(connection: Connection, unit_id: str, on: date) -> UnitVersion | None:
    """The version a unit has on a day."""
    found = (one for one in versions(connection, unit_id) if one.valid_from <= on)
    return next((one for one in found if one.valid_to is None or one.valid_to > on), None)


def remove(connection: Connection, unit_id: str) -> str:
    """Takes away a unit nothing refers to; else leaves it and returns why, as a message id."""
    for column, words in USES:
        if connection.execute(select(func.count()).where(column == unit_id)).scalar_one():
            return words
    try:
        with connection.begin_nested():
            connection.execute(delete(table(UnitVersion)).where(V.unit_id == unit_id))
            connection.execute(delete(table(Unit)).where(U.id == unit_id))
    except IntegrityError:
        return IN_USE
    return ""


IN_USE = N_("Something in the record refers to it; it stays.")
USES = (
    (table(Inspection).c.unit_id, N_("It has inspections; it stays.")),
    (table(RoundUnit).c.unit_id, N_("It belongs to a round; it stays.")),
    (V.parent_id, N_("Other units lie below it; it stays.")),
    (table(Fact).c.unit_id, N_("Facts of it are known; it stays.")),
    (table(Account).c.scope_unit, N_("It is the area of an account; it stays.")),
)
"""What refers to a unit, and how that is said; whatever else does is noticed by the record itself."""


def take_back(connection: Connection, version: UnitVersion, ends: str) -> None:
    """Removes a version; the one before it lasts again as it did, until `ends` or on."""
    mine = (V.unit_id == version.unit_id, V.city_id == version.city_id)
    connection.execute(delete(table(UnitVersion)).where(*mine, V.valid_from == version.valid_from))
    earlier = update(table(UnitVersion)).where(*mine, V.valid_to == version.valid_from)
    connection.execute(earlier.values(valid_to=date.fromisoformat(ends) if ends else None))


def _unit_at(row: Sequence[Any]) -> UnitAt:
    return UnitAt(row[0], row[1], row[2], row[3], row[4], row[5], tuple(row[6].split()), row[7])
