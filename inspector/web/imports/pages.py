"""Files taken over: the list, and a new one handed in."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.sheets.reading import Unreadable
from inspector.storage import accounts, ids, imports
from inspector.storage.instants import SECOND, now
from inspector.storage.tables import Import
from inspector.storage.units import UnitAt
from inspector.web.form_input import read_form
from inspector.web.imports import columns, downloads, files, review, rosters, undoing
from inspector.web.imports.access import TAKING, TARGETS, Sight, cities_for, targets_for
from inspector.web.imports.files import Outline
from inspector.web.imports.words import STATES, say
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.refusals import Refused
from inspector.web.rounds.access import is_id
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LARGEST_FILE = 50 * 1024 * 1024
LARGEST_UPLOAD = LARGEST_FILE + 1_000_000
LONGEST_WAIT = 30 * 86_400 * SECOND
MOST_LISTED = 100
NEW_CITY = "new"
NO_FILE = N_("No file was chosen.")
NO_TABLE = N_("No table was found in this file: a row of titles with rows of values below it.")


class ImportsPage(PageContext, frozen=True):
    rows: Annotated[tuple[Import, ...], "imports the reader may see, newest first"]
    people: Annotated[dict[int, str], "names by account id"]
    states: Annotated[Mapping[str, str], "names by state"]
    targets: Annotated[Mapping[str, str], "names of what files hold"]
    offered: Annotated[tuple[tuple[UnitAt, tuple[str, ...]], ...], "cities with the templates offered for each"]
    city_names: Annotated[Mapping[str, str], "names of cities by id"]


class UploadPage(PageContext, frozen=True):
    import_id: Annotated[str, "id the import will have"]
    cities: Annotated[tuple[UnitAt, ...], "cities to choose from"]
    new_city: Annotated[bool, "whether the file may bring the city itself"]
    chosen: Annotated[str, "city as chosen"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]


@get("/imports", roles=TAKING)
async def import_list(request: Request[Any, Any, Any]) -> Response[str]:
    sight, cities = await Sight.of(request), await cities_for(request)
    wanted = None if sight.area is None else sight.cities
    store = store_of(request)
    found = await store.read(lambda c: imports.newest(c, wanted, MOST_LISTED))
    rows = tuple(row for row in found if sight.covers(row))
    people = await store.read(lambda c: accounts.named(c, [row.account_id for row in rows]))
    offered = tuple((city, targets_for(sight.account, city.id)) for city in cities)
    names = {city.id: city.name for city in cities}
    return page(request, "imports/imports.html", ImportsPage(rows, people, STATES, TARGETS, offered, names))


@get("/imports/new", roles=TAKING)
async def upload_form(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, ids.new_id(), request.query_params.get("city", ""), {})


@post("/imports", roles=TAKING, status_code=200, request_max_body_size=LARGEST_UPLOAD)
async def upload(request: Request[Any, Any, Any]) -> Response[str]:
    """Keeps the file and looks for its tables; nothing is taken over. The id comes with the form."""
    form = await read_form(request)
    import_id, city = form.text("import_id", 64), form.text("city", 64)
    if not is_id(import_id):
        raise Refused(400)
    file = next((one for one in form.files.get("file", ()) if one.filename), None)
    city_id = None if city == NEW_CITY else city
    account = account_of(request)
    known = {one.id for one in await cities_for(request)}
    if (city_id is None and account.scope_unit is not None) or (city_id is not None and city_id not in known):
        return await _form(request, import_id, city, {"city": gettext("Choose one of the list.")})
    if not targets_for(account, city_id):
        raise Refused(403)
    if file is None:
        return await _form(request, import_id, city, {"file": gettext(NO_FILE)})
    content = await file.read()
    digest, outlines, error = await _outlined(request, file, content)
    if error:
        return await _form(request, import_id, city, {"file": error})
    row = Import(
        id=import_id,
        city_id=city_id,
        scope_unit=account.scope_unit,
        file_name=name_of(file),
        file_sha256=digest,
        outline=files.packed(outlines),
        account_id=account.account_id,
        created_at=now(),
    )
    stale = await store_of(request).write(lambda connection: _added(connection, row))
    for one in stale:
        files.forget(store_of(request).blob_folder, one)
    return redirect(request, f"/imports/{import_id}/columns")


def _added(connection: Connection, row: Import) -> list[str]:
    """Files that nobody confirmed for a month go on this occasion: those that are needed no more."""
    imports.add(connection, row)
    old = imports.discard_stale(connection, row.created_at - LONGEST_WAIT)
    return [digest for digest in old if not imports.uses_of(connection, digest)]


def name_of(file: UploadFile) -> str:
    """What the sender called it, without folders."""
    return file.filename.replace("\\", "/").rsplit("/", 1)[-1][:200] or "-"


async def _outlined(
    request: Request[Any, Any, Any], file: UploadFile, content: bytes
) -> tuple[str, tuple[Outline, ...], str]:
    """Its digest and tables, or why there are none, in words; what cannot be read is not kept."""
    folder = store_of(request).blob_folder
    digest = await asyncio.to_thread(files.keep, folder, content)
    try:
        found = await asyncio.to_thread(files.outlined, folder, digest, name_of(file))
        error = "" if found else gettext(NO_TABLE)
    except Unreadable as unreadable:
        found, error = (), say(unreadable.message, unreadable.params)
    if error and not await store_of(request).read(lambda c: imports.uses_of(c, digest)):
        await asyncio.to_thread(files.forget, folder, digest)
    return digest, found, error


async def _form(
    request: Request[Any, Any, Any], import_id: str, chosen: str, errors: Mapping[str, str]
) -> Response[str]:
    cities, account = await cities_for(request), account_of(request)
    new_city = bool(targets_for(account, None))
    context = UploadPage(import_id, cities, new_city, chosen, errors)
    return page(request, "imports/new.html", context, status=422 if errors else 200)


menu = [MenuEntry("/imports", N_("Take files over"), frozenset(TAKING))]
handlers: list[HTTPRouteHandler] = [
    import_list,
    upload_form,
    upload,
    *columns.handlers,
    *review.handlers,
    *undoing.handlers,
    *downloads.handlers,
    *rosters.handlers,
]
