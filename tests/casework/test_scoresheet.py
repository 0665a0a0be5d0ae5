"""The score as a table that adds up by hand, line by line and column by column (scoring 12)."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.casework.scoresheet import Amounts, Exact, add, largest_remainder, scoresheet, spread
from tests.web.museum_round import survey

PARTS = st.integers(0, 10_000).flatmap(lambda whole: st.integers(1, 997).map(lambda part: Fraction(whole, part)))
ROWS = st.lists(st.tuples(PARTS, PARTS, PARTS), min_size=1, max_size=12)


def total_of(rows: list[Exact]) -> Amounts:
    """Next to the exact sums, from below."""
    return Amounts(*(int(sum((row[at] for row in rows), Fraction(0)) * 100) for at in range(3)))


def test_largest_remainder_by_hand() -> None:
    # 1.2 + 1.5 + 1.3 = 4: floors 1 + 1 + 1 = 3, one more for the largest remainder
    assert largest_remainder([Fraction(12, 10), Fraction(15, 10), Fraction(13, 10)], 4) == [1, 2, 1]


def test_a_whole_number_is_never_touched() -> None:
    assert largest_remainder([Fraction(2), Fraction(1, 3), Fraction(1, 3)], 3) == [2, 1, 0]


@settings(max_examples=60)
@given(ROWS)
def test_columns_add_up_and_every_cell_lies_next_to_its_exact_value(rows: list[Exact]) -> None:
    total = total_of(rows)
    cells = spread(rows, total)
    assert add(cells) == total
    for cell, row in zip(cells, rows, strict=True):
        for printed, exact in zip((cell.earned, cell.lost, cell.open), row, strict=True):
            assert abs(printed - exact * 100) < 1


@settings(max_examples=60)
@given(ROWS)
def test_what_is_nothing_prints_as_nothing(rows: list[Exact]) -> None:
    rows = [(earned, Fraction(0), Fraction(0)) for earned, _, _ in rows]
    assert all(cell.lost == cell.open == 0 for cell in spread(rows, total_of(rows)))


def test_sections_of_whole_points_print_them_whole() -> None:
    # 18 = 12.005 + 5.995 and 10 = 4.335 + 5.665: columns 16.34 and 11.66
    cells = spread(
        [(Fraction("12.005"), Fraction("5.995"), Fraction(0)), (Fraction("4.335"), Fraction("5.665"), Fraction(0))],
        Amounts(1634, 1166, 0),
    )
    assert [cell.points for cell in cells] == [1800, 1000]


def test_the_tree_of_a_real_round_adds_up_at_every_level() -> None:
    found = survey()
    for unit in found.subjects:
        sheet = scoresheet(found, unit)
        for section in sheet.sections:
            assert add([row.amounts for row in section.rows]) == section.amounts
        assert add([section.amounts for section in sheet.sections]) == sheet.total
        if sheet.inspected.low is not None:
            assert sheet.total.points == 100_00
            assert 100 - sheet.lost - sheet.by_model == sheet.inspected.low


def test_a_thing_that_is_open_stands_apart_from_what_is_lost() -> None:
    def guide_open(raw: dict[str, Any]) -> None:
        next(unit for unit in raw["units"] if unit["id"] == "m1")["answers"].pop("guide")

    # service 60: guide 4 of 10 points open = 24; free entry 36 earned; building: toilet 20 earned, 20 lost
    total = scoresheet(survey(change=guide_open), "m1").total
    assert total == Amounts(earned=5600, lost=2000, open=2400)
