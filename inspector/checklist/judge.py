"""What all judge forms share: the bounds that bind, the comparison and the base class."""

from fractions import Fraction
from typing import ClassVar, NamedTuple

from inspector.checklist.fields import Value
from inspector.checklist.values import Frozen, Line
from inspector.checklist.verdicts import Answered, Asked, Ground, Undecided, Verdict

ONE, ZERO = Fraction(1), Fraction(0)
Outcome = Verdict | Undecided
SINGLE, VALUE = "", "value"


class Binding(NamedTuple):
    """A line after its amounts are known: the bound, its wording and whether it is a lower one."""

    bound: Fraction
    words: str
    lower: bool


def bind(ground: Ground, at_least: Line | None, at_most: Line | None) -> list[Binding] | Undecided:
    """Every bound that holds here; Undecided when a fact is unknown or nothing binds this unit."""
    bound: list[Binding] = []
    for line, lower in ((at_least, True), (at_most, False)):
        amounts = ground.amounts(line)
        if amounts is None:
            return Undecided("not_applicable")
        for amount in amounts:
            value = amount.value(ground.facts)
            if value is None:
                return Undecided("unknown", amount.times)
            bound.append(Binding(value, amount.text, lower))
    return bound or Undecided("recorded")


def compare(value: Fraction, bounds: list[Binding]) -> tuple[Binding, bool]:
    """The deciding bound (the strictest of those missed, else the strictest) and whether all are met."""
    if len(bounds) == 1:
        only = bounds[0]
        return only, value >= only.bound if only.lower else value <= only.bound
    lower = [b for b in bounds if b.lower]
    upper = [b for b in bounds if not b.lower]
    floor_ = max(lower, key=lambda b: b.bound, default=None)
    ceiling = min(upper, key=lambda b: b.bound, default=None)
    if floor_ is not None and value < floor_.bound:
        return floor_, False
    if ceiling is not None and value > ceiling.bound:
        return ceiling, False
    return floor_ or ceiling or bounds[0], True


def portion_of(value: Fraction, binding: Binding, met: bool) -> Fraction:
    if met:
        return ONE
    if binding.lower:
        return max(ZERO, value / binding.bound) if binding.bound else ZERO
    return binding.bound / value if value else ZERO


def fraction(value: Value | None) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    return Fraction(value) if isinstance(value, int) else None


class Judge(Frozen):
    """Base of the forms: which reasons it can give and how it decides."""

    REASONS: ClassVar[tuple[str, ...]] = ()
    NUMERIC: ClassVar[bool] = False

    def figures(self, line: Binding, value: Fraction) -> dict[str, object]:
        gap = line.bound - value if line.lower else value - line.bound
        return {"value": value, "line": line.bound, "line_reason": line.words, "missing": gap}

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        """Judge one answer; pure, and exact."""
        raise TypeError(type(self).__name__)
