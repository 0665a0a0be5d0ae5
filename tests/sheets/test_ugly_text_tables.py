"""Text tables in the encodings and with the marks in which offices save them."""

import shutil
from pathlib import Path

import pytest

from inspector.sheets.reading import read_book
from tests.sheets.making import FACTS, problems, taken, values, workbook

ROWS = f"{','.join(FACTS)}\r\n夏县第一小学校,8\r\n夏县特殊教育学校,40\r\n"
BOTH = [{"unit": "x1", "fact:disabled_pupils": "8"}, {"unit": "x2", "fact:disabled_pupils": "40"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t.csv").write_bytes(ROWS.encode(encoding))
    assert values(taken(tmp_path / "t.csv")) == BOTH


def test_a_rare_character_of_gb18030_is_kept(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("学校名称,人数\n㐇𠮷小学,1\n".encode("gb18030"))
    assert read_book(tmp_path / "t.csv", "t.csv").sheets[0].rows[1][1][0] == "㐇𠮷小学"


@pytest.mark.parametrize("mark", [",", ";", "\t", "，"])
def test_every_usual_mark_between_cells_is_seen(tmp_path: Path, mark: str) -> None:
    (tmp_path / "t.csv").write_text(ROWS.replace(",", mark), encoding="utf-8")
    assert values(taken(tmp_path / "t.csv")) == BOTH


def test_a_text_table_with_the_name_of_a_workbook_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(ROWS.encode("gbk"))
    assert values(taken(tmp_path / "t.xlsx")) == BOTH


def test_a_workbook_with_the_name_of_a_text_table_is_read(tmp_path: Path) -> None:
    made = workbook(tmp_path / "t.xlsx", {"表": [FACTS, ("夏县第一小学校", 8)]})
    shutil.move(made, tmp_path / "t.csv")
    assert values(taken(tmp_path / "t.csv")) == BOTH[:1]


def test_a_workbook_with_macros_is_read_and_nothing_of_them_run(tmp_path: Path) -> None:
    made = workbook(tmp_path / "t.xlsx", {"表": [FACTS, ("夏县第一小学校", 8)]})
    assert values(taken(Path(shutil.move(made, tmp_path / "t.xlsm")))) == BOTH[:1]


def test_a_quoted_cell_may_hold_marks_and_line_ends(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('学校名称,备注,在校残疾学生数\n夏县第一小学校,"一,二\n三",8\n', encoding="utf-8")
    assert values(taken(tmp_path / "t.csv")) == BOTH[:1]


def test_a_code_that_was_kept_as_text_by_a_formula_is_that_code(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('学校名称,在校残疾学生数\n="0145002",40\n', encoding="utf-8")
    assert values(taken(tmp_path / "t.csv")) == BOTH[1:]


def test_cells_of_a_text_table_are_named_as_in_excel(tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text(f"{','.join(FACTS)}\n\n夏县第一小学校,八\n", encoding="utf-8")
    found = taken(tmp_path / "名单.csv")
    assert (problems(found), found.problems[0].sheet) == ([("B3", "not_taken")], "名单")
