"""CSV: opens as UTF-8, runs no formula, loses nothing, and is made line by line."""

import csv
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.sheets.delimited import csv_lines, plain, safe

STARTS = "=+-@＝＋－＠\t\r"
HOSTILE = st.builds(str.__add__, st.sampled_from([*STARTS, "\n", " =", "　＝", "'", "'=", ""]), st.text(max_size=30))


def read(lines: Iterator[str]) -> list[list[str]]:
    return list(csv.reader(StringIO("".join(lines).removeprefix("\ufeff"), newline="")))


@given(HOSTILE)
@example('=HYPERLINK("x","y")')
@example("＝1+1")
@example("-")
def test_no_text_begins_like_a_formula_and_none_is_changed_for_good(text: str) -> None:
    shown = safe(text)
    number = shown.removeprefix("-").replace(".", "").isdigit()
    assert number or shown.lstrip()[:1] not in tuple(STARTS) or not shown.lstrip()
    assert shown[:1] not in ("\t", "\r", "\n")
    assert plain(shown) == text


@pytest.mark.parametrize("text", ["-5", "-0.25", "12", "0"])
def test_numbers_stay_numbers(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("text", ["-5元", "-5+3", "+5", "--5", "- 5", "-", "-٥"])
def test_what_only_looks_like_a_number_does_not(text: str) -> None:
    assert safe(text) == f"'{text}"


@given(st.lists(st.lists(HOSTILE, min_size=3, max_size=3), max_size=5))
def test_what_was_written_reads_back(rows: list[list[str]]) -> None:
    found = read(csv_lines([["甲", "乙", "丙"]], rows))
    assert found[0] == ["甲", "乙", "丙"]
    assert [[plain(cell) for cell in row] for row in found[1:]] == rows


def test_values_are_written_as_a_machine_reads_them() -> None:
    row = (Decimal("1E-6"), Decimal("-2.50"), -3, date(2025, 6, 30), None, "甲,乙")
    [line] = csv_lines([], [row])
    assert line == '0.000001,-2.50,-3,2025-06-30,,"甲,乙"\r\n'


def test_the_first_line_carries_the_mark_by_which_excel_knows_utf_8() -> None:
    lines = list(csv_lines([["列"], ["id"]], [["值"]]))
    assert [line.startswith("\ufeff") for line in lines] == [True, False, False]


def test_lines_are_made_as_they_are_asked_for() -> None:
    asked = []

    def rows() -> Iterator[list[str]]:
        for number in range(50_000):
            asked.append(number) if number < 5 else None
            yield ["送教上门记录" * 20, str(number)]

    lines = csv_lines([["列", "序"]], rows())
    next(lines)
    assert asked == []
    tracemalloc.start()
    size = sum(len(line) for line in lines)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 6_000_000 and peak < 200_000
