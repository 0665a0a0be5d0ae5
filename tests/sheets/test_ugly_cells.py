"""Cells as offices fill them in: each file has one vice, and ends in the right value or in a problem by cell."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from inspector.sheets.preview import KnownUnit
from tests.sheets.making import FACTS, problems, raw, row_xml, taken, values, workbook

SCHOOL = "夏县第一小学校"


def one(tmp_path: Path, title: str, cell: Any) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    """A table with one school and one fact: what is taken and what is said about the cell B2."""
    found = taken(workbook(tmp_path / "one.xlsx", {"表": [("学校名称", title), (SCHOOL, cell)]}))
    return values(found), problems(found)


PUPILS, RATE, RATIO, MONEY, OPENED = "在校残疾学生数", "入学率", "比值", "拨付额", "建成日期"
TAKEN: dict[str, tuple[str, Any, str, str]] = {
    "full-width digits": (PUPILS, "１２", "disabled_pupils", "12"),
    "a number stored as text": (PUPILS, "8", "disabled_pupils", "8"),
    "a number with its unit": (PUPILS, "8人", "disabled_pupils", "8"),
    "a number with spaces of all kinds around it": (PUPILS, " \u3000\u00a08\u2003", "disabled_pupils", "8"),
    "a number with control characters": (PUPILS, "8\u200b\ufeff", "disabled_pupils", "8"),
    "groups of three digits": (MONEY, "1,840,999.50", "money", "1840999.5"),
    "fifteen digits that binary numbers blur": (RATIO, 0.1 + 0.2, "ratio", "0.3"),
    "a share as a number": (RATIO, 0.97, "ratio", "0.97"),
    "a share with the sign": (RATIO, "97%", "ratio", "0.97"),
    "a percentage with the sign": (RATE, "97%", "share", "97"),
    "a percentage in full width": (RATE, "９７．５％", "share", "97.5"),
    "a percentage as a number": (RATE, 97, "share", "97"),
    "a date with the words for year, month and day": (OPENED, "2024年9月1日", "opened", "2024-09-01"),
    "a date with points": (OPENED, "2024.9.1", "opened", "2024-09-01"),
    "a date without marks": (OPENED, "20240901", "opened", "2024-09-01"),
    "a date without marks, as a number": (OPENED, 20240901, "opened", "2024-09-01"),
    "a date in full width": (OPENED, "２０２４／９／１", "opened", "2024-09-01"),
    "a date that is one": (OPENED, date(2024, 9, 1), "opened", "2024-09-01"),
    "a tick for yes": ("是否设高中阶段", "√", "senior_stage", "yes"),
    "the word for no": ("是否设高中阶段", "无", "senior_stage", "no"),
    "a truth value": ("是否设高中阶段", True, "senior_stage", "yes"),
}


@pytest.mark.parametrize("vice", TAKEN)
def test_it_is_taken_for_what_it_says(tmp_path: Path, vice: str) -> None:
    title, cell, fact, expected = TAKEN[vice]
    assert one(tmp_path, title, cell) == ([{"unit": "x1", f"fact:{fact}": expected}], [])


WARNED: dict[str, tuple[str, Any, str, str, str]] = {
    "a percentage that a format shows": (RATE, 0.97, "share", "97", "read_as_percent"),
    "the bare number of a day": (OPENED, 45536, "opened", "2024-09-01", "read_as_date"),
    "more decimals than anybody measures": (MONEY, 1234.5678915, "money", "1234.567892", "rounded"),
}


@pytest.mark.parametrize("vice", WARNED)
def test_it_is_taken_and_the_reader_warned(tmp_path: Path, vice: str) -> None:
    title, cell, fact, expected, code = WARNED[vice]
    assert one(tmp_path, title, cell) == ([{"unit": "x1", f"fact:{fact}": expected}], [("B2", code)])


NAMED: dict[str, tuple[str, Any, str]] = {
    "a broken reference": (PUPILS, "#REF!", "formula_error"),
    "nothing found": (PUPILS, "#N/A", "formula_error"),
    "ten thousands": (MONEY, "12.5万", "not_taken"),
    "a percentage where a number is wanted": (PUPILS, "97%", "percent_here"),
    "a hundred percent or one": (RATE, 1, "percent_or_share"),
    "half a pupil": (PUPILS, 8.5, "not_taken"),
    "words": (PUPILS, "八人左右", "not_taken"),
    "a truth value for a number": (PUPILS, True, "not_taken"),
    "below nothing": (PUPILS, -3, "not_taken"),
    "hardly possible": (PUPILS, 99999, "not_taken"),
    "a day that never was": (OPENED, "2023年2月29日", "not_taken"),
    "a month without a day": (OPENED, "2024年9月", "not_taken"),
    "a year of two digits": (OPENED, "24.9.1", "not_taken"),
    "another answer": ("是否设高中阶段", "部分", "not_a_choice"),
    "a cell of 30,000 characters": (PUPILS, "长" * 30_000, "not_taken"),
    "a formula that was never worked out": (PUPILS, "=1+1", "no_value"),
}


@pytest.mark.parametrize("vice", NAMED)
def test_it_is_named_by_cell(tmp_path: Path, vice: str) -> None:
    title, cell, code = NAMED[vice]
    assert one(tmp_path, title, cell) == ([], [("B2", code)])


@pytest.mark.parametrize("sign", ["-", "—", "/", "无数据", " ", "\u3000"])
def test_what_stands_for_nothing_is_nothing(tmp_path: Path, sign: str) -> None:
    rows = [("学校名称", PUPILS, "送教上门学生数"), (SCHOOL, sign, 3)]
    found = taken(workbook(tmp_path / "nothing.xlsx", {"表": rows}))
    assert (values(found), problems(found)) == ([{"unit": "x1", "fact:home_taught": "3"}], [])


def test_day_zero_of_excel_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("学校名称", OPENED))
    sheet.append((SCHOOL, 0))
    sheet["B2"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "zero.xlsx")
    found = taken(tmp_path / "zero.xlsx")
    assert (values(found), problems(found)) == ([], [("B2", "no_day")])


def test_a_workbook_that_counts_days_from_1904_gives_the_same_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(("学校名称", OPENED))
    book.worksheets[0].append((SCHOOL, date(2024, 9, 1)))
    book.save(tmp_path / "mac.xlsx")
    assert values(taken(tmp_path / "mac.xlsx")) == [{"unit": "x1", "fact:opened": "2024-09-01"}]


def test_the_errors_of_a_sheet_are_all_found(tmp_path: Path) -> None:
    """More than two megabytes of XML are read in pieces: none of the cells may fall between two of them."""
    rows = [row_xml(1, ("学校名称", *("备注",) * 6, PUPILS))]
    known = [KnownUnit(f"u{number}", f"学校{number}", "regular_school", "xia") for number in range(2, 5_001)]
    for number in range(2, 5_001):
        row = row_xml(number, (f"学校{number}", *("占位" * 3,) * 6, 1))
        rows.append(
            row.replace(f'r="H{number}"', f't="e" r="H{number}"').replace("<v>1</v>", "<f>1/0</f><v>#DIV/0!</v>")
        )
    rows[-1] = row_xml(5_000, ("学校5000", *("占位",) * 6, 1)).replace("<v>1</v>", "<f>SUM(A1:A2)</f><v/>")
    found = taken(raw(tmp_path / "errors.xlsx", "".join(rows)), known=known)
    assert (found.rows, found.found) == ((), 4_999)
    assert problems(found)[:2] == [("H2", "formula_error"), ("H3", "formula_error")]


def test_a_formula_without_a_value_in_the_last_row_is_named(tmp_path: Path) -> None:
    last = row_xml(3, ("夏县特殊教育学校", 1)).replace("<v>1</v>", "<f>SUM(B1:B2)</f>")
    path = raw(tmp_path / "last.xlsx", row_xml(1, FACTS) + row_xml(2, (SCHOOL, 8)) + last)
    assert problems(taken(path)) == [("B3", "no_value")]


def test_money_in_ten_thousands_is_multiplied_and_said(tmp_path: Path) -> None:
    rows = [("学校名称", "拨付额（万元）"), (SCHOOL, 12.5)]
    found = taken(workbook(tmp_path / "wan.xlsx", {"表": rows}))
    assert values(found) == [{"unit": "x1", "fact:money": "125000"}]
    assert problems(found) == [("B", "ten_thousands")]


def test_the_line_above_the_head_may_say_ten_thousands(tmp_path: Path) -> None:
    rows = [("经费情况表",), ("单位：万元",), ("学校名称", "拨付额"), (SCHOOL, "1,234.56")]
    found = taken(workbook(tmp_path / "wan.xlsx", {"表": rows}))
    assert values(found) == [{"unit": "x1", "fact:money": "12345600"}]


def test_one_bad_cell_leaves_out_its_row_and_no_other(tmp_path: Path) -> None:
    rows = [FACTS, (SCHOOL, "#VALUE!"), ("夏县特殊教育学校", 40)]
    found = taken(workbook(tmp_path / "rows.xlsx", {"表": rows}))
    assert values(found) == [{"unit": "x2", "fact:disabled_pupils": "40"}]
    assert (problems(found), found.found, found.left_out) == ([("B2", "formula_error")], 1, 1)


def test_of_a_great_many_problems_the_first_are_listed_and_all_counted(tmp_path: Path) -> None:
    rows = [FACTS, *((f"无名学校{place}号", 1) for place in range(1_200))]
    found = taken(workbook(tmp_path / "many.xlsx", {"表": rows}))
    assert (len(found.problems), found.found, found.left_out) == (1_000, 1_200, 1_200)
