"""Facts of a unit: entered or corrected as of a day, and the history of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.fields import FieldProblem, parse
from inspector.i18n import N_, gettext
from inspector.storage import accounts, facts, rounds
from inspector.storage.facts import NewFact
from inspector.storage.instants import now
from inspector.storage.tables import Fact as StoredFact
from inspector.storage.tables import Role
from inspector.storage.units import UnitAt
from inspector.web.checklists.pages import edition_of
from inspector.web.facts.rows import FactCell, FactRow, fact_rows
from inspector.web.facts.scores import rescore_unit
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import is_id
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.scope import today, unit_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, require, store_of
from inspector.web.units.tree import editions_for

ENTERING = (Role.administrator, Role.evaluator)
STATUSES = {"reported": N_("Reported"), "verified": N_("Verified"), "withdrawn": N_("Withdrawn")}


def may_enter(role: Role) -> bool:
    return role in ENTERING


@dataclass(frozen=True)
class FactsForm(PageContext):
    unit: Annotated[UnitAt, "the unit shown"]
    edition: Annotated[Edition, "the edition shown or used"]
    digest: Annotated[str, "of the edition"]
    on: Annotated[str, "as-of date as typed"]
    rows: Annotated[tuple[FactRow, ...], "declared facts with what is known"]
    typed: Annotated[Mapping[str, str], "what was typed, by name of the input"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    statuses: Annotated[dict[str, str], "names by status"]


@dataclass(frozen=True)
class HistoryPage(PageContext):
    unit: Annotated[UnitAt, "the unit shown"]
    row: Annotated[FactRow, "the fact"]
    entries: Annotated[tuple[StoredFact, ...], "everything recorded of it, latest first"]
    names: Annotated[dict[int, str], "who recorded it, by account id"]
    keys: Annotated[dict[str, str], "labels of the dimension"]
    statuses: Annotated[dict[str, str], "names by status"]


@get("/units/{unit_id:str}/facts", guards=[require(*ENTERING)])
async def facts_form(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit = await _unit(request, unit_id)
    edition = await _edition(request, unit, request.query_params.get("edition", ""))
    wish = request.query_params.get("as_of", "") or (await _best_day(request, unit)).isoformat()
    day, error = _day(wish[:40], today(request))
    rows = await _rows(request, unit, edition, day or today(request))
    errors = {"as_of": error} if error else {}
    context = FactsForm(unit, edition, edition.digest, wish[:40], rows, {}, errors, STATUSES)
    return page(request, "units/facts.html", context, status=422 if error else 200)


@post("/units/{unit_id:str}/facts", guards=[require(*ENTERING)], status_code=200)
async def enter_facts(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    """Only what was changed in the form is recorded; an emptied field withdraws the fact: unknown again."""
    unit, form = await _unit(request, unit_id), await read_form(request)
    edition = await _edition(request, unit, form.text("edition", 64))
    day, error = _day(form.text("as_of", 100), today(request))
    rows = await _rows(request, unit, edition, day or today(request))
    errors = {"as_of": error} if error else {}
    source, status = form.text("source", 2000), form.text("status", 20)
    if len(source) > 200:
        errors["source"] = gettext("Too long.")
    if status not in ("reported", "verified"):
        errors["status"] = gettext("Choose one of the list.")
    new = _changes(form, unit, rows, day or today(request), source, status, errors)
    if not errors:
        account, at = account_of(request).account_id, now()
        await store_of(request).write(lambda c: _record(c, unit, new, account, at))
        return redirect(request, f"/units/{unit.id}")
    typed = {name: _typed(form, name) for name in form.values}
    context = FactsForm(unit, edition, edition.digest, form.text("as_of", 100), rows, typed, errors, STATUSES)
    return page(request, "units/facts.html", context, status=422)


def _record(connection: Connection, unit: UnitAt, new: list[NewFact], account: int, at: int) -> None:
    if new:
        facts.record(connection, unit.city_id, new, at=at, account_id=account)
        rescore_unit(connection, unit.city_id, unit.id, min(one.as_of for one in new), at=at)


def _changes(
    form: FormInput,
    unit: UnitAt,
    rows: tuple[FactRow, ...],
    day: date,
    source: str,
    status: str,
    errors: dict[str, str],
) -> list[NewFact]:
    found = []
    for row in rows:
        for cell in row.cells:
            typed = _typed(form, cell.name)
            if not form.has(f"was-{cell.name}") or typed == form.text(f"was-{cell.name}"):
                continue
            taken = _taken(form, row, cell, typed, errors)
            if taken is not None and taken != cell.value:
                entry = NewFact(unit.id, row.id, day, taken or None, cell.key, source)
                found.append(entry._replace(status=status if taken else "withdrawn"))
    return found


def _taken(form: FormInput, row: FactRow, cell: FactCell, typed: str, errors: dict[str, str]) -> str | None:
    """The canonical text; None, with the error noted, for what cannot be taken."""
    if form.text(f"was-{cell.name}") != cell.value:
        errors[cell.name] = gettext("Somebody else has changed this meanwhile. Look again.")
        return None
    taken = parse(row.fact.field, typed)
    if isinstance(taken, FieldProblem):
        errors[cell.name] = problem_words(taken)
        return None
    return taken


def _typed(form: FormInput, name: str) -> str:
    """Several ticked boxes are one text, as the record keeps them."""
    return (
        ",".join(one.strip() for one in form.all(name) if one.strip()) if len(form.all(name)) > 1 else form.text(name)
    )


def _day(typed: str, latest: date) -> tuple[date | None, str]:
    taken = parse(DAY, typed)
    if isinstance(taken, FieldProblem):
        return None, problem_words(taken)
    if not taken:
        return None, gettext("Give this date.")
    day = date.fromisoformat(taken)
    return (None, gettext("This day has not come yet.")) if day > latest else (day, "")


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
        return HistoryPage(unit, row, tuple(reversed(entries)), names, keys, STATUSES)

    return page(request, "units/history.html", await store_of(request).read(query))


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


handlers: list[HTTPRouteHandler] = [facts_form, enter_facts, fact_history]
