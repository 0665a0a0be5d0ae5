"""Rounds: the list, the page of one, opening and closing."""

import json
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.models import Scheme
from inspector.i18n import N_
from inspector.storage import rechecks, rounds, surveys, teams, units
from inspector.storage.instants import now
from inspector.storage.rounds import RoundStateError
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Role, Round, Waiver
from inspector.web.form_input import read_form
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.rounds.access import cities_of, is_id, round_in_scope, round_to_set_up, sets_up, shows_demo
from inspector.web.rounds.assign import handlers as assign_handlers
from inspector.web.rounds.basis import handlers as basis_handlers
from inspector.web.rounds.complaints import handlers as complaint_handlers
from inspector.web.rounds.draft import PUBLICATIONS, SUPERVISIONS, choosable
from inspector.web.rounds.draw import handlers as draw_handlers
from inspector.web.rounds.inspecting import add_inspections
from inspector.web.rounds.progress import ROUND_STATES, STATE_NAMES, Progress, district_kind, progress
from inspector.web.rounds.project import Project, open_reasons, project_of
from inspector.web.rounds.recusal import handlers as recusal_handlers
from inspector.web.rounds.settings import SettingView, setting_views
from inspector.web.rounds.setup import handlers as setup_handlers
from inspector.web.rounds.team import handlers as team_handlers
from inspector.web.rounds.timetable import handlers as timetable_handlers
from inspector.web.rounds.visits import handlers as visit_handlers
from inspector.web.scope import today, units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of


class RoundCard(Struct, frozen=True):
    round: Round
    city: str
    progress: Progress | None


class RoundsPage(PageContext, frozen=True):
    cards: Annotated[tuple[RoundCard, ...], "one a stored edition, or one a round"]
    may_set_up: Annotated[bool, "whether the reader sets up rounds of the city"]
    states: Annotated[dict[str, str], "draft, open, closed"]


class RoundPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    edition: Annotated[Edition, "the edition shown or used"]
    scheme: Annotated[Scheme, "the scheme shown, or used; None: none"]
    scheme_title: Annotated[str, "its title"]
    chosen: Annotated[tuple[int, int], "items chosen, of how many"]
    units: Annotated[tuple[int, int], "units of the round, of how many in the city on the cut-off date"]
    settings: Annotated[tuple[SettingView, ...], "what the plan leaves open, as set"]
    progress: Annotated[Progress, "inspections by state and district"]
    may_set_up: Annotated[bool, "whether the reader sets up rounds of the city"]
    states: Annotated[dict[str, str], "names by state of a round"]
    state_names: Annotated[dict[Any, str], "names by state of an inspection"]
    supervision: Annotated[str, "message id of its kind"]
    publication: Annotated[str, "message id of what is published"]
    project: Annotated[Project, "the parts of the project and what is missing"]


@get("/rounds")
async def round_list(request: Request[Any, Any, Any]) -> Response[str]:
    account, seen = account_of(request), await units_in_scope(request)
    on = today(request)

    def query(connection: Connection) -> list[RoundCard]:
        found = []
        for city in cities_of(connection, account):
            unit = units.by_id(connection, city, on)
            for one in rounds.of_city(connection, city):
                done = _progress(connection, one, seen) if one.state != "draft" else None
                found.append(RoundCard(one, unit.name if unit else city, done))
        return found

    cards = await store_of(request).read(query, heavy=True)
    may = account.role in (Role.administrator, Role.evaluator) and (
        account.scope_unit is None or account.scope_unit in {card.round.city_id for card in cards} or not cards
    )
    return page(
        request, "rounds/rounds.html", RoundsPage(tuple(cards), may, ROUND_STATES), demo=await shows_demo(request)
    )


def _progress(connection: Connection, round_: Round, seen: frozenset[str] | None) -> Progress:
    edition, scheme = surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_)
    return progress(connection, round_, district_kind(edition, scheme), seen)


@get("/rounds/{round_id:str}")
async def round_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    again = await store_of(request).read(lambda c: rechecks.of_round(c, round_id)) if is_id(round_id) else None
    if again is not None:
        return redirect(request, f"/rechecks/{again.inspection_id}")
    round_ = await round_in_scope(request, round_id)
    account, seen = account_of(request), await units_in_scope(request)
    may = sets_up(account, round_.city_id)
    context = await store_of(request).read(lambda c: _context(c, round_, seen, may, account), heavy=True)
    return page(request, "rounds/round.html", context, demo=round_.demo)


def _context(
    connection: Connection, round_: Round, seen: frozenset[str] | None, may: bool, account: SignedIn
) -> RoundPage:
    edition, scheme = surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_)
    inside = len(rounds.units_of(connection, round_.id))
    return RoundPage(
        round_,
        edition,
        scheme,
        scheme.title,
        (len(json.loads(round_.selection)), len(choosable(edition))),
        (inside, len(units.tree(connection, round_.city_id, round_.cutoff))),
        setting_views(edition, round_),
        _progress(connection, round_, seen),
        may,
        ROUND_STATES,
        STATE_NAMES,
        SUPERVISIONS.get(round_.supervision, round_.supervision),
        PUBLICATIONS.get(round_.publication, round_.publication),
        project_of(connection, round_, account),
    )


@post("/rounds/{round_id:str}/open", roles=[Role.administrator, Role.evaluator], status_code=200)
async def open_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """Freezes edition, scheme, items and units; every unit that has something to answer gets an inspection."""
    round_ = await round_to_set_up(request, round_id)
    reason, at, by = (await read_form(request)).text("reason", 500), now(), account_of(request).account_id

    def job(connection: Connection) -> None:
        for gap in open_reasons(connection, round_) if round_.state == "draft" else ():
            if not reason:
                raise Refused(422, N_("The team has no leader or fewer than three inspectors: give the reason."))
            waiver = Waiver(round_id=round_.id, gap=gap.value, reason=reason, given_at=at, given_by=by)
            teams.waive(connection, waiver)
        opened(connection, round_, at)

    try:
        await store_of(request).write(job)
    except RoundStateError as error:
        raise conflict(N_("This round is no draft any more.")) from error
    return redirect(request, f"/rounds/{round_.id}")


def opened(connection: Connection, round_: Round, at: int) -> None:
    chosen = {unit.id for unit in rounds.units_of(connection, round_.id)}
    standing = {unit.id for unit in units.tree(connection, round_.city_id, round_.cutoff)}
    if not chosen & standing:
        raise Refused(422, N_("None of the chosen units exists on the cut-off date. Edit the draft first."))
    rounds.open_round(connection, round_.id, at=at, unit_ids=chosen & standing)
    add_inspections(connection, round_, at)
    surveys.rescore(connection, round_.id, at=at)


@post("/rounds/{round_id:str}/close", roles=[Role.administrator, Role.evaluator], status_code=200)
async def close_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """Nothing is entered any more, and later facts no longer change its numbers."""
    round_ = await round_to_set_up(request, round_id)
    if not (await read_form(request)).has("sure"):
        raise Refused(422, N_("Tick that the round is to be closed for good."))
    at = now()
    try:
        await store_of(request).write(lambda connection: rounds.close_round(connection, round_.id, at=at))
    except RoundStateError as error:
        raise conflict(N_("This round is not open.")) from error
    return redirect(request, f"/rounds/{round_.id}")


menu = [MenuEntry("/rounds", N_("Rounds"))]
handlers: list[HTTPRouteHandler] = [
    *(round_list, round_page, open_round, close_round),
    *(*basis_handlers, *setup_handlers, *assign_handlers, *team_handlers, *recusal_handlers),
    *(*draw_handlers, *complaint_handlers, *timetable_handlers, *visit_handlers),
]
