"""Files of a unit's text: looked at, photos stripped of what the camera wrote, kept; and downloaded by who may."""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.storage import blobs, proofs
from inspector.storage.ids import new_id
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Proof
from inspector.web.evidence.files import Accepted, accept
from inspector.web.form_input import FormInput
from inspector.web.rectification.access import Place
from inspector.web.refusals import Refused, not_found
from inspector.web.sessions import account_of, store_of

MOST_PROOFS = 20
ENOUGH = N_("There are 20 pieces already. Remove one first.")
LOST = N_("The file is not in its place. Please tell your administrator.")


async def kept(store: Store, content: bytes, at: int) -> tuple[Blob, Blob | None]:
    """On disk, still to be recorded: the file made anew, and a small picture of a photo. Raises Refused with words.

    The name a device gave it may be a child's, and stays behind.
    """
    accepted = await accept(content, photo_only=False)
    return await asyncio.to_thread(_keep, store, accepted, at)


def _keep(store: Store, accepted: Accepted, at: int) -> tuple[Blob, Blob | None]:
    digest = blobs.keep(store.blob_folder, accepted.content)
    name, kind = f"{gettext('Proof')}-{digest[:6]}.{accepted.extension}", accepted.media_type
    whole = Blob(sha256=digest, size=len(accepted.content), media_type=kind, name=name, stored_at=at)
    if accepted.thumb is None:
        return whole, None
    small = blobs.keep(store.blob_folder, accepted.thumb)
    return whole, Blob(
        sha256=small, size=len(accepted.thumb), media_type="image/jpeg", name=f"{name}-small.jpg", stored_at=at
    )


def take_in(connection: Connection, proof: Proof, whole: Blob, small: Blob | None, at: int) -> None:
    for blob in filter(None, (whole, small)):
        blobs.record(connection, blob)
    proofs.finish(connection, proof.id, whole.sha256, small.sha256 if small else None, at)


async def keep_all(request: Request[Any, Any, Any], place: Place, form: FormInput) -> None:
    """Files of a form that was sent as a whole, by a browser without our script. Raises Refused with words."""
    store, at = store_of(request), now()
    for file in [one for one in form.files.get("file", ()) if one.filename]:
        content = await file.read()
        whole, small = await kept(store, content, at)
        proof = Proof(
            id=new_id(),
            unit_id=place.unit_id,
            key=str(place.key),
            sha256=whole.sha256,
            size=len(content),
            account_id=account_of(request).account_id,
            announced_at=at,
        )

        def job(connection: Connection, proof: Proof = proof, whole: Blob = whole, small: Blob | None = small) -> None:
            add(connection, proof)
            take_in(connection, proof, whole, small, at)

        await store.write(job)


def add(connection: Connection, proof: Proof) -> None:
    """Refuses the 21st."""
    if len(proofs.unsent(connection, proof.unit_id, proof.key)) >= MOST_PROOFS:
        raise Refused(422, ENOUGH)
    proofs.announce(connection, proof)


async def download(request: Request[Any, Any, Any], digest: str) -> Response[bytes]:
    """A file that the caller has found to be the reader's to see; never run by a browser."""
    store = store_of(request)
    blob = await store.read(lambda connection: blobs.by_digest(connection, digest))
    if blob is None:
        raise not_found()
    try:
        content = await asyncio.to_thread(blobs.read, store.blob_folder, digest)
    except (OSError, ValueError) as error:
        raise Refused(503, LOST) from error
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(blob.name)}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
    }
    return Response(content, media_type=blob.media_type, headers=headers)
