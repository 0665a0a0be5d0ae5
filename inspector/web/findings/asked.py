"""What is asked of the ledger, read from an address and written back into one."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Request
from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingState
from inspector.i18n import N_
from inspector.storage import units
from inspector.storage.ledger import SEVERITIES, Column, Filter, Group, Order
from inspector.storage.sessions import SignedIn
from inspector.web.letters.wish import is_day
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

LONGEST = 100
TEXTS = ("text", "district", "unit", "office", "state", "kind", "severity", "round", "due_from", "due_to", "asked")
KINDS = ("problem", "unproven", "suggestion")
NO_DAY = N_("This is no day; it was left out of the search.")
TURNED = N_("The first day lies after the last one.")


class Asked(Struct, frozen=True):
    """`typed` is what stands in the form; `errors` message ids by field: such a field asks for nothing."""

    filter: Filter
    order: Order
    page: int = 1
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def address(self, **changed: str) -> str:
        """The query part of this list with something else in it: `sort`, `page` or a field."""
        sort = f"{'-' if self.order.falling else ''}{self.order.by}"
        page = str(self.page) if self.page > 1 else ""
        values = {**self.typed, "sort": "" if sort == Column.number else sort, "page": page, **changed}
        return urlencode({name: text for name, text in values.items() if text})

    def turned(self, column: str) -> str:
        """The address that sorts by a column, or turns it round."""
        falls = self.order.by == column and not self.order.falling
        return self.address(sort=f"{'-' if falls else ''}{column}", page="")

    @property
    def narrowed(self) -> bool:
        return bool(self.typed)


async def asked(request: Request[Any, Any, Any]) -> Asked:
    """Fields that hold nothing of their list are left out; the area of the account always limits."""
    values = {name: request.query_params.get(name, "").strip()[:LONGEST] for name in TEXTS}
    found = read(values, request.query_params.get("sort", ""), request.query_params.get("page", ""))
    return replace(found, filter=found.filter.limited(await area(request)))


async def area(request: Request[Any, Any, Any]) -> Filter:
    """What of the ledger the account sees."""
    account, on = account_of(request), today(request)
    return await store_of(request).read(lambda connection: area_of(connection, account, on))


def area_of(connection: Connection, account: SignedIn, on: date) -> Filter:
    """All, a city, or the units of the account's area as they stand today."""
    unit = account.scope_unit
    if unit is None:
        return Filter()
    city = units.city_of(connection, unit) or unit
    return Filter(city=city, units=None if city == unit else units.within(connection, unit, on))


def read(values: Mapping[str, str], sort: str, page: str) -> Asked:
    lists = {"state": (*FindingState, *Group), "kind": KINDS, "severity": SEVERITIES, "asked": ("1",)}
    texts = {name: text for name, text in values.items() if text and name in TEXTS}
    typed = {name: text for name, text in texts.items() if text in lists.get(name, (text,))}
    errors: dict[str, str] = {
        name: NO_DAY for name in ("due_from", "due_to") if name in typed and not is_day(typed[name])
    }
    days = {name: date.fromisoformat(typed[name]) for name in ("due_from", "due_to") if name in typed.keys() - errors}
    if len(days) == 2 and days["due_from"] > days["due_to"]:
        errors["due_to"] = TURNED
    plain: dict[str, Any] = {name: text for name, text in typed.items() if name not in ("due_from", "due_to", "asked")}
    wanted = Filter(**plain, due_from=days.get("due_from"), due_to=days.get("due_to"), asked="asked" in typed)
    column = sort.removeprefix("-")
    order = Order(Column(column), sort.startswith("-")) if column in set(Column) else Order()
    return Asked(wanted, order, int(page) if page.isdecimal() and 0 < len(page) < 6 else 1, typed, errors)
