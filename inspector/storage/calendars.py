"""Queries about the secret addresses of calendar feeds. The caller mints the token and shows it once."""

from sqlalchemy import Connection, delete, select

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.sessions import hashed
from inspector.storage.tables import Account, CalendarKey, CityCalendarKey

A = table(Account).c
K = table(CalendarKey).c
C = table(CityCalendarKey).c


def of_account(connection: Connection, account_id: int) -> CalendarKey | None:
    return one(connection, CalendarKey, K.account_id == account_id)


def renew(connection: Connection, account_id: int, token: str, *, at: int) -> None:
    """From now on only this token opens the feed."""
    stop(connection, account_id)
    add_records(connection, CalendarKey(account_id=account_id, token_hash=hashed(token), made_at=at))


def stop(connection: Connection, account_id: int) -> None:
    connection.execute(delete(table(CalendarKey)).where(K.account_id == account_id))


def holder(connection: Connection, token: str) -> Account | None:
    """Whose feed a token opens; None for an unknown token and for a disabled account."""
    query = select(table(Account)).join(table(CalendarKey), K.account_id == A.id)
    found = many(connection, Account, query.where(K.token_hash == hashed(token), A.disabled.is_(False)))
    return found[0] if found else None


def of_city(connection: Connection, city_id: str) -> CityCalendarKey | None:
    return one(connection, CityCalendarKey, C.city_id == city_id)


def renew_city(connection: Connection, city_id: str, token: str, *, by: int, at: int) -> None:
    """From now on only this token opens the feed of the city's deadlines."""
    stop_city(connection, city_id)
    add_records(connection, CityCalendarKey(city_id=city_id, token_hash=hashed(token), made_by=by, made_at=at))


def stop_city(connection: Connection, city_id: str) -> None:
    connection.execute(delete(table(CityCalendarKey)).where(C.city_id == city_id))


def city_opened(connection: Connection, token: str) -> str | None:
    """Whose deadlines a token opens."""
    found = one(connection, CityCalendarKey, C.token_hash == hashed(token))
    return found.city_id if found else None
