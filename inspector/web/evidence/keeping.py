"""One file becomes a piece of evidence: looked at, stripped, kept, and entered into the form."""

import asyncio
import json
from collections.abc import Callable
from hashlib import sha256

from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.cells import VISIT
from inspector.checklist.items import Request as Wanted
from inspector.fieldwork.operations import Level, Outcome
from inspector.i18n import N_, gettext
from inspector.storage import blobs
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Blob
from inspector.web.evidence.files import Accepted, accept
from inspector.web.operations.fields import cell_at, piece
from inspector.web.operations.intake import Entry, Taken, take
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from inspector.web.refusals import Refused

MOST_PIECES = 20
NO_REQUEST = N_("The form does not ask for this piece of evidence.")
ENOUGH = N_("There are 20 pieces already. Remove one first.")


class Sent(Struct, frozen=True):
    """A file as sent, for a named request of an item; `id` becomes that of the entry."""

    id: str
    item: str
    request: str
    content: bytes = b""
    caption: str = ""
    place: str = ""
    device: str = ""

    @property
    def path(self) -> str:
        """The cell of the piece follows from the id alone: sent twice, it stands once."""
        return f"{self.item}/evidence/{self.request}-{sha256(self.id.encode()).hexdigest()[:12]}"


async def live_at(store: Store, inspection: str, level: Level) -> Live:
    memory = memory_of(store)
    found = await store.read(lambda connection: memory.current(connection, inspection, level))
    if found is None:
        raise Refused(422, NO_REQUEST)
    return found[0]


def asked(live: Live, sent: Sent, awaited: int = 0) -> Wanted:
    """What the form asks for; refuses what it does not, and the 21st piece, `awaited` ones counted."""
    wanted = wanted_at(live, sent.item, sent.request)
    if wanted is None:
        raise Refused(422, NO_REQUEST)
    standing = pieces(live, f"{sent.item}/evidence/{sent.request}-").keys() - {sent.path}
    if len(standing) + awaited >= MOST_PIECES:
        raise Refused(422, ENOUGH)
    return wanted


def wanted_at(live: Live, item: str, request: str) -> Wanted | None:
    """A named request of the form; the record of a visit asks for the drawings of its signatures."""
    if item == VISIT:
        return Wanted(photo=gettext("Signature")) if cell_at(live, f"{VISIT}/evidence/{request}-0") else None
    known = live.links.items.get(item)
    return known.see.get(request) if known else None


async def keep(
    store: Store,
    account: int,
    inspection: str,
    level: Level,
    sent: Sent,
    wanted: Wanted,
    also: Callable[[Connection, Taken], None] = lambda connection, taken: None,
) -> Taken:
    """`account` is whose entry it becomes; `also` is done in the same job.

    Raises Refused with words when the file is no good.
    """
    memory = memory_of(store)
    accepted = await accept(sent.content, photo_only=bool(wanted.photo))
    digest, thumb = await asyncio.to_thread(_keep, store, accepted)
    name = f"{wanted.words}-{sent.path[-4:]}.{accepted.extension}"
    about = {"caption": sent.caption, "media_type": accepted.media_type} | ({"place": sent.place} if sent.place else {})
    raw = piece(sha256=digest, thumb=thumb, name=name, **about)
    entry = Entry(sent.id, inspection, sent.path, None, raw, sent.device, 0, None, trusted=True)
    at = now()

    def job(connection: Connection) -> Taken:
        _record(connection, accepted, digest, thumb, name, at)
        taken = take(connection, memory, inspection, [entry], account, at, level)
        also(connection, taken)
        return taken

    return await store.write(job)


def _keep(store: Store, accepted: Accepted) -> tuple[str, str]:
    thumb = blobs.keep(store.blob_folder, accepted.thumb) if accepted.thumb else ""
    return blobs.keep(store.blob_folder, accepted.content), thumb


def _record(connection: Connection, accepted: Accepted, digest: str, thumb: str, name: str, at: int) -> None:
    kind = accepted.media_type
    blobs.record(connection, Blob(sha256=digest, size=len(accepted.content), media_type=kind, name=name, stored_at=at))
    if accepted.thumb:
        small = Blob(sha256=thumb, size=len(accepted.thumb), media_type="image/jpeg", name=name, stored_at=at)
        blobs.record(connection, small)


def refusal(taken: Taken) -> str:
    """Why the entry was not taken over; empty when it was."""
    decision = taken.decisions[0]
    if decision.outcome is Outcome.applied:
        return ""
    return str(decision.reason) or str(decision.outcome)


def pieces(live: Live, begins: str = "") -> dict[str, dict[str, str]]:
    """The evidence that stands, by address."""
    return {
        path: json.loads(head.value)
        for path, head in live.heads.items()
        if "/evidence/" in path and path.startswith(begins) and head.value
    }
