"""Judge forms of numbers: count, measure, ratio, per_head, trend and banded."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Literal

from pydantic import Field as Key

from inspector.checklist.judge import (
    ONE,
    SINGLE,
    VALUE,
    ZERO,
    Binding,
    Judge,
    Outcome,
    bind,
    compare,
    fraction,
    portion_of,
)
from inspector.checklist.values import AmountText, Frozen, Id, Line, RangeText, YesNo
from inspector.checklist.verdicts import Answered, Asked, Ground, Reason, Undecided, Verdict


class Count(Judge):
    """A number against a lower or an upper line, row by row or summed over the rows."""

    REASONS = ("below", "above")
    NUMERIC = True
    form: Literal["count"]
    of: Id = VALUE
    at_least: Line | None = None
    at_most: Line | None = None
    combine: Literal["every_row", "sum"] = "every_row"

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        values = {key: fraction(row.get(self.of)) for key, row in answered.rows.items()}
        if not values and answered.absent:
            return Undecided("not_applicable")
        if not values or None in values.values():
            return Undecided("incomplete")
        known = {key: value for key, value in values.items() if value is not None}
        if self.combine == "sum":
            known = {SINGLE: sum(known.values(), ZERO)}
        return every_row(self, known, ground, asked)


class Measure(Count):
    """A measured value against a line that may vary with an earlier answer (`by`), such as new or rebuilt."""

    form: Literal["measure"]  # type: ignore[assignment]
    by: Id | None = None


def every_row(judge: Count, values: dict[str, Fraction], ground: Ground, asked: Asked) -> Outcome:
    """Each value against its row's line or the judge's; all must meet it."""
    reasons: list[Reason] = []
    good = judged = 0
    worst: tuple[Fraction, Fraction, Fraction] | None = None
    open_: Undecided | None = None
    for key, value in values.items():
        bounds = bind(ground, asked.at_least.get(key, judge.at_least), asked.at_most.get(key, judge.at_most))
        if isinstance(bounds, Undecided):
            if bounds.why == "unknown":
                return bounds
            open_ = bounds
            continue
        line, met = compare(value, bounds)
        judged, good = judged + 1, good + met
        portion = portion_of(value, line, met)
        if worst is None or portion < worst[0]:
            worst = (portion, value, line.bound)
        if not met:
            figures = judge.figures(line, value) | {"row": asked.labels.get(key, key)}
            reasons.append(Reason("below" if line.lower else "above", figures, key))
    if worst is None:
        return open_ or Undecided("not_applicable")
    return _parts(good, judged, reasons, worst)


def _parts(good: int, judged: int, reasons: list[Reason], worst: tuple[Fraction, Fraction, Fraction]) -> Verdict:
    portion = worst[0] if judged == 1 else Fraction(good, judged)
    parts = (good, judged) if judged > 1 else None
    met = good == judged
    return Verdict(met, portion, tuple(reasons), 0 < good < judged, parts, worst[1], worst[2])


class Tiny(Frozen):
    """A denominator below `below` says little: it is then recorded only, or judged all the same."""

    below: int
    then: Literal["recorded", "judged"] = "recorded"


class Ratio(Judge):
    """part / whole on the exact fraction; both are columns of the answer or facts."""

    REASONS = ("below", "above")
    NUMERIC = True
    form: Literal["ratio"]
    part: Id = "part"
    whole: Id = "whole"
    at_least: Line | None = None
    at_most: Line | None = None
    zero: Literal["not_applicable", "met", "not_met"] = "not_applicable"
    tiny: Tiny | None = None
    subset: YesNo = True

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        row = answered.rows.get(SINGLE, {})
        pair = []
        for name in (self.part, self.whole):
            value = fraction(row.get(name)) if name in row else ground.facts.get(name)
            if value is None:
                return Undecided("incomplete", name)
            pair.append(value)
        return self.share(pair[0], pair[1], ground)

    def share(self, part: Fraction, whole: Fraction, ground: Ground) -> Outcome:
        """The verdict on part of whole; a part above its whole is a contradiction, never 100 %."""
        if self.subset and part > whole:
            return Undecided("contradiction", "part_over_whole")
        if whole == 0:
            if self.zero == "not_applicable":
                return Undecided("not_applicable")
            return Verdict(True, ONE) if self.zero == "met" else self._nothing(part, ground)
        if self.tiny and whole < self.tiny.below and self.tiny.then == "recorded":
            return Undecided("recorded")
        bounds = bind(ground, self.at_least, self.at_most)
        if isinstance(bounds, Undecided):
            return bounds
        line, met = compare(part / whole, bounds)
        portion = portion_of(part / whole, line, met)
        if met:
            return Verdict(True, portion, (), value=part / whole, line=line.bound, pool=(part, whole))
        reason = Reason("below" if line.lower else "above", ratio_figures(part, whole, line))
        return Verdict(False, portion, (reason,), value=part / whole, line=line.bound, pool=(part, whole))

    def _nothing(self, part: Fraction, ground: Ground) -> Outcome:
        """Not met because there is nothing to take a share of."""
        bounds = bind(ground, self.at_least, self.at_most)
        if isinstance(bounds, Undecided):
            return bounds
        name = "below" if bounds[0].lower else "above"
        return Verdict(False, ZERO, (Reason(name, ratio_figures(part, ZERO, bounds[0])),))


def ratio_figures(part: Fraction, whole: Fraction, line: Binding) -> dict[str, object]:
    """Numerator, denominator, share, line and the shortfall in whole heads (scoring 2)."""
    needed = ceil(line.bound * whole) if line.lower else floor(line.bound * whole)
    missing = abs(needed - part)
    share = part / whole if whole else ZERO
    return {
        "part": part,
        "whole": whole,
        "share": share,
        "line": line.bound,
        "needed": needed,
        "missing": missing,
    }


class PerHead(Judge):
    """An amount per head, row by row; several amounts on a row all bind, so the largest decides."""

    REASONS = ("below",)
    NUMERIC = True
    form: Literal["per_head"]
    amount: Id = "amount"
    heads: Id = "heads"
    at_least: Line | None = None
    combine: Literal["every_row", "pooled"] = "every_row"

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        pairs = list(self._pairs(answered, ground))
        if not pairs and answered.absent:
            return Undecided("not_applicable")
        if not pairs or any(pair is None for _, pair in pairs):
            return Undecided("incomplete")
        known = {key: pair for key, pair in pairs if pair is not None and pair[1] > 0}
        if self.combine == "pooled" and known:
            known = {SINGLE: (sum(p[0] for p in known.values()), sum(p[1] for p in known.values()))}  # type: ignore[dict-item]
        return self._judge(known, ground, asked) if known else Undecided("not_applicable")

    def _pairs(self, answered: Answered, ground: Ground) -> Iterator[tuple[str, tuple[Fraction, Fraction] | None]]:
        for key, row in answered.rows.items():
            heads = fraction(row.get(self.heads)) if self.heads in row else ground.facts.get(self.heads)
            amount = fraction(row.get(self.amount))
            if heads == 0:
                yield key, (amount or ZERO, ZERO)
            else:
                yield key, None if heads is None or amount is None else (amount, heads)

    def _judge(self, known: dict[str, tuple[Fraction, Fraction]], ground: Ground, asked: Asked) -> Outcome:
        reasons: list[Reason] = []
        good = 0
        worst: tuple[Fraction, Fraction, Fraction] | None = None
        for key, (amount, heads) in known.items():
            bounds = bind(ground, asked.at_least.get(key, self.at_least), None)
            if isinstance(bounds, Undecided):
                return bounds
            line, met = compare(amount / heads, bounds)
            good += met
            portion = portion_of(amount / heads, line, met)
            if worst is None or portion < worst[0]:
                worst = (portion, amount / heads, line.bound)
            if not met:
                figures = self.figures(line, amount / heads) | {"row": asked.labels.get(key, key)}
                figures |= {"amount": amount, "heads": heads, "missing": line.bound * heads - amount}
                reasons.append(Reason("below", figures, key))
        assert worst is not None
        return _parts(good, len(known), reasons, worst)


class Trend(Judge):
    """A step this period: `now` against `before`; `enough` is a level beyond which no more is asked."""

    REASONS = ("no_step",)
    form: Literal["trend"]
    before: Id = "before"
    now: Id = "now"
    want: Literal["more", "less", "not_less"] = "more"
    enough: AmountText | None = None

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        row = answered.rows.get(SINGLE, {})
        before, now = fraction(row.get(self.before)), fraction(row.get(self.now))
        if before is None or now is None:
            return Undecided("incomplete")
        level = self.enough.value(ground.facts) if self.enough else None
        step = {"more": now > before, "less": now < before, "not_less": now >= before}[self.want]
        if self.want == "less":
            met = step or now == 0 or (level is not None and now <= level)
        else:
            met = step or (level is not None and now >= level)
        if met:
            return Verdict(True, ONE)
        return Verdict(False, ZERO, (Reason("no_step", {"before": before, "now": now}),))


class Band(Frozen):
    """Lower bound included, upper bound excluded except in the last band."""

    from_to: RangeText
    label: str
    met: YesNo


class Banded(Judge):
    """A value falls into one of several bands without gaps."""

    REASONS = ("not_met",)
    form: Literal["banded"]
    of: Id = VALUE
    bands: Annotated[dict[Id, Band], Key(min_length=1)]

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        value = fraction(answered.rows.get(SINGLE, {}).get(self.of))
        if value is None:
            return Undecided("incomplete")
        ordered = sorted(self.bands.values(), key=lambda band: band.from_to.low)
        if not ordered[0].from_to.low <= value <= ordered[-1].from_to.high:
            return Undecided("contradiction", "outside_bands")
        band = [band for band in ordered if band.from_to.low <= value][-1]
        if band.met:
            return Verdict(True, ONE)
        return Verdict(False, ZERO, (Reason("not_met", {"value": value, "band": band.label}),))
