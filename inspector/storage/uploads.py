"""Queries about files on their way."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select, update

from inspector.fieldwork.operations import Level
from inspector.storage.rows import add, many, one, table
from inspector.storage.tables import Inspection, Upload

U = table(Upload).c
I = table(Inspection).c  # noqa: E741


def announce(connection: Connection, upload: Upload) -> None:
    add(connection, upload)


def by_id(connection: Connection, upload_id: str) -> Upload | None:
    return one(connection, Upload, U.id == upload_id)


def describe(connection: Connection, upload_id: str, *, caption: str, place: str) -> None:
    """Words about a file may change while it is on its way."""
    connection.execute(update(table(Upload)).where(U.id == upload_id).values(caption=caption, place=place))


def finish(connection: Connection, upload_id: str, at: int, reason: str) -> None:
    """`reason` says why the file was kept and not taken over; empty when it was."""
    connection.execute(update(table(Upload)).where(U.id == upload_id).values(done_at=at, reason=reason))


def forget(connection: Connection, upload_id: str) -> None:
    """The announcement is taken back; a finished file stays listed."""
    connection.execute(delete(table(Upload)).where(U.id == upload_id, U.done_at.is_(None)))


def awaited(connection: Connection, inspection_id: str, level: Level = Level.team) -> list[Upload]:
    """What is announced and not here yet, in the order announced."""
    query = select(table(Upload)).where(U.inspection_id == inspection_id, U.level == level.value, U.done_at.is_(None))
    return many(connection, Upload, query.order_by(U.announced_at, U.id))


def awaited_units(connection: Connection, round_id: str) -> frozenset[str]:
    """Units whose team's inspection has a file on its way."""
    here = (I.round_id == round_id, U.level == Level.team.value, U.done_at.is_(None))
    query = select(I.unit_id).select_from(table(Upload).join(table(Inspection), I.id == U.inspection_id)).where(*here)
    return frozenset(connection.execute(query).scalars())


def awaited_of_units(connection: Connection, round_id: str, units: Iterable[str]) -> int:
    """How many files of the team's inspections of these units are still on their way."""
    query = (
        select(func.count())
        .select_from(table(Upload).join(table(Inspection), I.id == U.inspection_id))
        .where(I.round_id == round_id, I.unit_id.in_(list(units)), U.level == Level.team.value, U.done_at.is_(None))
    )
    return connection.execute(query).scalar_one()
