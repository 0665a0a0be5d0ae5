"""Queries about imports: where each stands, what it changed, and what column titles meant before."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, select, update

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Import, ImportChange, ImportColumn

I = table(Import).c  # noqa: E741 (the initial of the noun, as in the other modules)
C = table(ImportChange).c
N = table(ImportColumn).c

BEFORE_TAKING = ("uploaded", "previewed")
LONGEST_TITLE = 200


class ImportStateError(ValueError):
    """Only what was previewed is taken, only what was taken is undone."""


def add(connection: Connection, row: Import) -> bool:
    """False when an import of that id stands already: the same form was sent twice."""
    if by_id(connection, row.id) is not None:
        return False
    add_records(connection, row)
    return True


def by_id(connection: Connection, import_id: str) -> Import | None:
    return one(connection, Import, I.id == import_id)


def newest(connection: Connection, cities: Iterable[str] | None, most: int) -> list[Import]:
    """The last ones of some cities, newest first; None: of all, also those whose city comes with the file."""
    query = select(table(Import)).order_by(I.created_at.desc(), I.id.desc()).limit(most)
    return many(connection, Import, query if cities is None else query.where(I.city_id.in_(list(cities))))


def taken_before(connection: Connection, city_id: str | None, digest: str) -> list[Import]:
    """Imports of the very same file that stand, newest first."""
    query = select(table(Import)).where(I.file_sha256 == digest, I.state == "taken", I.city_id == city_id)
    return many(connection, Import, query.order_by(I.taken_at.desc()))


def prepare(connection: Connection, import_id: str, **values: Any) -> None:
    """Sets columns of an import that has not been taken."""
    move(connection, import_id, BEFORE_TAKING, **values)


def move(connection: Connection, import_id: str, states: Iterable[str], **values: Any) -> None:
    """Changes an import that stands in one of these states; raises ImportStateError otherwise."""
    change = update(table(Import)).where(I.id == import_id, I.state.in_(list(states))).values(values)
    if connection.execute(change).rowcount != 1:
        raise ImportStateError(import_id)


def discard(connection: Connection, import_id: str) -> None:
    """Forgets an upload from which nothing was taken."""
    gone = delete(table(Import)).where(I.id == import_id, I.state.in_(BEFORE_TAKING))
    if connection.execute(gone).rowcount != 1:
        raise ImportStateError(import_id)


def discard_stale(connection: Connection, before: int) -> list[str]:
    """Forgets uploads older than an instant from which nothing was taken; the digests of their files."""
    gone = delete(table(Import)).where(I.state.in_(BEFORE_TAKING), I.created_at < before)
    return list(connection.execute(gone.returning(I.file_sha256)).scalars())


def uses_of(connection: Connection, digest: str) -> int:
    """How many imports still need the bytes of a file."""
    query = select(I.id).where(I.file_sha256 == digest, I.state.in_(BEFORE_TAKING))
    return len(connection.execute(query).all())


def rewrite_change(connection: Connection, import_id: str, seq: int, after: str) -> None:
    connection.execute(update(table(ImportChange)).where(C.import_id == import_id, C.seq == seq).values(after=after))


def record_changes(connection: Connection, changes: Iterable[ImportChange]) -> None:
    add_records(connection, *changes)


def changes_of(connection: Connection, import_id: str) -> list[ImportChange]:
    return many(connection, ImportChange, select(table(ImportChange)).where(C.import_id == import_id).order_by(C.seq))


def mark_change(connection: Connection, import_id: str, seq: int, kept_because: str) -> None:
    """A change that was undone, or kept for a reason."""
    where = (C.import_id == import_id, C.seq == seq)
    values = {"undone": not kept_because, "kept_because": kept_because}
    connection.execute(update(table(ImportChange)).where(*where).values(values))


def remembered(connection: Connection, city_id: str | None, target: str) -> dict[str, str]:
    """What titles meant the last time: normalised title -> field."""
    query = select(N.title, N.field).where(N.city_id == (city_id or ""), N.target == target)
    return {row.title: row.field for row in connection.execute(query)}


def remember(connection: Connection, city_id: str | None, target: str, columns: Mapping[str, str]) -> None:
    """An empty field forgets what the title meant."""
    key = city_id or ""
    titles = {title[:LONGEST_TITLE]: name for title, name in columns.items() if title}
    where = (N.city_id == key, N.target == target, N.title.in_(list(titles)))
    connection.execute(delete(table(ImportColumn)).where(*where))
    kept = [(title, name) for title, name in titles.items() if name]
    add_records(connection, *(ImportColumn(city_id=key, target=target, title=t, field=name) for t, name in kept))
