"""自评可信度: only what both sides answered is compared; swapping the sides turns every direction round."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.casework.credibility import Credibility, credibility, direction, of_unit, pooled
from inspector.scoring.results import MILLION, Result
from tests.web.museum_round import edition, nobody_visited, survey

ITEMS = [item for item in edition().items.values() if not item.rolls_up]
STATES = ["pass", "partial", "fail", "unverifiable", "not_applicable", "not_checked", "not_due", "informational"]


def results(states: list[str]) -> list[Result]:
    pairs = zip(ITEMS, states, strict=True)
    return [Result(item, state, manual=state == "not_applicable") for item, state in pairs]  # type: ignore[arg-type]


SIDE = st.lists(st.sampled_from(STATES), min_size=len(ITEMS), max_size=len(ITEMS)).map(results)
SCORE = st.integers(0, 100 * MILLION).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, 100 * MILLION)))


@given(own=SIDE, score=SCORE)
def test_who_says_the_same_is_believed_in_everything(own: list[Result], score: tuple[int, int]) -> None:
    found = credibility(own, own, score, score)
    assert found.share in (None, 1)
    assert found.only_own == found.only_team == ()
    assert found.gap == (score[0] - score[1], score[1] - score[0])


@given(own=SIDE, team=SIDE, one=SCORE, other=SCORE)
def test_swapping_the_sides_turns_the_directions_round(
    own: list[Result], team: list[Result], one: tuple[int, int], other: tuple[int, int]
) -> None:
    found, turned = credibility(own, team, one, other), credibility(team, own, other, one)
    assert (found.share, found.counted) == (turned.share, turned.counted)
    assert (found.many("higher"), found.many("lower")) == (turned.many("lower"), turned.many("higher"))
    assert (found.only_own, found.only_team) == (turned.only_team, turned.only_own)
    assert found.gap is not None and turned.gap == (-found.gap[1], -found.gap[0])


@given(own=SIDE, team=SIDE)
def test_every_answered_item_is_compared_or_listed_apart_never_both(own: list[Result], team: list[Result]) -> None:
    found = credibility(own, team, (None, None), (None, None))
    said = sum(one.state in ("pass", "partial", "fail", "unverifiable", "not_applicable") for one in own)
    seen = sum(one.state in ("pass", "partial", "fail", "unverifiable", "not_applicable") for one in team)
    assert (found.counted + len(found.only_own), found.counted + len(found.only_team)) == (said, seen)
    assert found.same + found.many("higher") + found.many("lower") + found.many("other") == found.counted
    assert found.gap is None


@given(sides=st.lists(st.tuples(SIDE, SIDE), max_size=5))
def test_a_district_is_the_sum_of_its_units(sides: list[tuple[list[Result], list[Result]]]) -> None:
    many = [credibility(own, team, (0, 0), (MILLION, MILLION)) for own, team in sides]
    whole = pooled(many)
    assert (whole.counted, whole.same) == (sum(one.counted for one in many), sum(one.same for one in many))
    assert whole.gap == ((Fraction(-1), Fraction(-1)) if whole.units else None)


@pytest.mark.parametrize(
    ("own", "team", "expected"),
    [
        ("pass", "fail", "higher"),
        ("pass", "partial", "higher"),
        ("partial", "unverifiable", "higher"),
        ("fail", "partial", "lower"),
        ("fail", "unverifiable", "other"),
        ("not_applicable", "pass", "other"),
        ("not_applicable", "not_applicable", "same"),
    ],
)
def test_the_direction(own: str, team: str, expected: str) -> None:
    assert direction(own, team) == expected  # type: ignore[arg-type]


def test_a_question_left_open_is_no_false_statement() -> None:
    """Two of three the same: 2/3; the one the unit left open is listed, not counted."""
    own = results(["pass", "pass", "pass", "not_checked"] + ["not_due"] * (len(ITEMS) - 4))
    team = results(["pass", "pass", "fail", "pass"] + ["not_due"] * (len(ITEMS) - 4))
    found = credibility(own, team, (0, 0), (0, 0))
    assert found.share == Fraction(2, 3)
    assert found.only_team == (ITEMS[3].title,)


def test_of_a_round_nobody_answered_there_is_nothing_to_compare() -> None:
    found: Credibility = of_unit(survey(change=nobody_visited), survey(), "m2")
    assert found.share is None and found.compared == ()
    assert of_unit(survey(), survey(), "m2").share == 1
    assert replace(found, compared=()).counted == 0
