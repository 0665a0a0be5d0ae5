"""Queries about batches of letters.

A batch goes through STEPS one after the other, and each line through the batch's step by one conditional update: a
line that has passed it is never taken again, whoever tries. What a line writes belongs into the same transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from sqlalchemy import Connection, func, select, update

from inspector.storage import letters
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Letter, LetterBatch, LetterBatchLine

Step = Literal["check", "make", "prove", "issue"]
"""check and prove make everything once and keep nothing, before the first draft and before the first number."""
STEPS: tuple[Step, ...] = get_args(Step)
NEXT: dict[str, Step] = {"check": "make", "prove": "issue"}
UNDER_WAY = ("running", "paused", "stopped")

B = table(LetterBatch).c
N = table(LetterBatchLine).c


class BatchMovedError(Exception):
    """The batch or its line is not where the caller believes it to be: somebody else was there."""


def add(connection: Connection, batch: LetterBatch, units: Iterable[str]) -> str:
    """A new batch over these units in this order; the id of the one under way for the same kind, if there is one."""
    busy = B.state.in_(UNDER_WAY) & B.step.in_(("check", "make"))
    other = one(connection, LetterBatch, B.round_id == batch.round_id, B.kind == batch.kind, busy)
    if other is not None:
        return other.id
    add_records(connection, batch)
    lines = [LetterBatchLine(batch_id=batch.id, place=place, unit_id=unit) for place, unit in enumerate(units, 1)]
    add_records(connection, *lines)
    return batch.id


def by_id(connection: Connection, batch_id: str) -> LetterBatch | None:
    return one(connection, LetterBatch, B.id == batch_id)


def of_round(connection: Connection, round_id: str) -> list[LetterBatch]:
    """Newest first."""
    query = select(table(LetterBatch)).where(B.round_id == round_id).order_by(B.created_at.desc(), B.id.desc())
    return many(connection, LetterBatch, query)


def lines(connection: Connection, batch_id: str) -> list[LetterBatchLine]:
    return many(
        connection, LetterBatchLine, select(table(LetterBatchLine)).where(N.batch_id == batch_id).order_by("place")
    )


def letters_of(connection: Connection, batch_id: str) -> dict[str, Letter]:
    """By unit."""
    query = select(table(Letter)).join(table(LetterBatchLine), N.letter_id == table(Letter).c.id)
    return {letter.unit_id: letter for letter in many(connection, Letter, query.where(N.batch_id == batch_id))}


def next_running(connection: Connection) -> LetterBatch | None:
    """The oldest that has something to do."""
    query = select(table(LetterBatch)).where(B.state == "running").order_by(B.created_at, B.id).limit(1)
    return next(iter(many(connection, LetterBatch, query)), None)


def next_line(connection: Connection, batch: LetterBatch) -> LetterBatchLine | None:
    """The first that waits for the batch's step and has not failed."""
    query = select(table(LetterBatchLine)).where(N.batch_id == batch.id, *_waiting(batch.step)).order_by(N.place)
    return next(iter(many(connection, LetterBatchLine, query.limit(1))), None)


def pass_line(connection: Connection, batch: LetterBatch, line: LetterBatchLine, **values: Any) -> None:
    """Through the batch's step; raises BatchMovedError when the batch stopped or the line is through already."""
    _hold(connection, batch)
    change = update(table(LetterBatchLine)).where(N.batch_id == batch.id, N.place == line.place, *_waiting(batch.step))
    if connection.execute(change.values(passed=N.passed + 1, **values)).rowcount != 1:
        raise BatchMovedError(f"line {line.place} of batch {batch.id}")


def fail_line(
    connection: Connection, batch: LetterBatch, line: LetterBatchLine, reason: str, detail: str, *, stop: bool
) -> None:
    """The line waits with its reason; `stop`: and so does the batch, before the lines that follow."""
    _hold(connection, batch)
    change = update(table(LetterBatchLine)).where(N.batch_id == batch.id, N.place == line.place, *_waiting(batch.step))
    connection.execute(change.values(reason=reason, detail=detail))
    if stop:
        change_state(connection, batch.id, ("running",), "stopped")


def end_step(connection: Connection, batch: LetterBatch) -> None:
    """Once no line waits: stopped where some failed, else on to the next step or done."""
    failed = select(func.count()).where(N.batch_id == batch.id, N.reason != "", N.left_out.is_(False))
    values: dict[str, Any] = {"state": "stopped"}
    if not connection.execute(failed).scalar_one():
        values = {"step": NEXT[batch.step]} if batch.step in NEXT else {"state": "done"}
    here = (B.id == batch.id, B.step == batch.step, B.state == "running")
    connection.execute(update(table(LetterBatch)).where(*here).values(**values))


def change_state(connection: Connection, batch_id: str, before: Sequence[str], state: str, **values: Any) -> bool:
    """Whether it stood in one of `before`."""
    change = update(table(LetterBatch)).where(B.id == batch_id, B.state.in_(before)).values(state=state, **values)
    return connection.execute(change).rowcount == 1


def forget_failures(connection: Connection, batch_id: str, *, leave_out: bool) -> None:
    """Lines that failed wait again, or are left out for good with their reason."""
    failed = (N.batch_id == batch_id, N.reason != "", N.left_out.is_(False))
    values: dict[str, Any] = {"left_out": True} if leave_out else {"reason": "", "detail": ""}
    connection.execute(update(table(LetterBatchLine)).where(*failed).values(**values))


def order(connection: Connection, batch_id: str, issuing: str) -> bool:
    """From here on the letters are issued; until the first number is out the order can be given anew."""
    rest = B.state.in_(("paused", "stopped", "done"))
    change = update(table(LetterBatch)).where(B.id == batch_id, rest, B.step.in_(("make", "prove")))
    here = {"step": "prove", "state": "running", "issuing": issuing}
    unmade = select(N.place).where(N.batch_id == batch_id, N.left_out.is_(False), N.letter_id.is_(None))
    if connection.execute(unmade).first() or connection.execute(change.values(here)).rowcount != 1:
        return False
    again = {"passed": STEPS.index("prove"), "reason": "", "detail": ""}
    connection.execute(
        update(table(LetterBatchLine)).where(N.batch_id == batch_id, N.left_out.is_(False)).values(again)
    )
    return True


def undo(connection: Connection, batch_id: str) -> bool:
    """Takes back a batch whose letters are all drafts still, and the drafts with it; whether that was possible."""
    found = list(letters_of(connection, batch_id).values())
    at_rest = ("paused", "stopped", "done")
    if any(one.state != "draft" for one in found) or not change_state(connection, batch_id, at_rest, "undone"):
        return False
    connection.execute(update(table(LetterBatchLine)).where(N.batch_id == batch_id).values(letter_id=None))
    letters.drop_drafts(connection, [one.id for one in found])
    return True


def position(connection: Connection, batch_id: str, place: int) -> int:
    """How many lines that were not left out stand before the place: what is added to the first number."""
    before = select(func.count()).where(N.batch_id == batch_id, N.place < place, N.left_out.is_(False))
    return connection.execute(before).scalar_one()


def _waiting(step: str) -> tuple[Any, ...]:
    return N.passed == STEPS.index(step), N.reason == "", N.left_out.is_(False)


def _hold(connection: Connection, batch: LetterBatch) -> None:
    """Takes the batch's row for this transaction, so that a pause or another server waits or has come first."""
    here = (B.id == batch.id, B.step == batch.step, B.state == "running")
    if connection.execute(update(table(LetterBatch)).where(*here).values(state="running")).rowcount != 1:
        raise BatchMovedError(f"batch {batch.id} is no longer at {batch.step}")
