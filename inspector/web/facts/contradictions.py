"""Contradictions of a round: which figures differ, settled by a person with a reason, and what was settled before."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.contradictions import Contradiction
from inspector.checklist.edition import Edition
from inspector.i18n import N_
from inspector.storage import accounts, facts, rounds, settlements, surveys, units
from inspector.storage.instants import now
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt
from inspector.web.facts.access import enters, reader_of, unit_of_round
from inspector.web.facts.entering import ENTERING
from inspector.web.facts.found import Found, found_in
from inspector.web.facts.moves import MoveView, of_arrival
from inspector.web.facts.rows import STATUSES
from inspector.web.facts.settled import KINDS, FigureView, Settled, figure_views, settled_views, with_unit
from inspector.web.facts.settling import Choice, chosen_in, options, plain, settle
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import conflict, not_found
from inspector.web.rounds.access import round_in_scope
from inspector.web.rounds.progress import ROUND_STATES
from inspector.web.scope import units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

CHANGED = N_("The figures have changed meanwhile. Look again.")


class OpenView(Struct, frozen=True):
    """`figures`: the one that counts first. `options`: buttons with the figure each of them chooses."""

    name: str
    kind: Annotated[str, "sources, sum or part"]
    title: Annotated[str, "message id of what differs"]
    mark: str
    figures: tuple[FigureView, ...]
    total: str
    unknown: tuple[str, ...]
    options: dict[str, str]
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class ContradictionsPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    unit: Annotated[UnitAt | None, "the unit looked at, None: the whole round"]
    open: Annotated[tuple[OpenView, ...], "contradictions that nobody has settled"]
    standing: Annotated[tuple[Settled, ...], "settled ones whose figures still differ: both stand"]
    history: Annotated[tuple[Settled, ...], "everything settled here, latest first"]
    path: Annotated[str, "where a settlement is sent"]
    may_settle: Annotated[bool, "whether the reader settles"]
    saved: Annotated[bool, "whether one was just settled"]
    moved: Annotated[tuple[MoveView, ...], "what the figure chosen just now moved"]
    statuses: Annotated[dict[str, str], "names by status of a figure"]
    states: Annotated[dict[str, str], "names by state of a round"]


@get("/rounds/{round_id:str}/contradictions")
async def of_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    return await _page(request, await round_in_scope(request, round_id), None)


@get("/rounds/{round_id:str}/units/{unit_id:str}/contradictions")
async def of_unit(request: Request[Any, Any, Any], round_id: FromPath[str], unit_id: FromPath[str]) -> Response[str]:
    return await _page(request, *await unit_of_round(request, round_id, unit_id))


@post("/rounds/{round_id:str}/contradictions", roles=ENTERING, status_code=200)
async def settle_in_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    return await _settle(request, await round_in_scope(request, round_id), None)


@post("/rounds/{round_id:str}/units/{unit_id:str}/contradictions", roles=ENTERING, status_code=200)
async def settle_in_unit(
    request: Request[Any, Any, Any], round_id: FromPath[str], unit_id: FromPath[str]
) -> Response[str]:
    return await _settle(request, *await unit_of_round(request, round_id, unit_id))


async def _settle(request: Request[Any, Any, Any], round_: Round, unit: UnitAt | None) -> Response[str]:
    if not enters(request, round_):
        raise conflict(N_("This round is closed: its facts stand still."))
    form, seen = await read_form(request), await units_in_scope(request)
    name, mark = form.text("name", 300), form.text("mark", 64)

    def query(connection: Connection) -> tuple[Edition, list[Found]]:
        edition = surveys.edition(connection, round_.edition_digest)
        return edition, found_in(connection, round_, edition, unit.id if unit else None)

    edition, found = await store_of(request).read(query, heavy=True)
    one = next((each.contradiction for each in found if each.contradiction.name == name), None)
    if one is not None and seen is not None and one.counts.unit not in seen:
        raise not_found()
    if one is None or one.mark() != mark:
        raise conflict(CHANGED)
    choice = chosen_in(form, one, edition)
    if choice.errors:
        return await _page(request, round_, unit, form, choice)
    account, at = account_of(request).account_id, now()

    def job(connection: Connection) -> int | None:
        if not settle(connection, round_, edition, one, choice, account, at):
            return None
        return facts.last_arrival(connection, round_.city_id) if choice.value is not None else 0

    arrival = await store_of(request).write(job)
    if arrival is None:
        raise conflict(CHANGED)
    return redirect(request, f"{_path(round_, unit)}?saved={arrival}")


def _path(round_: Round, unit: UnitAt | None) -> str:
    return f"/rounds/{round_.id}{f'/units/{unit.id}' if unit else ''}/contradictions"


async def _page(
    request: Request[Any, Any, Any],
    round_: Round,
    unit: UnitAt | None,
    form: FormInput | None = None,
    choice: Choice | None = None,
) -> Response[str]:
    reader, may, saved = await reader_of(request), enters(request, round_), request.query_params.get("saved", "")
    arrival = int(saved) if saved.isdecimal() and len(saved) < 16 else 0

    def shown(unit_id: str) -> bool:
        return (unit is None or unit_id == unit.id) and reader.covers(unit_id)

    def query(connection: Connection) -> ContradictionsPage:
        edition = surveys.edition(connection, round_.edition_digest)
        found = [one for one in found_in(connection, round_, edition, unit.id if unit else None) if shown(one.unit)]
        inside = {one.id for one in rounds.units_of(connection, round_.id)}
        told = [one for one in settlements.of_city(connection, round_.city_id) if one.unit_id in inside]
        return ContradictionsPage(
            round=round_,
            unit=unit,
            open=_open(connection, round_, edition, found, form, choice),
            standing=settled_views(connection, edition, [one.settlement for one in found if one.settlement]),
            history=settled_views(connection, edition, [one for one in told if shown(one.unit_id)]),
            path=_path(round_, unit),
            may_settle=may,
            saved=bool(saved) and form is None,
            moved=of_arrival(connection, round_, arrival, reader) if arrival else (),
            statuses=STATUSES,
            states=ROUND_STATES,
        )

    context = await store_of(request).read(query, heavy=True)
    status = 422 if choice and choice.errors else 200
    return page(request, "facts/contradictions.html", context, status=status, demo=round_.demo)


def _open(
    connection: Connection,
    round_: Round,
    edition: Edition,
    found: list[Found],
    form: FormInput | None,
    choice: Choice | None,
) -> tuple[OpenView, ...]:
    names = {one.id: one.name for one in units.tree(connection, round_.city_id, round_.cutoff)}
    open_ = [one.contradiction for one in found if one.settlement is None]
    ids = {figure.account_id for one in open_ for figure in one.figures if figure.account_id is not None}
    people = accounts.named(connection, list(ids))
    return tuple(_view(edition, one, names, people, form, choice) for one in open_)


def _view(
    edition: Edition,
    one: Contradiction,
    names: dict[str, str],
    people: dict[int, str],
    form: FormInput | None,
    choice: Choice | None,
) -> OpenView:
    fact, mine = one.counts.fact, form is not None and form.text("name", 300) == one.name
    typed = {name: form.text(name) for name in ("choice", "value", "reason")} if form and mine else {}
    return OpenView(
        one.name,
        one.kind,
        KINDS[one.kind],
        one.mark(),
        figure_views(edition, one, names, people),
        with_unit(edition, fact, plain(one.total)) if one.total is not None else "",
        tuple(names.get(unit, unit) for unit in one.unknown),
        {key: with_unit(edition, fact, value) for key, value in options(one).items()},
        typed,
        choice.errors if choice and mine else {},
    )


handlers: list[HTTPRouteHandler] = [of_round, of_unit, settle_in_round, settle_in_unit]
