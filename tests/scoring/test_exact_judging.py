"""Judging multiplies out instead of dividing and keeps whole numbers whole: the plain fractions say the same."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.fields import Field
from inspector.checklist.judge import Binding, compare, portion_of, strictest
from inspector.checklist.judge_numbers import Count, PerHead, Ratio
from inspector.checklist.values import Number, read_number
from inspector.checklist.verdicts import Answered, Asked, Ground, Verdict
from inspector.scoring.credit import mean_millionths, millionths
from inspector.scoring.results import in_millionths

numbers = st.one_of(
    st.integers(0, 10**7), st.decimals("0", "99999", places=2, allow_nan=False).map(lambda one: read_number(str(one)))
)
above_zero = numbers.filter(lambda one: one > 0)
lines = st.sampled_from(["97%", "100%", "1/3", "31", "7000", "0.5", "6000.5"])
ROUND = Ground({}, (), date(2025, 12, 31))


@given(text=st.from_regex(r"\A-?[0-9]{1,15}(\.[0-9]{1,6})?\Z"))
@settings(max_examples=60)
def test_a_canonical_text_is_read_as_its_exact_value(text: str) -> None:
    assert read_number(text) == Fraction(text)


@given(part=numbers, whole=above_zero, bounds=st.lists(st.tuples(numbers, st.booleans()), min_size=1, max_size=3))
@settings(max_examples=100)
def test_a_comparison_multiplied_out_is_that_of_the_exact_fractions(
    part: Number, whole: Number, bounds: list[tuple[Number, bool]]
) -> None:
    value = Fraction(part) / Fraction(whole)
    line, met = compare(part, whole, strictest([Binding(bound, "", lower) for bound, lower in bounds]))
    assert met == all(value >= bound if lower else value <= bound for bound, lower in bounds)
    assert (line.bound, line.lower) in bounds
    if not met:
        assert value < line.bound if line.lower else value > line.bound
    low = max((bound for bound, lower in bounds if lower), default=None)
    if low is not None and value < low:
        assert line.bound == low  # of those missed the strictest is named


@given(part=numbers, whole=above_zero, bound=above_zero)
@settings(max_examples=60)
def test_the_portion_is_the_share_of_the_line_that_is_reached(part: Number, whole: Number, bound: Number) -> None:
    value = Fraction(part) / Fraction(whole)
    floor, ceiling = Binding(bound, "", lower=True), Binding(bound, "", lower=False)
    assert portion_of(part, whole, floor, met=value >= bound) == min(Fraction(1), value / Fraction(bound))
    if value > bound:
        assert portion_of(part, whole, ceiling, met=False) == Fraction(bound) / value


def judged(judge: Count | Ratio | PerHead, rows: dict[str, dict[str, Number]]) -> Verdict:
    fields = {name: Field(type="decimal") for row in rows.values() for name in row}
    given_rows: dict[str, Any] = rows
    verdict = judge.ready(Asked(columns=fields))(Answered(given_rows), ROUND)
    assert isinstance(verdict, Verdict)
    return verdict


@given(values=st.lists(st.tuples(numbers, above_zero), min_size=1, max_size=5), line=lines)
@settings(max_examples=60)
def test_amounts_per_head_are_judged_row_by_row_and_the_worst_row_stands_for_all(
    values: list[tuple[Number, Number]], line: str
) -> None:
    judge = PerHead.model_validate({"form": "per_head", "at_least": line})
    verdict = judged(judge, {f"r{n}": {"amount": a, "heads": h} for n, (a, h) in enumerate(values)})
    heads = [Fraction(amount) / Fraction(head) for amount, head in values]
    assert judge.at_least is not None
    bound = judge.at_least["always"][0].number
    good = [one >= bound for one in heads]
    assert verdict.met == all(good)
    assert [reason.row for reason in verdict.reasons] == [f"r{n}" for n, one in enumerate(good) if not one]
    # Rows that are met count as 1, so the first of them stands for all when nothing is missed.
    assert verdict.value == (heads[0] if all(good) else min(heads))


@given(heads=st.lists(st.tuples(numbers, st.integers(0, 3)), min_size=1, max_size=5), line=lines, pooled=st.booleans())
@settings(max_examples=60)
def test_a_row_without_heads_asks_for_nothing(heads: list[tuple[Number, int]], line: str, pooled: bool) -> None:
    judge = PerHead.model_validate(
        {"form": "per_head", "at_least": line, "combine": "pooled" if pooled else "every_row"}
    )
    ready = judge.ready(Asked())
    rows: dict[str, Any] = {f"r{n}": {"amount": paid, "heads": there} for n, (paid, there) in enumerate(heads)}
    filled = {key: row for key, row in rows.items() if row["heads"]}
    assert ready(Answered(rows), ROUND) == ready(Answered(filled, frozenset(rows.keys() - filled.keys())), ROUND)


@given(part=st.integers(0, 400), whole=st.integers(1, 400), line=st.sampled_from(["97%", "10%", "1/3", "100%"]))
@settings(max_examples=60)
def test_a_ratio_is_judged_on_the_exact_fraction(part: int, whole: int, line: str) -> None:
    judge = Ratio.model_validate({"form": "ratio", "at_least": line, "subset": "no"})
    verdict = judged(judge, {"": {"part": part, "whole": whole}})
    assert judge.at_least is not None
    bound = judge.at_least["always"][0].number
    assert verdict.met == (Fraction(part, whole) >= bound)
    assert (verdict.value, verdict.line) == (Fraction(part, whole), bound)
    assert verdict.pool == (Fraction(part), Fraction(whole))


@given(shares=st.lists(st.fractions(0, 1), min_size=1, max_size=6))
@settings(max_examples=60)
def test_a_mean_of_shares_is_rounded_once(shares: list[Fraction]) -> None:
    mean = sum(shares, Fraction(0)) / len(shares)
    assert mean_millionths(sum(shares, Fraction(0)), len(shares)) == millionths(mean)


@pytest.mark.parametrize(("part", "met"), [(1261, True), (1260, False)])
def test_ninety_seven_per_cent_of_1300_is_1261(part: int, met: bool) -> None:
    """0.97 x 1,300 = 1,261.00."""
    judge = Ratio.model_validate({"form": "ratio", "at_least": "97%"})
    assert judged(judge, {"": {"part": part, "whole": 1300}}).met is met


@given(
    value=st.one_of(
        st.fractions(-200, 200), st.integers(-3, 3), st.integers(-(10**7), 10**7).map(lambda n: Fraction(n, 2_000_000))
    )
)
@settings(max_examples=200)
def test_whole_numbers_round_half_even_as_fractions_do(value: Number) -> None:
    assert in_millionths(value) == round(Fraction(value) * 1_000_000)
