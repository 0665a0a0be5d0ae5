"""The team (督导组) of a round: who leads, who is in it, who left, and what it lacks."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.team import SUPERVISIONS_WITH_TEAM, Duty, Group, groups
from inspector.i18n import N_, gettext
from inspector.storage import accounts, ids, recusals, teams, units
from inspector.storage.instants import now
from inspector.storage.tables import Account, Role, Round, TeamMember, Waiver
from inspector.storage.teams import MemberLine
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.rounds.access import round_in_scope, round_to_set_up, sets_up
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
DUTIES = {Duty.leader: N_("Leader"), Duty.member: N_("Member")}
CLOSED = N_("This round is closed: its team stands still.")
LONGEST_GROUP, LONGEST_REASON = 40, 500


class TeamGroup(Struct, frozen=True):
    """A group of the team, and what it still lacks."""

    found: Group
    lines: tuple[MemberLine, ...]


class TeamPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    team: Annotated[tuple[TeamGroup, ...], "groups with their members, the leader first"]
    left: Annotated[tuple[MemberLine, ...], "who left, with day and reason"]
    candidates: Annotated[tuple[Account, ...], "inspectors whose area lies in the city"]
    declared: Annotated[Mapping[int, int], "by account: when they declared grounds for recusal"]
    needed: Annotated[bool, "whether this kind of supervision needs three inspectors"]
    waiver: Annotated[Waiver | None, "the written reason for going on with fewer"]
    may_set_up: Annotated[bool, "whether the reader names the team"]
    duties: Annotated[Mapping[Duty, str], "names by duty"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    typed: Annotated[Mapping[str, str], "what was typed"]


@get("/rounds/{round_id:str}/team")
async def team_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    return await _page(request, await round_in_scope(request, round_id), {}, {})


@post("/rounds/{round_id:str}/team", roles=ROLES, status_code=200)
async def name_member(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _changeable(request, round_id)
    form = await read_form(request)
    typed = {name: form.text(name, 200) for name in ("account", "duty", "group")}
    people = {str(one.id): one for one in await candidates(request, round_.city_id)}
    errors = {}
    if typed["account"] not in people:
        errors["account"] = gettext("Choose an inspector.")
    if typed["duty"] not in list(Duty):
        errors["duty"] = gettext("Choose one of the list.")
    if len(typed["group"]) > LONGEST_GROUP:
        errors["group"] = gettext("Too long.")
    if not errors:
        member = TeamMember(
            id=ids.new_id(),
            round_id=round_.id,
            account_id=int(typed["account"]),
            duty=typed["duty"],
            group_name=typed["group"],
            named_at=now(),
            named_by=account_of(request).account_id,
        )
        errors = await store_of(request).write(lambda connection: _name(connection, member))
    if errors:
        return await _page(request, round_, errors, typed)
    return redirect(request, f"/rounds/{round_.id}/team")


def _name(connection: Connection, member: TeamMember) -> dict[str, str]:
    inside = [one for one in teams.of_round(connection, member.round_id) if one.group == member.group_name]
    if any(one.account_id == member.account_id for one in inside):
        return {"account": gettext("This person is in the group already. To change the duty, let them leave first.")}
    if member.duty == Duty.leader and any(one.duty is Duty.leader for one in inside):
        return {"duty": gettext("The group has a leader already.")}
    teams.add(connection, member)
    return {}


@post("/rounds/{round_id:str}/team/{member_id:str}/leave", roles=ROLES, status_code=200)
async def leave_team(
    request: Request[Any, Any, Any], round_id: FromPath[str], member_id: FromPath[str]
) -> Response[str]:
    round_ = await _changeable(request, round_id)
    reason = _reason(await read_form(request))
    at = now()
    store = store_of(request)
    if not await store.write(lambda c: teams.leave(c, round_.id, member_id, at=at, reason=reason)):
        raise conflict(N_("This person is not in the team any more."))
    return redirect(request, f"/rounds/{round_.id}/team")


def _reason(form: FormInput) -> str:
    """In a draft nobody was told yet; afterwards the record says why."""
    reason = form.text("reason", LONGEST_REASON)
    if not reason:
        raise Refused(422, N_("Give the reason."))
    return reason


async def _changeable(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state == "closed":
        raise conflict(CLOSED)
    return round_


async def candidates(request: Request[Any, Any, Any], city_id: str) -> tuple[Account, ...]:
    """Inspectors who may work in the city: without a limit of area, or inside it."""
    on = today(request)

    def query(connection: Connection) -> tuple[Account, ...]:
        inside = units.within(connection, city_id, on)
        people = accounts.everyone(connection)
        able = (one for one in people if one.role == Role.inspector and not one.disabled)
        return tuple(one for one in able if one.scope_unit is None or one.scope_unit in inside)

    return await store_of(request).read(query)


async def _page(
    request: Request[Any, Any, Any], round_: Round, errors: Mapping[str, str], typed: Mapping[str, str]
) -> Response[str]:
    may = sets_up(account_of(request), round_.city_id) and round_.state != "closed"
    people = await candidates(request, round_.city_id) if may else ()

    def query(connection: Connection) -> TeamPage:
        lines = teams.of_round(connection, round_.id, with_left=True)
        here = [line for line in lines if line.left_at is None]
        return TeamPage(
            round_,
            team_groups(here),
            tuple(line for line in lines if line.left_at is not None),
            people,
            recusals.declared(connection, round_.id),
            round_.supervision in SUPERVISIONS_WITH_TEAM,
            teams.waivers(connection, round_.id).get("team"),
            may,
            DUTIES,
            errors,
            typed,
        )

    context = await store_of(request).read(query)
    return page(request, "rounds/team.html", context, status=422 if errors else 200, demo=round_.demo)


def team_groups(lines: list[MemberLine]) -> tuple[TeamGroup, ...]:
    return tuple(
        TeamGroup(group, tuple(line for line in lines if line.group == group.name))
        for group in groups(line.member for line in lines)
    )


handlers: list[HTTPRouteHandler] = [team_page, name_member, leave_team]
