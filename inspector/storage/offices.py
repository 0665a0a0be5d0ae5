"""Queries about issuing offices and their reference files."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Office, OfficeReference

O = table(Office).c  # noqa: E741 (a table's columns have the letter of its name)
R = table(OfficeReference).c


def of_city(connection: Connection, city_id: str) -> list[Office]:
    """The usual one first, then by name."""
    return many(connection, Office, select(table(Office)).where(O.city_id == city_id).order_by(O.usual.desc(), O.name))


def by_id(connection: Connection, office_id: str) -> Office | None:
    return one(connection, Office, O.id == office_id)


def by_name(connection: Connection, city_id: str, name: str) -> Office | None:
    return one(connection, Office, O.city_id == city_id, O.name == name)


def save(connection: Connection, office: Office) -> None:
    """Adds it or changes it. The first office of a city is the usual one; a new usual one takes the former's place."""
    others = [one for one in of_city(connection, office.city_id) if one.id != office.id]
    office.usual = office.usual or not any(one.usual for one in others)
    if office.usual:
        connection.execute(update(table(Office)).where(O.city_id == office.city_id).values(usual=False))
    if by_id(connection, office.id) is None:
        add_records(connection, office)
    else:
        connection.execute(update(table(Office)).where(O.id == office.id).values(**office.model_dump(exclude={"id"})))


def names(texts: str) -> tuple[str, ...]:
    """The list of names in a column."""
    return tuple(json.loads(texts))


def references(connection: Connection, office_id: str) -> list[OfficeReference]:
    """All its reference files, the newest first."""
    query = select(table(OfficeReference)).where(R.office_id == office_id)
    return many(connection, OfficeReference, query.order_by(R.made_at.desc(), R.version.desc()))


def reference(connection: Connection, reference_id: str) -> OfficeReference | None:
    return one(connection, OfficeReference, R.id == reference_id)


def in_use(connection: Connection, office_id: str, variant: str) -> OfficeReference | None:
    return one(connection, OfficeReference, R.office_id == office_id, R.variant == variant, R.in_use)


def hand_in(connection: Connection, row: OfficeReference) -> None:
    """A new version, not in use yet; its number follows the last one's."""
    last = select(func.max(R.version)).where(R.office_id == row.office_id, R.variant == row.variant)
    row.version = (connection.execute(last).scalar() or 0) + 1
    add_records(connection, row)


def use(
    connection: Connection, row: OfficeReference, allowed: Mapping[str, Mapping[str, Any]], *, by: int, at: int
) -> None:
    """Takes the file into use in place of the one before; `allowed` as the column holds it."""
    use_none(connection, row.office_id, row.variant)
    values = {"in_use": True, "allowed": json.dumps(allowed, ensure_ascii=False), "used_by": by, "used_at": at}
    connection.execute(update(table(OfficeReference)).where(R.id == row.id).values(**values))


def use_none(connection: Connection, office_id: str, variant: str) -> None:
    """The office writes on the file that is built from its settings again."""
    mine = (R.office_id == office_id) & (R.variant == variant)
    connection.execute(update(table(OfficeReference)).where(mine).values(in_use=False))
