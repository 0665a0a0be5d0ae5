"""Queries about sessions. The caller mints the token at sign-in and keeps it in the cookie only."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from inspector.storage.rows import table
from inspector.storage.tables import Account, Role, Session

A = table(Account).c
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


HOLDER = [A.id.label("account_id"), A.login, A.name, A.role, A.scope_unit, A.locale]
SIGNED_IN = (
    select(*HOLDER, S.token_hash, S.created_at, S.seen_at, S.expires_at)
    .join_from(table(Session), table(Account), S.account_id == A.id)
    .where(A.disabled.is_(False), S.expires_at > bindparam("at"))
)
BY_TOKEN = SIGNED_IN.where(S.token_hash == bindparam("token_hash"))
BY_ACCOUNT = SIGNED_IN.where(S.account_id == bindparam("account_id")).order_by(S.created_at.desc())


def open_session(connection: Connection, token: str, account_id: int, *, at: int, expires_at: int) -> None:
    row = {"token_hash": hashed(token), "account_id": account_id, "created_at": at, "seen_at": at}
    connection.execute(insert(table(Session)).values(**row, expires_at=expires_at))


def signed_in(connection: Connection, token: str, at: int) -> SignedIn | None:
    """The holder of a token that has neither expired nor belongs to a disabled account."""
    row = connection.execute(BY_TOKEN, {"token_hash": hashed(token), "at": at}).first()
    return None if row is None else _signed_in(row)


def of_account(connection: Connection, account_id: int, at: int) -> list[SignedIn]:
    """Open sessions of an account, newest first."""
    rows = connection.execute(BY_ACCOUNT, {"account_id": account_id, "at": at})
    return [_signed_in(row) for row in rows]


def _signed_in(row: Sequence[Any]) -> SignedIn:
    return SignedIn._make(row)._replace(role=Role(row[3]))


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
