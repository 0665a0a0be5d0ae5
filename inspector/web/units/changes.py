"""Changing units: a new one, another name, kind or parent from a day on, and the end of one."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from inspector.checklist.fields import FieldProblem, parse
from inspector.i18n import N_, gettext
from inspector.storage import ids, units
from inspector.storage.instants import now
from inspector.storage.tables import Role, UnitVersion
from inspector.storage.units import UnitAt, UnitTreeError
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.access import cities_of, is_id, shows_demo
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.scope import today, unit_in_scope, units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.units.tree import editions_for, kind_labels

ROLES = [Role.administrator]
FIELDS = {"name": 100, "kind": 64, "parent": 64, "code": 20, "valid_from": 20}


class UnitForm(PageContext, frozen=True):
    unit_id: Annotated[str, "id the unit has or will have"]
    unit: Annotated[UnitAt | None, "the unit to be changed; None: a new one"]
    typed: Annotated[Mapping[str, str], "what was typed, by field"]
    stages: Annotated[frozenset[str], "stages ticked"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    kinds: Annotated[dict[str, str], "labels by id"]
    parents: Annotated[tuple[UnitAt, ...], "units it may lie below"]
    all_stages: Annotated[dict[str, str], "labels of the stages there are"]
    may_be_top: Annotated[bool, "whether it may lie below nothing"]


class Checked(Struct, frozen=True):
    version: UnitVersion | None
    errors: dict[str, str] = field(default_factory=dict)


@get("/units/new", roles=ROLES)
async def new_unit(request: Request[Any, Any, Any]) -> Response[str]:
    parent = request.query_params.get("parent", "")
    if parent:
        await unit_in_scope(request, parent if is_id(parent) else "-")
    typed = dict.fromkeys(FIELDS, "") | {"parent": parent, "valid_from": today(request).isoformat()}
    return await _form(request, ids.new_id(), None, typed, frozenset(), {})


@post("/units", roles=ROLES, status_code=200)
async def add_unit(request: Request[Any, Any, Any]) -> Response[str]:
    """The id comes with the form, so that sending it twice makes one unit."""
    form = await read_form(request)
    unit_id = form.text("unit_id", 64)
    if not is_id(unit_id):
        raise Refused(400)
    typed, stages = _typed(form)
    checked = await _check(request, unit_id, None, typed, stages)
    if checked.version is not None:
        version, at = checked.version, now()
        try:
            if await store_of(request).write(lambda connection: _added(connection, version, at)):
                return redirect(request, f"/units/{unit_id}")
        except UnitTreeError as error:
            raise conflict() from error
        raise conflict(N_("There is already another unit under this form. Begin a new one."))
    return await _form(request, unit_id, None, typed, stages, checked.errors)


def _added(connection: Connection, version: UnitVersion, at: int) -> bool:
    """False when the id is taken by a unit of another name."""
    known = units.versions(connection, version.unit_id)
    if known:
        return known[0].name == version.name
    last = max((one.position for one in units.tree(connection, version.city_id, version.valid_from)), default=-1)
    units.add(connection, version.model_copy(update={"position": last + 1}), at)
    return True


@get("/units/{unit_id:str}/change", roles=ROLES)
async def change_form(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit = await _unit(request, unit_id)
    typed = {"name": unit.name, "kind": unit.kind, "parent": unit.parent_id or "", "code": unit.code or ""}
    typed["valid_from"] = today(request).isoformat()
    return await _form(request, unit.id, unit, typed, frozenset(unit.stages), {})


@post("/units/{unit_id:str}/change", roles=ROLES, status_code=200)
async def change_unit(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit = await _unit(request, unit_id)
    typed, stages = _typed(await read_form(request))
    checked = await _check(request, unit.id, unit, typed, stages)
    errors = checked.errors
    if checked.version is not None:
        version = checked.version.model_copy(update={"position": unit.position})
        try:
            await store_of(request).write(lambda connection: units.add_version(connection, version))
            return redirect(request, f"/units/{unit.id}")
        except IntegrityError:
            errors["valid_from"] = gettext("There is already a change from that day on. Choose another day.")
        except UnitTreeError:
            errors["parent"] = gettext("A unit cannot lie below itself.")
    return await _form(request, unit.id, unit, typed, stages, errors)


@post("/units/{unit_id:str}/end", roles=ROLES, status_code=200)
async def end_unit(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    """From that day on it exists no more; what is known of it stays."""
    unit, form = await _unit(request, unit_id), await read_form(request)
    taken = parse(DAY, form.text("on", 100))
    if isinstance(taken, FieldProblem) or not taken:
        raise Refused(422, problem_words(taken) if isinstance(taken, FieldProblem) else N_("Give this date."))
    on = date.fromisoformat(taken)
    below = await store_of(request).read(lambda c: units.within(c, unit.id, on))
    if len(below) > 1:
        raise Refused(422, N_("Other units still lie below it on that day. Move or end them first."))
    if on <= await store_of(request).read(lambda c: units.versions(c, unit.id)[0].valid_from):
        raise Refused(422, N_("It would end before it begins."))
    await store_of(request).write(lambda connection: units.end(connection, unit.id, on))
    return redirect(request, f"/units/{unit.id}")


async def _unit(request: Request[Any, Any, Any], unit_id: str) -> UnitAt:
    if not is_id(unit_id):
        raise not_found()
    return await unit_in_scope(request, unit_id)


def _typed(form: FormInput) -> tuple[dict[str, str], frozenset[str]]:
    return {name: form.text(name, 2000) for name in FIELDS}, frozenset(form.all("stages"))


async def _check(
    request: Request[Any, Any, Any], unit_id: str, unit: UnitAt | None, typed: Mapping[str, str], stages: frozenset[str]
) -> Checked:
    words = gettext("Too long.")
    errors = {name: words for name, most in FIELDS.items() if len(typed[name]) > most}
    if not typed["name"]:
        errors["name"] = gettext("Give the unit a name.")
    taken = parse(DAY, typed["valid_from"])
    if isinstance(taken, FieldProblem) or not taken:
        errors["valid_from"] = problem_words(taken) if isinstance(taken, FieldProblem) else gettext("Give this date.")
    city = await _city(request, unit_id, unit, typed["parent"], errors)
    kinds, all_stages = await _kinds(request, city)
    if typed["kind"] not in kinds:
        errors["kind"] = gettext("Choose one of the list.")
    if errors or isinstance(taken, FieldProblem):
        return Checked(None, errors)
    if typed["parent"] and not await store_of(request).read(
        lambda c: units.by_id(c, typed["parent"], date.fromisoformat(taken))
    ):
        return Checked(None, {"parent": gettext("The unit above does not exist on that day.")})
    version = UnitVersion(
        city_id=city,
        unit_id=unit_id,
        valid_from=date.fromisoformat(taken),
        parent_id=typed["parent"] or None,
        name=typed["name"],
        kind=typed["kind"],
        code=typed["code"] or None,
        stages=" ".join(one for one in all_stages if one in stages),
    )
    return Checked(version)


async def _city(
    request: Request[Any, Any, Any], unit_id: str, unit: UnitAt | None, parent: str, errors: dict[str, str]
) -> str:
    """The city of the unit above, else of the unit itself; a new one without a unit above is a city."""
    if unit is not None and parent == (unit.parent_id or ""):
        return unit.city_id
    if not parent:
        if account_of(request).scope_unit is not None or unit is not None:
            errors["parent"] = gettext("Choose the unit it lies below.")
        return unit.city_id if unit else unit_id
    seen = await units_in_scope(request)
    known = await store_of(request).read(lambda c: units.by_id(c, parent, today(request))) if is_id(parent) else None
    if known is None or (seen is not None and known.id not in seen) or (unit and known.city_id != unit.city_id):
        errors["parent"] = gettext("Choose one of the list.")
        return unit.city_id if unit else unit_id
    return known.city_id


async def _kinds(request: Request[Any, Any, Any], city: str) -> tuple[dict[str, str], dict[str, str]]:
    found = await store_of(request).read(lambda c: editions_for(c, city), heavy=True)
    stages: dict[str, str] = {}
    for edition in found:
        stages |= edition.checklist.dimensions.get("stage", {})
    return kind_labels(found), stages


async def _form(
    request: Request[Any, Any, Any],
    unit_id: str,
    unit: UnitAt | None,
    typed: Mapping[str, str],
    stages: frozenset[str],
    errors: dict[str, str],
) -> Response[str]:
    account, on, seen = account_of(request), today(request), await units_in_scope(request)

    def query(connection: Connection) -> tuple[UnitAt, ...]:
        cities = [unit.city_id] if unit else cities_of(connection, account)
        tree = [one for city in cities for one in units.tree(connection, city, on)]
        own = units.within(connection, unit_id, on)
        parents = {one.parent_id for one in tree} | {one.id for one in tree if one.parent_id is None}
        second = {one.id for one in tree if any(one.parent_id == top.id for top in tree if top.parent_id is None)}
        wanted = (one for one in tree if one.id in parents | second and one.id not in own)
        return tuple(one for one in wanted if seen is None or one.id in seen or (unit and one.id == unit.parent_id))

    parents = await store_of(request).read(query)
    kinds, all_stages = await _kinds(request, unit.city_id if unit else typed["parent"])
    top = (account.scope_unit is None and unit is None) or (unit is not None and unit.parent_id is None)
    context = UnitForm(unit_id, unit, typed, stages, errors, kinds, parents, all_stages, top)
    return page(request, "units/unit_form.html", context, status=422 if errors else 200, demo=await shows_demo(request))


handlers: list[HTTPRouteHandler] = [new_unit, add_unit, change_form, change_unit, end_unit]
