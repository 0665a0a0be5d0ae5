"""Setting up a round: a new draft and its changes until it is opened."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.fields import parse
from inspector.i18n import N_, gettext
from inspector.storage import editions, ids, rounds, units
from inspector.storage.editions import EditionLine, SchemeLine
from inspector.storage.instants import now
from inspector.storage.rounds import RoundStateError
from inspector.storage.tables import Role, Round
from inspector.storage.units import UnitAt
from inspector.web.checklists.pages import edition_of
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.access import cities_of, is_id, must_set_up, round_to_set_up
from inspector.web.rounds.draft import (
    DAY,
    PUBLICATIONS,
    SUPERVISIONS,
    Checked,
    Typed,
    beginning,
    check,
    left_open,
    typed_in,
    typed_of,
)
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.units.tree import Branch, branches

OPEN = N_("This round is no draft any more: what was chosen stands still.")
ROLES = [Role.administrator, Role.evaluator]


class ChoosePage(PageContext, frozen=True):
    """Before the form: which city and which edition."""

    cities: Annotated[tuple[UnitAt, ...], "cities the reader may set up a round for"]
    editions: Annotated[tuple[EditionLine, ...], "editions to choose from"]


class SetupPage(PageContext, frozen=True):
    round_id: Annotated[str, "id the draft has or will have"]
    city: Annotated[UnitAt, "the city"]
    edition: Annotated[Edition, "the edition shown or used"]
    digest: Annotated[str, "of the edition"]
    schemes: Annotated[tuple[SchemeLine, ...], "schemes of the edition"]
    typed: Annotated[Typed, "what was typed, by field"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    branches: Annotated[tuple[Branch, ...], "the tree from the top"]
    open_items: Annotated[dict[str, int], "by setting: items recorded only while it is unset"]
    supervisions: Annotated[dict[str, str], "names by kind"]
    publications: Annotated[dict[str, str], "names by kind"]
    new: Annotated[bool, "whether it is not stored yet"]
    seen: Annotated[str, "what the draft was when the form was loaded"]


@get("/rounds/new", roles=ROLES)
async def new_round(request: Request[Any, Any, Any]) -> Response[str]:
    digest = request.query_params.get("edition", "")
    if not digest:
        return await _choose(request)
    edition, city = await edition_of(request, digest), await _city(request, request.query_params.get("city", ""))
    store, on = store_of(request), today(request)
    schemes = await store.read(lambda c: editions.schemes_of(c, digest))
    tree = await store.read(lambda c: units.tree(c, city.id, on))
    named = {line.name: line.digest for line in reversed(schemes)}
    scheme = named.get("points", next(iter(named.values()), ""))
    typed = beginning(edition, scheme, (unit.id for unit in tree), on)
    context = _page(ids.new_id(), city, edition, schemes, typed, Checked({}, {}), tree, new=True, seen="")
    return page(request, "rounds/setup.html", context)


async def _choose(request: Request[Any, Any, Any]) -> Response[str]:
    account, on, store = account_of(request), today(request), store_of(request)
    known = await store.read(lambda c: [units.by_id(c, city, on) for city in cities_of(c, account)])
    cities = tuple(city for city in known if city is not None and account.scope_unit in (None, city.id))
    if account.scope_unit is not None and not cities:
        must_set_up(request, "")
    lines = await store.read(editions.everything)
    return page(request, "rounds/choose.html", ChoosePage(cities, tuple(lines)))


async def _city(request: Request[Any, Any, Any], city_id: str) -> UnitAt:
    """The city named, the only one the account has, or 404."""
    account, on, store = account_of(request), today(request), store_of(request)
    cities = await store.read(lambda c: cities_of(c, account))
    chosen = city_id or (cities[0] if len(cities) == 1 else "")
    found = await store.read(lambda c: units.by_id(c, chosen, on)) if chosen in cities else None
    if found is None:
        raise not_found()
    must_set_up(request, found.id)
    return found


@post("/rounds", roles=ROLES, status_code=200)
async def create_round(request: Request[Any, Any, Any]) -> Response[str]:
    """The id comes with the form, so that sending it twice makes one round."""
    form = await read_form(request)
    round_id, digest = form.text("round_id", 64), form.text("edition", 64)
    if not is_id(round_id):
        raise Refused(400)
    edition, city = await edition_of(request, digest), await _city(request, form.text("city", 64))
    typed = typed_in(form, edition)
    schemes, tree = await _given(request, city.id, digest, typed)
    checked = _checked(typed, edition, schemes, tree)
    if not checked.errors:
        at = now()
        row = Round(id=round_id, city_id=city.id, edition_digest=digest, created_at=at, **checked.columns)
        if await store_of(request).write(lambda connection: _added(connection, row, typed.units)):
            return redirect(request, f"/rounds/{round_id}")
        raise conflict(N_("There is already another round under this form. Begin a new one."))
    context = _page(round_id, city, edition, schemes, typed, checked, tree, new=True, seen="")
    return page(request, "rounds/setup.html", context, status=422)


def _added(connection: Connection, row: Round, chosen: frozenset[str]) -> bool:
    """False when the id is taken by a round that says something else."""
    known = rounds.by_id(connection, row.id)
    if known is not None:
        return (known.city_id, known.title, known.edition_digest) == (row.city_id, row.title, row.edition_digest)
    rounds.add(connection, row)
    rounds.freeze_units(connection, row.id, chosen)
    return True


@get("/rounds/{round_id:str}/edit", roles=ROLES)
async def edit_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _draft(request, round_id)
    store = store_of(request)
    chosen = await store.read(lambda c: [unit.id for unit in rounds.units_of(c, round_.id)])
    typed = typed_of(round_, chosen)
    return await _form(request, round_, typed, Checked({}, {}), state_of(round_, chosen))


@post("/rounds/{round_id:str}/edit", roles=ROLES, status_code=200)
async def change_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _draft(request, round_id)
    form = await read_form(request)
    edition = await edition_of(request, round_.edition_digest)
    typed, seen = typed_in(form, edition), form.text("seen", 64)
    schemes, tree = await _given(request, round_.city_id, round_.edition_digest, typed)
    checked = _checked(typed, edition, schemes, tree)
    if checked.errors:
        return await _form(request, round_, typed, checked, seen)
    try:
        same = await store_of(request).write(lambda c: _changed(c, round_.id, seen, checked, typed.units))
    except RoundStateError as error:
        raise conflict(OPEN) from error
    if not same:
        words = gettext("Somebody else has changed this draft meanwhile. Compare with it, then save again.")
        now_stored = await store_of(request).read(lambda c: _state(c, round_.id))
        return await _form(request, round_, typed, Checked({}, {"": words}), now_stored)
    return redirect(request, f"/rounds/{round_.id}")


def _changed(connection: Connection, round_id: str, seen: str, checked: Checked, chosen: frozenset[str]) -> bool:
    if _state(connection, round_id) != seen:
        return False
    rounds.change_draft(connection, round_id, **checked.columns)
    rounds.freeze_units(connection, round_id, chosen)
    return True


def _state(connection: Connection, round_id: str) -> str:
    round_ = rounds.by_id(connection, round_id)
    return state_of(round_, [unit.id for unit in rounds.units_of(connection, round_id)]) if round_ else ""


def state_of(round_: Round, chosen: Sequence[str]) -> str:
    """A short name for everything a draft says, to notice a change made meanwhile."""
    whole = json.dumps([round_.model_dump(mode="json"), sorted(chosen)], sort_keys=True, ensure_ascii=False)
    return sha256(whole.encode()).hexdigest()[:32]


async def _draft(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state != "draft":
        raise conflict(OPEN)
    return round_


async def _form(
    request: Request[Any, Any, Any], round_: Round, typed: Typed, checked: Checked, seen: str
) -> Response[str]:
    edition, city = await edition_of(request, round_.edition_digest), await _city(request, round_.city_id)
    schemes, tree = await _given(request, round_.city_id, round_.edition_digest, typed)
    context = _page(round_.id, city, edition, schemes, typed, checked, tree, new=False, seen=seen)
    return page(request, "rounds/setup.html", context, status=422 if checked.errors else 200, demo=round_.demo)


async def _given(
    request: Request[Any, Any, Any], city: str, digest: str, typed: Typed
) -> tuple[Sequence[SchemeLine], list[UnitAt]]:
    """The schemes of the edition, and the tree of the cut-off date as typed; of today when it is no date."""
    taken = parse(DAY, typed.values["cutoff"])
    on = date.fromisoformat(taken) if isinstance(taken, str) and taken else today(request)
    store = store_of(request)
    schemes = await store.read(lambda c: editions.schemes_of(c, digest))
    return schemes, await store.read(lambda c: units.tree(c, city, on))


def _checked(typed: Typed, edition: Edition, schemes: Sequence[SchemeLine], tree: list[UnitAt]) -> Checked:
    checked = check(typed, edition, [line.digest for line in schemes])
    above = {unit.id: unit.parent_id for unit in tree}
    whole = {unit for unit, parent in above.items() if parent is None or parent in above}
    if typed.units - whole and "cutoff" not in checked.errors:
        words = N_("Some ticked units do not exist on the cut-off date. They are left out below.")
        checked.errors["units"] = gettext(words)
    return checked


def _page(
    round_id: str,
    city: UnitAt,
    edition: Edition,
    schemes: Sequence[SchemeLine],
    typed: Typed,
    checked: Checked,
    tree: list[UnitAt],
    *,
    new: bool,
    seen: str,
) -> SetupPage:
    ticked = Typed(typed.values, typed.settings, typed.items | checked.taken_along, typed.units)
    open_items = {name: left_open(edition, name) for name in edition.checklist.settings}
    return SetupPage(
        round_id,
        city,
        edition,
        edition.digest,
        tuple(schemes),
        ticked,
        checked.errors,
        branches(tree),
        open_items,
        SUPERVISIONS,
        PUBLICATIONS,
        new,
        seen,
    )


handlers: list[HTTPRouteHandler] = [new_round, create_round, edit_round, change_round]
