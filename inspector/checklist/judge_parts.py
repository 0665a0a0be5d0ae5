"""Judge forms made of parts: k_of_n, share_of_rows and seen."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import Field as Key

from inspector.checklist.fields import NUMBERS, Document, Field, Value
from inspector.checklist.judge import (
    MET,
    NOTHING,
    ONE,
    SINGLE,
    VALUE,
    ZERO,
    Binding,
    Judge,
    Outcome,
    bind,
    compare,
    number_in,
)
from inspector.checklist.values import AmountText, Ids, YesNo
from inspector.checklist.verdicts import Answered, Asked, Ground, Reason, Row, Undecided, Verdict


class KOfN(Judge):
    """Several criteria of which `at_least` (all, a number or a share) must hold, those in `must` in any case."""

    REASONS = ("missing",)
    GROUNDED = False
    form: Literal["k_of_n"]
    at_least: Annotated[Literal["all"] | AmountText, Key(union_mode="left_to_right")] = "all"
    must: Ids = ()

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        criteria = asked.labels
        if answered.absent:
            criteria = {key: label for key, label in criteria.items() if key not in answered.absent}
        held = self._held(answered, criteria)
        if held is None:
            return Undecided("incomplete")
        return self._weigh(held, criteria) if criteria else Undecided("not_applicable")

    @staticmethod
    def _held(answered: Answered, criteria: Mapping[str, str]) -> Collection[str] | None:
        """The criteria that hold: picked in one question, or a yes in the row of each; None while one is open."""
        single = answered.rows.get(SINGLE)
        if single is not None:
            picked = single.get(VALUE)
            assert picked is None or isinstance(picked, tuple)
            return picked
        held = []
        for key in criteria:
            value = answered.rows.get(key, NOTHING).get(VALUE)
            if value is None:
                return None
            if value == "yes":
                held.append(key)
        return held

    def _weigh(self, held: Collection[str], criteria: Mapping[str, str]) -> Verdict:
        total = len(criteria)
        lost = [key for key in criteria if key not in held]
        got = total - len(lost)
        needed = total if self.at_least == "all" else self._needed(total)
        if got >= needed and not any(key in lost for key in self.must):
            return Verdict(True, ONE, (), 0 < got < total, (got, total))
        figures = {
            "part": got,
            "whole": total,
            "needed": needed,
            "missing": "、".join(criteria[key] for key in lost),
        }
        return Verdict(False, Fraction(got, total), (Reason("missing", figures),), 0 < got < total, (got, total))

    def _needed(self, total: int) -> int:
        assert not isinstance(self.at_least, str)
        share = self.at_least.percent or self.at_least.number.denominator > 1
        return ceil(self.at_least.number * total) if share else min(total, int(self.at_least.number))


class _Test(Struct):
    """What one column of a sample asks of every row: a choice that is met, or bounds."""

    column: str
    passing: frozenset[str]
    """Texts that are no failure: choices that meet the line, and alternatives such as `not_asked`."""
    bounds: list[Binding]
    hard: bool

    def met_by(self, value: Value) -> bool:
        if not self.bounds or type(value) is str:
            return value in self.passing
        return compare(number_in(value) or 0, 1, self.bounds)[1]


class ShareOfRows(Judge):
    """The share of sampled rows whose hard columns all hold; a soft column can only give advice."""

    REASONS = ("below", "advice")
    NUMERIC = True
    form: Literal["share_of_rows"]
    at_least: AmountText

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        rows: Mapping[str, Row] = answered.rows
        if answered.absent:
            rows = {key: row for key, row in rows.items() if key not in answered.absent}
        if not rows:
            return Undecided("not_applicable" if answered.absent else "incomplete")
        tests = _tests(ground, asked)
        if isinstance(tests, Undecided):
            return tests
        failing: dict[bool, list[str]] = {True: [], False: []}
        for key, row in rows.items():
            for test in tests:
                value = row.get(test.column)
                if value is None:
                    return Undecided("incomplete", test.column)
                if not test.met_by(value) and failing[test.hard][-1:] != [key]:
                    failing[test.hard].append(key)
        return self._weigh(rows, failing, asked.columns)

    def _weigh(self, rows: Mapping[str, Row], failing: dict[bool, list[str]], columns: Mapping[str, Field]) -> Verdict:
        total, bad = len(rows), len(failing[True])
        good, share = total - bad, self.at_least.number
        met = good * share.denominator >= total * share.numerator
        if met and not failing[False]:
            return Verdict(True, ONE, (), 0 < bad < total, (good, total))
        reasons: list[Reason] = []
        for name, hard, wanted in (("below", True, not met), ("advice", False, bool(failing[False]))):
            if wanted:
                reasons.append(Reason(name, self._figures(rows, failing[hard], total, columns)))
        portion = ONE if met else Fraction(good, total)
        return Verdict(met, portion, tuple(reasons), 0 < bad < total, (good, total))

    @staticmethod
    def _figures(
        rows: Mapping[str, Row], codes: list[str], total: int, columns: Mapping[str, Field]
    ) -> dict[str, object]:
        figures: dict[str, object] = {
            "checked": total,
            "failing": len(codes),
            "failing_codes": "、".join(codes),
            "share": Fraction(total - len(codes), total),
        }
        for name, column in columns.items():
            if column.type in NUMBERS:
                numbers = [n for row in rows.values() if (n := number_in(row.get(name))) is not None]
                figures[name] = {"min": min(numbers, default=None), "max": max(numbers, default=None)}
        return figures


def _tests(ground: Ground, asked: Asked) -> list[_Test] | Undecided:
    """What each row is held against, column by column."""
    known: tuple[list[_Test] | Undecided, Asked] | None = ground.bound.get(id(asked))
    if known is None:  # `asked` is kept with it, so that nothing else can ever have its id
        known = ground.bound[id(asked)] = _made_ready(ground, asked), asked
    return known[0]


def _made_ready(ground: Ground, asked: Asked) -> list[_Test] | Undecided:
    tests = []
    for name, column in asked.columns.items():
        bounds: list[Binding] = []
        if not column.options and (column.at_least or column.at_most):
            found = bind(ground, column.at_least, column.at_most)
            if isinstance(found, Undecided):
                return found
            bounds = found
        if bounds or any(choice.met is not None for choice in column.options.values()):
            passing = {key for key, choice in column.options.items() if choice.met} | column.alternatives.keys()
            tests.append(_Test(name, frozenset(passing), bounds, column.force == "hard"))
    return tests


class Seen(Judge):
    """A document was seen with the parts in `need`; documents listed in rows may have to follow in order."""

    REASONS = ("not_seen", "out_of_order")
    form: Literal["seen"]
    need: tuple[Literal["title", "number", "date"], ...] = ("title", "date")
    in_order: YesNo = False

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        absent, need = answered.absent, self.need
        keys = [key for key in asked.labels if key not in absent] if absent else asked.labels
        column = next(iter(asked.columns), VALUE)
        documents = {key: answered.rows.get(key, NOTHING).get(column) for key in keys or (SINGLE,)}
        lost: list[str] = []
        for key, one in documents.items():
            if isinstance(one, str):
                lost.append(key)
            elif not (isinstance(one, Document) and all([getattr(one, part) for part in need])):  # noqa: C419 (quicker)
                return Undecided("incomplete")
        if lost:
            names = "、".join(asked.labels.get(key, "") for key in lost if key)
            good = len(documents) - len(lost)
            parts = (good, len(documents)) if len(documents) > 1 else None
            reason = Reason("not_seen", {"missing": names})
            return Verdict(False, Fraction(good, len(documents)), (reason,), good > 0, parts)
        if self.in_order and self._out_of_order(documents.values()):
            return Verdict(False, ZERO, (Reason("out_of_order"),), partly=True)
        return MET

    @staticmethod
    def _out_of_order(documents: Iterable[Value | None]) -> bool:
        dates = [one.date for one in documents if isinstance(one, Document) and one.date]
        return any(later < earlier for earlier, later in pairwise(dates))
