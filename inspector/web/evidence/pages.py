"""Photos and documents as evidence for a named request: taken in, shown, downloaded."""

import json
from secrets import token_hex
from typing import Any, NamedTuple
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.serialization import encode_json
from sqlalchemy import Connection

from inspector.checklist.cells import VISIT
from inspector.fieldwork.operations import Level, Outcome
from inspector.i18n import N_, gettext
from inspector.storage import blobs
from inspector.storage.ids import new_id
from inspector.storage.instants import now
from inspector.storage.tables import Blob, Role
from inspector.web.evidence.files import LARGEST_FILE, Accepted, accept
from inspector.web.form_input import read_form
from inspector.web.forms.filling import piece_html
from inspector.web.operations.answer import REASONS
from inspector.web.operations.fields import cell_at, piece
from inspector.web.operations.intake import Entry, Taken, take
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import OURS, cover
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.sessions import account_of, require, store_of

LARGEST_UPLOAD = LARGEST_FILE + 1_000_000
MOST_PIECES = 20
NO_FILE = N_("No file was chosen.")
NO_REQUEST = N_("The form does not ask for this piece of evidence.")
ENOUGH = N_("There are 20 pieces already. Remove one first.")


@post(
    "/inspections/{inspection:str}/evidence",
    guards=[require(Role.inspector)],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def upload(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    await cover(request, inspection)
    return await uploaded(request, inspection, Level.team)


async def uploaded(request: Request[Any, Any, Any], inspection: str, level: Level) -> Response[bytes]:
    form = await read_form(request)
    file = next(iter(form.files.get("file", ())), None)
    if file is None:
        raise Refused(422, NO_FILE)
    taken = await keep(request, inspection, form.text("item", 64), form.text("request", 64), file, level)
    told = {"piece": html_of(taken.live, taken.entries[0].field), "results": [{"outcome": "applied"}]}
    return Response(encode_json(told), media_type="application/json", headers=OURS)


async def keep(
    request: Request[Any, Any, Any], inspection: str, item: str, wanted: str, file: UploadFile, level: Level
) -> Taken:
    """One file as a piece of evidence; raises Refused with words when it cannot be."""
    store, memory = store_of(request), memory_of(store_of(request))
    found = await store.read(lambda connection: memory.current(connection, inspection, level))
    asked = request_of(found[0], item, wanted) if found else None
    if found is None or asked is None:
        raise Refused(422, NO_REQUEST)
    if len(pieces(found[0], f"{item}/evidence/{wanted}-")) >= MOST_PIECES:
        raise Refused(422, ENOUGH)
    accepted = await accept(await file.read(), photo_only=asked.photo)
    digest = blobs.keep(store.blob_folder, accepted.content)
    thumb = blobs.keep(store.blob_folder, accepted.thumb) if accepted.thumb else ""
    key = f"{wanted}-{token_hex(6)}"
    name = f"{asked.words}-{key[-4:]}.{accepted.extension}"
    raw = piece(sha256=digest, thumb=thumb, name=name, caption="", media_type=accepted.media_type)
    entry = Entry(new_id(), inspection, f"{item}/evidence/{key}", None, raw, "", 0, None, trusted=True)
    account, at = account_of(request).account_id, now()

    def job(connection: Connection) -> Taken:
        _record(connection, accepted, digest, thumb, name, at)
        return take(connection, memory, inspection, [entry], account, at, level)

    taken = await store.write(job)
    if taken.decisions[0].outcome is not Outcome.applied:
        raise conflict(REASONS.get(str(taken.decisions[0].reason), NO_REQUEST))
    return taken


class Asked(NamedTuple):
    """What a piece is asked for by, in words, and whether only a photo will do."""

    words: str
    photo: bool


def request_of(live: Live, item: str, wanted: str) -> Asked | None:
    """The request for evidence; the record of a visit asks for the drawings of its signatures."""
    if item == VISIT:
        cell = cell_at(live, f"{VISIT}/evidence/{wanted}-0")
        return Asked(gettext("Signature"), True) if cell else None
    known = live.links.items.get(item)
    see = known.see.get(wanted) if known else None
    return Asked(see.words, bool(see.photo)) if see else None


def _record(connection: Connection, accepted: Accepted, digest: str, thumb: str, name: str, at: int) -> None:
    kind = accepted.media_type
    blobs.record(connection, Blob(sha256=digest, size=len(accepted.content), media_type=kind, name=name, stored_at=at))
    if accepted.thumb:
        small = Blob(sha256=thumb, size=len(accepted.thumb), media_type="image/jpeg", name=name, stored_at=at)
        blobs.record(connection, small)


def pieces(live: Live, begins: str = "") -> dict[str, dict[str, str]]:
    """The evidence that stands, by address."""
    return {
        path: json.loads(head.value)
        for path, head in live.heads.items()
        if "/evidence/" in path and path.startswith(begins) and head.value
    }


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
