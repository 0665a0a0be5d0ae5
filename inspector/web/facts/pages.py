"""Facts of a unit: entered or corrected as of a day, and the history of one."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.i18n import N_
from inspector.storage import accounts, facts, movements, rounds, settlements
from inspector.storage.instants import now
from inspector.storage.tables import Fact as StoredFact
from inspector.storage.units import UnitAt
from inspector.web.checklists.pages import edition_of
from inspector.web.facts.contradictions import handlers as contradiction_handlers
from inspector.web.facts.entering import ENTERING, all_typed, day_of, entered
from inspector.web.facts.overview import handlers as overview_handlers
from inspector.web.facts.round_facts import handlers as round_handlers
from inspector.web.facts.rows import STATUSES, FactRow, fact_rows
from inspector.web.facts.settled import Settled, settled_views
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import is_id, shows_demo
from inspector.web.scope import today, unit_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.units.tree import editions_for


class FactsForm(PageContext, frozen=True):
    unit: Annotated[UnitAt, "the unit shown"]
    edition: Annotated[Edition, "the edition shown or used"]
    digest: Annotated[str, "of the edition"]
    on: Annotated[str, "as-of date as typed"]
    rows: Annotated[tuple[FactRow, ...], "declared facts with what is known"]
    typed: Annotated[Mapping[str, str], "what was typed, by name of the input"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    statuses: Annotated[dict[str, str], "names by status"]


class HistoryPage(PageContext, frozen=True):
    unit: Annotated[UnitAt, "the unit shown"]
    row: Annotated[FactRow, "the fact"]
    entries: Annotated[tuple[StoredFact, ...], "everything recorded of it, latest first"]
    names: Annotated[dict[int, str], "who recorded it, by account id"]
    keys: Annotated[dict[str, str], "labels of the dimension"]
    statuses: Annotated[dict[str, str], "names by status"]
    settled: Annotated[tuple[Settled, ...], "contradictions of it that somebody settled, latest first"]


@get("/units/{unit_id:str}/facts", roles=ENTERING)
async def facts_form(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit = await _unit(request, unit_id)
    edition = await _edition(request, unit, request.query_params.get("edition", ""))
    wish = request.query_params.get("as_of", "") or (await _best_day(request, unit)).isoformat()
    day, error = day_of(wish[:40], today(request))
    rows = await _rows(request, unit, edition, day or today(request))
    errors = {"as_of": error} if error else {}
    context = FactsForm(unit, edition, edition.digest, wish[:40], rows, {}, errors, STATUSES)
    return page(request, "units/facts.html", context, status=422 if error else 200, demo=await shows_demo(request))


@post("/units/{unit_id:str}/facts", roles=ENTERING, status_code=200)
async def enter_facts(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    """Only what was changed in the form is recorded; an emptied field withdraws the fact: unknown again."""
    unit, form = await _unit(request, unit_id), await read_form(request)
    edition = await _edition(request, unit, form.text("edition", 64))
    day, _ = day_of(form.text("as_of", 100), today(request))
    rows = await _rows(request, unit, edition, day or today(request))
    found = entered(form, unit, rows, today(request))
    if not found.errors:
        account, at = account_of(request).account_id, now()
        await store_of(request).write(
            lambda c: movements.record_facts(c, unit.city_id, found.new, at=at, account_id=account)
        )
        return redirect(request, f"/units/{unit.id}")
    typed, errors = all_typed(form), found.errors
    context = FactsForm(unit, edition, edition.digest, form.text("as_of", 100), rows, typed, errors, STATUSES)
    return page(request, "units/facts.html", context, status=422, demo=await shows_demo(request))


@get("/units/{unit_id:str}/facts/{fact:str}")
async def fact_history(request: Request[Any, Any, Any], unit_id: FromPath[str], fact: FromPath[str]) -> Response[str]:
    unit, on = await _unit(request, unit_id), today(request)
    edition = await _edition(request, unit, request.query_params.get("edition", ""))

    def query(connection: Connection) -> HistoryPage:
        row = next((one for one in fact_rows(connection, unit, edition, on) if one.id == fact), None)
        if row is None:
            raise not_found()
        entries = facts.history(connection, unit.city_id, unit.id, fact)
        names = accounts.named(connection, [one.account_id for one in entries if one.account_id is not None])
        keys = {cell.key: cell.label for cell in row.cells}
        told = settlements.of_fact(connection, unit.city_id, unit.id, fact)
        settled = settled_views(connection, edition, told)
        return HistoryPage(unit, row, tuple(reversed(entries)), names, keys, STATUSES, settled)

    context = await store_of(request).read(query)
    return page(request, "units/history.html", context, demo=await shows_demo(request))


async def _best_day(request: Request[Any, Any, Any], unit: UnitAt) -> date:
    """数据时点 of the newest open round: a later figure would not count there. Without one, today."""
    latest = today(request)
    found = await store_of(request).read(lambda c: rounds.of_city(c, unit.city_id))
    return next((min(one.data_date, latest) for one in found if one.state == "open"), latest)


async def _unit(request: Request[Any, Any, Any], unit_id: str) -> UnitAt:
    if not is_id(unit_id):
        raise not_found()
    return await unit_in_scope(request, unit_id)


async def _edition(request: Request[Any, Any, Any], unit: UnitAt, digest: str) -> Edition:
    """The edition asked for, else the one that fits the city best; in words when none is stored."""
    if digest:
        return await edition_of(request, digest)
    found = await store_of(request).read(lambda c: editions_for(c, unit.city_id), heavy=True)
    if not found:
        raise Refused(422, N_("No checklist is stored yet, so nothing says which facts there are."))
    return found[0]


async def _rows(request: Request[Any, Any, Any], unit: UnitAt, edition: Edition, on: date) -> tuple[FactRow, ...]:
    return await store_of(request).read(lambda c: fact_rows(c, unit, edition, on))


handlers: list[HTTPRouteHandler] = [
    *(facts_form, enter_facts, fact_history),
    *round_handlers,
    *overview_handlers,
    *contradiction_handlers,
]
