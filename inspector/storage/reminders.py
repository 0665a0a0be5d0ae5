"""Queries about reminders: what waits for whom, and what was sent, so that each is told once."""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from inspector.casework.finding_life import WITH_UNIT, FindingState
from inspector.casework.reminders import (
    REPORT_MAY_WAIT,
    SERIES,
    WEEK,
    Audience,
    Dates,
    Reminder,
    What,
    reminders,
    told_to,
)
from inspector.storage.ids import new_id
from inspector.storage.instants import SECOND
from inspector.storage.ledger import Filter, conditions
from inspector.storage.rows import add, many, table
from inspector.storage.tables import Finding, ReminderDigest, ReminderSent

F, D, S = table(Finding).c, table(ReminderDigest).c, table(ReminderSent).c
LEASE = 600 * SECOND
"""After so long without word a message that was being sent counts as lost."""
BACK_OFF = tuple(minutes * 60 * SECOND for minutes in (1, 5, 30, 120, 240))
MOST_LINES = 500
"""In one message."""


class Line(Struct, frozen=True):
    """A finding with what is to be said of it to one audience."""

    id: str
    number: int
    unit_id: str
    unit_name: str
    title: str
    due: date | None
    demo: bool
    told: tuple[Reminder, ...]


def waiting(
    connection: Connection, wanted: Filter, audience: Audience, today: date, *, most: int | None = None
) -> tuple[list[Line], int]:
    """What waits for an audience, the most urgent first, and how many there are in all."""
    where = [*conditions(wanted, today), _asks(audience, today)]
    columns = (F.id, F.number, F.unit_id, F.unit_name, F.title, F.due, F.demo, F.state, F.asked_due, F.reported_on)
    query = select(*columns).where(*where).order_by(F.due.is_(None), F.due, F.number).limit(most)
    rows = list(connection.execute(query))
    whole = len(rows)
    if whole == most:
        whole = connection.execute(select(func.count()).select_from(table(Finding)).where(*where)).scalar_one()
    return [_line(row, audience, today) for row in rows], whole


def _line(row: Any, audience: Audience, today: date) -> Line:
    found = reminders(Dates(FindingState(row.state), row.due, row.asked_due, row.reported_on), today)
    told = told_to(audience, found)
    return Line(row.id, row.number, row.unit_id, row.unit_name, row.title, row.due, row.demo, told)


def _asks(audience: Audience, today: date) -> ColumnElement[bool]:
    """The rows of which `told_to` would not be empty."""
    running = F.state.in_(sorted(state.value for state in WITH_UNIT))
    if audience is Audience.unit:
        return and_(running, F.due <= today + WEEK)
    if audience is Audience.clerk:
        return and_(running, or_(F.due < today, F.asked_due.is_not(None)))
    return and_(F.state == FindingState.reported.value, F.reported_on <= today - REPORT_MAY_WAIT)


def untold(connection: Connection, channel: str, recipient: str, lines: list[Line], today: date) -> list[Line]:
    """Lines with those reminders only that this recipient has not had; a series never goes back to an earlier day.

    What a clock that had run far ahead wrote down does not count. A message holds so many at most: the next one has
    the others.
    """
    found: list[Line] = []
    for start in range(0, len(lines), MOST_LINES):
        some = lines[start : start + MOST_LINES]
        last = _last_told(connection, channel, recipient, [line.id for line in some], today)
        told = ((line, tuple(r for r in line.told if _new(r, last.get((line.id, SERIES[r.what]))))) for line in some)
        found += [replace(line, told=new) for line, new in told if new]
        if len(found) >= MOST_LINES:
            return found[:MOST_LINES]
    return found


def _last_told(
    connection: Connection, channel: str, recipient: str, ids: list[str], today: date
) -> dict[tuple[str, str], date]:
    last: dict[tuple[str, str], date] = {}
    where = (S.channel == channel, S.recipient == recipient, S.finding_id.in_(ids))
    for finding, what, day in connection.execute(select(S.finding_id, S.what, S.day).where(*where)):
        if what == What.time_asked or day <= today + WEEK:
            key = (finding, SERIES[what])
            last[key] = max(day, last.get(key, day))
    return last


def _new(reminder: Reminder, last: date | None) -> bool:
    return last is None or reminder.day > last


def claim(
    connection: Connection,
    channel: str,
    recipient: str,
    day: date,
    lines: list[Line],
    compose: Callable[[list[Line]], tuple[str, str]],
    *,
    at: int,
) -> ReminderDigest | None:
    """The message of a day, to be sent by whoever got it; None when there is nothing new or another was quicker.

    There is one a day and none for a day before the last one, so that a clock set back sends nothing again. Raises
    IntegrityError when another process claims it at the same moment.
    """
    last = select(func.max(D.day)).where(D.channel == channel, D.recipient == recipient, D.day <= day + WEEK)
    before = connection.execute(last).scalar()
    if before is not None and before >= day:
        return None
    fresh = untold(connection, channel, recipient, lines, day)
    if not fresh:
        return None
    subject, body = compose(fresh)
    row = ReminderDigest(
        id=new_id(), channel=channel, recipient=recipient, day=day, subject=subject, body=body, claimed_at=at
    )
    add(connection, row)
    key = {"channel": channel, "recipient": recipient, "digest_id": row.id}
    told = [(line.id, one) for line in fresh for one in line.told]
    add(connection, *(ReminderSent(finding_id=id_, what=one.what.value, day=one.day, **key) for id_, one in told))
    return row


def sent(connection: Connection, row: ReminderDigest, *, at: int) -> None:
    _change(connection, row, state="sent", sent_at=at, error="")


def failed(connection: Connection, row: ReminderDigest, error: str, *, at: int) -> None:
    """Tried again after a while, longer each time, until the attempts are used up."""
    over = row.tries > len(BACK_OFF)
    wait = None if over else at + BACK_OFF[row.tries - 1]
    _change(connection, row, state="given_up" if over else "failed", next_at=wait, error=error[:500])


def _change(connection: Connection, row: ReminderDigest, **values: object) -> bool:
    """False when somebody else has it by now."""
    mine = (D.id == row.id) & (D.state == row.state) & (D.claimed_at == row.claimed_at)
    return connection.execute(update(table(ReminderDigest)).where(mine).values(**values)).rowcount == 1


def claim_again(connection: Connection, today: date, *, at: int) -> ReminderDigest | None:
    """A message whose time to be tried again has come, or that was lost on the way once; None for none.

    One that was lost twice, or is of an earlier day, is given up: what still matters stands in the next one.
    """
    late = and_(D.state == "failed", or_(D.next_at <= at, D.next_at > at + BACK_OFF[-1]))
    lost = and_(D.state == "sending", or_(D.claimed_at < at - LEASE, D.claimed_at > at + LEASE))
    for row in many(connection, ReminderDigest, select(table(ReminderDigest)).where(or_(late, lost)).order_by(D.id)):
        gone = row.state == "sending"
        if row.day < today or (gone and row.lost):
            _change(connection, row, state="given_up", next_at=None)
            continue
        values = {"state": "sending", "claimed_at": at, "tries": row.tries + 1, "lost": row.lost + gone}
        if _change(connection, row, **values):
            return row.model_copy(update=values)
    return None


def troubles(connection: Connection, most: int = 50) -> list[ReminderDigest]:
    """What has not arrived, the newest first."""
    query = select(table(ReminderDigest)).where(D.state.in_(("failed", "given_up")))
    return many(connection, ReminderDigest, query.order_by(D.day.desc(), D.id).limit(most))


def newest(connection: Connection, most: int) -> list[ReminderDigest]:
    query = select(table(ReminderDigest)).order_by(D.day.desc(), D.claimed_at.desc(), D.id)
    return many(connection, ReminderDigest, query.limit(most))


def told_on(connection: Connection, channel: str, day: date) -> frozenset[str]:
    """Who had a message on that day."""
    found = connection.execute(select(D.recipient).where(D.channel == channel, D.day == day))
    return frozenset(found.scalars())


def last_days(connection: Connection, wanted: Filter, since: date, most: int) -> list[Finding]:
    """Findings the units work on, by their last day."""
    running = F.state.in_(sorted(state.value for state in WITH_UNIT))
    query = select(table(Finding)).where(*conditions(wanted, since), running, F.due >= since)
    return many(connection, Finding, query.order_by(F.due, F.number).limit(most))
