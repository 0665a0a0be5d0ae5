"""A case file taken back into the record, through the same intake as everything that a device sends.

An entry keeps its id, its base and its author, so that merging twice, or merging a file that grew meanwhile,
brings exactly what is not there yet. Looking first runs the very same intake and takes it back again.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.operations import Decision, Operation, Outcome
from inspector.storage import blobs
from inspector.storage.case_files import records
from inspector.storage.case_files.reading import CaseHead, CaseReader, reading
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Blob, CaseFile, Role
from inspector.web.case_files.checking import EVIDENCE, Sound, fresh, sound
from inspector.web.evidence.files import Accepted
from inspector.web.operations.intake import MOST_AT_ONCE, Entry, take
from inspector.web.operations.memory import Memory, memory_of

Decided = list[tuple[Operation, Decision]]


class Part(Struct, frozen=True):
    """What became of one inspection's entries, or would become of them.

    `aside` are those that are kept and shown but do not stand: conflicts, refused ones, an id used twice.
    """

    line: InspectionLine
    known: int
    taken: int
    photos: int
    waiting: int
    aside: tuple[tuple[Operation, Decision], ...]

    def count(self, outcome: str) -> int:
        return sum(decision.outcome == outcome for _, decision in self.aside)


class Look(Struct, frozen=True):
    head: CaseHead
    parts: tuple[Part, ...]
    done: bool

    @property
    def new(self) -> int:
        return sum(part.taken + len(part.aside) for part in self.parts)

    @property
    def waiting(self) -> int:
        return sum(part.waiting for part in self.parts)


class Person(Struct, frozen=True):
    """Who merges; at the server's own command line nobody is signed in."""

    account_id: int | None = None
    role: Role | None = None


class _Rehearsed(Exception):
    def __init__(self, decided: Decided) -> None:
        super().__init__()
        self.decided = decided


async def look(store: Store, file: Path, person: Person) -> Look:
    """What a merge would do. Raises UnfitCaseError."""
    async with _Case(store, file, person) as case:

        def job(connection: Connection) -> None:
            memory = Memory()  # of its own: what is only tried must not be remembered
            raise _Rehearsed([pair for run in case.runs() for pair in case.batch(connection, memory, run)])

        try:
            await store.write(job)
        except _Rehearsed as rehearsed:
            return case.told(rehearsed.decided, done=False)
        raise AssertionError


async def merge(store: Store, file: Path, person: Person) -> Look:
    """Takes everything in that is not there yet. Raises UnfitCaseError before anything is changed."""
    async with _Case(store, file, person) as case:
        await store.write(case.remember)
        decided = await case.take()
        found = case.told(decided, done=True)
        counts = Counter(str(decision.outcome) for _, decision in decided)
        if counts:
            head, by, at = case.reader.head, person.account_id, now()
            await store.write(lambda c: records.note_merge(c, head.id, by, counts, at))
        return found


class _Case:
    """An opened case file with what it brings."""

    reader: CaseReader
    sound: Sequence[Sound]

    def __init__(self, store: Store, file: Path, person: Person) -> None:
        self._store, self._file, self._person = store, file, person
        self._open = ExitStack()

    async def __aenter__(self) -> "_Case":
        self.reader = await asyncio.to_thread(self._open.enter_context, reading(self._file))
        try:
            who = (self._person.account_id, self._person.role)
            found = await self._store.read(lambda connection: fresh(connection, self.reader, *who), heavy=True)
            self.sound = [await sound(self.reader, one) for one in found]
        except BaseException:
            self._open.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._open.close()

    def remember(self, connection: Connection) -> None:
        """A record that was restored from an older backup has forgotten that it gave the file out."""
        head = self.reader.head
        known = ("id", "account_id", "taken_at", "origin", "app_version")
        values = {name: getattr(head, name) for name in known}
        listed = records.listed(head.inspections)
        records.note_taken(connection, CaseFile(**values, inspections=listed))

    def runs(self) -> Iterator[Sequence[Operation]]:
        """In the order in which everything was entered, as it would have come online; of one inspection each."""
        ready = {id(operation) for one in self.sound for operation in one.operations}
        listed = (operation for operation in self.reader.operations if id(operation) in ready)
        for _, run in groupby(listed, key=lambda operation: operation.inspection):
            whole = list(run)
            for first in range(0, len(whole), MOST_AT_ONCE):
                yield whole[first : first + MOST_AT_ONCE]

    async def take(self) -> Decided:
        """In steps, so that others can save meanwhile; a merge that is cut off is finished by the next one."""
        files = {digest: file for one in self.sound for digest, file in one.files.items()}
        await asyncio.to_thread(self._keep, files)
        memory, decided = memory_of(self._store), Decided()
        for run in self.runs():

            def job(connection: Connection, run: Sequence[Operation] = run) -> Decided:
                _list_files(connection, files, run)
                return self.batch(connection, memory, run)

            decided += await self._store.write(job)
        return decided

    def _keep(self, files: Iterable[str]) -> None:
        for digest in files:
            content = self.reader.content(digest)
            assert content is not None
            blobs.keep(self._store.blob_folder, content)

    def batch(self, connection: Connection, memory: Memory, run: Sequence[Operation]) -> Decided:
        entries = [_entry(operation) for operation in run]
        taken = take(connection, memory, run[0].inspection, entries, self.reader.head.account_id, now())
        return list(zip(run, taken.decisions, strict=True))

    def told(self, decided: Decided, *, done: bool) -> Look:
        parts = (_part(one, [pair for pair in decided if pair[0].inspection == one.line.id]) for one in self.sound)
        return Look(self.reader.head, tuple(parts), done)


def _part(one: Sound, decided: Decided) -> Part:
    stands = (Outcome.applied, Outcome.same)
    aside = tuple(pair for pair in decided if pair[1].outcome not in stands)
    photos = sum(EVIDENCE in operation.field and bool(operation.raw) for operation, _ in decided)
    return Part(one.line, one.known, len(decided) - len(aside), photos, len(one.waiting), aside)


def _entry(operation: Operation) -> Entry:
    raw = (operation.value if operation.raw is None else operation.raw) or ""
    place = (operation.id, operation.inspection, operation.field, operation.base, raw)
    return Entry(*place, operation.device, operation.seq, operation.device_time, trusted=True)


def _list_files(connection: Connection, files: Mapping[str, tuple[Accepted, str]], batch: Sequence[Operation]) -> None:
    at = now()
    for digest, (accepted, name) in files.items():
        row = Blob(sha256=digest, size=len(accepted.content), media_type=accepted.media_type, name=name, stored_at=at)
        if any(digest in (operation.raw or "") for operation in batch):
            blobs.record(connection, row)
