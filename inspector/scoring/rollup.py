"""The one bridge from schools to district: results of the units below become one result above (scoring 8)."""

from collections.abc import Sequence
from fractions import Fraction

from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Ratio
from inspector.checklist.models import Scheme
from inspector.checklist.verdicts import Ground, Undecided, Verdict
from inspector.scoring.credit import credit_of, earned, millionths
from inspector.scoring.results import DECIDED, MILLION, Outcome, Result

ZERO = Fraction(0)


def roll_up(item: Item, below: Sequence[tuple[str, Result]], ground: Ground, scheme: Scheme | None) -> Result:
    """`below` are (unit id, result) of the fed item; units it does not apply to leave the base,
    unvisited ones stay in it and make an interval."""
    counted = [(unit, one) for unit, one in below if one.state in DECIDED or one.state == "not_checked"]
    if not counted:
        return Result(item, "not_applicable", fed_by=tuple(unit for unit, _ in below))
    low, high = _ends(item, [one for _, one in counted])
    assert isinstance(item.judge, Ratio)
    first, last = (item.judge.share(*end, ground) for end in (low, high))
    names = tuple(unit for unit, _ in counted)
    if isinstance(first, Undecided) or isinstance(last, Undecided):
        why = first.why if isinstance(first, Undecided) else ""
        state = {"recorded": "informational", "not_applicable": "not_applicable"}.get(why, "not_checked")
        high_share = MILLION if state == "not_checked" else 0
        return Result(item, state, high=high_share, fed_by=names)  # type: ignore[arg-type]
    credit = credit_of(scheme, item)
    ends = sorted(millionths(earned(credit, one, "")) for one in (first, last))
    if first.met != last.met or (low != high and ends[0] != ends[1]):
        open_count = sum(one.state == "not_checked" for _, one in counted)
        return Result(item, "not_checked", None, ends[0], ends[1], why=f"below:{open_count}", fed_by=names)
    state = "pass" if first.met else "fail"
    outcome = Outcome("", first, due=ground.due)
    return Result(item, state, first.met, ends[0], ends[0], (outcome,), portion=first.portion, fed_by=names)  # type: ignore[arg-type]


def _ends(item: Item, results: list[Result]) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
    """(part, whole) if all open units fail and if all pass."""
    whole = Fraction(len(results))
    open_ = sum(one.state == "not_checked" for one in results)
    how = item.ask.as_
    if how == "share_met":
        met = Fraction(sum(one.met is True for one in results))
        return (met, whole), (met + open_, whole)
    if how == "share_earned":
        low = sum((Fraction(one.low, MILLION) for one in results), ZERO)
        high = sum((Fraction(one.high, MILLION) for one in results), ZERO)
        return (low, whole), (high, whole)
    pools = [pool for one in results if (pool := _pool(one)) is not None]
    if how == "pooled":
        part, base = sum((p for p, _ in pools), ZERO), sum((w for _, w in pools), ZERO)
        return ((part, base), (part, base)) if not open_ else ((ZERO, Fraction(1)), (Fraction(1), Fraction(1)))
    shares = [p / w for p, w in pools if w]
    low_value, high_value = (min(shares, default=ZERO),) * 2 if how == "worst" else (sum(shares, ZERO),) * 2
    if how == "worst":
        return (ZERO if open_ else low_value, Fraction(1)), (high_value, Fraction(1))
    return (low_value, Fraction(len(shares) + open_)), (high_value + open_, Fraction(len(shares) + open_))


def _pool(result: Result) -> tuple[Fraction, Fraction] | None:
    verdicts = [one.verdict for one in result.outcomes if isinstance(one.verdict, Verdict)]
    pools = [one.pool for one in verdicts if one.pool is not None]
    if not pools:
        return None
    return sum((p for p, _ in pools), ZERO), sum((w for _, w in pools), ZERO)
