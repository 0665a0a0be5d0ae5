"""A letter of a batch goes out: reviewed, signed, numbered, issued in one transaction, or on trial and back again."""

import asyncio

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterState, LetterStep
from inspector.storage import batches, blobs, letter_events, letters
from inspector.storage.instants import now
from inspector.storage.letters import Final
from inspector.storage.tables import Blob, Letter, LetterBatchLine
from inspector.web.letter_batches.order import Order, order_of
from inspector.web.letter_batches.steps import Desk, LineFailed, said
from inspector.web.letters.drafts import WORD, file_name
from inspector.web.letters.issuing import Printed, must_hold, must_read_the_same, printed, stationery_for
from inspector.web.letters.stationery import Stationery

BEFORE_ISSUE = {
    LetterState.draft: (LetterStep.review, LetterStep.sign),
    LetterState.reviewed: (LetterStep.sign,),
}


class _TakenBack(Exception):
    """Ends a trial: the writer takes back what the job has done."""


class Sealed(Struct, frozen=True):
    """The letter as it will go out."""

    letter: Letter
    number: str
    printed: Printed


async def prove(desk: Desk, line: LetterBatchLine) -> None:
    """The whole way, taken back at its end: a number that is taken or a rule that is broken shows before the first."""
    order = order_of(desk.batch)
    sealed = await _sealed(desk, line, order)
    blob = _blob(sealed, "0" * 64)

    def job(connection: Connection) -> None:
        _issue(connection, order, sealed, blob)
        raise _TakenBack

    with said():
        try:
            await desk.store.write(job)
        except _TakenBack:
            await desk.store.write(lambda connection: batches.pass_line(connection, desk.batch, line))


async def issue(desk: Desk, line: LetterBatchLine) -> None:
    order = order_of(desk.batch)
    sealed = await _sealed(desk, line, order)
    blob = _blob(sealed, await asyncio.to_thread(blobs.keep, desk.store.blob_folder, sealed.printed.content))

    def job(connection: Connection) -> None:
        _issue(connection, order, sealed, blob)
        batches.pass_line(connection, desk.batch, line)

    with said():
        await desk.store.write(job)


async def _sealed(desk: Desk, line: LetterBatchLine, order: Order) -> Sealed:
    letter, stationery, number = await desk.store.read(lambda connection: _read(connection, line, order))
    with said():
        made = await asyncio.to_thread(_printed, desk, letter, stationery, number, order)
    return Sealed(letter, number, made)


def _read(connection: Connection, line: LetterBatchLine, order: Order) -> tuple[Letter, Stationery, str]:
    letter = letters.by_id(connection, line.letter_id or "")
    assert letter is not None
    if why := letter_events.returned(connection, [letter.id]):
        raise LineFailed("returned", why[letter.id])
    after = batches.position(connection, line.batch_id, line.place)
    if order.own_series:
        after = letters.next_serial(connection, letter.city_id, order.code, order.issued.year) - 1
    return letter, stationery_for(connection, letter), order.number(after)


def _printed(desk: Desk, letter: Letter, stationery: Stationery, number: str, order: Order) -> Printed:
    must_read_the_same(desk.store, letter, stationery)
    made = printed(letter, stationery, number, order.issued, desk.day)
    must_hold(made.findings, stationery)
    return made


def _blob(sealed: Sealed, digest: str) -> Blob:
    name = file_name(sealed.letter.title)
    return Blob(sha256=digest, size=len(sealed.printed.content), media_type=WORD, name=name, stored_at=now())


def _issue(connection: Connection, order: Order, sealed: Sealed, blob: Blob) -> None:
    """Raises LifeProblem, and BatchMovedError when somebody else has drawn the number meanwhile."""
    letter, at, by = sealed.letter, blob.stored_at, order.by
    blobs.record(connection, blob)
    for step in BEFORE_ISSUE.get(LetterState(letter.state), ()):
        signing = {"day": order.signed, "person": order.person} if step is LetterStep.sign else {}
        letters.advance(connection, letter.id, step, by=by, at=at, note=order.note, **signing)  # type: ignore[arg-type]
    if order.own_series:
        serial = letters.draw_number(connection, letter.city_id, order.code, order.issued.year)
        if order.number(serial - 1) != sealed.number:
            raise batches.BatchMovedError(f"{sealed.number} was drawn by somebody else")
    letters.advance(
        connection,
        letter.id,
        LetterStep.issue,
        by=by,
        at=at,
        note=order.reason,
        number=sealed.number,
        day=order.issued,
        blob=blob.sha256,
        final=Final(sealed.printed.inputs, order.own_series),
    )
