"""The page that saves what waits on a device as a file, and the pages that bring such a file in."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector import i18n
from inspector.i18n import LOCALES, N_, gettext
from inspector.settings import Settings
from inspector.storage import blobs
from inspector.storage.instants import now
from inspector.storage.rescues import container, key
from inspector.storage.rescues.container import UnfitRescueError
from inspector.storage.store import Store
from inspector.storage.tables import Role
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.rescue.bringing import Look, bring_in, look
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

ROLES = [Role.inspector, Role.evaluator, Role.administrator]
LARGEST_FILE = 150_000_000
"""Bytes. A device begins another file when one has 60 MB, and no file of evidence has more than 20 MB."""
KEPT_DAYS = 30
NO_FILE = N_("No file was chosen.")
TOO_LARGE = N_("The file is larger than 150 MB: no device saves such a rescue file.")
GONE = N_("The file was not handed in, or too long ago. Hand it in once more.")


class RescuePage(PageContext, frozen=True):
    key: Annotated[str, "the public key of this server, base64"]
    key_id: Annotated[str, "16 hex digits, by which a file says for whom it is"]


class ImportPage(PageContext, frozen=True):
    error: Annotated[str, "why the file was not taken, or empty"]


class LookPage(PageContext, frozen=True):
    look: Annotated[Look, "what an import would bring, or brought"]
    digest: Annotated[str, "of the file, to go on with it"]


@get("/rescue", public=True)
async def rescue_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Open to everybody: a tablet on which nobody can sign in any more still gives out its work, sealed."""
    return page(request, "rescue/rescue.html", await _rescue(request))


@get("/rescue/offline/{locale:str}", public=True)
async def rescue_without_signal(request: Request[Any, Any, Any], locale: FromPath[str]) -> Response[str]:
    """The same page as nobody's, kept with the shell."""
    if locale not in LOCALES:
        raise not_found()
    request.scope["state"]["account"] = None
    i18n.set_locale(locale)
    return page(request, "rescue/rescue.html", await _rescue(request))


async def _rescue(request: Request[Any, Any, Any]) -> RescuePage:
    settings: Settings = request.app.state.settings
    pair = await asyncio.to_thread(key.opened, settings.data_folder)
    return RescuePage(key.text(pair), key.key_id(key.point(pair)))


@get("/rescue/import", roles=ROLES)
async def import_page(request: Request[Any, Any, Any]) -> Response[str]:
    return page(request, "rescue/import.html", ImportPage(""))


@post("/rescue/import", roles=ROLES, status_code=200, request_max_body_size=LARGEST_FILE + 1_000_000)
async def hand_in(request: Request[Any, Any, Any]) -> Response[str]:
    """Nothing is changed yet: the page says who entered what."""
    file = next(iter((await read_form(request)).files.get("file", ())), None)
    if file is None or not file.filename:
        return _refused(request, NO_FILE)
    content = await file.read()
    if len(content) > LARGEST_FILE:
        return _refused(request, TOO_LARGE)
    try:
        digest, found = await _looked(request, content)
    except UnfitRescueError as error:
        return _refused(request, str(error))
    return _shown(request, found, digest)


async def _looked(request: Request[Any, Any, Any], content: bytes) -> tuple[str, Look]:
    """Kept only when it can be opened."""
    store, settings = store_of(request), request.app.state.settings
    pair = await asyncio.to_thread(key.opened, settings.data_folder)
    rescued = await asyncio.to_thread(container.opened, content, pair)
    digest = await asyncio.to_thread(blobs.keep_for, folder_of(store), content, KEPT_DAYS, now())
    return digest, await look(store, rescued, digest, account_of(request), today(request))


@post("/rescue/import/{digest:str}", roles=ROLES, status_code=200)
async def take_in(request: Request[Any, Any, Any], digest: FromPath[str]) -> Response[str]:
    store, settings = store_of(request), request.app.state.settings
    content = await asyncio.to_thread(_kept, folder_of(store), digest)
    try:
        pair = await asyncio.to_thread(key.opened, settings.data_folder)
        rescued = await asyncio.to_thread(container.opened, content, pair)
        found = await bring_in(store, rescued, digest, account_of(request), today(request))
    except UnfitRescueError as error:
        return _refused(request, str(error))
    if found.settled:
        blobs.path(folder_of(store), digest).unlink(missing_ok=True)
    return _shown(request, found, digest)


def _refused(request: Request[Any, Any, Any], message: str) -> Response[str]:
    return page(request, "rescue/import.html", ImportPage(gettext(message)), status=422)


def _shown(request: Request[Any, Any, Any], found: Look, digest: str) -> Response[str]:
    demo = any(part.checked.line.demo for part in found.parts if part.checked.line)
    return page(request, "rescue/look.html", LookPage(found, digest), demo=demo)


def folder_of(store: Store) -> Path:
    """Apart from photos and papers, sealed as they came: they go as soon as all of them is in."""
    return store.blob_folder / "rescues"


def _kept(folder: Path, digest: str) -> bytes:
    try:
        return blobs.read(folder, digest)
    except FileNotFoundError as error:
        raise Refused(410, GONE) from error
    except ValueError as error:
        raise not_found() from error


handlers: list[HTTPRouteHandler] = [rescue_page, rescue_without_signal, import_page, hand_in, take_in]
