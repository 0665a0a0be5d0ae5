"""Queries about what happened to letters. Events are added and never changed."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from inspector.casework.letter_life import DATED, Binding, Given, LetterState, LetterStep
from inspector.storage.rows import add, many, table
from inspector.storage.tables import LetterEvent

E = table(LetterEvent).c


def of_letter(connection: Connection, letter_id: str) -> list[LetterEvent]:
    """The first one first."""
    return many(connection, LetterEvent, select(table(LetterEvent)).where(E.letter_id == letter_id).order_by(E.number))


def log(
    connection: Connection, letter_id: str, step: str, state: LetterState, by: int | None, at: int, given: Given
) -> None:
    last = select(func.coalesce(func.max(E.number), 0)).where(E.letter_id == letter_id)
    row = LetterEvent(
        letter_id=letter_id,
        number=int(connection.execute(last).scalar_one()) + 1,
        step=step,
        state=state.value,
        account_id=by,
        at=at,
        day=given.day,
        person=given.person,
        way=given.way,
        note=given.note,
        blob_sha256=given.blob,
    )
    add(connection, row)


def returned(connection: Connection, letter_ids: Collection[str]) -> dict[str, str]:
    """Why letters were returned to their drafter, by id, of those with which nothing was done since."""
    last = select(E.letter_id, func.max(E.number).label("number")).where(E.letter_id.in_(letter_ids))
    newest = last.group_by(E.letter_id).subquery()
    here = (E.letter_id == newest.c.letter_id) & (E.number == newest.c.number)
    query = select(E.letter_id, E.note).join(newest, here).where(E.step == LetterStep.send_back.value)
    return {row.letter_id: row.note for row in connection.execute(query)}


def last_step(events: Sequence[LetterEvent]) -> int:
    """The number of the event that moved the letter last; a file that was bound since moved nothing."""
    return max((one.number for one in events if one.step not in set(Binding)), default=0)


def last_day(events: Sequence[LetterEvent]) -> date | None:
    """Of the last dated step since the letter was last returned to its drafter."""
    found: date | None = None
    for one in events:
        if one.step == LetterStep.send_back:
            found = None
        elif one.step in DATED and one.day is not None:
            found = one.day
    return found
