"""Facts of a whole round: how much of each unit is known, missing and contradicting."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.i18n import N_
from inspector.storage import facts, rounds, surveys
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt
from inspector.web.checklists.items import matches
from inspector.web.checklists.pages import LONGEST_SEARCH
from inspector.web.facts.found import found_in
from inspector.web.facts.rows import chosen, declared_for, needs
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused
from inspector.web.rounds.access import round_in_scope
from inspector.web.rounds.progress import ROUND_STATES
from inspector.web.scope import units_in_scope
from inspector.web.sessions import store_of

SHOWN = {
    "": N_("All units"),
    "missing": N_("With missing figures"),
    "contradicting": N_("With contradictions"),
}


class UnitLine(Struct, frozen=True):
    unit: UnitAt
    kind: str
    above: Annotated[str, "name of the unit right above"]
    known: int
    declared: int
    missing: Annotated[int, "figures that items of the round need and nobody has given"]
    open: Annotated[int, "contradictions that nobody has settled"]
    settled: int


class OverviewPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    lines: Annotated[tuple[UnitLine, ...], "units that have facts and fit the filter"]
    all: Annotated[int, "units of the area that have facts"]
    words: Annotated[str, "the search as typed"]
    kind: Annotated[str, "the kind chosen in the filter, or empty"]
    show: Annotated[str, "what the filter shows, or empty: all"]
    kinds: Annotated[dict[str, str], "labels by id"]
    shows: Annotated[dict[str, str], "names of what the filter can show"]
    states: Annotated[dict[str, str], "names by state of a round"]
    counted: Annotated[dict[str, int], "sums over all of them: known, declared, missing, open"]


@get("/rounds/{round_id:str}/facts")
async def overview(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_, seen = await round_in_scope(request, round_id), await units_in_scope(request)
    given = request.query_params
    words, kind, show = given.get("q", "").strip(), given.get("kind", ""), given.get("show", "")
    if max(len(words), len(kind), len(show)) > LONGEST_SEARCH or "\x00" in words + kind + show:
        raise Refused(400, N_("A field holds more text than fits there."))

    def query(connection: Connection) -> OverviewPage:
        edition = surveys.edition(connection, round_.edition_digest)
        lines = [one for one in _lines(connection, round_, edition) if seen is None or one.unit.id in seen]
        fitting = (
            one
            for one in lines
            if (not kind or one.unit.kind == kind)
            and (show != "missing" or one.missing)
            and (show != "contradicting" or one.open or one.settled)
            and matches(words, (one.unit.name, one.unit.code or "", one.above))
        )
        kinds = {name: one.label for name, one in edition.checklist.kinds.items()}
        here = {name: label for name, label in kinds.items() if any(one.unit.kind == name for one in lines)}
        sums = {name: sum(getattr(one, name) for one in lines) for name in ("known", "declared", "missing", "open")}
        return OverviewPage(round_, tuple(fitting), len(lines), words, kind, show, here, SHOWN, ROUND_STATES, sums)

    context = await store_of(request).read(query, heavy=True)
    return page(request, "facts/overview.html", context, demo=round_.demo)


def _lines(connection: Connection, round_: Round, edition: Edition) -> Iterator[UnitLine]:
    tree = rounds.units_of(connection, round_.id)
    names = {unit.id: unit.name for unit in tree}
    current = facts.current(connection, round_.city_id, round_.data_date, through=round_.facts_through)
    contradicting: Counter[tuple[str, bool]] = Counter()
    for one in found_in(connection, round_, edition):
        contradicting[one.unit, one.settlement is None] += 1
    wanted = {kind: _wanted(edition, round_, kind) for kind in {unit.kind for unit in tree}}
    for unit in tree:
        cells = wanted[unit.kind]
        if not cells:
            continue
        known = {(one.fact, one.dimension) for one in current.get(unit.id, ()) if one.value is not None}
        yield UnitLine(
            unit,
            edition.checklist.kinds[unit.kind].label,
            names.get(unit.parent_id or "", ""),
            sum(cell in known for cell in cells),
            len(cells),
            sum(needed and cell not in known for cell, needed in cells.items()),
            contradicting[unit.id, True],
            contradicting[unit.id, False],
        )


def _wanted(edition: Edition, round_: Round, kind: str) -> dict[tuple[str, str], bool]:
    """Every figure a unit of a kind may have, and whether an item of the round needs it."""
    items = chosen(edition, round_)
    found: dict[tuple[str, str], bool] = {}
    for name, fact in declared_for(edition, kind).items():
        needed = any(needs(edition, item, kind, name) for item in items)
        for key in edition.checklist.dimensions[fact.by] if fact.by else ("",):
            found[name, key] = needed
    return found


handlers: list[HTTPRouteHandler] = [overview]
