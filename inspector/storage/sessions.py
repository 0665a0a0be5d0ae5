"""Queries about sessions. The caller mints the token at sign-in and keeps it in the cookie only."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, update

from inspector.storage.raw import Cursor
from inspector.storage.rows import table
from inspector.storage.tables import Role, Session

S = table(Session).c


class SignedIn(NamedTuple):
    """Who is at the other end of a request."""

    account_id: int
    login: str
    name: str
    role: Role
    scope_unit: str | None
    locale: str
    token_hash: str
    created_at: int
    seen_at: int
    expires_at: int


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


SIGNED_IN = """
SELECT a.id, a.login, a.name, a.role, a.scope_unit, a.locale, s.token_hash, s.created_at, s.seen_at, s.expires_at
FROM session s JOIN account a ON a.id = s.account_id WHERE NOT a.disabled AND s.expires_at > ?
"""
BY_TOKEN = SIGNED_IN + "AND s.token_hash = ?"  # asked with every request
EXPIRED = "SELECT 1 FROM session WHERE token_hash = ? AND expires_at <= ?"
BY_ACCOUNT = SIGNED_IN + "AND s.account_id = ? ORDER BY s.created_at DESC"


def open_session(connection: Connection, token: str, account_id: int, *, at: int, expires_at: int) -> None:
    row = {"token_hash": hashed(token), "account_id": account_id, "created_at": at, "seen_at": at}
    connection.execute(insert(table(Session)).values(**row, expires_at=expires_at))


def signed_in(connection: Connection, token: str, at: int) -> SignedIn | None:
    """The holder of a token that has neither expired nor belongs to a disabled account."""
    row = Cursor(connection, alone=True).row(BY_TOKEN, (at, hashed(token)))
    return None if row is None else _signed_in(row)


def expired(connection: Connection, token: str, at: int) -> bool:
    """Whether the record still holds that session past its end; once purged it stays over, whatever the clock says."""
    return Cursor(connection, alone=True).row(EXPIRED, (hashed(token), at)) is not None


def of_account(connection: Connection, account_id: int, at: int) -> list[SignedIn]:
    """Open sessions of an account, newest first."""
    return [_signed_in(row) for row in Cursor(connection, alone=True).rows(BY_ACCOUNT, (at, account_id))]


def _signed_in(row: Sequence[Any]) -> SignedIn:
    return SignedIn._make([*row[:3], Role(row[3]), *row[4:]])


def touch(connection: Connection, token_hash: str, *, at: int, expires_at: int) -> None:
    """Seen again; an idle limit moves `expires_at` with it."""
    connection.execute(
        update(table(Session)).where(S.token_hash == token_hash).values(seen_at=at, expires_at=expires_at)
    )


def close_session(connection: Connection, token: str) -> None:
    connection.execute(delete(table(Session)).where(S.token_hash == hashed(token)))


def close_all(connection: Connection, account_id: int) -> None:
    connection.execute(delete(table(Session)).where(S.account_id == account_id))


def purge(connection: Connection, at: int) -> int:
    """Deletes expired sessions and returns their number."""
    return connection.execute(delete(table(Session)).where(S.expires_at <= at)).rowcount
