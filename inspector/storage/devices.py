"""Queries about devices: their contacts, their names, and the wish that one forgets."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Device

D = table(Device).c
NO_WISH = {"forget_at": None, "forget_by": None, "purged_at": None, "forgotten_at": None}


def find(connection: Connection, device: str, account_id: int) -> Device | None:
    return one(connection, Device, D.id == device, D.account_id == account_id)


def of_accounts(connection: Connection, account_ids: Iterable[int]) -> list[Device]:
    """The last seen first."""
    query = select(table(Device)).where(D.account_id.in_(list(account_ids)))
    return many(connection, Device, query.order_by(D.last_seen.desc(), D.id))


def names(connection: Connection, account_ids: Iterable[int]) -> dict[tuple[str, int], str]:
    """By device and person, for showing on what something was entered."""
    query = select(D.id, D.account_id, D.name).where(D.account_id.in_(list(account_ids)))
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def contact(connection: Connection, device: str, account_id: int, *, name: str, waiting: int, at: int) -> Device:
    """Somebody's page was opened on it. Whoever comes back to a device that has forgotten them begins anew."""
    known = find(connection, device, account_id)
    if known is None:
        row = Device(id=device, account_id=account_id, name=name, first_seen=at, last_seen=at, waiting=waiting)
        add_records(connection, row)
        return row
    change = {"last_seen": at, "waiting": waiting} | (NO_WISH if known.forgotten_at else {})
    _set(connection, device, account_id, **change)
    return known.model_copy(update=change)


def purged(connection: Connection, device: str, account_id: int, *, waiting: int, at: int) -> bool:
    """The device says that its pages are gone; returns whether with that it has forgotten the person."""
    known = find(connection, device, account_id)
    if known is None or known.forget_at is None:
        return False
    done = at if waiting == 0 else None
    _set(connection, device, account_id, last_seen=at, waiting=waiting, purged_at=at, forgotten_at=done)
    return waiting == 0


def rename(connection: Connection, device: str, account_id: int, name: str) -> None:
    _set(connection, device, account_id, name=name)


def wish_forgotten(connection: Connection, device: str, account_id: int, *, by: int, at: int) -> None:
    """A wish that is already there stands, with who had it first."""
    known = find(connection, device, account_id)
    if known is not None and (known.forget_at is None or known.forgotten_at is not None):
        _set(connection, device, account_id, **(NO_WISH | {"forget_at": at, "forget_by": by}))


def withdraw_wish(connection: Connection, device: str, account_id: int) -> None:
    _set(connection, device, account_id, **NO_WISH)


def _set(connection: Connection, device: str, account_id: int, **change: int | str | None) -> None:
    connection.execute(update(table(Device)).where(D.id == device, D.account_id == account_id).values(change))
