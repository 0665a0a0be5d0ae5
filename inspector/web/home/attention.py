"""What the calendar brings to mind on the start page: last days, reports that wait, years without holidays."""

from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.states import Role
from inspector.storage import holidays, reminders, units
from inspector.storage.letter_replies import Awaited
from inspector.storage.reminders import Line
from inspector.storage.sessions import SignedIn
from inspector.web.reminding.lines import letters_for, lines_for
from inspector.web.rounds.access import cities_of

KEEPING_DAYS = frozenset({Role.clerk, Role.administrator})
MOST = 8


class Missing(Struct, frozen=True):
    """A city whose days of a year nobody knows."""

    city: str
    name: str
    year: int


class Attention(Struct, frozen=True):
    """`lines` the most urgent of `whole`; `troubles` counts messages of reminders that did not arrive.

    `letters` wait for an answer; `late` are ids of those whose last day is over.
    """

    lines: tuple[Line, ...] = ()
    whole: int = 0
    missing: tuple[Missing, ...] = ()
    troubles: int = 0
    letters: tuple[Awaited, ...] = ()
    late: frozenset[str] = frozenset()


def attention_of(connection: Connection, account: SignedIn, on: date) -> Attention:
    lines, whole = lines_for(connection, account.role, account.scope_unit, on, most=MOST)
    missing: tuple[Missing, ...] = ()
    if account.role in KEEPING_DAYS:
        missing = tuple(one for city in cities_of(connection, account) for one in _missing(connection, city, on))
    troubles = len(reminders.troubles(connection)) if account.role is Role.administrator else 0
    letters = letters_for(connection, account.role, account.scope_unit, on)
    late = frozenset(one.letter.id for one in letters if one.until < on)
    return Attention(tuple(lines), whole, missing, troubles, tuple(letters[:MOST]), late)


def _missing(connection: Connection, city: str, on: date) -> list[Missing]:
    years = holidays.missing_years(holidays.days_of(connection, city), on)
    found = units.by_id(connection, city, on) if years else None
    return [Missing(city, found.name if found else city, year) for year in years]
