"""The score in the arithmetic of a spreadsheet: step for step what the formulas of the score sheet do, in doubles.

A double holds whole numbers up to 2^53 exactly. Weights are scaled to whole numbers and shares are millionths, so a
section's earned weight is whole; its part of the score is split into a whole quotient and a rest that is below one.
Only rests are ever divided, so what is rounded is wrong by less than 10^-12 of a millionth of a point, while two
different scores lie further apart than that unless their sections' weights have no common measure below 10^10.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor, lcm

from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.score_table import ScoreTable, TableRow
from inspector.checklist.models import Scheme
from inspector.scoring.inspection import MET, NOT_MET, WITHHELD, model_of
from inspector.scoring.results import DECIDED, IN_SUM, MILLION
from inspector.scoring.tree import Model

DIGITS = 11
"""Decimals kept of a rest: less would take two scores for one, more would keep the noise of doubles."""


class Cell(Struct, frozen=True):
    """An item as the sheet reckons it; `counts` leaves out what the scheme drops, `in_sum` does not."""

    weight: int
    low: int
    high: int
    counts: bool
    decided: bool
    in_sum: bool
    binds: bool
    met: bool


class Part(Struct, frozen=True):
    """A section: its weight among sections, and of the items that count the sums of w, w·low, w·high."""

    weight: int
    cells: tuple[Cell, ...]

    @property
    def whole(self) -> int:
        return sum(one.weight for one in self.cells if one.counts)

    @property
    def low(self) -> int:
        return sum(one.weight * one.low for one in self.cells if one.counts)

    @property
    def high(self) -> int:
        return sum(one.weight * one.high for one in self.cells if one.counts)

    @property
    def active(self) -> int:
        return self.weight if self.whole else 0


class End(Struct, frozen=True):
    """One end of the score: whole millionths of a point, the rest below one, rounded half-even, half-up to 0.01."""

    start: int
    part: float
    whole: int
    rest: float

    @property
    def micro(self) -> int:
        if self.rest == 0.5:
            return self.whole + self.whole % 2
        return self.whole + (self.rest > 0.5)

    @property
    def hundredths(self) -> int:
        return self.whole // 10_000 + (self.whole % 10_000 >= 5_000)


class Reckoned(Struct, frozen=True):
    """`parts` in the order of the table; `low` and `high` are None when nothing is scored."""

    model: Model
    parts: tuple[Part, ...]
    low: End | None
    high: End | None
    coverage: float
    grade: str

    @property
    def whole(self) -> int:
        return sum(part.whole for part in self.parts)

    @property
    def active(self) -> int:
        """What the sections' parts are divided by; the flat models have one part of everything."""
        return sum(part.active for part in self.parts) if self.model == "default" else int(self.whole > 0)

    def points(self, part: Part) -> float:
        """Points of a section after what does not count has moved its weight."""
        if not self.active:
            return 0.0
        if self.model == "default":
            return 100 * part.active / self.active
        return 100 * part.whole / self.whole


def scaled(weights: Sequence[Fraction]) -> list[int]:
    """The same proportions in whole numbers."""
    common = lcm(*(one.denominator for one in weights))
    return [int(one * common) for one in weights]


def reckon(table: ScoreTable) -> Reckoned:
    """The table's score; `fired` are the floor items whose line is not met."""
    scheme = table.survey.scheme
    rows = [row for section in table.sections for row in section.rows]
    weights = iter(_item_weights(scheme, rows))
    tops = scaled([section.weight for section in table.sections])
    parts = tuple(
        Part(top, tuple(_cell(scheme, row, next(weights)) for row in section.rows))
        for top, section in zip(tops, table.sections, strict=True)
    )
    failed = {row.item.id for row in rows if row.state in ("fail", "partial")}
    return reckoned(scheme, parts, [floor_.item in failed for floor_ in scheme.floor_items])


def _item_weights(scheme: Scheme, rows: Sequence[TableRow]) -> list[int]:
    if model_of(scheme) in ("flat_unweighted", "absolute"):
        return [int(row.weight > 0) for row in rows]
    return scaled([row.weight for row in rows])


def _cell(scheme: Scheme, row: TableRow, weight: int) -> Cell:
    counted = DECIDED if scheme.unchecked == "drop" else IN_SUM
    state = row.state
    return Cell(
        weight, row.low, row.high, state in counted, state in DECIDED, state in IN_SUM, row.binds, state == "pass"
    )


def reckoned(scheme: Scheme, parts: tuple[Part, ...], fired: Sequence[bool] = ()) -> Reckoned:
    found = Reckoned(model_of(scheme), parts, None, None, 0.0, WITHHELD)
    if not found.active:
        return found
    low, high = (_end(found, [getattr(part, name) for part in parts]) for name in ("low", "high"))
    covered = round(sum(found.points(part) * _decided(part) for part in parts) / 100, DIGITS + 1)
    return replace(
        found, low=low, high=high, coverage=covered, grade=_grade(scheme, parts, (low, high), covered, fired)
    )


def quotients(found: Reckoned, part: Part, earned: int) -> tuple[int, float]:
    """A section's part of the score, before it is divided by the sum of the weights: whole, and the rest."""
    if not part.active:
        return 0, 0.0
    product = 100 * part.active * earned
    whole = floor(product / part.whole)
    return whole, (product - whole * part.whole) / part.whole


def totals(found: Reckoned, earned: Sequence[int]) -> tuple[int, float]:
    """The sums of the sections' parts; without sections one part of everything."""
    if found.model == "default":
        pairs = [quotients(found, part, one) for part, one in zip(found.parts, earned, strict=True)]
        return sum(whole for whole, _ in pairs), sum(rest for _, rest in pairs)
    product = 100 * sum(earned)
    whole = floor(product / found.whole)
    return whole, (product - whole * found.whole) / found.whole


def _end(found: Reckoned, earned: Sequence[int]) -> End:
    if found.model == "absolute":
        whole = 100 * MILLION * (sum(earned) == MILLION * found.whole)
        return End(whole, 0.0, whole, 0.0)
    whole, rest = totals(found, earned)
    start = floor(whole / found.active)
    part = round((whole - start * found.active + rest) / found.active, DIGITS)
    return End(start, part, start + floor(part), part - floor(part))


def _decided(part: Part) -> float:
    """The share of a section's weight that has a verdict."""
    return sum(one.weight for one in part.cells if one.counts and one.decided) / part.whole if part.whole else 0.0


def _grade(
    scheme: Scheme, parts: tuple[Part, ...], ends: tuple[End, End], covered: float, fired: Sequence[bool]
) -> str:
    if scheme.mode == "lines":
        binding = [one for part in parts for one in part.cells if one.binds and one.in_sum]
        if any(one.decided and not one.met for one in binding):
            return NOT_MET
        return MET if all(one.decided for one in binding) else WITHHELD
    names, lines = list(scheme.grades), grade_lines(scheme)
    first, last = (sum(line > end.whole for line in lines) for end in ends)
    if first != last or first == len(names) or covered < coverage_line(scheme):
        return WITHHELD
    drops = sum(one.by for one, on in zip(scheme.floor_items, fired, strict=True) if on and one.form == "drop")
    caps = [names.index(one.to) for one, on in zip(scheme.floor_items, fired, strict=True) if on and one.form == "cap"]
    return names[min(max([first + drops, *caps]), len(names) - 1)]


def grade_lines(scheme: Scheme) -> list[int]:
    """From how many millionths of a point on each grade holds."""
    return [int(line.number * MILLION) for line in scheme.grades.values()]


def coverage_line(scheme: Scheme) -> float:
    return float(scheme.rank.coverage.number) if scheme.rank else 0.0
