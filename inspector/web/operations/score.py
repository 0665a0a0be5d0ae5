"""The score of an inspection kept up to date: the same numbers as `score_inspection`, without its explanation."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from msgspec import Struct, field

from inspector.checklist.edition import Edition
from inspector.checklist.models import Scheme
from inspector.scoring.inspection import grade, micro, tree_of
from inspector.scoring.results import DECIDED, IN_SUM, MILLION, Result
from inspector.scoring.tree import Model, shares

MOST_KEPT = 2000


class Tally(Struct, frozen=True):
    """Points in millionths as they are stored; None when nothing counts."""

    low: int | None
    high: int | None
    coverage: Fraction
    grade: str


class _Shares(Struct, frozen=True):
    """The final weights as whole numbers over one denominator, in the order of the form; 0 counts for nothing."""

    parts: tuple[int, ...]
    whole: int


class Tallying(Struct):
    """Weights depend only on which items count, so they are worked out once for each such pattern."""

    edition: Edition
    scheme: Scheme
    _known: dict[tuple[bool, ...], _Shares] = field(default_factory=dict)

    def tally(self, results: Sequence[Result]) -> Tally:
        found = self._shares(results)
        low = high = decided = 0
        for part, one in zip(found.parts, results, strict=True):
            if part:
                low += part * one.low
                high += part * one.high
                if one.state in DECIDED:
                    decided += part
        if not any(found.parts) and not found.whole:
            return Tally(None, None, Fraction(0), self._grade(results, None, None, Fraction(0)))
        full = found.whole * MILLION
        if self._model == "absolute":
            low, high = full * (low == full), full * (high == full)
        points = Fraction(low * 100, full), Fraction(high * 100, full)
        coverage = Fraction(decided, found.whole)
        return Tally(micro(points[0]), micro(points[1]), coverage, self._grade(results, *points, coverage))

    @property
    def _model(self) -> Model:
        return "flat_unweighted" if self.scheme.mode == "lines" else self.scheme.model

    def _grade(self, results: Sequence[Result], low: Fraction | None, high: Fraction | None, coverage: Fraction) -> str:
        failed = {one.item.id for one in results if one.state in ("fail", "partial")}
        floors = [floor.item for floor in self.scheme.floor_items if floor.item in failed]
        return grade(self.edition, self.scheme, results, low, high, coverage, floors)

    def _shares(self, results: Sequence[Result]) -> _Shares:
        dropped = self.scheme.unchecked == "drop"
        pattern = tuple(one.state in IN_SUM and not (dropped and one.state == "not_checked") for one in results)
        if pattern not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[pattern] = self._work_out(results)
        return self._known[pattern]

    def _work_out(self, results: Sequence[Result]) -> _Shares:
        found = shares(tree_of(self.edition, self.scheme, results), self._model, self.scheme.unchecked)
        whole = lcm(*(share.denominator for share in found.values())) if found else 0
        exact = [found.get(one.item.id, Fraction(0)) for one in results]
        return _Shares(tuple(share.numerator * (whole // share.denominator) if whole else 0 for share in exact), whole)
