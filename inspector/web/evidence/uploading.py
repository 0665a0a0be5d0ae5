"""Files that come in pieces: announced, sent on from where they broke off, checked, then taken in exactly once.

The announcement is the mark that a file is on its way, so no cell of the form ever speaks of a file that is not
here, and a device never names one: it says what it will send, and what arrives must have that SHA-256.
"""

import asyncio
import re
from hashlib import sha256
from typing import Any

from litestar import Request, Response, delete, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.i18n import N_, gettext
from inspector.storage import parts, uploads
from inspector.storage.ids import new_id
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Role, Upload
from inspector.web.evidence.files import BROKEN, LARGEST_FILE, TOO_LARGE
from inspector.web.evidence.keeping import NO_REQUEST, Sent, asked, keep, live_at, refusal
from inspector.web.evidence.pages import html_of
from inspector.web.operations.answer import REASONS
from inspector.web.operations.fields import LONGEST_CAPTION, well_described
from inspector.web.operations.intake import UNREADABLE, Entry, Taken, take
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.refusals import Refused, not_found
from inspector.web.security import read_json, redirect
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

LARGEST_PIECE = 262_144
EMPTY = N_("The file is empty. Please choose another one.")
OTHER_CONTENT = N_("Another file was announced under the same number. Both are kept apart.")
OTHER_PERSON = N_("This file belongs to somebody else's work and waits until that person signs in here.")
OTHER_PLACE = N_("The file goes on at another place.")
TOO_LONG = N_("More arrived than was announced. Please choose the file again.")
DAMAGED = N_("The file was damaged on its way and is sent once more.")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


async def announced(request: Request[Any, Any, Any], inspection: str, level: Level) -> ASGIApp:
    """Again and again the same: the answer says how much is here. Words about the file may change meanwhile."""
    wish = wish_of(await read_json(request), inspection, level)
    account = account_of(request).account_id
    if wish.account_id != account:
        return _told(wish, 403, message=OTHER_PERSON)
    try:
        _size_fits(wish)
        found = await _announce(store_of(request), wish)
    except Refused as error:
        return _told(wish, error.status_code, message=error.message)
    if _content(found) != _content(wish):
        return _told(wish, 409, state="other", message=OTHER_CONTENT)
    return await _standing(request, found)


def _size_fits(wish: Upload) -> None:
    if wish.size == 0:
        raise Refused(422, EMPTY)
    if wish.size > LARGEST_FILE:
        raise Refused(413, TOO_LARGE)


async def _announce(store: Store, wish: Upload) -> Upload:
    live = await live_at(store, wish.inspection_id, Level(wish.level))

    def job(connection: Connection) -> Upload:
        known = uploads.by_id(connection, wish.id)
        if known is None:
            others = uploads.awaited(connection, wish.inspection_id, Level(wish.level))
            asked(live, _sent(wish), sum((one.item, one.request) == (wish.item, wish.request) for one in others))
            uploads.announce(connection, wish)
        elif known.done_at is None and _content(known) == _content(wish):
            uploads.describe(connection, wish.id, caption=wish.caption, place=wish.place)
        return known or wish

    return await store.write(job)


def wish_of(payload: Any, inspection: str, level: Level) -> Upload:
    """400 for what no page of ours sends."""
    if not isinstance(payload, dict):
        raise Refused(400, UNREADABLE)
    texts = {name: payload.get(name, "") for name in ("id", "item", "request", "sha256", "caption", "place", "device")}
    size, user = payload.get("size"), str(payload.get("user"))
    if type(size) is not int or not 0 <= size < 2**31 or not user.isdecimal() or len(user) > 18:
        raise Refused(400, UNREADABLE)
    if not all(isinstance(text, str) and len(text) <= LONGEST_CAPTION for text in texts.values()):
        raise Refused(400, UNREADABLE)
    if not (_ID.fullmatch(texts["id"]) and _SHA256.fullmatch(texts["sha256"]) and well_described(texts)):
        raise Refused(400, UNREADABLE)
    return Upload(
        **texts, size=size, inspection_id=inspection, level=level.value, account_id=int(user), announced_at=now()
    )


def _content(upload: Upload) -> tuple[object, ...]:
    """What makes it this file and no other."""
    place = (upload.account_id, upload.inspection_id, upload.level, upload.item, upload.request)
    return *place, upload.sha256, upload.size


def _sent(upload: Upload, content: bytes = b"") -> Sent:
    about = upload.caption, upload.place, upload.device
    return Sent(upload.id, upload.item, upload.request, content, *about)


async def continued(request: Request[Any, Any, Any], inspection: str, upload_id: str, level: Level) -> ASGIApp:
    """One piece at the place named in `upload-offset`; with the last one the file is checked and taken in."""
    upload, folder = await _own(request, inspection, upload_id, level), store_of(request).blob_folder
    piece = await request.body()
    at = request.headers.get("upload-offset", "")
    if upload.done_at is not None or at != str(parts.length(folder, upload.id)):
        return await _standing(request, upload, 200 if upload.done_at else 409, OTHER_PLACE)
    if int(at) + len(piece) > upload.size:
        await _forget(store_of(request), upload)
        return _told(upload, 413, message=TOO_LONG)
    parts.append(folder, upload.id, int(at), piece)
    if int(at) + len(piece) < upload.size:
        return await _standing(request, upload)
    return await _completed(request, upload)


async def _completed(request: Request[Any, Any, Any], upload: Upload) -> ASGIApp:
    store, folder = store_of(request), store_of(request).blob_folder
    content = await asyncio.to_thread(parts.read, folder, upload.id)
    if sha256(content).hexdigest() != upload.sha256:
        parts.drop(folder, upload.id)
        return _told(upload, 409, message=DAMAGED)
    try:
        await _take_in(store, upload, content)
    except Refused as error:
        await _forget(store, upload)
        return _told(upload, error.status_code, message=error.message)
    parts.drop(folder, upload.id)
    return await _standing(request, upload)


async def delivered(store: Store, wish: Upload, content: bytes) -> str:
    """A whole file that came another way than in pieces; its device may send it as well, before or after.

    Why it does not stand in the form, or empty. Raises Refused with words.
    """
    _size_fits(wish)
    if sha256(content).hexdigest() != wish.sha256:
        raise Refused(422, BROKEN)
    found = await _announce(store, wish)
    if _content(found) != _content(wish):
        raise Refused(409, OTHER_CONTENT)
    if found.done_at is None:
        try:
            await _take_in(store, found, content)
        except Refused:
            await _forget(store, found)
            raise
        parts.drop(store.blob_folder, found.id)
        return await store.read(lambda connection: _why(uploads.by_id(connection, wish.id)))
    return _why(found)


def _why(upload: Upload | None) -> str:
    """Why what it brought was kept and does not stand, as a message id."""
    return REASONS.get(upload.reason, NO_REQUEST) if upload and upload.reason else ""


async def _take_in(store: Store, upload: Upload, content: bytes) -> None:
    def also(connection: Connection, taken: Taken) -> None:
        uploads.finish(connection, upload.id, now(), refusal(taken))

    level = Level(upload.level)
    live, sent = await live_at(store, upload.inspection_id, level), _sent(upload, content)
    await keep(store, upload.account_id, upload.inspection_id, level, sent, asked(live, sent), also)


async def withdrawn(request: Request[Any, Any, Any], inspection: str, upload_id: str, level: Level) -> ASGIApp:
    """The device takes back what it sent, or was about to send: the piece it may have become is removed as well."""
    upload = await _own(request, inspection, upload_id, level)
    store, memory, at = store_of(request), memory_of(store_of(request)), now()
    live, path = await live_at(store, inspection, level), _sent(upload).path
    head = live.heads.get(path)

    def remove(connection: Connection) -> None:
        gone = Entry(new_id(), inspection, path, head.operation if head else None, "", upload.device, 0, None)
        take(connection, memory, inspection, [gone], upload.account_id, at, level)

    if upload.done_at is None:
        await _forget(store_of(request), upload)
    elif head and head.value:
        await store.write(remove)
    return _told(upload, 200, state="gone")


async def _forget(store: Store, upload: Upload) -> None:
    await store.write(lambda connection: uploads.forget(connection, upload.id))
    parts.drop(store.blob_folder, upload.id)


async def dropped(request: Request[Any, Any, Any], inspection: str, upload_id: str, level: Level) -> None:
    """Somebody decides to go on without the file. The device that holds it may still announce it anew."""
    known = bool(_ID.fullmatch(upload_id))
    found = await store_of(request).read(lambda c: uploads.by_id(c, upload_id)) if known else None
    if found is None or (found.inspection_id, found.level) != (inspection, level.value):
        raise not_found()
    await _forget(store_of(request), found)


async def _own(request: Request[Any, Any, Any], inspection: str, upload_id: str, level: Level) -> Upload:
    """404 for another person's and for another form's, alike."""
    account = account_of(request).account_id
    known = bool(_ID.fullmatch(upload_id))
    found = await store_of(request).read(lambda c: uploads.by_id(c, upload_id)) if known else None
    if found is None or (found.inspection_id, found.level, found.account_id) != (inspection, level.value, account):
        raise not_found()
    return found


async def _standing(request: Request[Any, Any, Any], upload: Upload, status: int = 200, message: str = "") -> ASGIApp:
    """How far the file has come: its length here, or the piece it became, or why it did not become one."""
    store = store_of(request)
    found = await store.read(lambda connection: uploads.by_id(connection, upload.id))
    upload = found or upload
    if upload.done_at is None:
        return _told(upload, status, offset=parts.length(store.blob_folder, upload.id), message=message)
    live, path = await live_at(store, upload.inspection_id, Level(upload.level)), _sent(upload).path
    head = live.heads.get(path)
    piece = html_of(live, path) if head and head.value else ""
    return _told(upload, 200, state="done", offset=upload.size, field=path, piece=piece, message=_why(upload))


def _told(
    upload: Upload,
    status: int,
    *,
    state: str = "awaited",
    offset: int = 0,
    field: str = "",
    piece: str = "",
    message: str = "",
) -> ASGIApp:
    words = gettext(message) if message else ""
    told = {"id": upload.id, "state": state, "offset": offset, "field": field, "piece": piece, "message": words}
    return our_answer("operations", told, status)


@post("/inspections/{inspection:str}/uploads", roles=[Role.inspector], status_code=200)
async def announce(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    await cover(request, inspection)
    return await announced(request, inspection, Level.team)


@patch(
    "/inspections/{inspection:str}/uploads/{upload:str}",
    roles=[Role.inspector],
    request_max_body_size=LARGEST_PIECE,
)
async def go_on(request: Request[Any, Any, Any], inspection: FromPath[str], upload: FromPath[str]) -> ASGIApp:
    await cover(request, inspection)
    return await continued(request, inspection, upload, Level.team)


@delete("/inspections/{inspection:str}/uploads/{upload:str}", roles=[Role.inspector], status_code=200)
async def withdraw(request: Request[Any, Any, Any], inspection: FromPath[str], upload: FromPath[str]) -> ASGIApp:
    await cover(request, inspection)
    return await withdrawn(request, inspection, upload, Level.team)


@post(
    "/inspections/{inspection:str}/uploads/{upload:str}/drop",
    roles=[Role.inspector, Role.evaluator],
    status_code=200,
)
async def drop(request: Request[Any, Any, Any], inspection: FromPath[str], upload: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    await dropped(request, inspection, upload, Level.team)
    reviews = account_of(request).role is Role.evaluator
    return redirect(request, f"/inspections/{inspection}/review" if reviews else f"/inspections/{inspection}")


handlers: list[HTTPRouteHandler] = [announce, go_on, withdraw, drop]
