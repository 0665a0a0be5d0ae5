"""What a verdict earns under the office's scheme: an exact share, then once to millionths (scoring 2)."""

from fractions import Fraction

from inspector.checklist.items import Item
from inspector.checklist.models import Credit, Scheme
from inspector.checklist.verdicts import Verdict
from inspector.scoring.results import MILLION

ALL_OR_NOTHING = Credit(kind="all_or_nothing")


def credit_of(scheme: Scheme | None, item: Item) -> Credit:
    """The scheme's credit of an item; lines mode and no scheme know only met or not."""
    if scheme is None or scheme.mode == "lines":
        return ALL_OR_NOTHING
    own = scheme.items.get(item.id)
    return (own.credit if own else None) or scheme.default.credit or ALL_OR_NOTHING


def earned_millionths(credit: Credit, verdict: Verdict, answer: str) -> int:
    """As `earned`, rounded; the two plain cases, full and nothing, without arithmetic."""
    if not credit.choices:
        if verdict.met and credit.shortcoming is None:
            return MILLION
        if not verdict.met and credit.kind == "all_or_nothing" and credit.partly is None:
            return 0
    return millionths(earned(credit, verdict, answer))


def earned(credit: Credit, verdict: Verdict, answer: str) -> Fraction:
    """The exact share in [0, 1] that a verdict earns."""
    if answer in credit.choices:
        return _clamp(credit.choices[answer].number)
    if verdict.met:
        short = any(reason.name == "shortcoming" for reason in verdict.reasons)
        return _clamp(credit.shortcoming.number) if short and credit.shortcoming else Fraction(1)
    if credit.zero_after is not None:
        days = credit.zero_after.days
        return _clamp(1 - Fraction(verdict.days_late, days)) if verdict.days_late and days else Fraction(0)
    if credit.floor is not None and verdict.value is not None and verdict.line is not None:
        span = verdict.line - credit.floor.number
        return _clamp((verdict.value - credit.floor.number) / span) if span else Fraction(0)
    if credit.kind == "in_proportion":
        return _clamp(verdict.portion)
    return _clamp(credit.partly.number) if credit.partly and verdict.partly else Fraction(0)


def _clamp(share: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), share))


def millionths(share: Fraction) -> int:
    """Half-even once, never up to full: a share below 1 stays below it (scoring 2)."""
    if share == 1:
        return MILLION
    return min(round(share * MILLION), MILLION - 1)
