"""Recusal: three years to the day, and a district's ground holds for its schools."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.fieldwork.recusal import Recused, covered, covers, last_day_after_leaving

TREE = {"shi": None, "east": "shi", "west": "shi", "east_school": "east", "west_school": "west"}


@pytest.mark.parametrize(
    ("left", "last"),
    [
        ("2023-03-05", "2026-03-05"),
        ("2024-02-29", "2027-02-28"),
        ("2023-02-28", "2026-02-28"),
        ("2022-12-31", "2025-12-31"),
    ],
)
def test_three_years_end_on_the_day_of_the_same_number(left: str, last: str) -> None:
    assert last_day_after_leaving(date.fromisoformat(left)) == date.fromisoformat(last)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_it_never_ends_early(left: date) -> None:
    assert 1095 <= (last_day_after_leaving(left) - left).days <= 1096


@pytest.mark.parametrize(
    ("recused", "units"),
    [
        ("east", {"east", "east_school"}),
        ("east_school", {"east_school"}),
        ("shi", set(TREE)),
        ("elsewhere", set()),
    ],
)
def test_it_holds_for_the_unit_and_what_lies_below(recused: str, units: set[str]) -> None:
    assert {unit for unit in TREE if covers(recused, unit, TREE)} == units
    assert covered([Recused(7, recused)], TREE) == {7: frozenset(units)}


def test_several_grounds_of_one_person_add_up() -> None:
    found = covered([Recused(7, "east_school"), Recused(7, "west"), Recused(8, "west_school")], TREE)
    assert found == {7: {"east_school", "west", "west_school"}, 8: {"west_school"}}


def test_a_tree_that_runs_in_a_circle_ends() -> None:
    assert not covers("x", "a", {"a": "b", "b": "a"})
