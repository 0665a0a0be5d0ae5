"""Who sees cases of accountability: the office, each within its area; units that are gone stay in theirs."""

from datetime import date, timedelta
from typing import Any

from litestar import Request
from sqlalchemy import Connection

from inspector.storage import measures, units
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import MeasureCase, Role
from inspector.storage.units import UnitAt
from inspector.web.refusals import not_found
from inspector.web.rounds.access import is_id
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

READING = [Role.clerk, Role.evaluator, Role.administrator]
DECIDING = [Role.clerk, Role.evaluator]


def last_known(connection: Connection, unit_id: str, on: date) -> UnitAt | None:
    """The unit today, or as it stood on its last day."""
    found = units.by_id(connection, unit_id, on)
    if found is not None:
        return found
    ends = [one.valid_to for one in units.versions(connection, unit_id) if one.valid_to and one.valid_to <= on]
    return units.by_id(connection, unit_id, max(ends) - timedelta(days=1)) if ends else None


def covers(connection: Connection, account: SignedIn, unit_id: str, on: date) -> bool:
    """Of a unit that is gone, whoever covered it on its last day."""
    if account.scope_unit is None:
        return True
    if units.by_id(connection, unit_id, on) is None:
        ends = [one.valid_to for one in units.versions(connection, unit_id) if one.valid_to]
        on = max(ends) - timedelta(days=1) if ends else on
    return units.is_within(connection, unit_id, account.scope_unit, on)


async def unit_of(request: Request[Any, Any, Any], unit_id: str) -> tuple[UnitAt, bool]:
    """The unit as last known and whether it exists today; 404 outside the account's area."""
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> tuple[UnitAt, bool] | None:
        unit = last_known(connection, unit_id, on)
        if unit is None or not covers(connection, account, unit_id, on):
            return None
        return unit, units.by_id(connection, unit_id, on) is not None

    found = await store_of(request).read(query) if is_id(unit_id) else None
    if found is None:
        raise not_found()
    return found


async def case_of(request: Request[Any, Any, Any], case_id: str) -> MeasureCase:
    """404 when it does not exist or lies outside the account's area, alike."""
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> MeasureCase | None:
        case = measures.by_id(connection, case_id)
        return case if case and covers(connection, account, case.unit_id, on) else None

    found = await store_of(request).read(query) if is_id(case_id) else None
    if found is None:
        raise not_found()
    return found
