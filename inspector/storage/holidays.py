"""Queries about days off and days worked: the library's years, and before them what a city says itself."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from msgspec import Struct
from sqlalchemy import Connection, delete, select, update

from inspector.casework.deadlines import Days
from inspector.storage.rows import add, many, table
from inspector.storage.tables import Holiday, HolidayYear

H, Y = table(Holiday).c, table(HolidayYear).c
USUAL = "usual"
"""A day that is as its weekday says, whatever the library has."""
KINDS = ("off", "worked", USUAL)


class Said(Struct, frozen=True):
    """What a city says of one day."""

    day: date
    kind: str
    name: str = ""
    source: str = ""


@lru_cache(maxsize=1)
def official() -> Days:
    """As the State Council announced them, as far as the library goes."""
    from chinese_calendar import constants  # slow to load, and most requests count nothing

    names = {one.value: one.chinese for one in constants.Holiday}
    off = {day: names[name] for day, name in constants.holidays.items()}
    worked = {day: names[name] for day, name in constants.workdays.items()}
    return Days(off, worked, frozenset(day.year for day in off))


def days_of(connection: Connection, city_id: str) -> Days:
    """The one table to count with for everything of a city. Merged once as long as the city says the same."""
    said = connection.execute(select(H.day, H.kind, H.name).where(H.city_id == city_id, H.removed_at.is_(None)))
    years = connection.execute(select(Y.year).where(Y.city_id == city_id))
    return _merged(frozenset((day, kind, name) for day, kind, name in said), frozenset(years.scalars()))


@lru_cache(maxsize=32)
def _merged(said: frozenset[tuple[date, str, str]], complete: frozenset[int]) -> Days:
    base, own = official(), {day for day, _, _ in said}
    off = {day: name for day, name in base.off.items() if day not in own}
    worked = {day: name for day, name in base.worked.items() if day not in own}
    off |= {day: name for day, kind, name in said if kind == "off"}
    worked |= {day: name for day, kind, name in said if kind == "worked"}
    return Days(off, worked, base.years | complete)


def own_days(connection: Connection, city_id: str) -> list[Holiday]:
    """What stands, by day."""
    query = select(table(Holiday)).where(H.city_id == city_id, H.removed_at.is_(None))
    return many(connection, Holiday, query.order_by(H.day))


def complete_years(connection: Connection, city_id: str) -> list[HolidayYear]:
    return many(connection, HolidayYear, select(table(HolidayYear)).where(Y.city_id == city_id).order_by(Y.year))


def say(connection: Connection, city_id: str, said: Iterable[Said], *, by: int | None, at: int) -> int:
    """Each day takes the place of what was said of it; what says the same changes nothing. Returns how many changed."""
    standing = {one.day: one for one in own_days(connection, city_id)}
    changed = [one for one in said if not _same(standing.get(one.day), one)]
    for one in changed:
        take_back(connection, city_id, one.day, by=by, at=at)
        row = Holiday(city_id=city_id, day=one.day, kind=one.kind, name=one.name, made_at=at)
        add(connection, row.model_copy(update={"source": one.source, "made_by": by}))
    return len(changed)


def _same(row: Holiday | None, said: Said) -> bool:
    return row is not None and (row.kind, row.name, row.source) == (said.kind, said.name, said.source)


def take_back(connection: Connection, city_id: str, day: date, *, by: int | None, at: int) -> bool:
    """The day is the library's again. False when the city says nothing of it."""
    here = (H.city_id == city_id) & (H.day == day) & H.removed_at.is_(None)
    return connection.execute(update(table(Holiday)).where(here).values(removed_by=by, removed_at=at)).rowcount > 0


def declare(connection: Connection, city_id: str, year: int, source: str, *, by: int | None, at: int) -> None:
    """From now on the year counts as known."""
    undeclare(connection, city_id, year)
    add(connection, HolidayYear(city_id=city_id, year=year, source=source, made_by=by, made_at=at))


def undeclare(connection: Connection, city_id: str, year: int) -> None:
    connection.execute(delete(table(HolidayYear)).where(Y.city_id == city_id, Y.year == year))


def missing_years(days: Days, today: date) -> tuple[int, ...]:
    """Of this year and the next, those whose days nobody knows."""
    return tuple(year for year in (today.year, today.year + 1) if year not in days.years)
