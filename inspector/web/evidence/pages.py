"""Photos and documents as evidence for a named request: taken in, shown, downloaded."""

import json
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp

from inspector.fieldwork.operations import Level
from inspector.i18n import N_
from inspector.storage import blobs
from inspector.storage.ids import new_id
from inspector.storage.tables import Role
from inspector.web.evidence.files import LARGEST_FILE
from inspector.web.evidence.keeping import NO_REQUEST, Sent, asked, keep, live_at, pieces, refusal
from inspector.web.form_input import read_form
from inspector.web.forms.filling import piece_html
from inspector.web.operations.answer import REASONS
from inspector.web.operations.intake import Taken
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

LARGEST_UPLOAD = LARGEST_FILE + 1_000_000
NO_FILE = N_("No file was chosen.")


@post(
    "/inspections/{inspection:str}/evidence",
    roles=[Role.inspector],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def upload(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    await cover(request, inspection)
    return await uploaded(request, inspection, Level.team)


async def uploaded(request: Request[Any, Any, Any], inspection: str, level: Level) -> ASGIApp:
    form = await read_form(request)
    file = next(iter(form.files.get("file", ())), None)
    if file is None:
        raise Refused(422, NO_FILE)
    taken = await keep_file(request, inspection, form.text("item", 64), form.text("request", 64), file, level)
    told = {"piece": html_of(taken.live, taken.entries[0].field), "results": [{"outcome": "applied"}]}
    return our_answer("operations", told)


async def keep_file(
    request: Request[Any, Any, Any], inspection: str, item: str, wanted: str, file: UploadFile, level: Level
) -> Taken:
    """One file of a form sent as a whole; raises Refused with words when it cannot be kept."""
    sent = Sent(new_id(), item, wanted, await file.read())
    store = store_of(request)
    asked_for = asked(await live_at(store, inspection, level), sent)
    taken = await keep(store, account_of(request).account_id, inspection, level, sent, asked_for)
    if refused := refusal(taken):
        raise conflict(REASONS.get(refused, NO_REQUEST))
    return taken


def html_of(live: Live, path: str) -> str:
    head = live.heads[path]
    return piece_html(live.path, path, head.operation or "", json.loads(head.value or "{}"))


@get("/inspections/{inspection:str}/evidence/{digest:str}")
async def download(
    request: Request[Any, Any, Any], inspection: FromPath[str], digest: FromPath[str]
) -> Response[bytes]:
    """Only a file that stands in this very inspection: another's digest leads nowhere."""
    await cover(request, inspection)
    return await downloaded(request, inspection, digest, Level.team)


async def downloaded(request: Request[Any, Any, Any], inspection: str, digest: str, level: Level) -> Response[bytes]:
    store = store_of(request)
    found = await store.read(lambda connection: memory_of(store).current(connection, inspection, level))
    standing = pieces(found[0]).values() if found else ()
    one = next((piece for piece in standing if digest in (piece["sha256"], piece["thumb"])), None)
    if one is None or not digest:
        raise not_found()
    try:
        content = blobs.read(store.blob_folder, digest)
    except (OSError, ValueError) as error:
        raise Refused(503, N_("The file is not in its place. Please tell your administrator.")) from error
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(one['name'])}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
    }
    return Response(content, media_type=one["media_type"], headers=headers)


handlers: list[HTTPRouteHandler] = [upload, download]
