"""Judge forms of numbers: count, measure, ratio, per_head, trend and banded."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
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
    Bound,
    Decide,
    Judge,
    Limits,
    Outcome,
    compare,
    figures_of,
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

    def ready(self, asked: Asked) -> Decide:
        of, summed, labels = self.of, self.combine == "sum", asked.labels
        limits = Limits(self.at_least, self.at_most, asked.at_least, asked.at_most)

        def decide(answered: Answered, ground: Ground) -> Outcome:
            known: dict[str, Number] = {}
            for key, row in answered.rows.items():
                value = row.get(of)
                if type(value) is not int and type(value) is not Fraction:
                    return Undecided("incomplete")
                known[key] = value
            if not known:
                return Undecided("not_applicable" if answered.absent else "incomplete")
            if summed:
                known = {SINGLE: sum(known.values())}
            common, own = limits.on(ground)
            rows: list[Judged] = []
            reasons: tuple[Reason, ...] = ()
            open_: Undecided | None = None
            for key, value in known.items():
                bounds = own.get(key, common)
                if isinstance(bounds, Undecided):
                    if bounds.why == "unknown":
                        return bounds
                    open_ = bounds
                    continue
                line, met = compare(value, 1, bounds)
                if met and len(known) == 1:  # as most are
                    return Verdict(True, ONE, (), False, None, (value, 1), line.bound)
                rows.append((value, 1, line, met))
                if not met:
                    figures = figures_of(line, value) | {"row": labels.get(key, key)}
                    reasons += (Reason("below" if line.lower else "above", figures, key),)
            return all_rows(rows, reasons) if rows else open_ or Undecided("not_applicable")

        return decide


class Measure(Count):
    """A measured value against a line that may vary with an earlier answer (`by`), such as new or rebuilt."""

    form: Literal["measure"]  # type: ignore[assignment]
    by: Id | None = None


Judged = tuple[Number, Number, Binding, bool]
"""One row: part, whole, the line that decided it, and whether it is met."""


def all_rows(rows: Sequence[Judged], reasons: tuple[Reason, ...]) -> Verdict:
    """The verdict on at least one row; the worst of them stands for all, the first where none is worse."""
    count = len(rows)
    worst, portion, good = rows[0], ONE, count
    if reasons:
        portions = [portion_of(*row) for row in rows]
        portion = min(portions)
        worst, good = rows[portions.index(portion)], sum([row[3] for row in rows])
    part, whole, line, _ = worst
    if count == 1:
        return Verdict(good == 1, portion, reasons, False, None, (part, whole), line.bound)
    reached = ONE if good == count else Fraction(good, count)
    return Verdict(good == count, reached, reasons, 0 < good < count, (good, count), (part, whole), line.bound)


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

    def ready(self, asked: Asked) -> Decide:
        part_name, whole_name, share = self.part, self.whole, self.share

        def decide(answered: Answered, ground: Ground) -> Outcome:
            row = answered.rows.get(SINGLE, NOTHING)
            part = row[part_name] if part_name in row else ground.facts.get(part_name)
            if type(part) is not int and type(part) is not Fraction:
                return Undecided("incomplete", part_name)
            whole = row[whole_name] if whole_name in row else ground.facts.get(whole_name)
            if type(whole) is not int and type(whole) is not Fraction:
                return Undecided("incomplete", whole_name)
            return share(part, whole, ground)

        return decide

    @cached_property
    def share(self) -> Callable[[Number, Number, Ground], Outcome]:
        """Gives the verdict on part of whole; a part above its whole is a contradiction, never 100 %."""
        limits, subset, tiny = Limits(self.at_least, self.at_most), self.subset, self.tiny
        too_small = tiny.below if tiny and tiny.then == "recorded" else None

        def share(part: Number, whole: Number, ground: Ground) -> Outcome:
            if subset and part > whole:
                return Undecided("contradiction", "part_over_whole")
            if whole == 0:
                return self._of_nothing(part, limits.on(ground)[0])
            if too_small is not None and whole < too_small:
                return Undecided("recorded")
            bounds, _ = limits.on(ground)
            if isinstance(bounds, Undecided):
                return bounds
            line, met = compare(part, whole, bounds)
            if met:
                return Verdict(True, ONE, (), False, None, (part, whole), line.bound, 0, True)
            reasons = (Reason("below" if line.lower else "above", ratio_figures(part, whole, line)),)
            portion = portion_of(part, whole, line, met)
            return Verdict(False, portion, reasons, False, None, (part, whole), line.bound, 0, True)

        return share

    def _of_nothing(self, part: Number, bounds: Bound) -> Outcome:
        """Where there is nothing to take a share of."""
        if self.zero == "not_applicable":
            return Undecided("not_applicable")
        if self.zero == "met":
            return MET
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
        "line": line.fraction,
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

    def ready(self, asked: Asked) -> Decide:
        amount_of, heads_of, pooled, labels = self.amount, self.heads, self.combine == "pooled", asked.labels
        limits = Limits(self.at_least, None, asked.at_least)

        def decide(answered: Answered, ground: Ground) -> Outcome:
            known: list[tuple[str, Number, Number]] = []
            for key, row in answered.rows.items():
                heads = row[heads_of] if heads_of in row else ground.facts.get(heads_of)
                if type(heads) is not int and type(heads) is not Fraction:
                    return Undecided("incomplete")
                amount = row.get(amount_of)
                if type(amount) is int or type(amount) is Fraction:
                    if heads > 0:
                        known.append((key, amount, heads))
                elif heads:
                    return Undecided("incomplete")
            if not known:
                return Undecided("not_applicable" if answered.rows or answered.absent else "incomplete")
            if pooled:
                known = [(SINGLE, sum([amount for _, amount, _ in known]), sum([heads for _, _, heads in known]))]
            common, own = limits.on(ground)
            rows: list[Judged] = []
            reasons: tuple[Reason, ...] = ()
            for key, amount, heads in known:
                bounds = own.get(key, common)
                if isinstance(bounds, Undecided):
                    return bounds
                line, met = compare(amount, heads, bounds)
                rows.append((amount, heads, line, met))
                if not met:
                    figures = figures_of(line, amount, heads) | {"row": labels.get(key, key)}
                    figures |= {"amount": amount, "heads": heads, "missing": line.bound * heads - amount}
                    reasons += (Reason("below", figures, key),)
            return all_rows(rows, reasons)

        return decide


STEPS = {"more": gt, "less": lt, "not_less": ge}


class Trend(Judge):
    """A step this period: `now` against `before`; `enough` is a level beyond which no more is asked."""

    REASONS = ("no_step",)
    form: Literal["trend"]
    before: Id = "before"
    now: Id = "now"
    want: Literal["more", "less", "not_less"] = "more"
    enough: AmountText | None = None

    def ready(self, asked: Asked) -> Decide:
        before_name, now_name, enough = self.before, self.now, self.enough
        step, less = STEPS[self.want], self.want == "less"

        def decide(answered: Answered, ground: Ground) -> Outcome:
            row = answered.rows.get(SINGLE, NOTHING)
            before, now = number_in(row.get(before_name)), number_in(row.get(now_name))
            if before is None or now is None:
                return Undecided("incomplete")
            if step(now, before) or (less and now == 0):
                return MET
            level = enough.value(ground.facts) if enough else None
            if level is not None and (now <= level if less else now >= level):
                return MET
            return Verdict(False, ZERO, (Reason("no_step", {"before": before, "now": now}),))

        return decide


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

    def ready(self, asked: Asked) -> Decide:
        of, ordered = self.of, sorted(self.bands.values(), key=lambda band: band.from_to.low)
        lowest, highest = ordered[0].from_to.low, ordered[-1].from_to.high

        def decide(answered: Answered, ground: Ground) -> Outcome:
            value = number_in(answered.rows.get(SINGLE, NOTHING).get(of))
            if value is None:
                return Undecided("incomplete")
            if not lowest <= value <= highest:
                return Undecided("contradiction", "outside_bands")
            band = [band for band in ordered if band.from_to.low <= value][-1]
            if band.met:
                return MET
            return Verdict(False, ZERO, (Reason("not_met", {"value": value, "band": band.label}),))

        return decide
