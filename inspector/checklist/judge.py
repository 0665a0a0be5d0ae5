"""What all judge forms share: the bounds that bind, the comparison and the base class."""

from collections.abc import Sequence
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
_NUMBERS = frozenset({int, Fraction})


@dataclass(slots=True)
class Binding:
    """A line after its amounts are known: the bound, its wording and whether it is a lower one."""

    bound: Number
    words: str
    lower: bool
    top: int = field(init=False, repr=False, compare=False)
    bottom: int = field(init=False, repr=False, compare=False)
    """`bound` as a fraction, taken apart once."""

    def __post_init__(self) -> None:
        self.top, self.bottom = self.bound.numerator, self.bound.denominator

    def met_by(self, part: Number, whole: Number) -> bool:
        """Whether part / whole, with whole above 0, is on the right side: multiplied out, so nothing is divided."""
        reached, wanted = part * self.bottom, whole * self.top
        return reached >= wanted if self.lower else reached <= wanted


Bound = list[Binding] | Undecided


def bind(ground: Ground, at_least: Line | None, at_most: Line | None) -> Bound:
    """Every bound that holds here; Undecided when a fact is unknown or nothing binds this unit."""
    key = id(at_least) if at_most is None else (id(at_least), id(at_most))
    known: tuple[Bound, Line | None, Line | None] | None = ground.bound.get(key)
    if known is None:  # the lines are kept with it, so that nothing else can ever have their ids
        known = ground.bound[key] = _bind(ground, at_least, at_most), at_least, at_most
    return known[0]


def _bind(ground: Ground, at_least: Line | None, at_most: Line | None) -> Bound:
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


def compare(part: Number, whole: Number, bounds: Sequence[Binding]) -> tuple[Binding, bool]:
    """The deciding bound of part / whole (the strictest missed, else the strictest) and whether all are met."""
    if len(bounds) == 1:
        return bounds[0], bounds[0].met_by(part, whole)
    floor_ = max((b for b in bounds if b.lower), key=lambda b: b.bound, default=None)
    ceiling = min((b for b in bounds if not b.lower), key=lambda b: b.bound, default=None)
    if floor_ is not None and not floor_.met_by(part, whole):
        return floor_, False
    if ceiling is not None and not ceiling.met_by(part, whole):
        return ceiling, False
    return floor_ or ceiling or bounds[0], True


def portion_of(part: Number, whole: Number, binding: Binding, met: bool) -> Number:
    """How much of the line part / whole reaches, for credit in proportion."""
    if met:
        return ONE
    reached, wanted = part * binding.bottom, whole * binding.top
    if binding.lower:
        return max(ZERO, Fraction(reached, wanted)) if wanted else ZERO
    return Fraction(wanted, reached) if reached else ZERO


def number_in(value: Value | None) -> Number | None:
    """The number an answer is; None for no answer and for an alternative such as `none_held`."""
    return value if type(value) in _NUMBERS else None  # type: ignore[return-value]


MET = Verdict(True, ONE)


class Judge(Frozen):
    """Base of the forms: which reasons it can give and how it decides."""

    REASONS: ClassVar[tuple[str, ...]] = ()
    NUMERIC: ClassVar[bool] = False
    GROUNDED: ClassVar[bool] = True
    """Whether more than the answer decides: facts, settings, dates or the place."""

    def figures(self, line: Binding, part: Number, whole: Number = 1) -> dict[str, object]:
        value, bound = Fraction(part, whole), Fraction(line.bound)
        gap = bound - value if line.lower else value - bound
        return {"value": value, "line": bound, "line_reason": line.words, "missing": gap}

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        """Judge one answer; pure, and exact."""
        raise TypeError(type(self).__name__)
