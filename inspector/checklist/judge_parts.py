"""Judge forms made of parts: k_of_n, share_of_rows and seen."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil
from operator import attrgetter
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
    Decide,
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

    def ready(self, asked: Asked) -> Decide:
        held_of, weigh, labels = self._held, self._weigh, asked.labels

        def decide(answered: Answered, ground: Ground) -> Outcome:
            criteria = labels
            if answered.absent:
                criteria = {key: label for key, label in labels.items() if key not in answered.absent}
            held = held_of(answered, criteria)
            if held is None:
                return Undecided("incomplete")
            return weigh(held, criteria) if criteria else Undecided("not_applicable")

        return decide

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

    def ready(self, asked: Asked) -> Decide:
        columns, tests_on, weigh = asked.columns, _Tests(asked.columns).on, self._weigh

        def decide(answered: Answered, ground: Ground) -> Outcome:
            rows: Mapping[str, Row] = answered.rows
            if answered.absent:
                rows = {key: row for key, row in rows.items() if key not in answered.absent}
            if not rows:
                return Undecided("not_applicable" if answered.absent else "incomplete")
            tests = tests_on(ground)
            if isinstance(tests, Undecided):
                return tests
            failing: list[str] = []
            advised: list[str] = []
            for key, row in rows.items():
                for test in tests:
                    value = row.get(test.column)
                    if value is None:
                        return Undecided("incomplete", test.column)
                    if not test.met_by(value):
                        codes = failing if test.hard else advised
                        if codes[-1:] != [key]:
                            codes.append(key)
            return weigh(rows, failing, advised, columns)

        return decide

    def _weigh(
        self, rows: Mapping[str, Row], failing: list[str], advised: list[str], columns: Mapping[str, Field]
    ) -> Verdict:
        total, bad = len(rows), len(failing)
        good, share = total - bad, self.at_least.exact
        met = good * share.denominator >= total * share.numerator
        if met and not advised:
            return Verdict(True, ONE, (), 0 < bad < total, (good, total))
        reasons: list[Reason] = []
        for name, codes, wanted in (("below", failing, not met), ("advice", advised, bool(advised))):
            if wanted:
                reasons.append(Reason(name, self._figures(rows, codes, total, columns)))
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


class _Tests:
    """What each row is held against, column by column; worked out once for each ground."""

    def __init__(self, columns: Mapping[str, Field]) -> None:
        self.columns = columns

    def on(self, ground: Ground) -> list[_Test] | Undecided:
        known: list[_Test] | Undecided | None = ground.bound.get(self)
        if known is None:
            known = ground.bound[self] = self._on(ground)
        return known

    def _on(self, ground: Ground) -> list[_Test] | Undecided:
        tests = []
        for name, column in self.columns.items():
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

    def ready(self, asked: Asked) -> Decide:
        labels, column, in_order = asked.labels, next(iter(asked.columns), VALUE), self.in_order
        parts_of = attrgetter("title", *self.need)  # no document is without a title

        def decide(answered: Answered, ground: Ground) -> Outcome:
            absent = answered.absent
            keys = [key for key in labels if key not in absent] if absent else labels
            documents = {key: answered.rows.get(key, NOTHING).get(column) for key in keys or (SINGLE,)}
            lost: list[str] = []
            for key, one in documents.items():
                if type(one) is str:
                    lost.append(key)
                elif type(one) is not Document or not all(parts_of(one)):
                    return Undecided("incomplete")
            if lost:
                names = "、".join(labels.get(key, "") for key in lost if key)
                good = len(documents) - len(lost)
                parts = (good, len(documents)) if len(documents) > 1 else None
                reason = Reason("not_seen", {"missing": names})
                return Verdict(False, Fraction(good, len(documents)), (reason,), good > 0, parts)
            if in_order and _out_of_order(documents.values()):
                return Verdict(False, ZERO, (Reason("out_of_order"),), partly=True)
            return MET

        return decide


def _out_of_order(documents: Iterable[Value | None]) -> bool:
    dates = [one.date for one in documents if isinstance(one, Document) and one.date]
    return any(later < earlier for earlier, later in pairwise(dates))
