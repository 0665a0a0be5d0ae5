"""What a verdict earns under the office's scheme: an exact share, then once to millionths (scoring 2)."""

from collections.abc import Mapping
from fractions import Fraction

from inspector.checklist.items import Item
from inspector.checklist.models import Credit, Scheme
from inspector.checklist.values import Number
from inspector.checklist.verdicts import Verdict
from inspector.scoring.results import MILLION, in_millionths

ALL_OR_NOTHING = Credit(kind="all_or_nothing")


def credits_of(scheme: Scheme | None) -> tuple[Mapping[str, Credit], Credit]:
    """The scheme's credits by item and that of all others; lines mode and no scheme know only met or not."""
    if scheme is None:
        return {}, ALL_OR_NOTHING
    return scheme.credits, scheme.common_credit or ALL_OR_NOTHING


def credit_of(scheme: Scheme | None, item: Item) -> Credit:
    own, common = credits_of(scheme)
    return own.get(item.id, common)


def earned(credit: Credit, verdict: Verdict, answer: str) -> Number:
    """The exact share in [0, 1] that a verdict earns."""
    if answer in credit.choices:
        return _clamp(credit.choices[answer].number)
    if verdict.met:
        short = any(reason.name == "shortcoming" for reason in verdict.reasons)
        return _clamp(credit.shortcoming.number) if short and credit.shortcoming else 1
    if credit.zero_after is not None:
        days = credit.zero_after.days
        return _clamp(1 - Fraction(verdict.days_late, days)) if verdict.days_late and days else 0
    if credit.floor is not None and verdict.value is not None and verdict.line is not None:
        span = verdict.line - credit.floor.number
        return _clamp((verdict.value - credit.floor.number) / span) if span else 0
    if credit.kind == "in_proportion":
        return verdict.portion
    return _clamp(credit.partly.number) if credit.partly and verdict.partly else 0


def _clamp(share: Number) -> Number:
    return max(0, min(1, share))


def millionths(share: Number) -> int:
    """Half-even once, never up to full: a share below 1 stays below it (scoring 2)."""
    return MILLION if share.numerator == share.denominator else min(in_millionths(share), MILLION - 1)


def mean_millionths(total: Number, count: int) -> int:
    """Of shares that add up to `total`: the mean, rounded once."""
    if total == 0:
        return 0
    return MILLION if total == count else millionths(Fraction(total, count))
