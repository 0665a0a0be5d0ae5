"""Who takes which files over, and whose imports they see."""

from typing import Any

from litestar import Request
from msgspec import Struct

from inspector.i18n import N_
from inspector.storage import imports, units
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Import, Role
from inspector.storage.units import UnitAt
from inspector.web.refusals import not_found
from inspector.web.rounds.access import cities_of, is_id
from inspector.web.scope import today, units_in_scope
from inspector.web.sessions import account_of, store_of

TAKING = (Role.administrator, Role.evaluator)
TARGETS = {
    "units": N_("Units"),
    "facts": N_("Facts (基础数据)"),
    "accounts": N_("Accounts"),
    "pupils": N_("Rosters of children, by code"),
}
OF_THE_CITY = frozenset({"units", "accounts"})
"""What only an administrator of the whole city takes over."""


def targets_for(account: SignedIn, city_id: str | None) -> tuple[str, ...]:
    """What the account may take over in a city; without a city yet, only the units that bring it."""
    whole = account.role is Role.administrator and account.scope_unit in (None, city_id)
    if city_id is None:
        return ("units",) if whole else ()
    return tuple(name for name in TARGETS if whole or name not in OF_THE_CITY)


async def cities_for(request: Request[Any, Any, Any]) -> tuple[UnitAt, ...]:
    """The cities an account takes files over for."""
    account, on = account_of(request), today(request)
    store = store_of(request)
    found = await store.read(lambda c: [units.by_id(c, city, on) for city in cities_of(c, account)])
    return tuple(city for city in found if city is not None)


async def import_in_scope(request: Request[Any, Any, Any], import_id: str) -> Import:
    """404 unless it exists, its city is the account's, its author's area lies in the account's, and it may be seen."""
    store = store_of(request)
    row = await store.read(lambda c: imports.by_id(c, import_id)) if is_id(import_id) else None
    if row is None or not (await Sight.of(request)).covers(row):
        raise not_found()
    return row


class Sight(Struct, frozen=True):
    """What an account sees of the imports: those of its cities begun inside its area, of what it may take over.

    Before anybody has said what a file holds, only whoever handed it in sees it.
    """

    account: SignedIn
    cities: tuple[str, ...]
    area: frozenset[str] | None

    @classmethod
    async def of(cls, request: Request[Any, Any, Any]) -> "Sight":
        account = account_of(request)
        cities = await store_of(request).read(lambda c: cities_of(c, account))
        return cls(account, tuple(cities), await units_in_scope(request))

    def covers(self, row: Import) -> bool:
        if self.area is not None:
            author = row.scope_unit or row.city_id
            if row.city_id not in self.cities or author not in self.area:
                return False
        if not row.target:
            return row.account_id == self.account.account_id
        return row.target in targets_for(self.account, row.city_id)
