"""Where the table begins on a sheet, and where it ends: each file has one vice."""

from pathlib import Path

import pytest

from inspector.sheets.reading import Unreadable, read_book
from tests.sheets.making import FACTS, UNITS, problems, raw, row_xml, tables, taken, values, workbook

A, B = "夏县第一小学校", "夏县特殊教育学校"
BOTH = [{"unit": "x1", "fact:disabled_pupils": "8"}, {"unit": "x2", "fact:disabled_pupils": "40"}]
DATA = [(A, 8), (B, 40)]


def test_title_lines_and_a_merged_title_stand_above_the_head(tmp_path: Path) -> None:
    above = [("夏县特殊教育基本情况统计表",), ("填报单位：夏县教育局", "2024年9月"), (), ("单位：人",), (), ()]
    path = workbook(tmp_path / "title.xlsx", {"表": [*above, FACTS, *DATA]}, ["A1:F1"])
    (table,) = tables(path)
    assert (table.head_row, table.columns[:2]) == (7, FACTS)
    assert values(taken(path)) == BOTH


def test_two_rows_of_titles_are_joined(tmp_path: Path) -> None:
    rows = [
        ("序号", "学校名称", "所属县区", "在校残疾学生数", "", "", "备注"),
        ("", "", "", "男", "女", "合计", ""),
        (1, A, "夏县", 5, 3, 8, ""),
        (2, B, "夏县", 22, 18, 40, "含送教"),
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"]
    path = workbook(tmp_path / "two.xlsx", {"表": rows}, merged)
    (table,) = tables(path)
    assert table.columns == (
        "序号",
        "学校名称",
        "所属县区",
        "在校残疾学生数/男",
        "在校残疾学生数/女",
        "在校残疾学生数/合计",
        "备注",
    )
    assert (table.head_row, table.last_head_row) == (1, 2)
    assert values(taken(path)) == BOTH


def test_three_rows_of_titles_are_joined(tmp_path: Path) -> None:
    rows = [
        ("学校名称", "学生情况", "", ""),
        ("", "在校残疾学生数", "", "送教上门学生数"),
        ("", "合计", "女", ""),
        (A, 8, 3, 1),
    ]
    path = workbook(tmp_path / "three.xlsx", {"表": rows}, ["A1:A3", "B1:D1", "B2:C2", "D2:D3"])
    (table,) = tables(path)
    assert table.columns == (
        "学校名称",
        "学生情况/在校残疾学生数/合计",
        "学生情况/在校残疾学生数/女",
        "学生情况/送教上门学生数",
    )
    assert table.last_head_row == 3


def test_two_rows_of_titles_survive_as_text_where_nothing_is_merged(tmp_path: Path) -> None:
    text = f"学校名称,在校残疾学生数,,备注\n,男,合计,\n{A},5,8,\n{B},22,40,\n"
    (tmp_path / "two.csv").write_text(text, encoding="utf-8")
    (table,) = tables(tmp_path / "two.csv")
    assert table.columns == ("学校名称", "在校残疾学生数/男", "在校残疾学生数/合计", "备注")
    assert values(taken(tmp_path / "two.csv")) == BOTH


def test_a_second_column_left_empty_does_not_make_two_rows_of_titles(tmp_path: Path) -> None:
    rows = [("学校名称", "备注", ""), (A, "", "无"), (B, "", "有")]
    (table,) = tables(workbook(tmp_path / "one.xlsx", {"表": rows}))
    assert (table.last_head_row, len(table.rows)) == (1, 2)


def test_parts_of_a_fact_stand_under_its_name(tmp_path: Path) -> None:
    rows = [("学校名称", "生均经费", ""), ("", "小学", "初中"), (A, 1600, 1800)]
    found = taken(workbook(tmp_path / "parts.xlsx", {"表": rows}, ["A1:A2", "B1:C1"]))
    assert values(found) == [{"unit": "x1", "fact:per_head:primary": "1600", "fact:per_head:junior": "1800"}]


def test_a_title_broken_over_lines_and_padded_is_the_same_title(tmp_path: Path) -> None:
    rows = [("学 校\n名 称", "在校残疾\n学生数（人）*"), *DATA]
    assert values(taken(workbook(tmp_path / "lines.xlsx", {"表": rows}))) == BOTH


@pytest.mark.parametrize("word", ["合计", "总  计", "小计：", "本页合计", "全县合计"])
def test_rows_of_totals_are_passed_over_and_counted(tmp_path: Path, word: str) -> None:
    rows = [("序号", *FACTS), (1, A, 8), ("", word, 8), (2, B, 40), (word, "", 48)]
    found = taken(workbook(tmp_path / "total.xlsx", {"表": rows}))
    assert (values(found), problems(found), found.skipped) == (BOTH, [], {"total": 2})


def test_a_heading_repeated_on_every_page_is_passed_over(tmp_path: Path) -> None:
    rows = [FACTS, (A, 8), FACTS, (B, 40)]
    found = taken(workbook(tmp_path / "pages.xlsx", {"表": rows}))
    assert (values(found), problems(found), found.skipped) == (BOTH, [], {"heading": 1})


def test_remarks_under_the_table_are_passed_over(tmp_path: Path) -> None:
    rows = [FACTS, *DATA, ("注：1.本表由学校填写",), ("填表人：李某", "审核人：王某")]
    found = taken(workbook(tmp_path / "notes.xlsx", {"表": rows}))
    assert (values(found), problems(found), found.skipped) == (BOTH, [], {"note": 2})


def test_a_row_of_hints_under_the_head_is_no_data(tmp_path: Path) -> None:
    rows = [FACTS, ("（填写全称）", "（人）"), *DATA]
    found = taken(workbook(tmp_path / "hints.xlsx", {"表": rows}))
    assert (values(found), problems(found), found.skipped) == (BOTH, [], {"note": 1})


def test_blank_rows_between_are_counted_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows = [FACTS, (A, 8), (), (" ", ""), (B, 40)]
    found = taken(workbook(tmp_path / "blank.xlsx", {"表": rows}))
    assert values(found) == BOTH
    assert [row.number for row in found.rows] == [2, 5]


def test_a_county_merged_over_its_schools_is_read_in_each_of_them(tmp_path: Path) -> None:
    rows = [("县区", "学校名称", "在校残疾学生数"), ("夏县", "实验小学", 3), ("", A, 8), ("绛县", "实验小学", 5)]
    found = taken(workbook(tmp_path / "merged.xlsx", {"表": rows}, ["A2:A3"]))
    assert [row["unit"] for row in values(found)] == ["xs", "x1", "js"]


def test_a_number_merged_over_two_rows_counts_once(tmp_path: Path) -> None:
    found = taken(workbook(tmp_path / "number.xlsx", {"表": [FACTS, (A, 8), (B, "")]}, ["B2:B3"]))
    assert values(found) == [BOTH[0]]


def test_a_hidden_sheet_is_shown_as_hidden(tmp_path: Path) -> None:
    import openpyxl

    path = workbook(tmp_path / "hidden.xlsx", {"填报": [FACTS, (A, 8)], "去年": [FACTS, (A, 5)]})
    book = openpyxl.load_workbook(path)
    book["去年"].sheet_state = "veryHidden"
    book.save(path)
    assert [(table.sheet, table.hidden) for table in tables(path)] == [("填报", False), ("去年", True)]


def test_a_workbook_of_hidden_sheets_alone_is_read_and_says_so(tmp_path: Path) -> None:
    import openpyxl

    path = workbook(tmp_path / "hidden.xlsx", {"说明": [], "去年": [FACTS, (A, 5)]})
    book = openpyxl.load_workbook(path)
    book["去年"].sheet_state = "hidden"
    book.save(path)
    assert [(table.sheet, table.hidden) for table in tables(path)] == [("去年", True)]


def test_empty_sheets_and_charts_are_no_tables(tmp_path: Path) -> None:
    import openpyxl

    path = workbook(tmp_path / "chart.xlsx", {"空": [], "表": [FACTS, *DATA]})
    book = openpyxl.load_workbook(path)
    book.create_chartsheet("图", 0)
    book.save(path)
    assert [table.sheet for table in tables(path)] == ["表"]
    assert values(taken(path)) == BOTH


def test_two_tables_one_under_the_other(tmp_path: Path) -> None:
    rows = [("表一 学校",), UNITS, ("夏县新建小学", "小学", "夏县"), (), ("表二 学生",), FACTS, *DATA]
    path = workbook(tmp_path / "below.xlsx", {"表": rows})
    first, second = tables(path)
    assert (first.head_row, len(first.rows), second.head_row, len(second.rows)) == (2, 2, 6, 2)
    assert values(taken(path, table=1)) == BOTH
    found = taken(path, "units")
    assert [row["name"] for row in values(found)] == ["夏县新建小学"]


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    rows = [(*FACTS, "", *FACTS), (A, 8, "", B, 40)]
    path = workbook(tmp_path / "beside.xlsx", {"表": rows})
    assert [table.columns for table in tables(path)] == [(*FACTS, "", "", ""), ("", "", "", *FACTS)]
    assert [values(taken(path, table=place)) for place in (0, 1)] == [BOTH[:1], BOTH[1:]]


def test_without_any_head_it_is_said_and_nothing_is_guessed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bare.xlsx", {"表": [(1, A, 8), (2, B, 40)]})
    (table,) = tables(path)
    assert (table.head_row, len(table.rows)) == (0, 2)
    found = taken(path)
    assert (found.rows, problems(found)[0]) == ((), ("", "no_heading"))


def test_an_error_in_the_head_leaves_its_column_without_a_title(tmp_path: Path) -> None:
    rows = [("学校名称", "#REF!", "在校残疾学生数"), (A, "x", 8), (B, "y", 40)]
    assert values(taken(workbook(tmp_path / "head.xlsx", {"表": rows}))) == BOTH


def test_a_table_that_begins_in_column_d_has_its_true_cells(tmp_path: Path) -> None:
    rows = [(), ("", "", "", *FACTS), ("", "", "", A, "#N/A")]
    assert problems(taken(workbook(tmp_path / "right.xlsx", {"表": rows}))) == [("E3", "formula_error")]


def test_a_sheet_with_an_odd_name_is_named_as_it_is(tmp_path: Path) -> None:
    name = "2024'年&\"<表>；"
    found = taken(workbook(tmp_path / "odd.xlsx", {name: [FACTS, (A, "x")]}))
    assert found.problems[0].sheet == name


def test_rows_shorter_and_longer_than_the_head(tmp_path: Path) -> None:
    text = f"学校名称,备注,在校残疾学生数\n{A},,8,多出来,的\n实验\n{B},,40\n"
    (tmp_path / "ragged.csv").write_text(text, encoding="utf-8")
    found = taken(tmp_path / "ragged.csv")
    assert (values(found), problems(found)) == (BOTH, [("A3", "unknown_unit")])


def test_two_million_blank_rows_are_read_in_seconds(tmp_path: Path) -> None:
    rows = (f'<row r="{number}"/>'.encode() for number in range(3, 2_000_001))
    begin, end = (row_xml(1, FACTS) + row_xml(2, DATA[0])).encode(), row_xml(2_000_001, DATA[1]).encode()
    path = raw(tmp_path / "blank.xlsx", [begin, b"".join(rows), end])
    found = taken(path)
    assert (values(found), found.skipped) == (BOTH, {"blank": 1_999_998})


def test_two_million_blank_lines_of_text_are_read_in_seconds(tmp_path: Path) -> None:
    lines = ",\r\n" * 2_000_000
    (tmp_path / "blank.csv").write_text(f"{','.join(FACTS)}\r\n{A},8\r\n{lines}{B},40\r\n", encoding="utf-8")
    assert values(taken(tmp_path / "blank.csv")) == BOTH


def test_a_cell_merged_down_to_the_end_of_the_sheet_fills_no_blank_rows(tmp_path: Path) -> None:
    rows = row_xml(1, ("县区", *FACTS)) + row_xml(2, ("夏县", A, 8)) + row_xml(1_000_000, ("", B, 40))
    path = raw(tmp_path / "long.xlsx", rows, merged=["A2:A1048576", "A1:XFD1"])
    (table,) = tables(path)
    assert [(number, row[0]) for number, row in table.rows] == [(2, "夏县"), (1_000_000, "夏县")]


def test_a_sheet_of_titles_alone_gives_no_rows(tmp_path: Path) -> None:
    found = taken(workbook(tmp_path / "form.xlsx", {"表": [FACTS]}))
    assert (found.rows, found.problems) == ((), ())


def test_a_workbook_in_which_nothing_stands_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "empty.xlsx", {"表": [], "表2": []})
    with pytest.raises(Unreadable) as caught:
        read_book(path, path.name)
    assert caught.value.code == "no_sheets"
