"""A year at a glance: its months as weeks of days."""

from calendar import Calendar
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from inspector.casework.deadlines import Days
from inspector.i18n import N_
from inspector.storage.tables import Holiday

KIND_NAMES = {"off": N_("off"), "worked": N_("worked"), "usual": N_("as its weekday")}


class Cell(Struct, frozen=True):
    """`kind`: off, worked, weekend or empty for an ordinary working day; `own`: the city says so itself."""

    day: date
    kind: str
    name: str
    own: bool


class Month(Struct, frozen=True):
    """Weeks from Monday to Sunday; None where a day belongs to another month."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]


def months_of(year: int, days: Days, own: Mapping[date, Holiday]) -> tuple[Month, ...]:
    weeks = Calendar()
    return tuple(
        Month(
            month,
            tuple(
                tuple(_cell(day, days, own) if day.month == month else None for day in week)
                for week in weeks.monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    )


def _cell(day: date, days: Days, own: Mapping[date, Holiday]) -> Cell:
    if day in days.worked:
        kind, name = "worked", days.worked[day]
    elif day in days.off:
        kind, name = "off", days.off[day]
    else:
        kind, name = ("" if days.is_working(day) else "weekend"), ""
    return Cell(day, kind, name, day in own)
