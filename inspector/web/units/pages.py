"""Units: the tree with search, and the page of one unit."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.i18n import N_
from inspector.storage import inspections, units
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Role, UnitVersion
from inspector.storage.units import UnitAt
from inspector.web.checklists.items import matches
from inspector.web.checklists.pages import LONGEST_SEARCH
from inspector.web.facts.access import reader_of
from inspector.web.facts.entering import may_enter
from inspector.web.facts.moves import MoveView, latest
from inspector.web.facts.rows import FactRow, fact_rows
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import cities_of, is_id, shows_demo
from inspector.web.rounds.progress import STATE_NAMES
from inspector.web.scope import today, units_in_scope
from inspector.web.sessions import account_of, store_of
from inspector.web.units.changes import handlers as change_handlers
from inspector.web.units.tree import Branch, branches, editions_for, kind_labels, path


class UnitsPage(PageContext, frozen=True):
    branches: Annotated[tuple[Branch, ...], "the tree from the top"]
    found: Annotated[tuple[UnitAt, ...] | None, "what the search found; None: nothing is searched for"]
    names: Annotated[dict[str, str], "of the unit right above, by unit id"]
    words: Annotated[str, "the search as typed"]
    kind: Annotated[str, "the kind chosen in the filter, or empty"]
    kinds: Annotated[dict[str, str], "labels by id"]
    count: Annotated[int, "units in the area"]
    may_change: Annotated[bool, "whether the reader changes units"]


class VersionView(Struct, frozen=True):
    version: UnitVersion
    parent: Annotated[str, "name of the unit above at that time"]
    running: bool


class UnitPage(PageContext, frozen=True):
    unit: Annotated[UnitAt, "the unit shown"]
    above: Annotated[tuple[UnitAt, ...], "units above, the highest first"]
    below: Annotated[tuple[UnitAt, ...], "units right below"]
    versions: Annotated[tuple[VersionView, ...], "its states over time"]
    kinds: Annotated[dict[str, str], "labels by id"]
    editions: Annotated[tuple[Edition, ...], "editions to choose from"]
    edition: Annotated[Edition | None, "the edition shown or used"]
    rows: Annotated[tuple[FactRow, ...], "declared facts with what is known"]
    missing: Annotated[int, "facts that an open round needs and that nobody has entered"]
    inspections: Annotated[tuple[InspectionLine, ...], "its inspections, newest round first"]
    state_names: Annotated[dict[Any, str], "names by state of an inspection"]
    moved: Annotated[tuple[MoveView, ...], "what facts that changed moved at it, latest first"]
    may_change: Annotated[bool, "whether the reader changes units"]
    may_enter: Annotated[bool, "whether the reader enters facts"]
    ended: Annotated[bool, "whether it does not exist today"]


@get("/units")
async def unit_list(request: Request[Any, Any, Any]) -> Response[str]:
    words, kind = request.query_params.get("q", "").strip(), request.query_params.get("kind", "")
    if len(words) > LONGEST_SEARCH or len(kind) > LONGEST_SEARCH or "\x00" in words + kind:
        raise Refused(400, N_("A field holds more text than fits there."))
    account, seen, on = account_of(request), await units_in_scope(request), today(request)

    def query(connection: Connection) -> UnitsPage:
        cities = cities_of(connection, account)
        tree = [unit for city in cities for unit in units.tree(connection, city, on)]
        tree = [unit for unit in tree if seen is None or unit.id in seen]
        labels = kind_labels([one for city in cities for one in editions_for(connection, city)])
        by_id = {unit.id: unit.name for unit in tree}
        names = {unit.id: by_id.get(unit.parent_id or "", "") for unit in tree}
        fitting = tuple(
            unit
            for unit in tree
            if (not kind or unit.kind == kind) and matches(words, (unit.name, unit.code or "", names[unit.id]))
        )
        may = account.role is Role.administrator
        found = fitting if words or kind else None
        return UnitsPage(branches(tree), found, names, words, kind, labels, len(tree), may)

    context = await store_of(request).read(query, heavy=True)
    return page(request, "units/units.html", context, demo=await shows_demo(request))


@get("/units/{unit_id:str}")
async def unit_page(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit, ended = await unit_seen(request, unit_id)
    account, on = account_of(request), today(request)
    wish, reader = request.query_params.get("edition", ""), await reader_of(request)

    def query(connection: Connection) -> UnitPage:
        tree = units.tree(connection, unit.city_id, on)
        found = editions_for(connection, unit.city_id)
        edition = next((one for one in found if one.digest == wish), next(iter(found), None))
        rows = fact_rows(connection, unit, edition, on) if edition else ()
        return UnitPage(
            unit,
            tuple(path(tree, unit.id)),
            tuple(one for one in tree if one.parent_id == unit.id),
            tuple(_versions(connection, unit.id)),
            kind_labels(found),
            tuple(found),
            edition,
            rows,
            sum(bool(cell.missing and row.needed) for row in rows for cell in row.cells),
            tuple(inspections.of_unit(connection, unit.id)),
            STATE_NAMES,
            latest(connection, unit.city_id, unit.id, reader),
            account.role is Role.administrator,
            may_enter(account.role),
            ended,
        )

    context = await store_of(request).read(query, heavy=True)
    return page(request, "units/unit.html", context, demo=await shows_demo(request))


def _versions(connection: Connection, unit_id: str) -> list[VersionView]:
    found = []
    for version in units.versions(connection, unit_id):
        parent = units.by_id(connection, version.parent_id, version.valid_from) if version.parent_id else None
        found.append(VersionView(version, parent.name if parent else "", version.valid_to is None))
    return found


async def unit_seen(request: Request[Any, Any, Any], unit_id: str) -> tuple[UnitAt, bool]:
    """The unit as it stands today, or as it last stood or will first stand; and whether it is none today.

    404 when it does not exist or lies outside the account's area, alike.
    """
    scope, on, store = account_of(request).scope_unit, today(request), store_of(request)
    versions = await store.read(lambda c: units.versions(c, unit_id)) if is_id(unit_id) else []
    if not versions:
        raise not_found()
    standing = any(one.valid_from <= on and (one.valid_to is None or one.valid_to > on) for one in versions)
    if not standing:
        past = [one.valid_to for one in versions if one.valid_to is not None and one.valid_to <= on]
        on = max(past) - timedelta(days=1) if past else versions[0].valid_from
    found = await store.read(lambda c: units.by_id(c, unit_id, on))
    if found is None or not await store.read(lambda c: units.is_within(c, unit_id, scope, on)):
        raise not_found()
    return found, not standing


menu = [MenuEntry("/units", N_("Units"))]
handlers: list[HTTPRouteHandler] = [unit_list, unit_page, *change_handlers]
