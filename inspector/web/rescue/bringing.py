"""A rescue file brought in, through the same intake and the same uploads as if the device had sent it.

Entries keep id, base, device and author, so that importing twice, or a device that comes back and sends after all,
brings exactly what is not there yet.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial

from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.fieldwork.operations import Decision, Outcome
from inspector.i18n import N_, gettext
from inspector.storage.ids import new_id
from inspector.storage.instants import now
from inspector.storage.rescues import container, records
from inspector.storage.rescues.container import Rescued
from inspector.storage.sessions import SignedIn
from inspector.storage.store import Store
from inspector.storage.tables import Rescue
from inspector.web.evidence.uploading import delivered, wish_of
from inspector.web.operations.answer import REASONS
from inspector.web.operations.intake import MOST_AT_ONCE, Entry, Taken, take
from inspector.web.operations.live import item_of
from inspector.web.operations.memory import memory_of
from inspector.web.refusals import Refused
from inspector.web.rescue.checking import Checked, checked
from inspector.web.rescue.contents import SentFile, shares

CONFLICT = N_("Somebody else entered something different meanwhile: both are kept and shown in the form.")
FILE = N_("A photo or document")


class Aside(Struct, frozen=True):
    """An entry or file that does not stand, in words; `kept` when the record has it all the same."""

    item: str
    said: str
    why: str
    kept: bool


class Part(Struct):
    """One person's work in one form, and what became of it."""

    checked: Checked
    taken: int = 0
    files: int = 0
    aside: list[Aside] = field(default_factory=list)

    @property
    def brings(self) -> bool:
        return not self.checked.refusal and bool(self.checked.new or self.checked.new_files)


class Look(Struct, frozen=True):
    head: container.Head
    earlier: Sequence[records.Brought]
    parts: Sequence[Part]
    done: bool = False

    @property
    def brings(self) -> bool:
        return any(part.brings for part in self.parts)

    @property
    def settled(self) -> bool:
        """Nothing in the file is left that could still come in."""
        lost = (one for part in self.parts for one in part.aside if not one.kept)
        return not any(part.checked.refusal for part in self.parts) and not any(lost)


async def look(store: Store, rescued: Rescued, digest: str, importer: SignedIn, on: date) -> Look:
    """What an import would bring. Raises UnfitRescueError."""
    found = shares(rescued)

    def query(connection: Connection) -> Look:
        parts = [Part(checked(connection, one, importer, on)) for one in found]
        return Look(rescued.head, records.of_file(connection, digest), parts)

    return await store.read(query, heavy=True)


async def bring_in(store: Store, rescued: Rescued, digest: str, importer: SignedIn, on: date) -> Look:
    """Takes in what may come in, in steps so that others can save meanwhile; cut off, it is finished by the next one.

    Raises UnfitRescueError before anything is changed.
    """
    found = await look(store, rescued, digest, importer, on)
    if not found.brings:
        return Look(found.head, found.earlier, found.parts, done=True)
    mark = Rescue(
        id=new_id(),
        digest=digest,
        device=found.head.device,
        account_id=importer.account_id,
        imported_at=now(),
        counts="{}",
    )
    await store.write(lambda connection: records.begin(connection, mark))
    counts: Counter[str] = Counter()
    for part in found.parts:
        if part.brings:
            await _entries(store, part, mark.id, counts)
            await _files(store, part, mark.id, counts)
    await store.write(lambda connection: records.note_counts(connection, mark.id, counts))
    return Look(found.head, found.earlier, found.parts, done=True)


async def _entries(store: Store, part: Part, rescue: str, counts: Counter[str]) -> None:
    share, memory = part.checked.share, memory_of(store)
    entries = [one.entry() for one in share.entries]
    for first in range(0, len(entries), MOST_AT_ONCE):
        batch = entries[first : first + MOST_AT_ONCE]

        def job(connection: Connection, batch: Sequence[Entry] = batch) -> tuple[Taken, frozenset[str], frozenset[str]]:
            before = records.known(connection, share.inspection)
            taken = take(connection, memory, share.inspection, batch, share.account, now(), share.level)
            new = records.known(connection, share.inspection) - before
            records.note_entries(connection, rescue=rescue, inspection=share.inspection, ids=new)
            return taken, before, new

        taken, before, new = await store.write(job)
        for entry, decision in zip(taken.entries, taken.decisions, strict=True):
            stands = decision.outcome in (Outcome.applied, Outcome.same)
            if entry.id in new:
                counts[str(decision.outcome)] += 1
                part.taken += stands
            if not stands:
                part.aside.append(_aside(taken, entry, decision, kept=entry.id in before | new))


def _aside(taken: Taken, entry: Entry, decision: Decision, *, kept: bool) -> Aside:
    reason = str(decision.reason) or str(decision.outcome)
    item = taken.live.links.items.get(item_of(entry.field))
    words = CONFLICT if decision.outcome is Outcome.conflict else REASONS.get(reason, reason)
    return Aside(item.title if item else entry.field, entry.raw[:200], gettext(words), kept)


async def _files(store: Store, part: Part, rescue: str, counts: Counter[str]) -> None:
    share = part.checked.share
    before = await store.read(lambda connection: records.known(connection, share.inspection))
    for file, content in share.files:
        if why := await _delivered(store, part, file, content):
            kept = file.id in await store.read(lambda connection: records.known(connection, share.inspection))
            part.aside.append(Aside(gettext(FILE), file.name[:200], gettext(why), kept))
        elif file.id not in before:
            counts["files"] += 1
            part.files += 1
        if file.id not in before:
            await store.write(partial(records.note_entries, rescue=rescue, inspection=share.inspection, ids={file.id}))


async def _delivered(store: Store, part: Part, file: SentFile, content: bytes) -> str:
    share = part.checked.share
    try:
        return await delivered(store, wish_of(file.announcement, share.inspection, share.level), content)
    except Refused as error:
        return error.message
