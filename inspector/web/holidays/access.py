"""Whose table of days is looked at, and who changes it."""

from typing import Any

from litestar import Request
from msgspec import Struct
from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import units
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Role
from inspector.storage.units import UnitAt
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import cities_of
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator]


class Chosen(Struct, frozen=True):
    """`others` are cities the reader may look at instead."""

    city: UnitAt
    others: tuple[UnitAt, ...]
    may_change: bool


def may_change(account: SignedIn, city_id: str) -> bool:
    """Days are the city's: an area that is only a part of it does not suffice."""
    return account.role is Role.administrator and account.scope_unit in (None, city_id)


async def chosen_city(request: Request[Any, Any, Any], city_id: str) -> Chosen:
    """The city named, else the first the account sees; 404 for one that it does not see."""
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> list[UnitAt]:
        found = (units.by_id(connection, city, on) for city in cities_of(connection, account))
        return [city for city in found if city is not None]

    cities = await store_of(request).read(query)
    found = next((one for one in cities if city_id in ("", one.id)), None)
    if found is None:
        raise not_found()
    others = tuple(one for one in cities if one.id != found.id)
    return Chosen(found, others, may_change(account, found.id))


async def city_to_change(request: Request[Any, Any, Any], city_id: str) -> Chosen:
    found = await chosen_city(request, city_id)
    if not found.may_change:
        raise Refused(403, N_("Days and terms are kept by an administrator of the whole city."))
    return found
