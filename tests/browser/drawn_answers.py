"""Answers drawn at random for any checklist: near every line, at its ends, missing, set aside, put together wrongly."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random

from inspector.checklist.edition import Edition
from inspector.checklist.fields import NUMBERS, Field
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Banded, Count, PerHead, Ratio, Trend
from inspector.checklist.values import Line, Number
from inspector.scoring.prepared import Occurrence

STATES = ("not_applicable", "not_checked", "unverifiable")
SMALL = (0, 0, 1, 1, 2, 3, 5, 8, 10, 20, 100)
STEPS = (0, 0, 1, -1, Fraction(1, 2), Fraction(-1, 1_000_000))
GRAIN = 10**6
"""A canonical decimal has at most six digits behind the point."""


def chance(random: Random, percent: int) -> bool:
    return random.randrange(100) < percent


def number_text(value: Number, *, whole: bool) -> str:
    """The canonical text of what a field can hold of a number."""
    exact = max(Fraction(value), Fraction(0))
    if whole:
        return str(floor(exact))
    units, rest = divmod(floor(exact * GRAIN), GRAIN)
    return f"{units}.{rest:06d}".rstrip("0").rstrip(".")


def bounds_of(item: Item, numbers: dict[str, Number]) -> list[Number]:
    """The figures of every line of an item, as far as its facts are known."""
    lines: list[Line | None] = []
    fields = item.ask.fields.values()
    for part in (*fields, *item.ask.rows.values(), *([item.judge] if isinstance(item.judge, Count | Ratio) else [])):
        lines += [part.at_least, part.at_most]
    lines += [item.judge.at_least] if isinstance(item.judge, PerHead) else []
    amounts = [amount for line in lines if line for one in line.values() for amount in one]
    amounts += [item.judge.enough] if isinstance(item.judge, Trend) and item.judge.enough else []
    found = [value for amount in amounts if (value := amount.value(numbers)) is not None]
    bands = item.judge.bands.values() if isinstance(item.judge, Banded) else ()
    return found + [end for band in bands for end in (band.from_to.low, band.from_to.high)]


class Drawing:
    """Answers to the items of one form on one ground."""

    def __init__(self, random: Random, numbers: dict[str, Number], days: Sequence[date]) -> None:
        self.random, self.numbers, self.days = random, numbers, days
        self._bounds: dict[str, list[Number]] = {}

    def cells(self, items: Sequence[tuple[Item, Sequence[Occurrence]]]) -> dict[str, str]:
        """One set of answers, in no particular order."""
        skipped = self.random.choice((0, 5, 30, 70))
        found = [
            cell
            for item, times in items
            if not item.rolls_up and not chance(self.random, skipped)
            for cell in self._item(item, times)
        ]
        self.random.shuffle(found)
        return dict(found)

    def _item(self, item: Item, times: Sequence[Occurrence]) -> Iterator[tuple[str, str]]:
        heads = [f"{item.id}@{one.key}" if one.key else item.id for one in times]
        heads = [item.id] if not heads or chance(self.random, 3) else heads
        for head in heads:
            yield from self._occurrence(item, head)
        if chance(self.random, 4):
            yield f"{item.id}/state", self.random.choice(STATES)
            if chance(self.random, 50):
                yield f"{item.id}/reason", "演示"

    def _occurrence(self, item: Item, head: str) -> Iterator[tuple[str, str]]:
        if "@" in head and chance(self.random, 8):
            yield f"{head}/state", self.random.choice(STATES)
        if chance(self.random, 40):
            yield f"{head}/note", "演示"
        if item.id not in self._bounds:
            self._bounds[item.id] = bounds_of(item, self.numbers)
        bounds = self._bounds[item.id]
        for row in self._rows(item):
            start = f"{head}/{row}" if row else head
            if row and chance(self.random, 5):
                yield f"{start}/state", "not_applicable"
            for column, text in self._row(item, bounds).items():
                yield f"{start}/{column}", text

    def _rows(self, item: Item) -> Sequence[str]:
        if item.ask.sample is None:
            return list(item.ask.rows) or [""]
        return [f"K{number:02d}" for number in self.random.sample(range(1, 30), self.random.randrange(8))]

    def _row(self, item: Item, bounds: Sequence[Number]) -> dict[str, str]:
        fields = item.ask.fields
        found: dict[str, str] = {}
        for column, field in fields.items():
            if not chance(self.random, 6):
                found |= self._cell(column, field, bounds)
        pair = _pair(item)
        if pair and pair[0] in fields and bounds and chance(self.random, 60):
            part, whole = pair
            base = Fraction(found[whole]) if found.get(whole, "-")[0].isdigit() else self.numbers.get(whole, 1)
            value = self.random.choice(bounds) * base + self.random.choice(STEPS)
            found[part] = number_text(value, whole=fields[part].type == "integer")
        return found

    def _cell(self, column: str, field: Field, bounds: Sequence[Number]) -> dict[str, str]:
        instead = self.random.choice(list(field.alternatives)) if field.alternatives else ""
        said = bool(instead) and chance(self.random, 15)
        if field.type != "document":
            return {column: instead if said else self._text(field, bounds)}
        parts = {} if said and chance(self.random, 50) else self._document(column)
        return parts | ({self.random.choice((column, f"{column}_title")): instead} if said else {})

    def _document(self, column: str) -> dict[str, str]:
        parts = {"title": "演示文件", "number": "演示〔2025〕1号", "date": self._day()}
        return {f"{column}_{part}": text for part, text in parts.items() if not chance(self.random, 10)}

    def _text(self, field: Field, bounds: Sequence[Number]) -> str:
        if field.type == "select_one":
            return self.random.choice(list(field.options))
        if field.type == "select_multiple":
            share = self.random.choice((20, 80, 95, 100))
            picked = [key for key in field.choices if chance(self.random, share)]
            return ",".join(picked) or "-"
        if field.type in NUMBERS:
            return number_text(self._number(field, bounds), whole=field.type == "integer")
        return self._day() if field.type == "date" else "演示"

    def _number(self, field: Field, bounds: Sequence[Number]) -> Number:
        if bounds and chance(self.random, 50):
            return self.random.choice(bounds) + self.random.choice(STEPS)
        ends: list[Number] = [field.plausible.low, field.plausible.high] if field.plausible else [10**15 - 1]
        return self.random.choice([*SMALL, *SMALL, *ends])

    def _day(self) -> str:
        return (
            self.random.choice(self.days) + timedelta(days=self.random.choice((-400, -30, -1, 0, 1, 45)))
        ).isoformat()


def _pair(item: Item) -> tuple[str, str] | None:
    """The two columns that are held against each other."""
    if isinstance(item.judge, Ratio):
        return item.judge.part, item.judge.whole
    return (item.judge.amount, item.judge.heads) if isinstance(item.judge, PerHead) else None


def days_of(edition: Edition) -> list[date]:
    """Every day that the plan sets, and the ends of its period."""
    dues = [*(item.due for item in edition.items.values()), *(one.due for one in edition.plan.clauses.values())]
    found = {day for due in dues if due for day in due.values() if isinstance(day, date)}
    return sorted(found | {edition.plan.period.from_, edition.plan.period.to})
