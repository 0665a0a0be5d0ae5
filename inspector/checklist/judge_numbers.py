"""Judge forms of numbers: count, measure, ratio, per_head, trend and banded."""

from fractions import Fraction
from operator import ge, gt, lt
from typing import Annotated, Literal

from pydantic import Field as Key

from inspector.checklist.judge import (
    MET,
    NOTHING,
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
        of = self.of
        for key, row in answered.rows.items():
            value = row.get(of)
            if type(value) is not int and type(value) is not Fraction:
                return Undecided("incomplete")
            known[key] = value
        if not known:
            return Undecided("incomplete")
        if self.combine == "sum":
            known = {SINGLE: sum(known.values())}
        elif len(known) == 1 and (met := self._met_alone(known, ground, asked)) is not None:
            return met
        return every_row(self, known, ground, asked)

    def _met_alone(self, known: dict[str, Number], ground: Ground, asked: Asked) -> Verdict | None:
        """What `every_row` says of a single value that is met, as most are."""
        ((key, value),) = known.items()
        bounds = bind(ground, asked.at_least.get(key, self.at_least), asked.at_most.get(key, self.at_most))
        if isinstance(bounds, Undecided):
            return None
        line, met = compare(value, 1, bounds)
        return Verdict(True, ONE, (), False, None, (value, 1), line.bound) if met else None


class Measure(Count):
    """A measured value against a line that may vary with an earlier answer (`by`), such as new or rebuilt."""

    form: Literal["measure"]  # type: ignore[assignment]
    by: Id | None = None


def every_row(judge: Count, values: dict[str, Number], ground: Ground, asked: Asked) -> Outcome:
    """Each value against its row's line or the judge's; all must meet it."""
    rows = Rows()
    lower, upper = judge.at_least, judge.at_most
    open_: Undecided | None = None
    for key, value in values.items():
        bounds = bind(ground, asked.at_least.get(key, lower), asked.at_most.get(key, upper))
        if isinstance(bounds, Undecided):
            if bounds.why == "unknown":
                return bounds
            open_ = bounds
            continue
        line, met = compare(value, 1, bounds)
        rows.judged(value, 1, line, met)
        if not met:
            figures = judge.figures(line, value) | {"row": asked.labels.get(key, key)}
            rows.reasons += (Reason("below" if line.lower else "above", figures, key),)
    return rows.verdict() if rows.count else open_ or Undecided("not_applicable")


class Rows:
    """Rows judged one after the other; the worst of them stands for all."""

    __slots__ = ("count", "good", "line", "measured", "reasons", "worst")

    def __init__(self) -> None:
        self.count = self.good = 0
        self.worst, self.line = ZERO, ZERO
        self.measured: tuple[Number, Number] = (0, 1)
        self.reasons: tuple[Reason, ...] = ()

    def judged(self, part: Number, whole: Number, line: Binding, met: bool) -> None:
        """A row more."""
        first = not self.count
        self.count += 1
        if met:
            self.good += 1
            portion = ONE  # no worse than the rows before
        else:
            portion = portion_of(part, whole, line, met)
        if first or (not met and portion < self.worst):
            self.worst, self.measured, self.line = portion, (part, whole), line.bound

    def verdict(self) -> Verdict:
        good, count = self.good, self.count
        if count == 1:
            return Verdict(good == 1, self.worst, self.reasons, False, None, self.measured, self.line)
        portion = ONE if good == count else Fraction(good, count)
        some = 0 < good < count
        return Verdict(good == count, portion, self.reasons, some, (good, count), self.measured, self.line)


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
        row = answered.rows.get(SINGLE, NOTHING)
        name = self.part
        part = row[name] if name in row else ground.facts.get(name)
        if type(part) is not int and type(part) is not Fraction:
            return Undecided("incomplete", name)
        name = self.whole
        whole = row[name] if name in row else ground.facts.get(name)
        if type(whole) is not int and type(whole) is not Fraction:
            return Undecided("incomplete", name)
        return self.share(part, whole, ground)

    def share(self, part: Number, whole: Number, ground: Ground) -> Outcome:
        """The verdict on part of whole; a part above its whole is a contradiction, never 100 %."""
        if self.subset and part > whole:
            return Undecided("contradiction", "part_over_whole")
        if whole == 0:
            if self.zero == "not_applicable":
                return Undecided("not_applicable")
            return MET if self.zero == "met" else self._nothing(part, ground)
        tiny = self.tiny
        if tiny and whole < tiny.below and tiny.then == "recorded":
            return Undecided("recorded")
        bounds = bind(ground, self.at_least, self.at_most)
        if isinstance(bounds, Undecided):
            return bounds
        line, met = compare(part, whole, bounds)
        if met:
            return Verdict(True, ONE, (), False, None, (part, whole), line.bound, 0, True)
        reasons = (Reason("below" if line.lower else "above", ratio_figures(part, whole, line)),)
        return Verdict(
            False, portion_of(part, whole, line, met), reasons, False, None, (part, whole), line.bound, 0, True
        )

    def _nothing(self, part: Number, ground: Ground) -> Outcome:
        """Not met because there is nothing to take a share of."""
        bounds = bind(ground, self.at_least, self.at_most)
        if isinstance(bounds, Undecided):
            return bounds
        name = "below" if bounds[0].lower else "above"
        return Verdict(False, ZERO, (Reason(name, ratio_figures(part, 0, bounds[0])),))


def ratio_figures(part: Number, whole: Number, line: Binding) -> dict[str, object]:
    """Numerator, denominator, share, line and the shortfall in whole heads (scoring 2)."""
    wanted = line.top * whole
    needed = int(-(-wanted // line.bottom) if line.lower else wanted // line.bottom)
    return {
        "part": part,
        "whole": whole,
        "share": Fraction(part, whole) if whole else Fraction(0),
        "line": line.bound if type(line.bound) is Fraction else Fraction(line.bound),
        "needed": needed,
        "missing": abs(needed - part),
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
        amount_of, heads_of, facts = self.amount, self.heads, ground.facts
        for key, row in answered.rows.items():
            heads = row[heads_of] if heads_of in row else facts.get(heads_of)
            if type(heads) is not int and type(heads) is not Fraction:
                return Undecided("incomplete")
            amount = row.get(amount_of)
            if type(amount) is int or type(amount) is Fraction:
                if heads > 0:
                    pairs.append((key, amount, heads))
            elif heads:
                return Undecided("incomplete")
        if not answered.rows:
            return Undecided("incomplete")
        return self._judge(pairs, ground, asked)

    def _judge(self, known: list[tuple[str, Number, Number]], ground: Ground, asked: Asked) -> Outcome:
        if self.combine == "pooled" and known:
            known = [(SINGLE, sum(amount for _, amount, _ in known), sum(heads for _, _, heads in known))]
        rows, lines, common = Rows(), asked.at_least, self.at_least
        for key, amount, heads in known:
            bounds = bind(ground, lines.get(key, common), None)
            if isinstance(bounds, Undecided):
                return bounds
            line, met = compare(amount, heads, bounds)
            rows.judged(amount, heads, line, met)
            if not met:
                figures = self.figures(line, amount, heads) | {"row": asked.labels.get(key, key)}
                figures |= {"amount": amount, "heads": heads, "missing": line.bound * heads - amount}
                rows.reasons += (Reason("below", figures, key),)
        return rows.verdict() if rows.count else Undecided("not_applicable")


STEPS = {"more": gt, "less": lt, "not_less": ge}


class Trend(Judge):
    """A step this period: `now` against `before`; `enough` is a level beyond which no more is asked."""

    REASONS = ("no_step",)
    form: Literal["trend"]
    before: Id = "before"
    now: Id = "now"
    want: Literal["more", "less", "not_less"] = "more"
    enough: AmountText | None = None

    def decide(self, answered: Answered, ground: Ground, asked: Asked) -> Outcome:
        row = answered.rows.get(SINGLE, NOTHING)
        before, now = number_in(row.get(self.before)), number_in(row.get(self.now))
        if before is None or now is None:
            return Undecided("incomplete")
        want, enough = self.want, self.enough
        if STEPS[want](now, before) or (want == "less" and now == 0):
            return MET
        level = enough.value(ground.facts) if enough else None
        if level is not None and (now <= level if want == "less" else now >= level):
            return MET
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
        value = number_in(answered.rows.get(SINGLE, NOTHING).get(self.of))
        if value is None:
            return Undecided("incomplete")
        ordered = sorted(self.bands.values(), key=lambda band: band.from_to.low)
        if not ordered[0].from_to.low <= value <= ordered[-1].from_to.high:
            return Undecided("contradiction", "outside_bands")
        band = [band for band in ordered if band.from_to.low <= value][-1]
        if band.met:
            return MET
        return Verdict(False, ZERO, (Reason("not_met", {"value": value, "band": band.label}),))
