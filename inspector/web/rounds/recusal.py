"""Recusal (回避): members declare, an administrator records and lifts; inspections taken back go to somebody else."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, parse
from inspector.fieldwork.recusal import Ground, last_day_after_leaving
from inspector.i18n import N_, gettext
from inspector.settings import Settings
from inspector.storage import accounts, ids, recusals, rounds, teams
from inspector.storage.instants import from_moment, now
from inspector.storage.recusals import RecusalLine
from inspector.storage.tables import Account, Recusal, Role, Round
from inspector.storage.units import UnitAt
from inspector.web.checklists.words import say
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.rounds.access import round_in_scope, round_to_set_up, sets_up
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.scope import today, units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
GROUNDS = {
    Ground.own_unit: N_("Own unit: works there"),
    Ground.near_relative: N_("Near relative of its head, or spouse, parent or child works there"),
    Ground.left_within_three_years: N_("Left it less than three years ago"),
    Ground.other: N_("Other ground that may bias"),
}
OUTSIDE = N_("Recusals are declared by the members of the team and recorded by whoever sets up the round.")
CLOSED = N_("This round is closed: nothing is declared any more.")
LONGEST_NOTE = 500


class Standing(Struct, frozen=True):
    """A person of the round, and whether they have declared."""

    account_id: int
    name: str
    declared_at: int | None


class RecusalPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    people: Annotated[tuple[Standing, ...], "team members; for a member only the reader"]
    others: Annotated[tuple[Account, ...], "further accounts of the city that can be recused"]
    lines: Annotated[tuple[RecusalLine, ...], "recusals that the reader may see, those lifted too"]
    units: Annotated[tuple[UnitAt, ...], "units of the round's tree"]
    grounds: Annotated[Mapping[Ground, str], "names by ground"]
    member: Annotated[bool, "whether the reader is in the team"]
    may_set_up: Annotated[bool, "whether the reader records for others and lifts"]
    at: Annotated[int, "now, to tell what has ended by itself"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    typed: Annotated[Mapping[str, str], "what was typed"]


@get("/rounds/{round_id:str}/recusal")
async def recusal_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await round_in_scope(request, round_id)
    return await _page(request, round_, await _member(request, round_), {}, {})


@post("/rounds/{round_id:str}/recusal", status_code=200)
async def record_recusal(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """A member declares a ground of their own; whoever sets up the round records one for anybody."""
    round_, member = await _open(request, round_id)
    form, account = await read_form(request), account_of(request)
    typed = {name: form.text(name, 2000) for name in ("account", "unit", "ground", "left_on", "note")}
    own = not sets_up(account, round_.city_id)
    if own:
        typed["account"] = str(account.account_id)
    columns, errors = await _checked(request, round_, typed)
    if errors:
        return await _page(request, round_, member, errors, typed)
    row = Recusal(id=ids.new_id(), round_id=round_.id, recorded_at=now(), recorded_by=account.account_id, **columns)
    await store_of(request).write(lambda connection: recusals.record(connection, row))
    return redirect(request, f"/rounds/{round_.id}/recusal")


@post("/rounds/{round_id:str}/recusal/declare", status_code=200)
async def declare(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """That every ground is declared, or that there is none."""
    round_, member = await _open(request, round_id)
    if not member:
        raise Refused(403, OUTSIDE)
    if not (await read_form(request)).has("sure"):
        raise Refused(422, N_("Tick that there is no further ground for recusal."))
    account, at = account_of(request).account_id, now()
    await store_of(request).write(lambda c: recusals.declare(c, round_.id, account, at=at))
    return redirect(request, f"/rounds/{round_.id}/recusal")


@post("/rounds/{round_id:str}/recusal/{recusal_id:str}/lift", roles=ROLES, status_code=200)
async def lift_recusal(
    request: Request[Any, Any, Any], round_id: FromPath[str], recusal_id: FromPath[str]
) -> Response[str]:
    round_ = await round_to_set_up(request, round_id)
    reason = _required(await read_form(request))
    by, at = account_of(request).account_id, now()
    lifted = await store_of(request).write(
        lambda c: recusals.lift(c, round_.id, recusal_id, at=at, by=by, reason=reason)
    )
    if not lifted:
        raise conflict(N_("This recusal is not in force any more."))
    return redirect(request, f"/rounds/{round_.id}/recusal")


def _required(form: FormInput) -> str:
    reason = form.text("reason", LONGEST_NOTE)
    if not reason:
        raise Refused(422, N_("Give the reason."))
    return reason


async def _open(request: Request[Any, Any, Any], round_id: str) -> tuple[Round, bool]:
    round_ = await round_in_scope(request, round_id)
    member = await _member(request, round_)
    if round_.state == "closed":
        raise conflict(CLOSED)
    return round_, member


async def _member(request: Request[Any, Any, Any], round_: Round) -> bool:
    """Whether the reader is in the team; 403 for whoever neither is nor sets up the round."""
    account = account_of(request)
    lines = await store_of(request).read(lambda connection: teams.of_round(connection, round_.id))
    member = any(line.account_id == account.account_id for line in lines)
    if not member and not sets_up(account, round_.city_id):
        raise Refused(403, OUTSIDE)
    return member


async def _checked(
    request: Request[Any, Any, Any], round_: Round, typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns of the recusal, and what is wrong by field."""
    errors: dict[str, str] = {}
    units = {unit.id for unit in await _units(request, round_)}
    people = {str(one.id) for one in await _able(request, round_)}
    if typed["account"] not in people:
        errors["account"] = gettext("Choose a person.")
    if typed["unit"] not in units:
        errors["unit"] = gettext("Choose a unit of the round.")
    if typed["ground"] not in list(Ground):
        errors["ground"] = gettext("Choose one of the list.")
    if len(typed["note"]) > LONGEST_NOTE:
        errors["note"] = gettext("Too long.")
    elif typed["ground"] == Ground.other and not typed["note"]:
        errors["note"] = gettext("Say what the ground is.")
    columns: dict[str, Any] = {"unit_id": typed["unit"], "ground": typed["ground"], "note": typed["note"]}
    if typed["ground"] == Ground.left_within_three_years:
        columns |= _left(request, typed["left_on"], errors)
    if not errors:
        columns["account_id"] = int(typed["account"])
    return columns, errors


def _left(request: Request[Any, Any, Any], text: str, errors: dict[str, str]) -> dict[str, Any]:
    """The day of leaving, and the instant at which its three years are over."""
    settings: Settings = request.app.state.settings
    taken = parse(DAY, text)
    if isinstance(taken, FieldProblem):
        errors["left_on"] = problem_words(taken)
        return {}
    if not taken:
        errors["left_on"] = gettext("Give this date.")
        return {}
    left_on, on = date.fromisoformat(taken), today(request)
    if left_on > on:
        errors["left_on"] = gettext("This day has not come yet: as long as the person works there it is the own unit.")
    elif on.year - left_on.year > 100 or last_day_after_leaving(left_on) < on:
        words = N_("Three years have passed: this ground ended on %(day)s.")
        errors["left_on"] = say(words, day=last_day_after_leaving(left_on))
    else:
        return {"left_on": left_on, "ends_at": day_after(last_day_after_leaving(left_on), settings.zone)}
    return {}


def day_after(day: date, zone: ZoneInfo) -> int:
    """The instant at which the next day begins."""
    return from_moment(datetime.combine(day + timedelta(days=1), time(), tzinfo=zone))


async def _units(request: Request[Any, Any, Any], round_: Round) -> tuple[UnitAt, ...]:
    """The round's tree as far as the reader's area goes."""
    seen = await units_in_scope(request)
    tree = await store_of(request).read(lambda connection: rounds.units_of(connection, round_.id))
    return tuple(unit for unit in tree if seen is None or unit.id in seen)


async def _able(request: Request[Any, Any, Any], round_: Round) -> tuple[Account, ...]:
    """Accounts that work in the round's city in any role: an evaluator can be recused too."""

    def query(connection: Connection) -> tuple[Account, ...]:
        inside = {unit.id for unit in rounds.units_of(connection, round_.id)} | {round_.city_id}
        people = (one for one in accounts.everyone(connection) if not one.disabled)
        return tuple(one for one in people if one.scope_unit is None or one.scope_unit in inside)

    return await store_of(request).read(query)


async def _page(
    request: Request[Any, Any, Any],
    round_: Round,
    member: bool,
    errors: Mapping[str, str],
    typed: Mapping[str, str],
) -> Response[str]:
    account = account_of(request)
    may = sets_up(account, round_.city_id)
    able, tree = await _able(request, round_) if may else (), await _units(request, round_)

    def query(connection: Connection) -> RecusalPage:
        declared = recusals.declared(connection, round_.id)
        team = {line.account_id: line.name for line in teams.of_round(connection, round_.id)}
        people = {one: name for one, name in team.items() if may or one == account.account_id}
        lines = [line for line in recusals.of_round(connection, round_.id) if may or line.account_id in people]
        return RecusalPage(
            round_,
            tuple(Standing(one, name, declared.get(one)) for one, name in people.items()),
            tuple(one for one in able if one.id not in team),
            tuple(lines),
            tree,
            GROUNDS,
            member,
            may,
            now(),
            errors,
            typed,
        )

    context = await store_of(request).read(query)
    return page(request, "rounds/recusal.html", context, status=422 if errors else 200, demo=round_.demo)


handlers: list[HTTPRouteHandler] = [recusal_page, record_recusal, declare, lift_recusal]
