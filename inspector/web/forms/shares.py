"""The sections of a form split between the members of the team: who sees to which first. It locks nobody out."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.states import ENTERING
from inspector.i18n import N_, gettext
from inspector.storage import accounts, recusals, shares, teams, units
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.shares import ShareLine
from inspector.storage.tables import Role
from inspector.storage.teams import MemberLine
from inspector.web.form_input import FormInput, read_form
from inspector.web.forms.layout import form_of
from inspector.web.forms.pages import standing
from inspector.web.operations.live import Live
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator, Role.inspector]
NOT_YOURS = N_("Sections are given out by an evaluator, by whom the inspection is assigned to, or by the team.")
STANDS_STILL = N_("This inspection takes no more entries: its sections stay as they are.")


class SharesPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    sections: Annotated[tuple[tuple[str, str, int], ...], "id, title and number of questions of each section"]
    members: Annotated[tuple[MemberLine, ...], "members of the team who may take sections here"]
    shares: Annotated[Mapping[str, ShareLine], "who takes which section"]
    error: Annotated[str, "what is wrong with what was chosen"]


@get("/inspections/{inspection:str}/shares", roles=ROLES)
async def shares_page(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    return await _page(request, inspection, "")


@post("/inspections/{inspection:str}/shares", roles=ROLES, status_code=200)
async def give_shares(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    _, context = await _opened(request, inspection)
    wanted = _wanted(await read_form(request), context)
    if wanted is None:
        return await _page(request, inspection, gettext("Choose members of the team only."))
    at, by = now(), account_of(request).account_id
    await store_of(request).write(lambda connection: shares.give(connection, inspection, wanted, at=at, by=by))
    return redirect(request, f"/inspections/{inspection}")


def _wanted(form: FormInput, context: SharesPage) -> dict[str, int | None] | None:
    """Who is to take each section; who took one before may keep it, whoever else is in the team by now."""
    able = {one.account_id for one in context.members} | {one.account_id for one in context.shares.values()}
    known = {"", *map(str, able)}
    chosen = {section: form.text(f"section:{section}", 20) for section, _, _ in context.sections}
    if not set(chosen.values()) <= known:
        return None
    return {section: int(text) if text else None for section, text in chosen.items()}


async def _page(request: Request[Any, Any, Any], inspection: str, error: str) -> Response[str]:
    live, context = await _opened(request, inspection, error)
    demo = live.ground.round.demo
    return page(request, "forms/shares.html", context, status=422 if error else 200, demo=demo)


async def _opened(request: Request[Any, Any, Any], inspection: str, error: str = "") -> tuple[Live, SharesPage]:
    await cover(request, inspection)
    account, on, at = account_of(request), today(request), now()

    def query(connection: Connection) -> tuple[Live, SharesPage, bool]:
        found = standing(connection, request, inspection)
        team = teams.of_round(connection, found.line.round_id)
        barred = recusals.of_unit(connection, found.line.round_id, found.line.unit_id, at)
        able = [one for one in team if one.account_id not in barred and _reaches(connection, one, found.line, on)]
        own = account.account_id in {found.line.inspector_id, *(one.account_id for one in team)}
        given = shares.of_inspection(connection, inspection)
        context = SharesPage(found.line, _sections(found.live), _each_once(able), given, error)
        return found.live, context, account.role is not Role.inspector or own

    live, context, may = await store_of(request).read(query)
    if not may:
        raise Refused(403, NOT_YOURS)
    if context.line.state not in ENTERING or context.line.round_state != "open":
        raise conflict(STANDS_STILL)
    return live, context


def _reaches(connection: Connection, member: MemberLine, line: InspectionLine, on: date) -> bool:
    """Whether the unit lies in the member's area: elsewhere the form would not open."""
    account = accounts.by_id(connection, member.account_id)
    return account is not None and units.is_within(connection, line.unit_id, account.scope_unit, on)


def _each_once(found: list[MemberLine]) -> tuple[MemberLine, ...]:
    """Somebody may be in two groups of a team."""
    return tuple({one.account_id: one for one in found}.values())


def _sections(live: Live) -> tuple[tuple[str, str, int], ...]:
    return tuple((one.id, one.title, len(one.items)) for one in form_of(live).sections)


handlers: list[HTTPRouteHandler] = [shares_page, give_shares]
