"""Judge forms of numbers: count, measure, ratio, per_head, trend and banded."""

from dataclasses import dataclass, field
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
    number_in,
    portion_of,
)
from inspector.checklist.values import AmountText, Frozen, Id, Line, Number, RangeText, YesNo
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
        if not answered.rows and answered.absent:
            return Undecided("not_applicable")
        known: dict[str, Number] = {}
        for key, row in answered.rows.items():
            value = number_in(row.get(self.of))
            if value is None:
                return Undecided("incomplete")
            known[key] = value
        if not known:
            return Undecided("incomplete")
        if self.combine == "sum":
            known = {SINGLE: sum(known.values())}
        return every_row(self, known, ground, asked)


class Measure(Count):
    """A measured value against a line that may vary with an earlier answer (`by`), such as new or rebuilt."""

    form: Literal["measure"]  # type: ignore[assignment]
    by: Id | None = None


def every_row(judge: Count, values: dict[str, Number], ground: Ground, asked: Asked) -> Outcome:
    """Each value against its row's line or the judge's; all must meet it."""
    rows = _Rows()
    open_: Undecided | None = None
    for key, value in values.items():
        bounds = bind(ground, asked.at_least.get(key, judge.at_least), asked.at_most.get(key, judge.at_most))
        if isinstance(bounds, Undecided):
            if bounds.why == "unknown":
                return bounds
            open_ = bounds
            continue
        line, met = compare(value, 1, bounds)
        rows.judged(value, 1, line, met)
        if not met:
            figures = judge.figures(line, value) | {"row": asked.labels.get(key, key)}
            rows.reasons.append(Reason("below" if line.lower else "above", figures, key))
    return rows.verdict() if rows.count else open_ or Undecided("not_applicable")


@dataclass(slots=True)
class _Rows:
    """Rows judged one after the other; the worst of them stands for all."""

    count: int = 0
    good: int = 0
    worst: Number = ZERO
    measured: tuple[Number, Number] = (0, 1)
    line: Number = 0
    reasons: list[Reason] = field(default_factory=list)

    def judged(self, part: Number, whole: Number, line: Binding, met: bool) -> None:
        """A row more; call it before its reason is added."""
        self.count += 1
        self.good += met
        if self.count > 1 and met:
            return  # its portion is 1: no worse than the rows before
        portion = portion_of(part, whole, line, met)
        if self.count == 1 or portion < self.worst:
            self.worst, self.measured, self.line = portion, (part, whole), line.bound

    def verdict(self) -> Verdict:
        good, count = self.good, self.count
        if count == 1:
            return Verdict(good == 1, self.worst, tuple(self.reasons), False, None, self.measured, self.line)
        portion = ONE if good == count else Fraction(good, count)
        some = 0 < good < count
        return Verdict(good == count, portion, tuple(self.reasons), some, (good, count), self.measured, self.line)


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
        part = number_in(row[self.part]) if self.part in row else ground.facts.get(self.part)
        if part is None:
            return Undecided("incomplete", self.part)
        whole = number_in(row[self.whole]) if self.whole in row else ground.facts.get(self.whole)
        if whole is None:
            return Undecided("incomplete", self.whole)
        return self.share(part, whole, ground)

    def share(self, part: Number, whole: Number, ground: Ground) -> Outcome:
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
        line, met = compare(part, whole, bounds)
        reasons = () if met else (Reason("below" if line.lower else "above", ratio_figures(part, whole, line)),)
        portion = portion_of(part, whole, line, met)
        return Verdict(met, portion, reasons, measured=(part, whole), bound=line.bound, pooled=True)

    def _nothing(self, part: Number, ground: Ground) -> Outcome:
        """Not met because there is nothing to take a share of."""
        bounds = bind(ground, self.at_least, self.at_most)
        if isinstance(bounds, Undecided):
            return bounds
        name = "below" if bounds[0].lower else "above"
        return Verdict(False, ZERO, (Reason(name, ratio_figures(part, 0, bounds[0])),))


def ratio_figures(part: Number, whole: Number, line: Binding) -> dict[str, object]:
    """Numerator, denominator, share, line and the shortfall in whole heads (scoring 2)."""
    needed = ceil(line.bound * whole) if line.lower else floor(line.bound * whole)
    return {
        "part": Fraction(part),
        "whole": Fraction(whole),
        "share": Fraction(part, whole) if whole else Fraction(0),
        "line": Fraction(line.bound),
        "needed": needed,
        "missing": abs(Fraction(needed - part)),
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
        if not answered.rows and answered.absent:
            return Undecided("not_applicable")
        pairs: list[tuple[str, Number, Number]] = []
        for key, row in answered.rows.items():
            heads = number_in(row[self.heads]) if self.heads in row else ground.facts.get(self.heads)
            amount = number_in(row.get(self.amount))
            if heads is None or (amount is None and heads != 0):
                return Undecided("incomplete")
            if heads > 0:
                pairs.append((key, amount or 0, heads))
        if not answered.rows:
            return Undecided("incomplete")
        return self._judge(pairs, ground, asked)

    def _judge(self, known: list[tuple[str, Number, Number]], ground: Ground, asked: Asked) -> Outcome:
        if self.combine == "pooled" and known:
            known = [(SINGLE, sum(amount for _, amount, _ in known), sum(heads for _, _, heads in known))]
        rows, lines, common = _Rows(), asked.at_least, self.at_least
        for key, amount, heads in known:
            bounds = bind(ground, lines.get(key, common), None)
            if isinstance(bounds, Undecided):
                return bounds
            line, met = compare(amount, heads, bounds)
            rows.judged(amount, heads, line, met)
            if not met:
                figures = self.figures(line, amount, heads) | {"row": asked.labels.get(key, key)}
                figures |= {"amount": amount, "heads": heads, "missing": line.bound * heads - amount}
                rows.reasons.append(Reason("below", figures, key))
        return rows.verdict() if rows.count else Undecided("not_applicable")


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
        before, now = number_in(row.get(self.before)), number_in(row.get(self.now))
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
        value = number_in(answered.rows.get(SINGLE, {}).get(self.of))
        if value is None:
            return Undecided("incomplete")
        ordered = sorted(self.bands.values(), key=lambda band: band.from_to.low)
        if not ordered[0].from_to.low <= value <= ordered[-1].from_to.high:
            return Undecided("contradiction", "outside_bands")
        band = [band for band in ordered if band.from_to.low <= value][-1]
        if band.met:
            return Verdict(True, ONE)
        return Verdict(False, ZERO, (Reason("not_met", {"value": value, "band": band.label}),))
