"""What waits for somebody, by role and area."""

from datetime import date

from sqlalchemy import Connection

from inspector.casework.reminders import Audience, What
from inspector.fieldwork.states import UNIT_ROLES, Role
from inspector.i18n import N_
from inspector.storage import letter_replies, reminders, units
from inspector.storage.ledger import Filter
from inspector.storage.letter_replies import Awaited
from inspector.storage.reminders import Line

AUDIENCES = {Role.clerk: Audience.clerk, Role.evaluator: Audience.evaluator} | dict.fromkeys(UNIT_ROLES, Audience.unit)
WHAT_NAMES = {
    What.week_before: N_("the last day is near"),
    What.days_before: N_("the last day is near"),
    What.last_day: N_("today is the last day"),
    What.overdue: N_("overdue"),
    What.time_asked: N_("more time was asked for"),
    What.report_waits: N_("reported, waits to be checked"),
}


def lines_for(
    connection: Connection, role: Role, scope: str | None, on: date, *, most: int | None = None
) -> tuple[list[Line], int]:
    """The most urgent first, and how many there are; people of a unit see their own unit only."""
    audience = AUDIENCES.get(role)
    if audience is None:
        return [], 0
    if audience is Audience.unit:
        return reminders.waiting(connection, Filter(unit=scope or "-"), audience, on, most=most)
    return reminders.waiting(connection, area(connection, scope, on), audience, on, most=most)


def letters_for(connection: Connection, role: Role, scope: str | None, on: date) -> list[Awaited]:
    """Letters that wait for an answer; people of a unit see those to their own unit only."""
    audience = AUDIENCES.get(role)
    if audience is None:
        return []
    wanted = Filter(unit=scope or "-") if audience is Audience.unit else area(connection, scope, on)
    return letter_replies.due_for(connection, wanted, audience, on)


def area(connection: Connection, scope: str | None, on: date) -> Filter:
    """The ledger as far as an area reaches; a whole city needs no list of its units."""
    if scope is None:
        return Filter()
    city = units.city_of(connection, scope)
    return Filter(city=scope) if city == scope else Filter(city=city or "-", units=units.within(connection, scope, on))
