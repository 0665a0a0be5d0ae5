"""Reads an announcement of holidays as it is published: which days are off, which weekend days are worked."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct, field

WEEKDAYS = "一二三四五六日"
MOST_TEXT = 20_000
MOST_DAYS = 31
_DAY = r"(?:(?P<{0}year>20\d\d)\s*[年/.-]\s*)?(?:(?P<{0}month>\d{{1,2}})\s*[月/.-]\s*)?(?P<{0}day>\d{{1,2}})\s*[日号]?"
_WEEKDAY = r"(?:[（(](?P<{0}note>[^（）()]*)[）)])?"
_SPAN = re.compile(
    (_DAY + _WEEKDAY).format("a") + r"(?:\s*(?:至|到|[-—–~～]{1,2})\s*" + (_DAY + _WEEKDAY).format("b") + ")?"
)
_TOTAL = re.compile(r"共\s*(\d{1,2})\s*天")
_DATED = re.compile(r"\d\s*[月/.-]\s*\d")
_SIGNED = re.compile(r"\s*20\d\d年\d{1,2}月\d{1,2}日\s*")
"""The day of the announcement itself, on a line of its own."""
_HEAD = re.compile(r"^\s*(?:[一二三四五六七八九十]+[、.]|\d+[、.](?!\d)|[（(][一二三四五六七八九十\d]+[）)])?\s*")
_NAME = re.compile(r"^([^\d，。；、：:]{1,20})[：:]")
_NAMED_ROW = re.compile(r"[A-Za-z一-鿿·]+")
_WORKED, _OFF = ("上班", "补班", "worked"), ("放假", "休息", "调休", "off")


class Flaw(StrEnum):
    """Why a line is not taken over."""

    no_such_day = "no_such_day"
    no_word = "no_word"  # neither off nor worked
    weekday = "weekday"  # the weekday beside a date is another
    total = "total"  # it names another number of days
    too_long = "too_long"
    twice = "twice"  # both off and worked
    other_year = "other_year"


class Announced(Struct, frozen=True):
    day: date
    kind: str  # off, worked
    name: str = ""


class Reading(Struct, frozen=True):
    """`flaws` by number of the line, from 1; nothing should be taken over while there are any."""

    days: tuple[Announced, ...] = ()
    flaws: dict[int, Flaw] = field(default_factory=dict)


class _FlawedError(ValueError):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def read_announcement(text: str, year: int) -> Reading:
    """`year` is that of dates without one. A line is a holiday as announced, or a row: day, off or worked, name."""
    days: dict[date, Announced] = {}
    flaws: dict[int, Flaw] = {}
    for number, line in enumerate(text[:MOST_TEXT].splitlines(), start=1):
        try:
            for one in _line(line, year):
                if one.day.year not in (year - 1, year, year + 1):
                    raise _FlawedError(Flaw.other_year)
                if one.day in days and days[one.day].kind != one.kind:
                    raise _FlawedError(Flaw.twice)
                days.setdefault(one.day, one)
        except _FlawedError as error:
            flaws[number] = error.flaw
    return Reading(tuple(days[day] for day in sorted(days)), flaws)


def _line(line: str, year: int) -> Iterator[Announced]:
    text = _HEAD.sub("", line.replace("\t", "，").replace(",", "，"), count=1)
    named = _NAME.match(text)
    name = named[1].strip() if named else ""
    body = text[named.end() :] if named else text
    if not _DATED.search(body) or _SIGNED.fullmatch(body):
        return
    waiting: list[date] = []
    found: list[Announced] = []
    for part in re.split(r"[，。；;]", body):
        waiting += _days(part, year)
        kind = "worked" if any(w in part for w in _WORKED) else "off" if any(w in part for w in _OFF) else ""
        if kind and waiting:
            found += [Announced(day, kind, name or _row_name(body)) for day in waiting]
            waiting = []
    if waiting:
        waiting = _row(body, waiting, found)
    if waiting:
        raise _FlawedError(Flaw.no_word)
    _count(body, found)
    yield from found


def _row(body: str, waiting: list[date], found: list[Announced]) -> list[date]:
    """A row whose word stands before its day, such as 放假，10月1日."""
    kinds = [kind for kind, words in (("worked", _WORKED), ("off", _OFF)) if any(word in body for word in words)]
    if found or len(kinds) != 1:
        return waiting
    found += [Announced(day, kinds[0], _row_name(body)) for day in waiting]
    return []


def _row_name(body: str) -> str:
    """Of a row such as 2026-10-01，off，国庆节: the last part without a digit that is no word for the day itself."""
    parts = [part.strip() for part in re.split(r"[，。；;]", body)]
    named = [one for one in parts if _NAMED_ROW.fullmatch(one) and not any(w in one for w in (*_WORKED, *_OFF))]
    return named[-1] if named else ""


def _count(body: str, found: list[Announced]) -> None:
    told = _TOTAL.search(body)
    if told and int(told[1]) != sum(one.kind == "off" for one in found):
        raise _FlawedError(Flaw.total)


def _days(part: str, year: int) -> list[date]:
    text, days = _TOTAL.sub("", part), []
    month = None
    for span in _SPAN.finditer(text):
        first = _date(span, "a", span["ayear"] or year, span["amonth"] or month)
        month = str(first.month)
        last = first if span["bday"] is None else _date(span, "b", span["byear"] or first.year, span["bmonth"] or month)
        if last < first and span["byear"] is None:
            first = first.replace(year=first.year - 1) if span["ayear"] is None else first
            last = last if last >= first else last.replace(year=last.year + 1)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise _FlawedError(Flaw.too_long)
        _weekday(span["anote"], first)
        _weekday(span["bnote"], last)
        days += [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return days


def _date(span: re.Match[str], side: str, year: str | int, month: str | None) -> date:
    if month is None:
        raise _FlawedError(Flaw.no_such_day)
    try:
        return date(int(year), int(month), int(span[f"{side}day"]))
    except ValueError as error:
        raise _FlawedError(Flaw.no_such_day) from error


def _weekday(note: str | None, day: date) -> None:
    told = re.search(r"(?:周|星期)([一二三四五六日天])", note or "")
    if told and WEEKDAYS.index(told[1].replace("天", "日")) != day.weekday():
        raise _FlawedError(Flaw.weekday)
