"""The wording of each paper: as a Word file to the clerk, back as a new version, approved by somebody else."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.drafting import default_reference, default_wording
from inspector.letters.wording_file import export
from inspector.letters.wording_reading import Refused as FileRefused
from inspector.letters.wording_reading import read
from inspector.storage import accounts, ids, units, wordings
from inspector.storage.instants import now
from inspector.storage.tables import OwnWording, Role
from inspector.storage.units import UnitAt
from inspector.web.form_input import read_form
from inspector.web.letters.drafts import WORD, attachment, safe_name
from inspector.web.letters.wording_in_use import wording_of
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.access import cities_of
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.wordings.trying import Line, compared, problem, title_of

ROLES = [Role.clerk, Role.administrator]
LARGEST_UPLOAD = 5_000_000
LONGEST_NOTE = 500
NO_FILE = N_("No file was chosen.")
SAME = N_("The file says the same as the wording in use.")
ALONE = N_("Somebody else should approve what you wrote. If there is nobody, say why.")


class Listed(Struct, frozen=True):
    name: str
    title: str
    version: int
    """Of the own text in use; 0 for the shipped one."""
    waiting: bool
    path: str


class WordingsPage(PageContext, frozen=True):
    cities: Annotated[tuple[tuple[UnitAt, tuple[Listed, ...]], ...], "cities with the wordings of their papers"]


class WordingPage(PageContext, frozen=True):
    city: Annotated[UnitAt, "whose wording it is"]
    title: Annotated[str, "the paper"]
    path: Annotated[str, "address of this page"]
    versions: Annotated[tuple[OwnWording, ...], "own texts, newest first"]
    used: Annotated[str, "id of the version in use, empty for the shipped one"]
    people: Annotated[dict[int, str], "names by account id"]
    refused: Annotated[tuple[str, ...], "why the file was not taken over"]


class VersionPage(PageContext, frozen=True):
    city: Annotated[UnitAt, "whose wording it is"]
    title: Annotated[str, "the paper"]
    path: Annotated[str, "address of the wording"]
    row: Annotated[OwnWording, "the version"]
    lines: Annotated[tuple[Line, ...], "what differs from the wording in use"]
    problem: Annotated[str, "why letters can't be written with it, or empty"]
    own: Annotated[bool, "whether the reader wrote it"]
    error: Annotated[str, "what is missing for the approval"]
    maker: Annotated[str, "who wrote it"]


@get("/wordings", roles=ROLES)
async def list_wordings(request: Request[Any, Any, Any]) -> Response[str]:
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> WordingsPage:
        found = [units.by_id(connection, city, on) for city in cities_of(connection, account)]
        return WordingsPage(tuple((city, _listed(connection, city.id)) for city in found if city is not None))

    return page(request, "wordings/wordings.html", await store_of(request).read(query))


def _listed(connection: Connection, city: str) -> tuple[Listed, ...]:
    rows = []
    for name in sorted(default_wording().names, key=lambda one: (one.startswith("_"), one)):
        versions = wordings.of_name(connection, city, name)
        used = _used(versions)
        waiting = any(one.approved_at is None and (used is None or one.version > used.version) for one in versions)
        number = used.version if used and used.text else 0
        rows.append(Listed(name, title_of(name), number, waiting, _path(city, name)))
    return tuple(rows)


def _used(versions: list[OwnWording]) -> OwnWording | None:
    approved = [one for one in versions if one.approved_at is not None]
    return max(approved, key=lambda one: (one.approved_at or 0, one.version), default=None)


def _path(city: str, name: str) -> str:
    return f"/wordings/{quote(city, safe='')}/{quote(name, safe='')}"


@get("/wordings/{city:str}/{name:str}", roles=ROLES)
async def show_wording(request: Request[Any, Any, Any], city: FromPath[str], name: FromPath[str]) -> Response[str]:
    return await _show(request, await _place(request, city, name), name, ())


async def _place(request: Request[Any, Any, Any], city: str, name: str) -> UnitAt:
    """The city. 404 for one the account does not work for and for a wording that does not exist, alike."""
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> UnitAt | None:
        return units.by_id(connection, city, on) if city in cities_of(connection, account) else None

    found = await store_of(request).read(query)
    if found is None or name not in default_wording().names or account.scope_unit not in (None, city):
        raise not_found()
    return found


async def _show(
    request: Request[Any, Any, Any], city: UnitAt, name: str, refused: tuple[str, ...], status: int = 200
) -> Response[str]:
    def query(connection: Connection) -> WordingPage:
        versions = wordings.of_name(connection, city.id, name)
        used = _used(versions)
        who = [one for row in versions for one in (row.made_by, row.approved_by) if one is not None]
        people = dict(accounts.named(connection, who))
        in_use = used.id if used and used.text else ""
        return WordingPage(city, title_of(name), _path(city.id, name), tuple(versions), in_use, people, refused)

    return page(request, "wordings/wording.html", await store_of(request).read(query), status=status)


@get("/wordings/{city:str}/{name:str}/file", roles=ROLES)
async def wording_file(request: Request[Any, Any, Any], city: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The wording in use as a Word file with visible fields."""
    place = await _place(request, city, name)
    text = (await store_of(request).read(lambda c: wording_of(c, place.id))).text(name)
    content = await asyncio.to_thread(export, title_of(name), text, default_reference("plain"))
    headers = {"content-disposition": attachment(f"{safe_name(title_of(name))}.docx", f"{name}.docx")}
    return Response(content, media_type=WORD, headers=headers)


@post("/wordings/{city:str}/{name:str}", roles=ROLES, status_code=200, request_max_body_size=LARGEST_UPLOAD)
async def hand_in(request: Request[Any, Any, Any], city: FromPath[str], name: FromPath[str]) -> Response[str]:
    """A changed file becomes a version that waits for approval; a version chosen from the list becomes one again."""
    place, form, store = await _place(request, city, name), await read_form(request), store_of(request)
    before = (await store.read(lambda c: wording_of(c, place.id))).text(name)
    if form.text("again", 64):
        text = await store.read(lambda c: _again(c, place.id, name, form.text("again", 64)))
    else:
        file = next((one for one in form.files.get("file", ()) if one.filename), None)
        if file is None:
            return await _show(request, place, name, (gettext(NO_FILE),), 422)
        try:
            text = await asyncio.to_thread(read, await file.read(), before)
        except FileRefused as error:
            return await _show(request, place, name, tuple(one.words() for one in error.refusals), 422)
    if text == before:
        return await _show(request, place, name, (gettext(SAME),), 422)
    who, at, note = account_of(request).account_id, now(), form.text("note", LONGEST_NOTE)
    row = OwnWording(
        id=ids.new_id(), city_id=place.id, name=name, version=0, text=text, note=note, made_by=who, made_at=at
    )
    kept = await store.write(lambda connection: wordings.add(connection, row))
    return redirect(request, f"/wordings/versions/{kept.id}")


def _again(connection: Connection, city: str, name: str, chosen: str) -> str:
    """The text of an earlier version; empty for the shipped one."""
    if chosen == "shipped":
        return ""
    found = wordings.by_id(connection, chosen)
    if found is None or (found.city_id, found.name) != (city, name):
        raise not_found()
    return found.text


@get("/wordings/versions/{version:str}", roles=ROLES)
async def show_version(request: Request[Any, Any, Any], version: FromPath[str]) -> Response[str]:
    return await _version(request, version, "")


async def _version(request: Request[Any, Any, Any], version: str, error: str, status: int = 200) -> Response[str]:
    row = await store_of(request).read(lambda c: wordings.by_id(c, version))
    if row is None:
        raise not_found()
    city = await _place(request, row.city_id, row.name)

    def query(connection: Connection) -> VersionPage:
        text = row.text or default_wording().text(row.name)
        before = wording_of(connection, row.city_id).text(row.name)
        return VersionPage(
            city,
            title_of(row.name),
            _path(row.city_id, row.name),
            row,
            compared(before, text),
            problem(connection, row.city_id, row.name, text),
            row.made_by == account_of(request).account_id,
            error,
            accounts.named(connection, [row.made_by] if row.made_by else []).get(row.made_by or 0, ""),
        )

    return page(request, "wordings/version.html", await store_of(request).read(query), status=status)


@post("/wordings/versions/{version:str}", roles=ROLES, status_code=200)
async def approve(request: Request[Any, Any, Any], version: FromPath[str]) -> Response[str]:
    """Takes a version into use. Refused while letters can't be written with it; an own text needs a reason."""
    store, form, who = store_of(request), await read_form(request), account_of(request).account_id
    row = await store.read(lambda c: wordings.by_id(c, version))
    if row is None:
        raise not_found()
    await _place(request, row.city_id, row.name)
    text = row.text or default_wording().text(row.name)
    if wrong := await store.read(lambda c: problem(c, row.city_id, row.name, text)):
        raise Refused(409, wrong)
    alone = form.text("alone", LONGEST_NOTE) if row.made_by == who else ""
    if row.made_by == who and not alone:
        return await _version(request, version, gettext(ALONE), 422)
    at = now()
    if not await store.write(lambda c: wordings.approve(c, version, by=who, at=at, alone=alone)):
        raise conflict(N_("Somebody approved this version already."))
    return redirect(request, _path(row.city_id, row.name))


menu = [MenuEntry("/wordings", N_("Wordings"), frozenset({Role.clerk, Role.administrator}))]
handlers: list[HTTPRouteHandler] = [list_wordings, show_wording, wording_file, hand_in, show_version, approve]
