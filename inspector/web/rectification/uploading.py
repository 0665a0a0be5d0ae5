"""Files of a unit's text in pieces, as evidence comes: announced, gone on with after a break, checked."""

import asyncio
from hashlib import sha256
from typing import Any

from litestar import Request, Response, delete, get, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.i18n import gettext
from inspector.storage import parts, proofs
from inspector.storage.instants import now
from inspector.storage.tables import Proof
from inspector.web.evidence.files import LARGEST_FILE, TOO_LARGE
from inspector.web.evidence.uploading import (
    DAMAGED,
    EMPTY,
    LARGEST_PIECE,
    OTHER_CONTENT,
    OTHER_PERSON,
    OTHER_PLACE,
    TOO_LONG,
    wish_of,
)
from inspector.web.pages import frame_of, render
from inspector.web.rectification.access import UNIT, Place, place_of
from inspector.web.rectification.kept_files import add, download, kept, take_in
from inspector.web.rectification.proof_piece import ProofPiece
from inspector.web.refusals import Refused, not_found
from inspector.web.security import read_json
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

UPLOADS = "/rectification/writing/{key:str}/uploads"


@post(UPLOADS, roles=UNIT, status_code=200)
async def announce_proof(request: Request[Any, Any, Any], key: FromPath[str]) -> ASGIApp:
    """Again and again the same: the answer says how much is here. Its caption may change meanwhile."""
    place, account = await place_of(request, key), account_of(request).account_id
    wish = wish_of(await read_json(request), key, Level.self)
    if wish.account_id != account:
        return _told(wish.id, 403, message=OTHER_PERSON)
    if not 0 < wish.size <= LARGEST_FILE:
        return _told(wish.id, 422 if wish.size == 0 else 413, message=EMPTY if wish.size == 0 else TOO_LARGE)
    names = ("id", "sha256", "size", "caption", "account_id", "announced_at")
    proof = Proof(unit_id=place.unit_id, key=str(place.key), **wish.model_dump(include=set(names)))

    def job(connection: Connection) -> Proof:
        known = proofs.by_id(connection, proof.id)
        if known is None:
            add(connection, proof)
        elif _content(known) == _content(proof):
            proofs.describe(connection, proof.id, proof.caption)
        return known or proof

    try:
        found = await store_of(request).write(job)
    except Refused as refused:
        return _told(proof.id, refused.status_code, message=refused.message)
    if _content(found) != _content(proof):
        return _told(proof.id, 409, state="other", message=OTHER_CONTENT)
    return await _standing(request, place, found)


def _content(proof: Proof) -> tuple[object, ...]:
    return proof.account_id, proof.unit_id, proof.key, proof.sha256, proof.size


@patch(UPLOADS + "/{upload:str}", roles=UNIT, request_max_body_size=LARGEST_PIECE)
async def go_on_with_proof(request: Request[Any, Any, Any], key: FromPath[str], upload: FromPath[str]) -> ASGIApp:
    """One piece at the place named in `upload-offset`; with the last one the file is checked and kept."""
    place = await place_of(request, key)
    proof, folder = await _own(request, place, upload), store_of(request).blob_folder
    piece, at = await request.body(), request.headers.get("upload-offset", "")
    if proof.done_at is not None or at != str(parts.length(folder, proof.id)):
        return await _standing(request, place, proof, 200 if proof.done_at else 409, OTHER_PLACE)
    if int(at) + len(piece) > proof.size:
        await _forget(request, proof)
        return _told(proof.id, 413, message=TOO_LONG)
    parts.append(folder, proof.id, int(at), piece)
    if int(at) + len(piece) < proof.size:
        return await _standing(request, place, proof)
    return await _completed(request, place, proof)


async def _completed(request: Request[Any, Any, Any], place: Place, proof: Proof) -> ASGIApp:
    store, at = store_of(request), now()
    content = await asyncio.to_thread(parts.read, store.blob_folder, proof.id)
    if sha256(content).hexdigest() != proof.sha256:
        parts.drop(store.blob_folder, proof.id)
        return _told(proof.id, 409, message=DAMAGED)
    try:
        whole, small = await kept(store, content, at)
    except Refused as refused:
        await _forget(request, proof)
        return _told(proof.id, refused.status_code, message=refused.message)
    await store.write(lambda connection: take_in(connection, proof, whole, small, at))
    parts.drop(store.blob_folder, proof.id)
    return await _standing(request, place, proof)


@delete(UPLOADS + "/{upload:str}", roles=UNIT, status_code=200)
async def withdraw_proof(request: Request[Any, Any, Any], key: FromPath[str], upload: FromPath[str]) -> ASGIApp:
    """The device takes back what it sent, or was about to send."""
    await _forget(request, await _own(request, await place_of(request, key), upload))
    return _told(upload, 200, state="gone")


@get(UPLOADS + "/{upload:str}/file", roles=UNIT)
async def own_proof(request: Request[Any, Any, Any], key: FromPath[str], upload: FromPath[str]) -> Response[bytes]:
    """A file of a text that was not sent yet, or its small picture."""
    proof = await _of_unit(request, await place_of(request, key), upload)
    digest = proof.thumb_sha256 if "small" in request.query_params else proof.blob_sha256
    if digest is None:
        raise not_found()
    return await download(request, digest)


async def drop(request: Request[Any, Any, Any], place: Place, upload: str) -> None:
    """Anybody of the unit removes a file from what was not sent yet; 404 for any other file."""
    await _forget(request, await _of_unit(request, place, upload))


async def _of_unit(request: Request[Any, Any, Any], place: Place, upload: str) -> Proof:
    known = upload.replace("-", "").isalnum() and upload.isascii() and len(upload) <= 64
    found = await store_of(request).read(lambda c: proofs.by_id(c, upload)) if known else None
    if found is None or (found.unit_id, found.key) != (place.unit_id, str(place.key)) or found.writing_id:
        raise not_found()
    return found


async def _own(request: Request[Any, Any, Any], place: Place, upload: str) -> Proof:
    """404 for another person's file, too: a device goes on with its own only."""
    found = await _of_unit(request, place, upload)
    if found.account_id != account_of(request).account_id:
        raise not_found()
    return found


async def _forget(request: Request[Any, Any, Any], proof: Proof) -> None:
    await store_of(request).write(lambda connection: proofs.remove(connection, proof.id))
    parts.drop(store_of(request).blob_folder, proof.id)


async def _standing(
    request: Request[Any, Any, Any], place: Place, proof: Proof, status: int = 200, message: str = ""
) -> ASGIApp:
    """How far the file has come, or the piece of the page it became."""
    store = store_of(request)
    found = await store.read(lambda connection: proofs.by_id(connection, proof.id)) or proof
    if found.done_at is None:
        return _told(found.id, status, offset=parts.length(store.blob_folder, found.id), message=message)
    html = render(["rectification/_proof.html"], ProofPiece(place, found), frame_of(request))
    return _told(found.id, 200, state="done", offset=found.size, field=found.id, piece=html)


def _told(
    upload: str,
    status: int,
    *,
    state: str = "awaited",
    offset: int = 0,
    field: str = "",
    piece: str = "",
    message: str = "",
) -> ASGIApp:
    words = gettext(message) if message else ""
    told = {"id": upload, "state": state, "offset": offset, "field": field, "piece": piece, "message": words}
    return our_answer("operations", told, status)


handlers: list[HTTPRouteHandler] = [
    announce_proof,
    go_on_with_proof,
    withdraw_proof,
    own_proof,
]
