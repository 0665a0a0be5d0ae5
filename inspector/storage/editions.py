"""Queries about editions and schemes, both found by the SHA-256 of their canonical JSON."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, select

from inspector.storage.rows import add, one, table
from inspector.storage.tables import Edition, Scheme

E = table(Edition).c
S = table(Scheme).c


class EditionLine(NamedTuple):
    """An edition without its body."""

    digest: str
    checklist_id: str
    version: str
    title: str
    stored_at: int


class SchemeLine(NamedTuple):
    digest: str
    edition_digest: str
    name: str
    stored_at: int


class DigestError(ValueError):
    """The body is not the one its digest names."""


def digest_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def store(connection: Connection, edition: Edition) -> None:
    """Keeps an edition; the same one again changes nothing."""
    _check(edition.digest, edition.body)
    if by_digest(connection, edition.digest) is None:
        add(connection, edition)


def by_digest(connection: Connection, digest: str) -> Edition | None:
    return one(connection, Edition, E.digest == digest)


def everything(connection: Connection) -> list[EditionLine]:
    """All editions, the newest of each checklist first."""
    query = select(E.digest, E.checklist_id, E.version, E.title, E.stored_at)
    rows = connection.execute(query.order_by(E.checklist_id, E.stored_at.desc(), E.digest))
    return [EditionLine(*row) for row in rows]


def store_scheme(connection: Connection, scheme: Scheme) -> None:
    _check(scheme.digest, scheme.body)
    if scheme_by_digest(connection, scheme.edition_digest, scheme.digest) is None:
        add(connection, scheme)


def scheme_by_digest(connection: Connection, edition_digest: str, digest: str) -> Scheme | None:
    return one(connection, Scheme, S.edition_digest == edition_digest, S.digest == digest)


def schemes_of(connection: Connection, edition_digest: str) -> Sequence[SchemeLine]:
    """The schemes of an edition, the newest of each name first."""
    query = select(S.digest, S.edition_digest, S.name, S.stored_at).where(S.edition_digest == edition_digest)
    rows = connection.execute(query.order_by(S.name, S.stored_at.desc(), S.digest))
    return [SchemeLine(*row) for row in rows]


def _check(digest: str, body: str) -> None:
    if digest_of(body) != digest:
        raise DigestError(f"the body does not have the digest {digest}")
