"""The plan of visits: which units on which day, in which order; by day to read and print, by district to plan."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, parse
from inspector.fieldwork.states import State
from inspector.i18n import N_, gettext
from inspector.storage import draws, inspections, rounds, surveys, visits
from inspector.storage.tables import Role, Round, Visit
from inspector.storage.visits import PlannedVisit
from inspector.web.checklists.words import say
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import conflict, not_found
from inspector.web.rounds.access import round_in_scope, round_to_set_up, sets_up
from inspector.web.rounds.assign import MOVABLE
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.rounds.progress import STATE_NAMES, district_kind, group_of
from inspector.web.scope import units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])", re.ASCII)
PARTS = ("day", "position", "start", "note")
LONGEST_NOTE, MOST_STOPS = 200, 99


class Day(Struct, frozen=True):
    """One day's route; `day` None: not planned yet."""

    day: date | None
    visits: tuple[PlannedVisit, ...]


class VisitsPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    days: Annotated[tuple[Day, ...], "days with their routes, what has no day last"]
    places: Annotated[Mapping[str, str], "by unit: the district it lies in"]
    complaints: Annotated[frozenset[str], "units visited for a complaint"]
    mine: Annotated[bool, "whether only the reader's own visits are shown"]
    groups: Annotated[tuple[tuple[str, str], ...], "districts to plan, id and name"]
    may_set_up: Annotated[bool, "whether the reader plans"]
    state_names: Annotated[Mapping[Any, str], "names by state of an inspection"]


class PlanPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    group: Annotated[tuple[str, str], "the district planned, id and name"]
    planned: Annotated[tuple[PlannedVisit, ...], "its visits"]
    movable: Annotated[frozenset[State], "states in which a visit can be planned"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    typed: Annotated[Mapping[str, str], "what was typed"]


@get("/rounds/{round_id:str}/visits")
async def visits_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await round_in_scope(request, round_id)
    seen, account = await units_in_scope(request), account_of(request)
    mine = request.query_params.get("whose", "mine" if account.role is Role.inspector else "") == "mine"
    may = sets_up(account, round_.city_id) and round_.state == "open"

    def query(connection: Connection) -> VisitsPage:
        found = [one for one in visits.of_round(connection, round_.id) if one.line.state is not State.void]
        found = [one for one in found if seen is None or one.line.unit_id in seen]
        places = places_of(connection, round_)
        shown = [one for one in found if not mine or one.line.inspector_id == account.account_id]
        groups = dict.fromkeys(places[one.line.unit_id] for one in found)
        names = {unit: name for unit, (_, name) in places.items()}
        added = frozenset(draws.complaints(connection, round_.id))
        return VisitsPage(round_, days_of(shown), names, added, mine, tuple(groups), may, STATE_NAMES)

    context = await store_of(request).read(query)
    return page(request, "rounds/visits.html", context, demo=round_.demo)


def days_of(found: Iterable[PlannedVisit]) -> tuple[Day, ...]:
    return tuple(Day(day, tuple(inside)) for day, inside in groupby(found, lambda one: one.line.visit_date))


def places_of(connection: Connection, round_: Round) -> dict[str, tuple[str, str]]:
    """By unit: id and name of the district it lies in."""
    edition, scheme = surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_)
    tree, kind = {unit.id: unit for unit in rounds.units_of(connection, round_.id)}, district_kind(edition, scheme)
    groups = {unit: tree[group_of(tree, unit, kind)] for unit in tree}
    return {unit: (group.id, group.name) for unit, group in groups.items()}


@get("/rounds/{round_id:str}/visits/{group_id:str}", roles=ROLES)
async def plan_page(request: Request[Any, Any, Any], round_id: FromPath[str], group_id: FromPath[str]) -> Response[str]:
    return await _plan(request, await _open(request, round_id), group_id, {}, {})


@post("/rounds/{round_id:str}/visits/{group_id:str}", roles=ROLES, status_code=200)
async def plan_visits(
    request: Request[Any, Any, Any], round_id: FromPath[str], group_id: FromPath[str]
) -> Response[str]:
    """Only what was changed in the form is written, all or nothing."""
    round_ = await _open(request, round_id)
    form = await read_form(request)
    found = [one for one in await _group(request, round_, group_id) if one.line.state in MOVABLE]
    valid = (await store_of(request).read(lambda c: surveys.edition(c, round_.edition_digest))).checklist.valid
    errors: dict[str, str] = {}
    changes = []
    for one in found:
        change = _change(form, one, errors)
        if change is None:
            continue
        day = change.day
        if day is not None and not round_.period_from <= day <= valid.to:
            words = N_("Between %(first)s and %(last)s.")
            errors[f"day-{one.line.id}"] = say(words, first=round_.period_from, last=valid.to)
        changes.append(change)
    if not errors:
        errors = await store_of(request).write(lambda connection: _write(connection, round_.id, changes))
    if errors:
        return await _plan(request, round_, group_id, errors, {name: form.text(name, 500) for name in form.values})
    return redirect(request, f"/rounds/{round_.id}/visits/{group_id}")


class Change(Struct, frozen=True):
    """The new place of a visit, and what the form showed before."""

    day: date | None
    visit: Visit
    was: str


def shown(one: PlannedVisit) -> dict[str, str]:
    """A visit as the form shows it."""
    day = one.line.visit_date.isoformat() if one.line.visit_date else ""
    return {"day": day, "position": str(one.position or ""), "start": one.start, "note": one.note}


def state_of(one: PlannedVisit) -> str:
    return "\x1f".join(shown(one).values())


def _change(form: FormInput, one: PlannedVisit, errors: dict[str, str]) -> Change | None:
    """None when nothing was changed, or when something in it is wrong."""
    key = one.line.id
    was = tuple(form.text(f"was-{part}-{key}", 500) for part in PARTS)
    said = tuple(form.text(f"{part}-{key}", 500) for part in PARTS)
    if not form.has(f"day-{key}") or said == was:
        return None
    day, position, start, note = said
    taken, clock = parse(DAY, day), CLOCK.fullmatch(start)
    if isinstance(taken, FieldProblem):
        errors[f"day-{key}"] = problem_words(taken)
    if position and not (position.isascii() and position.isdecimal() and 0 < int(position) <= MOST_STOPS):
        errors[f"position-{key}"] = gettext("A number from 1 to 99.")
    if start and clock is None:
        errors[f"start-{key}"] = gettext("A time such as 09:30.")
    if len(note) > LONGEST_NOTE:
        errors[f"note-{key}"] = gettext("Too long.")
    if isinstance(taken, FieldProblem) or any(f"{part}-{key}" in errors for part in PARTS):
        return None
    time = f"{int(clock[1]):02}:{clock[2]}" if clock else ""
    visit = Visit(inspection_id=key, position=int(position or 0), start=time, note=note)
    return Change(date.fromisoformat(taken) if taken else None, visit, "\x1f".join(was))


def _write(connection: Connection, round_id: str, changes: list[Change]) -> dict[str, str]:
    """The errors name what somebody else changed since the form was loaded."""
    stored = {one.line.id: state_of(one) for one in visits.of_round(connection, round_id)}
    words = gettext("Somebody else has changed this meanwhile. Look again.")
    keys = [change.visit.inspection_id for change in changes if stored.get(change.visit.inspection_id) != change.was]
    for change in changes if not keys else ():
        inspections.set_visit_date(connection, change.visit.inspection_id, change.day)
        visits.plan(connection, change.visit)
    return {f"day-{key}": words for key in keys}


async def _open(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state != "open":
        raise conflict(N_("Visits are planned while the round is open."))
    return round_


async def _group(request: Request[Any, Any, Any], round_: Round, group_id: str) -> list[PlannedVisit]:
    def query(connection: Connection) -> list[PlannedVisit]:
        places = places_of(connection, round_)
        return [one for one in visits.of_round(connection, round_.id) if places[one.line.unit_id][0] == group_id]

    found = await store_of(request).read(query)
    if not found:
        raise not_found()
    return found


async def _plan(
    request: Request[Any, Any, Any],
    round_: Round,
    group_id: str,
    errors: Mapping[str, str],
    typed: Mapping[str, str],
) -> Response[str]:
    found = await _group(request, round_, group_id)
    places = await store_of(request).read(lambda connection: places_of(connection, round_))
    context = PlanPage(round_, places[found[0].line.unit_id], tuple(found), MOVABLE, errors, typed)
    return page(request, "rounds/plan.html", context, status=422 if errors else 200, demo=round_.demo)


handlers: list[HTTPRouteHandler] = [visits_page, plan_page, plan_visits]
