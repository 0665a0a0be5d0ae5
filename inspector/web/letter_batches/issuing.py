"""A letter of a batch goes out: reviewed, signed, numbered, issued in one transaction, or on trial and back again."""

import asyncio
import json
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from inspector.casework.letter_life import LetterState, LetterStep
from inspector.checklist.edition import canonical
from inspector.i18n import gettext
from inspector.letters.kinds import Paper
from inspector.storage import batches, blobs, letters
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.letters import Final
from inspector.storage.tables import Blob, Letter, LetterBatchLine
from inspector.web.letter_batches.order import Order, order_of
from inspector.web.letter_batches.steps import Desk, LineFailed, held
from inspector.web.letters.drafts import PAPERS, WORD, file_name, thawed

BEFORE_ISSUE = {
    LetterState.draft: (LetterStep.review, LetterStep.sign),
    LetterState.reviewed: (LetterStep.sign,),
}


class _Taken(Exception):
    """Ends a trial: the writer takes back what the job has done."""


@dataclass(frozen=True)
class Sealed:
    """The letter as it will go out."""

    letter: Letter
    number: str
    final: Final
    content: bytes


async def prove(desk: Desk, line: LetterBatchLine) -> None:
    """The whole way, taken back at its end: a number that is taken or a rule that is broken shows before the first."""
    order = order_of(desk.batch)
    sealed = await _sealed(desk, line, order)
    blob = _blob(sealed, "0" * 64)

    def job(connection: Connection) -> None:
        _issue(connection, desk, order, sealed, blob)
        raise _Taken

    try:
        await desk.store.write(job)
    except _Taken:
        await desk.store.write(lambda connection: batches.pass_line(connection, desk.batch, line))
    except LifeProblem as problem:
        raise LineFailed("life", gettext(problem.message) % problem.values) from problem


async def issue(desk: Desk, line: LetterBatchLine) -> None:
    order = order_of(desk.batch)
    sealed = await _sealed(desk, line, order)
    blob = _blob(sealed, await asyncio.to_thread(blobs.keep, desk.store.blob_folder, sealed.content))

    def job(connection: Connection) -> None:
        _issue(connection, desk, order, sealed, blob)
        batches.pass_line(connection, desk.batch, line)

    try:
        await desk.store.write(job)
    except LifeProblem as problem:
        raise LineFailed("life", gettext(problem.message) % problem.values) from problem


async def _sealed(desk: Desk, line: LetterBatchLine, order: Order) -> Sealed:
    letter, number = await desk.store.read(lambda connection: _read(connection, desk, line, order))
    return await asyncio.to_thread(_printed, desk, letter, number, order)


def _read(connection: Connection, desk: Desk, line: LetterBatchLine, order: Order) -> tuple[Letter, str]:
    letter = letters.by_id(connection, line.letter_id or "")
    assert letter is not None
    if not order.own_series:
        return letter, order.number(batches.position(connection, line.batch_id, line.place))
    serial = letters.next_serial(connection, letter.city_id, order.code, order.issued.year)
    return letter, replace(order, first="1").number(serial - 1)


def _printed(desk: Desk, letter: Letter, number: str, order: Order) -> Sealed:
    draft, _ = thawed(letter)
    occasion = replace(draft.occasion, number=number, issued=order.issued)
    paper: Paper = replace(draft, occasion=occasion)
    inputs = json.loads(letter.inputs) | {"paper": PAPERS[letter.kind].dump_python(paper, mode="json")}
    return Sealed(letter, number, Final(canonical(inputs), order.own_series), held(paper, desk.stationery))


def _blob(sealed: Sealed, digest: str) -> Blob:
    name = file_name(sealed.letter.title)
    return Blob(sha256=digest, size=len(sealed.content), media_type=WORD, name=name, stored_at=now())


def _issue(connection: Connection, desk: Desk, order: Order, sealed: Sealed, blob: Blob) -> None:
    """Raises LifeProblem, and BatchMovedError when somebody else has drawn the number meanwhile."""
    letter, at, by = sealed.letter, blob.stored_at, order.by
    blobs.record(connection, blob)
    for step in BEFORE_ISSUE.get(LetterState(letter.state), ()):
        signing = {"day": order.signed, "person": order.person} if step is LetterStep.sign else {}
        letters.advance(connection, letter.id, step, by=by, at=at, note=order.note, **signing)  # type: ignore[arg-type]
    if order.own_series:
        serial = letters.draw_number(connection, letter.city_id, order.code, order.issued.year)
        if replace(order, first="1").number(serial - 1) != sealed.number:
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
        final=sealed.final,
    )
