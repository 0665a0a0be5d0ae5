"""Queries about accounts."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from inspector.i18n import N_
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Account, Role, Session

A = table(Account).c


def login_key(login: str) -> str:
    """The one spelling of a login in the record: full width, case and margins do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).strip().casefold())


def by_id(connection: Connection, account_id: int) -> Account | None:
    return one(connection, Account, A.id == account_id)


def by_login(connection: Connection, login: str) -> Account | None:
    return one(connection, Account, A.login == login_key(login))


def everyone(connection: Connection) -> list[Account]:
    return many(connection, Account, select(table(Account)).order_by(A.login))


def named(connection: Connection, account_ids: Sequence[int]) -> dict[int, str]:
    """Names by account id, for showing who did what."""
    return {row.id: row.name for row in connection.execute(select(A.id, A.name).where(A.id.in_(account_ids)))}


def add(
    connection: Connection,
    *,
    login: str,
    name: str,
    password_hash: str,
    role: Role,
    scope_unit: str | None,
    at: int,
    locale: str = "zh_CN",
) -> int:
    """Returns the new account's id. Raises IntegrityError when the login is taken."""
    row: dict[str, Any] = {
        "login": login_key(login),
        "name": name,
        "password_hash": password_hash,
        "role": role.value,
    }
    row |= {
        "scope_unit": scope_unit,
        "locale": locale,
        "disabled": False,
        "failed_tries": 0,
        "created_at": at,
    }
    return int(connection.execute(insert(table(Account)).values(row).returning(A.id)).scalar_one())


def set_password(connection: Connection, account_id: int, password_hash: str) -> None:
    """Ends all sessions of the account too."""
    change = {"password_hash": password_hash, "failed_tries": 0, "blocked_until": None}
    connection.execute(update(table(Account)).where(A.id == account_id).values(change))
    connection.execute(delete(table(Session)).where(table(Session).c.account_id == account_id))


def rehash(connection: Connection, account_id: int, password_hash: str) -> None:
    """The same password under newer parameters: sessions stay."""
    connection.execute(update(table(Account)).where(A.id == account_id).values(password_hash=password_hash))


def set_locale(connection: Connection, account_id: int, locale: str) -> None:
    connection.execute(update(table(Account)).where(A.id == account_id).values(locale=locale))


def set_email(connection: Connection, account_id: int, email: str) -> None:
    connection.execute(update(table(Account)).where(A.id == account_id).values(email=email))


def set_role(connection: Connection, account_id: int, role: Role, scope_unit: str | None) -> None:
    change = {"role": role.value, "scope_unit": scope_unit}
    connection.execute(update(table(Account)).where(A.id == account_id).values(change))


def change(connection: Connection, login: str, *, name: str, role: Role, scope_unit: str | None) -> None:
    values = {"name": name, "role": role.value, "scope_unit": scope_unit}
    connection.execute(update(table(Account)).where(A.login == login_key(login)).values(values))


def remove(connection: Connection, account_id: int) -> str:
    """Takes away an account that has done nothing; else leaves it and returns why, as a message id."""
    try:
        with connection.begin_nested():
            connection.execute(delete(table(Session)).where(table(Session).c.account_id == account_id))
            connection.execute(delete(table(Account)).where(A.id == account_id))
    except IntegrityError:
        return N_("Work is kept under this account; disable it under “Accounts” instead.")
    return ""


def set_disabled(connection: Connection, account_id: int, disabled: bool) -> None:
    """A disabled account loses its sessions at once."""
    connection.execute(update(table(Account)).where(A.id == account_id).values(disabled=disabled))
    if disabled:
        connection.execute(delete(table(Session)).where(table(Session).c.account_id == account_id))


def note_failed_try(connection: Connection, account_id: int, blocked_until: int | None) -> int:
    """Counts one wrong password and returns how many there were in a row."""
    change = update(table(Account)).where(A.id == account_id)
    change = change.values(failed_tries=A.failed_tries + 1, blocked_until=blocked_until)
    return int(connection.execute(change.returning(A.failed_tries)).scalar_one())


def clear_failed_tries(connection: Connection, account_id: int) -> None:
    cleared = {"failed_tries": 0, "blocked_until": None}
    connection.execute(update(table(Account)).where(A.id == account_id).values(cleared))
