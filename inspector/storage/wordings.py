"""Queries about a city's own wordings; what was written before stays."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select, update

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import OwnWording

W = table(OwnWording).c


def in_use(connection: Connection, city_id: str) -> Mapping[str, str]:
    """Texts by the name of the template, where the newest approved version is not the shipped one."""
    approved = many(
        connection,
        OwnWording,
        select(table(OwnWording))
        .where(W.city_id == city_id, W.approved_at.is_not(None))
        .order_by(W.approved_at, W.version),
    )
    newest = {row.name: row.text for row in approved}
    return {name: text for name, text in newest.items() if text}


def of_name(connection: Connection, city_id: str, name: str) -> list[OwnWording]:
    """All versions, the newest first."""
    query = select(table(OwnWording)).where(W.city_id == city_id, W.name == name).order_by(W.version.desc())
    return many(connection, OwnWording, query)


def by_id(connection: Connection, wording_id: str) -> OwnWording | None:
    return one(connection, OwnWording, W.id == wording_id)


def add(connection: Connection, row: OwnWording) -> OwnWording:
    """Kept as the next version of its name."""
    last = select(func.max(W.version)).where(W.city_id == row.city_id, W.name == row.name)
    numbered = row.model_copy(update={"version": (connection.execute(last).scalar() or 0) + 1})
    add_records(connection, numbered)
    return numbered


def approve(connection: Connection, wording_id: str, *, by: int, at: int, alone: str = "") -> bool:
    """False when it was approved already. `alone` is the reason of somebody who approves an own text."""
    waiting = (W.id == wording_id) & W.approved_at.is_(None)
    values = {"approved_by": by, "approved_at": at, "alone": alone}
    return connection.execute(update(table(OwnWording)).where(waiting).values(**values)).rowcount == 1
