"""Which units an account may see: the subtree of its scope as of today, or everything without a scope."""

from datetime import date
from typing import Any

from litestar import Request

from inspector.settings import Settings
from inspector.storage import units
from inspector.storage.instants import civil_date, now
from inspector.storage.units import UnitAt
from inspector.web.refusals import not_found
from inspector.web.sessions import account_of, store_of


def today(request: Request[Any, Any, Any]) -> date:
    settings: Settings = request.app.state.settings
    return civil_date(now(), settings.zone)


async def units_in_scope(request: Request[Any, Any, Any]) -> frozenset[str] | None:
    """Ids for filtering a list; None: no limit."""
    scope, on = account_of(request).scope_unit, today(request)
    if scope is None:
        return None
    return await store_of(request).read(lambda connection: units.within(connection, scope, on))


async def unit_in_scope(request: Request[Any, Any, Any], unit_id: str) -> UnitAt:
    """The unit as it stands today. 404 when it does not exist or lies outside the account's area, alike."""
    scope, on = account_of(request).scope_unit, today(request)
    store = store_of(request)
    unit = await store.read(lambda connection: units.by_id(connection, unit_id, on))
    if unit is None or not await store.read(lambda c: units.is_within(c, unit_id, scope, on)):
        raise not_found()
    return unit


async def must_cover(request: Request[Any, Any, Any], unit_id: str) -> None:
    """404 unless the unit is in the account's area; for records of units that may no longer exist today."""
    scope, on = account_of(request).scope_unit, today(request)
    if not await store_of(request).read(lambda c: units.is_within(c, unit_id, scope, on)):
        raise not_found()
