"""Returned sheets of the ledger: handed in and looked at."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.sheets.reading import Unreadable
from inspector.storage import accounts, ids, imports, ledger, replies
from inspector.storage.instants import SECOND, now
from inspector.storage.replies import TARGET
from inspector.storage.tables import Import
from inspector.storage.units import UnitAt
from inspector.web.form_input import read_form
from inspector.web.imports import files
from inspector.web.imports.access import cities_for
from inspector.web.imports.words import STATES, say
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused
from inspector.web.replies import sheet, taking
from inspector.web.replies.access import ROLES, covers, forget
from inspector.web.replies.looking import look_at, report_of
from inspector.web.rounds.access import is_id, shows_demo
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LARGEST_UPLOAD = 51_000_000
LONGEST_WAIT = 30 * 86_400 * SECOND
MOST_LISTED = 50
NO_FILE = N_("No file was chosen.")


class RepliesPage(PageContext, frozen=True):
    rows: Annotated[tuple[Import, ...], "returned sheets, newest first"]
    people: Annotated[Mapping[int, str], "names by account id"]
    states: Annotated[Mapping[str, str], "names by state"]
    import_id: Annotated[str, "id the next one will have"]
    cities: Annotated[tuple[UnitAt, ...], "cities to choose from"]
    offices: Annotated[tuple[str, ...], "offices that answer for findings"]
    chosen: Annotated[Mapping[str, str], "what was chosen"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]


@get("/ledger/replies", roles=ROLES)
async def replies_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, ids.new_id(), {}, {})


async def _form(
    request: Request[Any, Any, Any], import_id: str, chosen: Mapping[str, str], errors: Mapping[str, str]
) -> Response[str]:
    cities = await cities_for(request)
    names = [city.id for city in cities]

    def query(connection: Connection) -> RepliesPage:
        rows = [row for row in replies.newest(connection, names, MOST_LISTED) if covers(request, row)]
        people = accounts.named(connection, [row.account_id for row in rows])
        offices = dict.fromkeys(office for city in names for office in ledger.offices(connection, city))
        return RepliesPage(tuple(rows), people, STATES, import_id, cities, tuple(offices), chosen, errors)

    context = await store_of(request).read(query)
    return page(request, "replies/replies.html", context, status=422 if errors else 200, demo=await shows_demo(request))


@post("/ledger/replies", roles=ROLES, status_code=200, request_max_body_size=LARGEST_UPLOAD)
async def hand_in(request: Request[Any, Any, Any]) -> Response[str]:
    """Keeps the file and looks at it; nothing is taken over. The id comes with the form."""
    form = await read_form(request)
    import_id, city, office = form.text("import_id", 64), form.text("city", 64), form.text("office", 200)
    chosen = {"city": city, "office": office}
    if not is_id(import_id):
        raise Refused(400)
    if city not in {one.id for one in await cities_for(request)}:
        return await _form(request, import_id, chosen, {"city": gettext("Choose one of the list.")})
    file = next((one for one in form.files.get("file", ()) if one.filename), None)
    if file is None:
        return await _form(request, import_id, chosen, {"file": gettext(NO_FILE)})
    store, account = store_of(request), account_of(request)
    digest = await asyncio.to_thread(files.keep, store.blob_folder, await file.read())
    row = Import(
        id=import_id,
        city_id=city,
        scope_unit=account.scope_unit,
        file_name=file.filename.replace("\\", "/").rsplit("/", 1)[-1][:200] or "-",
        file_sha256=digest,
        outline="[]",
        target=TARGET,
        mapping=json.dumps({"office": office} if office else {}, ensure_ascii=False),
        state="previewed",
        account_id=account.account_id,
        created_at=now(),
    )
    try:
        report = report_of(await look_at(request, row))
    except Unreadable as unreadable:
        await forget(store, digest)
        return await _form(request, import_id, chosen, {"file": say(unreadable.message, unreadable.params)})
    kept = row.model_copy(update={"report": report})
    stale = await store.write(lambda connection: _added(connection, kept))
    for one in stale:
        await forget(store, one)
    return redirect(request, f"/ledger/replies/{import_id}")


def _added(connection: Connection, row: Import) -> list[str]:
    imports.add(connection, row)
    return imports.discard_stale(connection, row.created_at - LONGEST_WAIT)


handlers: list[HTTPRouteHandler] = [replies_page, hand_in, *taking.handlers, *sheet.handlers]
