"""What several districts have in common."""

from fractions import Fraction

import pytest

from inspector.casework.prevalence import compared, depth, heat, heat_sections, shared_problems
from inspector.scoring.tree import Score
from tests.web.museum_round import survey


def test_a_problem_of_both_districts_is_shared_and_counted_once_each() -> None:
    # both miss guide_share; the toilet is bad at m1 (south) and m3 (north); guide itself is left to its roll-up
    found = {one.title: (one.units, one.total) for one in shared_problems(survey())}
    assert found == {
        "提供无障碍讲解的博物馆比例": (("south", "north"), 2),
        "有无障碍卫生间": (("south", "north"), 2),
    }


def test_units_are_compared_in_administrative_order() -> None:
    assert [one.id for one in compared(survey())] == ["south", "north"]


def test_the_heat_of_a_section_is_its_share_of_points() -> None:
    # south: service (0 + 1)/2, building 0.9; north: service 0.375, building nothing counts
    found = survey()
    lines = {one.unit: one.cells for one in heat(found, heat_sections(found))}
    assert lines["south"] == ((Score(Fraction(1, 2), Fraction(1, 2)), 4), (Score(Fraction(9, 10), Fraction(9, 10)), 0))
    assert lines["north"] == ((Score(Fraction(3, 8), Fraction(3, 8)), 4), (None, 0))


@pytest.mark.parametrize(
    ("share", "shade"), [("0.9", 0), ("0.899", 1), ("0.8", 1), ("0.7", 2), ("0.6", 3), ("0.59", 4)]
)
def test_shades_deepen_just_below_their_lines(share: str, shade: int) -> None:
    assert depth(Score(Fraction(share), Fraction(share))) == shade
