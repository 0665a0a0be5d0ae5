"""The ledger (整改台账): every finding of the reader's area, filtered, sorted, counted, page by page."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.states import OFFICE_ROLES
from inspector.i18n import N_
from inspector.storage import ledger, rounds, units
from inspector.storage.ledger import SEVERITIES, Group, Totals
from inspector.storage.tables import Role
from inspector.web.findings.asked import KINDS, Asked, asked
from inspector.web.findings.lines import Line, line_of
from inspector.web.findings.words import GROUP_NAMES, KIND_NAMES, SEVERITY_NAMES, STATE_NAMES
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.rounds.access import cities_of
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

ON_A_PAGE, ON_PAPER = 50, 1000
BULK = frozenset({Role.clerk, Role.evaluator})


class Choices(Struct, frozen=True):
    """What the filters offer, names by id."""

    districts: Mapping[str, str]
    rounds: Mapping[str, str]
    offices: Mapping[str, str]


class Names(Struct, frozen=True):
    """Message ids by word."""

    states: Mapping[Any, str]
    groups: Mapping[Group, str]
    kinds: Mapping[str, str]
    severities: Mapping[str, str]


NAMES = Names(STATE_NAMES, GROUP_NAMES, KIND_NAMES, SEVERITY_NAMES)


class LedgerPage(PageContext, frozen=True):
    asked: Annotated[Asked, "filters, order and page as asked for"]
    totals: Annotated[Totals, "counts of what the filters leave"]
    lines: Annotated[tuple[Line, ...], "findings of this page"]
    pages: Annotated[int, "how many pages there are"]
    choices: Annotated[Choices, "what the filters offer"]
    unit_name: Annotated[str, "of the one unit asked for, or empty"]
    on: Annotated[date, "the day of today"]
    bulk: Annotated[bool, "whether the reader may change many at once"]
    whole: Annotated[bool, "whether all is shown at once, for printing"]
    names: Annotated[Names, "what things are called"]
    kinds: Annotated[tuple[str, ...], "kinds in order"]
    severities: Annotated[tuple[str, ...], "severities in order"]


@get("/ledger")
async def ledger_page(request: Request[Any, Any, Any]) -> Response[str]:
    wish, on = await asked(request), today(request)
    whole = request.query_params.get("print") == "1"
    size = ON_PAPER if whole else ON_A_PAGE
    account = account_of(request)

    def query(connection: Connection) -> tuple[Totals, list[Line], int, Choices, str, bool]:
        wanted = ledger.narrowed(connection, wish.filter, on)
        totals = ledger.totals(connection, wanted, on)
        pages = max(1, -(-totals.all // size))
        place = 0 if whole else (min(wish.page, pages) - 1) * size
        rows = ledger.page(connection, wanted, wish.order, place, size, on, of=totals.all)
        choices = choices_of(connection, cities_of(connection, account), wish, on)
        unit = wish.filter.unit
        seen = unit and wish.filter.covers(units.city_of(connection, unit) or "", unit)
        name = _name(connection, unit, on) if seen else ""
        return totals, [line_of(row, on) for row in rows], pages, choices, name, any(row.demo for row in rows)

    totals, lines, pages, choices, name, demo = await store_of(request).read(query, heavy=True)
    context = LedgerPage(
        asked=wish,
        totals=totals,
        lines=tuple(lines),
        pages=pages,
        choices=choices,
        unit_name=name,
        on=on,
        bulk=account.role in BULK and not whole,
        whole=whole,
        names=NAMES,
        kinds=KINDS,
        severities=SEVERITIES,
    )
    return page(request, "ledger/ledger.html", context, demo=demo)


def choices_of(connection: Connection, cities: list[str], wish: Asked, on: date) -> Choices:
    seen, districts, offices = wish.filter.units, dict[str, str](), dict[str, str]()
    for city in cities:
        for unit in ledger.districts(connection, city):
            if seen is None or unit in seen:
                districts[unit] = _name(connection, unit, on)
        offices |= {name: name for name in ledger.offices(connection, city)}
    titles = {one.id: one.title for city in cities for one in rounds.of_city(connection, city) if one.state != "draft"}
    return Choices(districts, titles, offices)


def _name(connection: Connection, unit_id: str, on: date) -> str:
    """As it is called today, or was at last."""
    unit = units.by_id(connection, unit_id, on)
    if unit is not None:
        return unit.name
    versions = units.versions(connection, unit_id)
    return versions[-1].name if versions else unit_id


menu = [MenuEntry("/ledger", N_("Ledger"), OFFICE_ROLES)]
handlers: list[HTTPRouteHandler] = [ledger_page]
