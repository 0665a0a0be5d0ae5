"""Last days of rectification as events of a calendar: one a day and area, with what ends on it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from icalendar import Event
from sqlalchemy import Connection

from inspector.i18n import gettext
from inspector.settings import Settings
from inspector.storage import letter_replies, reminders
from inspector.storage.instants import moment
from inspector.storage.ledger import Filter
from inspector.storage.letter_replies import Awaited
from inspector.storage.tables import Finding

PAST = timedelta(days=60)
"""How long a last day that was missed stays in the calendar."""
MOST, MOST_TOLD = 3_000, 20


def deadlines(connection: Connection, wanted: Filter, key: str, settings: Settings, on: date) -> Iterator[Event]:
    """`key` names the area, so that an event keeps its id."""
    found = reminders.last_days(connection, wanted, on - PAST, MOST)
    for day, rows in groupby(found, key=lambda row: row.due):
        if day is not None:
            yield _event(day, list(rows), key, settings)
    for one in letter_replies.awaited(connection, wanted, on - PAST, date.max):
        yield _reply(one, key, settings)


def _reply(one: Awaited, key: str, settings: Settings) -> Event:
    event = Event()
    event.add("uid", f"reply-{key}-{one.letter.id}@inspector")
    event.add("dtstamp", moment(one.letter.created_at, settings.zone))
    event.add("dtstart", one.until)
    event.add("dtend", one.until + timedelta(days=1))
    mark = "【演示数据】" if one.demo else ""
    event.add("summary", mark + "：".join((gettext("Last day of the answer"), one.letter.title)))
    event.add("transp", "TRANSPARENT")
    return event


def _event(day: date, rows: list[Finding], key: str, settings: Settings) -> Event:
    event = Event()
    event.add("uid", f"due-{key}-{day.isoformat()}@inspector")
    event.add("dtstamp", moment(max(row.found_at for row in rows), settings.zone))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    mark = "【演示数据】" if any(row.demo for row in rows) else ""
    what = rows[0].title if len(rows) == 1 else gettext("%(count)s findings") % {"count": len(rows)}
    event.add("summary", mark + "：".join((gettext("Last day of rectification"), what)))
    told = [_line(row) for row in rows[:MOST_TOLD]]
    if len(rows) > MOST_TOLD:
        told.append(gettext("and %(count)s more in the ledger") % {"count": len(rows) - MOST_TOLD})
    event.add("description", "\n".join(told))
    event.add("transp", "TRANSPARENT")
    return event


def _line(row: Finding) -> str:
    return f"{gettext('No. %(number)s') % {'number': row.number}} {row.unit_name}：{row.title}"
