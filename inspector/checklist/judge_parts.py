"""Judge forms made of parts: k_of_n, share_of_rows and seen."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Annotated, Literal

from pydantic import Field as Key

from inspector.checklist.fields import NUMBERS, Document, Field
from inspector.checklist.judge import ONE, SINGLE, VALUE, ZERO, Judge, Outcome, bind, compare, fraction
from inspector.checklist.values import AmountText, Ids, YesNo
from inspector.checklist.verdicts import Answered, Asked, Ground, Reason, Row, Undecided, Verdict


class KOfN(Judge):
    """Several criteria of which `at_least` (all, a number or a share) must hold, those in `must` in any case."""

    REASONS = ("missing",)
    form: Literal["k_of_n"]
    at_least: Annotated[Literal["all"] | AmountText, Key(union_mode="left_to_right")] = "all"
    must: Ids = ()

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        labels = asked.labels
        if SINGLE in answered.rows:
            picked = answered.rows[SINGLE].get(VALUE)
            if picked is None:
                return Undecided("incomplete")
            assert isinstance(picked, tuple)
            held = {key: key in picked for key in labels if key not in answered.absent}
        else:
            left = [key for key in labels if key not in answered.absent]
            found = {key: answered.rows.get(key, {}).get(VALUE) for key in left}
            if None in found.values():
                return Undecided("incomplete")
            held = {key: value == "yes" for key, value in found.items()}
        return self._weigh(held, labels) if held else Undecided("not_applicable")

    def _weigh(self, held: dict[str, bool], labels: Mapping[str, str]) -> Verdict:
        total, got = len(held), sum(held.values())
        needed = total if self.at_least == "all" else self._needed(total)
        met = got >= needed and all(held.get(key, True) for key in self.must)
        names = "、".join(labels[key] for key, ok in held.items() if not ok)
        figures = {"part": got, "whole": total, "needed": needed, "missing": names}
        reasons = () if met else (Reason("missing", figures),)
        return Verdict(met, ONE if met else Fraction(got, total), reasons, 0 < got < total, (got, total))

    def _needed(self, total: int) -> int:
        assert not isinstance(self.at_least, str)
        share = self.at_least.percent or self.at_least.number.denominator > 1
        return ceil(self.at_least.number * total) if share else min(total, int(self.at_least.number))


class ShareOfRows(Judge):
    """The share of sampled rows whose hard columns all hold; a soft column can only give advice."""

    REASONS = ("below", "advice")
    NUMERIC = True
    form: Literal["share_of_rows"]
    at_least: AmountText

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        rows = {key: row for key, row in answered.rows.items() if key not in answered.absent}
        if not rows:
            return Undecided("not_applicable" if answered.absent else "incomplete")
        failing: dict[bool, list[str]] = {True: [], False: []}
        for key, row in rows.items():
            held = self._held(row, ground, asked)
            if isinstance(held, Undecided):
                return held
            for hard in (True, False):
                if not held[hard]:
                    failing[hard].append(key)
        return self._weigh(rows, failing, asked.columns)

    def _held(self, row: Row, ground: Ground, asked: Asked) -> dict[bool, bool] | Undecided:
        held = {True: True, False: True}
        for name, column in asked.columns.items():
            value = row.get(name)
            judged = column.at_least or column.at_most or any(c.met is not None for c in column.options.values())
            if value is None and judged:
                return Undecided("incomplete", name)
            if not judged or value in column.alternatives:
                continue
            if column.options:
                met = bool(column.options[str(value)].met)
            else:
                bounds = bind(ground, column.at_least, column.at_most)
                if isinstance(bounds, Undecided):
                    return bounds
                met = compare(fraction(value) or ZERO, bounds)[1]
            held[column.force == "hard"] &= met
        return held

    def _weigh(self, rows: Mapping[str, Row], failing: dict[bool, list[str]], columns: Mapping[str, Field]) -> Verdict:
        total, bad = len(rows), len(failing[True])
        share = Fraction(total - bad, total)
        met = share >= self.at_least.number
        reasons: list[Reason] = []
        for name, hard, wanted in (("below", True, not met), ("advice", False, bool(failing[False]))):
            if wanted:
                reasons.append(Reason(name, self._figures(rows, failing[hard], total, columns)))
        return Verdict(met, share if not met else ONE, tuple(reasons), 0 < bad < total, (total - bad, total))

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
                numbers = [n for row in rows.values() if (n := fraction(row.get(name))) is not None]
                figures[name] = {"min": min(numbers, default=None), "max": max(numbers, default=None)}
        return figures


class Seen(Judge):
    """A document was seen with the parts in `need`; documents listed in rows may have to follow in order."""

    REASONS = ("not_seen", "out_of_order")
    form: Literal["seen"]
    need: tuple[Literal["title", "number", "date"], ...] = ("title", "date")
    in_order: YesNo = False

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        keys = [key for key in asked.labels if key not in answered.absent] or [SINGLE]
        documents = {key: answered.rows.get(key, {}).get(self._column(asked)) for key in keys}
        if any(not self._complete(one) for one in documents.values()):
            return Undecided("incomplete")
        lost = [key for key, one in documents.items() if not isinstance(one, Document)]
        if lost:
            names = "、".join(asked.labels.get(key, "") for key in lost if key)
            good = len(documents) - len(lost)
            parts = (good, len(documents)) if len(documents) > 1 else None
            reason = Reason("not_seen", {"missing": names})
            return Verdict(False, Fraction(good, len(documents)), (reason,), good > 0, parts)
        dates = [one.date for one in documents.values() if isinstance(one, Document) and one.date]
        if self.in_order and any(later < earlier for earlier, later in pairwise(dates)):
            return Verdict(False, ZERO, (Reason("out_of_order"),), partly=True)
        return Verdict(True, ONE)

    @staticmethod
    def _column(asked: Asked) -> str:
        return next(iter(asked.columns), VALUE)

    def _complete(self, one: object) -> bool:
        if isinstance(one, Document):
            return all(getattr(one, part) for part in self.need)
        return isinstance(one, str)
