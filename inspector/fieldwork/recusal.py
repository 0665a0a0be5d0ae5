"""Recusal (回避): on what ground a person keeps out of which units, and until when."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

YEARS_AFTER_LEAVING = 3


class Ground(StrEnum):
    own_unit = "own_unit"  # 本单位
    near_relative = "near_relative"  # 近亲属
    left_within_three_years = "left_within_three_years"  # 离任不满三年
    other = "other"


class Recused(Struct, frozen=True):
    """One person kept out of one unit and what lies below it."""

    account: int
    unit: str


def last_day_after_leaving(left_on: date) -> date:
    """The day three years on with the same number is the last one; a month without that day ends on its last.

    So the Civil Code counts years (articles 201 and 202): the day of leaving itself does not count.
    """
    year = left_on.year + YEARS_AFTER_LEAVING
    leap_day = left_on.month == 2 and left_on.day == 29
    return date(year, 2, 28) if leap_day else left_on.replace(year=year)


def covers(recused_unit: str, unit: str, parents: Mapping[str, str | None]) -> bool:
    """A recusal holds for the unit itself and for everything below it: a district's for its schools."""
    here: str | None = unit
    for _ in range(len(parents) + 1):
        if here == recused_unit:
            return True
        if here is None:
            break
        here = parents.get(here)
    return False


def covered(found: Iterable[Recused], parents: Mapping[str, str | None]) -> dict[int, frozenset[str]]:
    """By account: all units of the tree that the person keeps out of."""
    units: dict[int, frozenset[str]] = {}
    for one in found:
        below = frozenset(unit for unit in parents if covers(one.unit, unit, parents))
        units[one.account] = units.get(one.account, frozenset()) | below
    return units
