"""A re-check laid over an inspection: the same answers change nothing, and nothing moves but what was asked again."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.casework.rechecked import compared, fed_again, laid_over, not_askable, proposed
from inspector.checklist.edition import Edition
from inspector.scoring.inspection import score_inspection
from inspector.scoring.results import MILLION, STATES, Result
from inspector.scoring.survey import Survey
from tests.scoring.rounds import YUNCHENG, edition, unit
from tests.scoring.rounds import survey as survey_of
from tests.web.museum_round import edition as museums
from tests.web.museum_round import survey as museum_survey

SCHOOL = unit("s", "regular_school", "d", facts={"disabled_pupils": 6})
UNITS = [unit("c", "city"), unit("d", "district", "c"), SCHOOL]
FORM = edition(YUNCHENG).form("regular_school")
CHOICES = [item for item in FORM if str(item.ask.type) == "select_one" and item.ask.choices and not item.every]
NAMES = [item.id for item in CHOICES]
ANSWERS = st.fixed_dictionaries({item.id: st.sampled_from(["", *item.ask.choices]) for item in CHOICES})


def survey(answers: dict[str, str], selection: frozenset[str] | None = None) -> Survey:
    cells = {"s": {f"{name}/value": text for name, text in answers.items() if text}}
    return replace(survey_of(YUNCHENG, UNITS), cells=cells, selection=selection, _results={})


@settings(max_examples=25)
@given(answers=ANSWERS, items=st.frozensets(st.sampled_from(NAMES), min_size=1))
def test_the_same_answers_again_change_nothing(answers: dict[str, str], items: frozenset[str]) -> None:
    first, again = survey(answers), survey(answers, items)
    results = first.results("s")
    assert laid_over(results, again.by_item("s"), items) == results


@settings(max_examples=25)
@given(answers=ANSWERS, others=ANSWERS, items=st.frozensets(st.sampled_from(NAMES), min_size=1))
def test_only_what_is_asked_again_moves(answers: dict[str, str], others: dict[str, str], items: frozenset[str]) -> None:
    first, again = survey(answers), survey(others)  # its form has more than is checked again
    results = first.results("s")
    kept = [repr(one) for one in results]
    over = laid_over(results, again.by_item("s"), items)
    assert [one.item.id for one in over] == [one.item.id for one in results]
    for old, new in zip(results, over, strict=True):
        assert new == (again.by_item("s")[new.item.id] if new.item.id in items else old)
    assert [repr(one) for one in results] == kept
    assert set(compared(results, again.by_item("s"), items)) == items


def result(state: str, low: int = 0, portion: Fraction | None = None) -> Result:
    return Result(CHOICES[0], STATES[STATES.index(state)], low=low, high=low, portion=portion)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (result("fail"), result("pass", MILLION), "done"),
        (result("partial", 400_000), result("partial", 500_000), "partly"),
        (result("fail"), result("partial", 300_000), "partly"),
        (result("fail", 0, Fraction(1, 5)), result("fail", 0, Fraction(2, 5)), "partly"),
        (result("fail", 0, Fraction(2, 5)), result("fail", 0, Fraction(1, 5)), "not_done"),
        (result("partial", 500_000), result("partial", 400_000, Fraction(1)), "not_done"),
        (result("partial", 300_000), result("fail"), "not_done"),
        (result("fail"), result("fail"), "not_done"),
        (result("unverifiable"), result("fail"), "not_done"),
        (result("fail"), result("unverifiable"), "not_done"),
        (result("pass", MILLION), result("pass", MILLION), "done"),
        (result("fail"), result("not_checked"), ""),
        (result("fail"), result("not_applicable"), ""),
        (result("fail"), result("informational"), ""),
    ],
)
def test_what_the_answers_propose(before: Result, after: Result, outcome: str) -> None:
    assert proposed(before, after) == outcome


def test_a_shortcoming_is_put_right_once_nothing_is_left_to_say() -> None:
    """A met line with a note is a suggestion: the same note again is not done."""
    choices = edition(YUNCHENG).items["performance_pay"].ask.choices
    note, clean = (next(k for k, c in choices.items() if c.met and bool(c.note) == noted) for noted in (True, False))
    noted, without = (survey({"performance_pay": key}).by_item("s")["performance_pay"] for key in (note, clean))
    assert (noted.state, bool(noted.reasons)) == ("pass", True)
    assert (proposed(noted, noted), proposed(noted, without)) == ("not_done", "done")


def test_a_score_with_one_problem_put_right_is_that_of_the_right_answer() -> None:
    """By hand on the museums: what m1 gets with a clean toilet, whether told at once or on a re-check."""
    first = museum_survey()
    put_right = replace(first, cells={**first.cells, "m1": {**first.cells["m1"], "toilet/value": "good"}}, _results={})
    again = replace(put_right, selection=frozenset({"toilet"}), _results={})
    over = laid_over(first.results("m1"), again.by_item("m1"), {"toilet"})
    scored = score_inspection(first.edition, first.scheme, over)
    assert scored.low_micro == put_right.inspected("m1").low_micro
    assert (scored.low_micro or 0) > (first.inspected("m1").low_micro or 0)


def test_a_share_of_units_is_fed_by_those_checked_again() -> None:
    """The north has 1 of 2 museums with a guide, 60 % are asked; m3 has one now, so both have."""
    first = museum_survey()
    m3 = replace(first, cells={**first.cells, "m3": {"guide/value": "full"}}, _results={})
    both = fed_again(first, {"m3": {"guide": m3.by_item("m3")["guide"]}}, "north", "guide_share")
    assert (both.before.state, both.after.state, both.proposed) == ("fail", "pass", "done")
    assert fed_again(first, {}, "north", "guide_share").proposed == "not_done"
    assert first.by_item("north")["guide_share"].state == "fail"


def test_what_a_form_cannot_ask_again() -> None:
    made: Edition = museums()
    assert not_askable(made, "museum", None, "toilet") is None
    assert not_askable(made, "district", None, "guide_share") == "rolls_up"
    assert not_askable(made, "museum", frozenset({"guide"}), "toilet") == "no_longer"
    assert not_askable(made, "museum", None, "never_there") == "no_longer"
