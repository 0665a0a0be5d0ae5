"""Who sees the offices of a city and who changes them."""

from typing import Any

from litestar import Request

from inspector.i18n import N_
from inspector.storage import offices
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Office, OfficeReference, Role
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import cities_of, is_id
from inspector.web.sessions import account_of, store_of

ROLES = [Role.clerk, Role.administrator]


def may_change(account: SignedIn, city_id: str) -> bool:
    """Offices are the city's: an area that is only a part of it does not suffice."""
    return account.scope_unit in (None, city_id)


def must_change(request: Request[Any, Any, Any], city_id: str) -> None:
    if not may_change(account_of(request), city_id):
        raise Refused(403, N_("Offices are kept by a clerk or administrator of the whole city."))


async def office_in_scope(request: Request[Any, Any, Any], office_id: str) -> Office:
    """404 when it does not exist or belongs to another city, alike."""
    account, store = account_of(request), store_of(request)
    found = await store.read(lambda c: offices.by_id(c, office_id)) if is_id(office_id) else None
    if found is None or found.city_id not in await store.read(lambda c: cities_of(c, account)):
        raise not_found()
    return found


async def reference_in_scope(request: Request[Any, Any, Any], reference_id: str) -> tuple[OfficeReference, Office]:
    store = store_of(request)
    row = await store.read(lambda c: offices.reference(c, reference_id)) if is_id(reference_id) else None
    if row is None:
        raise not_found()
    return row, await office_in_scope(request, row.office_id)
