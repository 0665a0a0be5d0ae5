"""Instants are UTC microseconds since 1970 as int; civil dates are read off them in the office's zone."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from time import time_ns

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000


def now() -> int:
    return time_ns() // 1000


def moment(instant: int, zone: tzinfo) -> datetime:
    """The wall clock of `zone` at that instant, exact to the microsecond."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def civil_date(instant: int, zone: tzinfo) -> date:
    return _date_in_second(instant // SECOND, zone)


@lru_cache(maxsize=256)
def _date_in_second(second: int, zone: tzinfo) -> date:
    """Every request asks for today's; a zone knows no part of a second."""
    return moment(second * SECOND, zone).date()


def from_moment(moment: datetime) -> int:
    """Raises ValueError for a moment without a zone: it names no instant."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone, so it is no instant")
    return (moment - EPOCH) // timedelta(microseconds=1)
