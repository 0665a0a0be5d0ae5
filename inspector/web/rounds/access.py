"""Who may see a round and who may set one up."""

import re
from typing import Any

from litestar import Request
from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import rounds, units
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Role, Round
from inspector.web.refusals import Refused, not_found
from inspector.web.sessions import account_of, store_of

SETTING_UP = frozenset({Role.administrator, Role.evaluator})
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def is_id(text: str) -> bool:
    """Whether a text can be an id of the record at all."""
    return bool(_ID.fullmatch(text))


def cities_of(connection: Connection, account: SignedIn) -> list[str]:
    """Cities whose rounds the account sees: all without a scope, else the one its unit belongs to."""
    if account.scope_unit is None:
        return units.cities(connection)
    city = units.city_of(connection, account.scope_unit)
    return [city] if city else []


async def shows_demo(request: Request[Any, Any, Any]) -> bool:
    """For pages of no round, which read from all of them: whether demo data is among what the account may see."""
    account = account_of(request)
    return await store_of(request).read(lambda c: rounds.any_demo(c, cities_of(c, account)))


def sets_up(account: SignedIn, city_id: str) -> bool:
    """Rounds are the city's: an area that is only a part of it does not suffice."""
    return account.role in SETTING_UP and account.scope_unit in (None, city_id)


async def round_in_scope(request: Request[Any, Any, Any], round_id: str) -> Round:
    """The round. 404 when it does not exist or belongs to another city, alike; a re-check has pages of its own."""
    account, store = account_of(request), store_of(request)
    found = await store.read(lambda c: rounds.by_id(c, round_id)) if is_id(round_id) else None
    if found is None or found.supervision == rounds.RECHECK:
        raise not_found()
    if found.city_id not in await store.read(lambda c: cities_of(c, account)):
        raise not_found()
    return found


async def round_to_set_up(request: Request[Any, Any, Any], round_id: str) -> Round:
    """As `round_in_scope`; 403 in words for whoever may only look at it."""
    found = await round_in_scope(request, round_id)
    must_set_up(request, found.city_id)
    return found


def must_set_up(request: Request[Any, Any, Any], city_id: str) -> None:
    if not sets_up(account_of(request), city_id):
        raise Refused(403, N_("Rounds are set up by an administrator or evaluator of the whole city."))
