"""Queries about files that units add to what they write."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select, update

from inspector.storage.rows import add, many, one, table
from inspector.storage.tables import Proof

P = table(Proof).c


def announce(connection: Connection, proof: Proof) -> None:
    add(connection, proof)


def by_id(connection: Connection, proof_id: str) -> Proof | None:
    return one(connection, Proof, P.id == proof_id)


def unsent(connection: Connection, unit_id: str, key: str) -> list[Proof]:
    """What is here or on its way for a text that was not sent yet, in the order announced."""
    here = (P.unit_id == unit_id, P.key == key, P.writing_id.is_(None))
    return many(connection, Proof, select(table(Proof)).where(*here).order_by(P.announced_at, P.id))


def describe(connection: Connection, proof_id: str, caption: str) -> None:
    """Words about a file may change until it is sent."""
    connection.execute(update(table(Proof)).where(P.id == proof_id, P.writing_id.is_(None)).values(caption=caption))


def finish(connection: Connection, proof_id: str, blob: str, thumb: str | None, at: int) -> None:
    change = update(table(Proof)).where(P.id == proof_id, P.done_at.is_(None))
    connection.execute(change.values(done_at=at, blob_sha256=blob, thumb_sha256=thumb))


def remove(connection: Connection, proof_id: str) -> None:
    """What was sent stays."""
    connection.execute(delete(table(Proof)).where(P.id == proof_id, P.writing_id.is_(None)))


def captions(connection: Connection, unit_id: str, digests: Collection[str]) -> dict[str, str]:
    """By SHA-256 of the kept file, as the unit called it."""
    query = select(P.blob_sha256, P.caption).where(P.unit_id == unit_id, P.blob_sha256.in_(digests), P.caption != "")
    return {row.blob_sha256: row.caption for row in connection.execute(query)}
