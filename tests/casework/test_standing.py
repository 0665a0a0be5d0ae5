"""Beside the score: why no grade, who was visited, what 不适用 by hand is worth."""

from fractions import Fraction

from inspector.casework.standing import bar_figures, reach, strict, visits, withheld
from tests.web.museum_round import nobody_visited, survey


def test_the_grade_of_a_round_nobody_visited_is_withheld_for_its_coverage() -> None:
    found = survey(change=nobody_visited)
    assert withheld(found.scheme, found.inspected("south")) == "coverage"
    assert visits(found, "south").visited == 0 and visits(found, "south").units == 2


def test_a_grade_that_is_given_has_no_reason_to_be_withheld() -> None:
    found = survey()
    assert withheld(found.scheme, found.inspected("south")) == ""


def test_not_applicable_by_hand_counts_as_not_met_in_the_strict_score() -> None:
    # m1 as is 70.40; with the lift not met building earns (0 + 0.5)/2 of 40: 50.40 + 10 = 60.40
    found = survey()
    assert found.inspected("m1").low == Fraction("70.4")
    other = strict(found, "m1")
    assert other is not None and other.low == Fraction("60.4")


def test_where_nobody_set_anything_by_hand_there_is_no_second_score() -> None:
    assert strict(survey(), "north") is None


def test_a_city_reaches_no_further_than_units_that_head_others() -> None:
    found = survey()
    assert [one.id for one in reach(found, "city")] == ["city"]
    assert [one.id for one in reach(found, "north")] == ["north", "m2", "m3"]


def test_a_unit_without_a_place_is_told_what_it_reached_and_the_line() -> None:
    found = survey(change=nobody_visited)
    place = next(one for one in found.ranking() if one.entry.unit == "south")
    assert place.barred == "coverage" and bar_figures(found, place) == (Fraction(0), Fraction(8, 10), "")
