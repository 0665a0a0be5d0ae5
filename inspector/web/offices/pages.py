"""Issuing offices: the list, the settings, and of each head the reference file in use and its versions."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.reference import ReferenceProblem
from inspector.storage import accounts, ids, offices, units
from inspector.storage.instants import now
from inspector.storage.tables import Office, OfficeReference, Role
from inspector.storage.units import UnitAt
from inspector.web.form_input import read_form
from inspector.web.letters.stationery import VARIANT_NAMES, compiled
from inspector.web.offices import form as settings
from inspector.web.offices.access import ROLES, may_change, must_change, office_in_scope
from inspector.web.offices.form import Typed
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.refusals import Refused
from inspector.web.rounds.access import cities_of, is_id
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

MOVED_ON = N_("Somebody changed this office since you opened it. Nothing was overwritten: compare and save again.")


class OfficesPage(PageContext, frozen=True):
    cities: Annotated[tuple[tuple[UnitAt, tuple[Office, ...], bool], ...], "city, its offices, may they be changed"]


class OfficeForm(PageContext, frozen=True):
    typed: Annotated[Typed, "as typed or as kept"]
    office: Annotated[Office | None, "the office as kept; None for a new one"]
    city_name: Annotated[str, "the city it belongs to"]
    moved_on: Annotated[str, "message id: somebody else was faster, or empty"]


class Head(Struct, frozen=True):
    """One kind of head: what is in use, why it does not serve, all versions, rule and reason of deviations."""

    variant: str
    in_use: OfficeReference | None
    problem: str
    versions: tuple[OfficeReference, ...]
    allowed: tuple[tuple[str, str], ...] = ()


class OfficePage(PageContext, frozen=True):
    office: Annotated[Office, "the office"]
    copies: Annotated[tuple[str, ...], "who usually gets a copy"]
    joint: Annotated[tuple[str, ...], "with whom it issues jointly"]
    heads: Annotated[tuple[Head, ...], "kinds of head"]
    variant_names: Annotated[Mapping[Any, str], "message ids by kind of head"]
    people: Annotated[Mapping[int, str], "names by account id"]
    may_change: Annotated[bool, "whether the reader changes offices of this city"]
    refused: Annotated[Mapping[str, str], "by kind of head: why a file was not taken over"]


@get("/offices", roles=ROLES)
async def office_list(request: Request[Any, Any, Any]) -> Response[str]:
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> OfficesPage:
        found = [units.by_id(connection, city, on) for city in cities_of(connection, account)]
        return OfficesPage(
            tuple(
                (city, tuple(offices.of_city(connection, city.id)), may_change(account, city.id))
                for city in found
                if city is not None
            )
        )

    return page(request, "offices/offices.html", await store_of(request).read(query))


@get("/offices/new", roles=ROLES)
async def new_office(request: Request[Any, Any, Any]) -> Response[str]:
    city = await _city(request, request.query_params.get("city", ""))
    first = not await store_of(request).read(lambda c: offices.of_city(c, city.id))
    proposed = f"{city.name}人民政府教育督导委员会办公室" if first else ""
    return await _form(request, settings.blank(city.id, ids.new_id(), proposed), None, city)


@post("/offices", roles=ROLES, status_code=200)
async def save_office(request: Request[Any, Any, Any]) -> Response[str]:
    """Adds an office or changes one; the id comes with the form, so that sending it twice adds one."""
    form = await read_form(request)
    office_id, city = form.text("office_id", 64), await _city(request, form.text("city", 64))
    if not is_id(office_id):
        raise Refused(400)
    account, at = account_of(request), now()

    def job(connection: Connection) -> tuple[Typed, Office | None, str]:
        kept = offices.by_id(connection, office_id)
        if kept is not None and kept.city_id != city.id:
            raise Refused(404)
        taken = frozenset(one.name for one in offices.of_city(connection, city.id) if one.id != office_id)
        typed = settings.read(form, city.id, office_id, taken)
        if typed.errors:
            return typed, kept, ""
        if kept is not None and typed.seen_at != str(kept.changed_at):
            return replace(typed, seen_at=str(kept.changed_at)), kept, MOVED_ON
        offices.save(connection, settings.office_of(typed, by=account.account_id, at=at))
        return typed, kept, "saved"

    typed, kept, outcome = await store_of(request).write(job)
    if outcome == "saved":
        return redirect(request, f"/offices/{office_id}")
    return await _form(request, typed, kept, city, moved_on=outcome, status=409 if outcome else 422)


@get("/offices/{office_id:str}/change", roles=ROLES)
async def change_office(request: Request[Any, Any, Any], office_id: FromPath[str]) -> Response[str]:
    office = await office_in_scope(request, office_id)
    city = await _city(request, office.city_id)
    return await _form(request, settings.typed_of(office), office, city)


@get("/offices/{office_id:str}", roles=ROLES)
async def show_office(request: Request[Any, Any, Any], office_id: FromPath[str]) -> Response[str]:
    return await office_page(request, await office_in_scope(request, office_id))


async def office_page(
    request: Request[Any, Any, Any], office: Office, refused: Mapping[str, str] | None = None
) -> Response[str]:
    account = account_of(request)

    def query(connection: Connection) -> OfficePage:
        rows = offices.references(connection, office.id)
        who = [one for row in rows for one in (row.made_by, row.used_by) if one is not None]
        return OfficePage(
            office,
            offices.names(office.copies),
            offices.names(office.joint),
            tuple(_head(variant, rows) for variant in VARIANT_NAMES),
            VARIANT_NAMES,
            accounts.named(connection, who),
            may_change(account, office.city_id),
            refused or {},
        )

    context = await store_of(request).read(query, heavy=True)
    return page(request, "offices/office.html", context, status=422 if refused else 200)


def _head(variant: str, rows: list[OfficeReference]) -> Head:
    versions = tuple(row for row in rows if row.variant == variant)
    used = next((row for row in versions if row.in_use), None)
    if used is None:
        return Head(variant, None, "", versions)
    allowed = tuple((rule, given["reason"]) for rule, given in json.loads(used.allowed).items())
    return Head(variant, used, _problem(used), versions, allowed)


def _problem(row: OfficeReference) -> str:
    try:
        compiled(row)
    except ReferenceProblem as problem:
        return gettext(problem.message) % problem.figures
    return ""


async def _city(request: Request[Any, Any, Any], city_id: str) -> UnitAt:
    """The city named, or the account's only one; 404 for one that is not the account's."""
    account, on, store = account_of(request), today(request), store_of(request)
    own = await store.read(lambda c: cities_of(c, account))
    chosen = city_id or (own[0] if len(own) == 1 else "")
    found = await store.read(lambda c: units.by_id(c, chosen, on)) if chosen in own else None
    if found is None:
        raise Refused(404)
    must_change(request, found.id)
    return found


async def _form(
    request: Request[Any, Any, Any],
    typed: Typed,
    office: Office | None,
    city: UnitAt,
    *,
    moved_on: str = "",
    status: int = 200,
) -> Response[str]:
    return page(request, "offices/change.html", OfficeForm(typed, office, city.name, moved_on), status=status)


menu = [MenuEntry("/offices", N_("Issuing offices"), frozenset({Role.clerk, Role.administrator}))]
handlers: list[HTTPRouteHandler] = [office_list, new_office, save_office, change_office, show_office]
