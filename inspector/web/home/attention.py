"""What the calendar brings to mind on the start page: last days, reports that wait, years without holidays."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from inspector.casework.reminders import Audience, What
from inspector.fieldwork.states import UNIT_ROLES, Role
from inspector.i18n import N_
from inspector.storage import holidays, reminders, units
from inspector.storage.ledger import Filter
from inspector.storage.reminders import Line
from inspector.storage.sessions import SignedIn
from inspector.web.rounds.access import cities_of

AUDIENCES = {Role.clerk: Audience.clerk, Role.evaluator: Audience.evaluator} | dict.fromkeys(UNIT_ROLES, Audience.unit)
KEEPING_DAYS = frozenset({Role.clerk, Role.administrator})
MOST = 8
WHAT_NAMES = {
    What.week_before: N_("the last day is near"),
    What.days_before: N_("the last day is near"),
    What.last_day: N_("today is the last day"),
    What.overdue: N_("overdue"),
    What.time_asked: N_("more time was asked for"),
    What.report_waits: N_("reported, waits to be checked"),
}


@dataclass(frozen=True)
class Missing:
    """A city whose days of a year nobody knows."""

    city: str
    name: str
    year: int


@dataclass(frozen=True)
class Attention:
    """`lines` the most urgent of `whole`; `troubles` counts messages of reminders that did not arrive."""

    lines: tuple[Line, ...] = ()
    whole: int = 0
    missing: tuple[Missing, ...] = ()
    troubles: int = 0


def attention_of(connection: Connection, account: SignedIn, seen: frozenset[str] | None, on: date) -> Attention:
    lines, whole = lines_for(connection, account, seen, on, most=MOST)
    missing: tuple[Missing, ...] = ()
    if account.role in KEEPING_DAYS:
        missing = tuple(one for city in cities_of(connection, account) for one in _missing(connection, city, on))
    troubles = len(reminders.troubles(connection)) if account.role is Role.administrator else 0
    return Attention(tuple(lines), whole, missing, troubles)


def lines_for(
    connection: Connection, account: SignedIn, seen: frozenset[str] | None, on: date, *, most: int
) -> tuple[list[Line], int]:
    """What waits for the account in its area; people of a unit see their own unit only."""
    audience = AUDIENCES.get(account.role)
    if audience is None:
        return [], 0
    if audience is Audience.unit:
        return reminders.waiting(connection, Filter(unit=account.scope_unit or "-"), audience, on, most=most)
    found: list[Line] = []
    whole = 0
    for city in cities_of(connection, account):
        lines, count = reminders.waiting(connection, Filter(city=city, units=seen), audience, on, most=most)
        found, whole = found + lines, whole + count
    return found[:most], whole


def _missing(connection: Connection, city: str, on: date) -> list[Missing]:
    years = holidays.missing_years(holidays.days_of(connection, city), on)
    found = units.by_id(connection, city, on) if years else None
    return [Missing(city, found.name if found else city, year) for year in years]
