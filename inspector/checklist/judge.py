"""What all judge forms share: the bounds that bind, the comparison and the base class."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from inspector.checklist.fields import Value
from inspector.checklist.values import Frozen, Line, Number
from inspector.checklist.verdicts import Answered, Asked, Ground, Row, Undecided, Verdict

ONE: Number = 1
ZERO: Number = 0
Outcome = Verdict | Undecided
SINGLE, VALUE = "", "value"
NOTHING: Row = {}


@dataclass(slots=True)
class Binding:
    """A line after its amounts are known: the bound, its wording and whether it is a lower one."""

    bound: Number
    words: str
    lower: bool
    top: int = field(init=False, repr=False, compare=False)
    bottom: int = field(init=False, repr=False, compare=False)
    fraction: Fraction = field(init=False, repr=False, compare=False)
    """`bound` as a fraction, also taken apart: once, as it is held against many values."""

    def __post_init__(self) -> None:
        self.fraction = Fraction(self.bound)
        self.top, self.bottom = self.bound.numerator, self.bound.denominator


Bound = list[Binding] | Undecided


def bind(ground: Ground, at_least: Line | None, at_most: Line | None) -> Bound:
    """The bounds that decide here; Undecided when a fact is unknown or nothing binds this unit."""
    every = every_bound(ground, at_least, at_most)
    return every if isinstance(every, Undecided) else strictest(every)


RowLines = Mapping[str, Line]
NO_LINES: RowLines = {}


class Limits:
    """The lower and the upper line that a judge has for all rows, and those of rows with lines of their own."""

    __slots__ = ("at_least", "at_most", "own")

    def __init__(
        self, at_least: Line | None, at_most: Line | None, lower: RowLines = NO_LINES, upper: RowLines = NO_LINES
    ) -> None:
        """`lower` and `upper` are those of rows."""
        self.at_least, self.at_most = at_least, at_most
        self.own = {row: (lower.get(row, at_least), upper.get(row, at_most)) for row in (*lower, *upper)}

    def on(self, ground: Ground) -> tuple[Bound, Mapping[str, Bound]]:
        """What binds all rows but those of the mapping; worked out once for a ground and kept there."""
        known: tuple[Bound, Mapping[str, Bound]] | None = ground.bound.get(self)
        if known is None:
            own = {row: bind(ground, *lines) for row, lines in self.own.items()}
            known = ground.bound[self] = bind(ground, self.at_least, self.at_most), own
        return known


def every_bound(ground: Ground, at_least: Line | None, at_most: Line | None) -> Bound:
    """All that bind, in the order they are written in."""
    bound: list[Binding] = []
    for line, lower in ((at_least, True), (at_most, False)):
        if line is None:
            continue
        amounts = ground.amounts(line)
        if amounts is None:
            return Undecided("not_applicable")
        for amount in amounts:
            value = amount.value(ground.facts)
            if value is None:
                return Undecided("unknown", amount.times)
            bound.append(Binding(value, amount.text, lower))
    return bound or Undecided("recorded")


def strictest(bounds: Sequence[Binding]) -> list[Binding]:
    """The highest floor, then the lowest ceiling: whoever keeps within these keeps within all."""
    floors, ceilings = [b for b in bounds if b.lower], [b for b in bounds if not b.lower]
    highest = [max(floors, key=lambda b: b.bound)] if floors else []
    return [*highest, min(ceilings, key=lambda b: b.bound)] if ceilings else highest


def compare(part: Number, whole: Number, bounds: Sequence[Binding]) -> tuple[Binding, bool]:
    """Which of the strictest bounds decides part / whole (the first missed, else the first) and whether all are met."""
    for line in bounds:
        reached, wanted = part * line.bottom, whole * line.top  # multiplied out, so nothing is divided
        if reached < wanted if line.lower else reached > wanted:
            return line, False
    return bounds[0], True


def portion_of(part: Number, whole: Number, binding: Binding, met: bool) -> Number:
    """How much of the line part / whole reaches, for credit in proportion."""
    if met:
        return ONE
    reached, wanted = part * binding.bottom, whole * binding.top
    if binding.lower:
        return Fraction(reached, wanted) if wanted and reached > 0 else ZERO
    return Fraction(wanted, reached) if reached else ZERO


def number_in(value: Value | None) -> Number | None:
    """The number an answer is; None for no answer and for an alternative such as `none_held`."""
    kind = type(value)
    return value if kind is int or kind is Fraction else None  # type: ignore[return-value]


MET = Verdict(True, ONE)


Decide = Callable[[Answered, Ground], Outcome]


class Judge(Frozen):
    """Base of the forms: which reasons it can give and how it decides."""

    REASONS: ClassVar[tuple[str, ...]] = ()
    NUMERIC: ClassVar[bool] = False
    GROUNDED: ClassVar[bool] = True
    """Whether more than the answer decides: facts, settings, dates or the place."""

    def ready(self, asked: Asked) -> Decide:
        """What judges answers to this question, pure and exact; all that is declared is read before the first."""
        raise TypeError(type(self).__name__)


def figures_of(line: Binding, part: Number, whole: Number = 1) -> dict[str, object]:
    """Of a value that missed its line."""
    value, bound = Fraction(part, whole), line.fraction
    gap = bound - value if line.lower else value - bound
    return {"value": value, "line": bound, "line_reason": line.words, "missing": gap}
