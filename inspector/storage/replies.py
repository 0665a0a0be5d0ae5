"""Replies of offices from returned ledgers: where each file stands, and taking over what was shown."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection, select

from inspector.casework.finding_life import Step
from inspector.storage import findings, imports
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.rows import many, table
from inspector.storage.tables import Import

TARGET = "replies"
"""What a file that waits for its replies to be taken over says of itself among the files taken over."""
I = table(Import).c  # noqa: E741 (the initial of the noun, as in the other modules)


class TakenReply(Struct, frozen=True):
    """What one row brings: `seen` is the version that was shown with it."""

    finding: str
    number: int
    seen: int
    steps: tuple[Step, ...]


def newest(connection: Connection, cities: Sequence[str], most: int) -> list[Import]:
    """Files with replies of some cities, the newest first."""
    query = select(table(Import)).where(I.target == TARGET, I.city_id.in_(cities))
    return many(connection, Import, query.order_by(I.created_at.desc(), I.id.desc()).limit(most))


def take(
    connection: Connection, replies: Sequence[TakenReply], *, by: int, at: int, today: date, file: str = ""
) -> list[int]:
    """Each reply whole or not at all; the ledger numbers of those that somebody else was faster with.

    `file` is the id of the sheet that they came with, by which all of them can be taken back.
    """
    left = []
    for reply in replies:
        try:
            with connection.begin_nested() if len(reply.steps) > 1 else nullcontext():
                _take(connection, reply, by, at, today, file)
        except FindingProblem:
            left.append(reply.number)
    return left


def _take(connection: Connection, reply: TakenReply, by: int, at: int, today: date, file: str) -> None:
    seen = reply.seen
    for step in reply.steps:
        row = findings.advance(connection, reply.finding, step, by=by, at=at, today=today, seen=seen, bulk=file)
        seen = row.version


def take_back(connection: Connection, file: str, *, by: int, at: int) -> list[int]:
    """All that a sheet brought, but for what somebody went on with since: the ledger numbers of that.

    ImportStateError unless it was taken over and not taken back yet.
    """
    imports.move(connection, file, ("taken",), state="undone", undone_by=by, undone_at=at)
    return sorted(row.number for row in findings.undo(connection, file, by=by, at=at)[1])
