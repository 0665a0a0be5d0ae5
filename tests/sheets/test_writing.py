"""Our own workbooks: text stays text, long tables go on, little memory, odd names and characters do no harm."""

import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from inspector.sheets.writing import LONGEST, UNPRINTABLE, Column, Table, write_workbook

TEXTS = st.builds(
    str.__add__,
    st.sampled_from(["=", "+", "-", "@", "＝", "\t", "{=", "http://", "internal:", ""]),
    st.text(max_size=40),
)


def read(file: BytesIO | Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(file)) if isinstance(file, Path) else CalamineWorkbook.from_filelike(file)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def written(*tables: Table, most_rows: int = 1_048_576) -> BytesIO:
    file = BytesIO()
    write_workbook(file, tables, most_rows=most_rows)
    return BytesIO(file.getvalue())


@settings(max_examples=50)
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_text_is_written_as_text_whatever_it_begins_with(texts: list[str]) -> None:
    file = written(Table("表", [Column("列")], [[text, "."] for text in texts]))
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    found = [str(row[0]) for row in read(BytesIO(file.getvalue()))["表"][1:]]
    assert [text.replace("\r\n", "\n").replace("\r", "\n") for text in found] == [
        UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n") for text in texts
    ]


def test_numbers_dates_and_nothing_keep_their_kind() -> None:
    row = (Decimal("-2.5"), 7, date(2025, 6, 30), None, True, "7")
    [_, found] = read(written(Table("表", [Column(str(n)) for n in range(6)], [row])))["表"]
    assert found == [-2.5, 7.0, date(2025, 6, 30), "", True, "7"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next_with_its_heading() -> None:
    rows = [[number] for number in range(7)]
    found = read(written(Table("答案", [Column("列", note="id")], rows), most_rows=5))
    assert list(found) == ["答案", "答案（2）", "答案（3）"]
    assert all(sheet[:2] == [["列"], ["id"]] for sheet in found.values())
    assert [row[0] for sheet in found.values() for row in sheet[2:]] == list(range(7))


def test_a_table_that_just_fits_needs_no_second_sheet() -> None:
    assert list(read(written(Table("表", [Column("列")], [[1], [2]]), most_rows=3))) == ["表"]


def test_sheets_get_names_that_excel_takes() -> None:
    names = ["[甲]:*?/\\", "'", "表" * 40, "表" * 40, "A", "a"]
    found = list(read(written(*(Table(name, [Column("列")], []) for name in names))))
    assert found[:2] == ["甲", "表"] and len(set(map(str.casefold, found))) == 6
    assert all(0 < len(name) <= 31 for name in found)


def test_a_text_too_long_for_a_cell_says_so() -> None:
    [[_], [text]] = read(written(Table("表", [Column("列")], [["长" * 40_000]])))["表"]
    assert len(str(text)) == LONGEST and str(text).endswith("……（已截断，全文见 CSV）")


def test_a_notice_stands_above_the_heading() -> None:
    found = read(written(Table("表", [Column("列")], [["值"]], notice="演示数据")))["表"]
    assert found == [["演示数据"], ["列"], ["值"]]


def test_rows_are_taken_as_they_come_and_kept_in_no_memory() -> None:
    def rows() -> Iterator[list[str]]:
        for number in range(5_000):
            yield ["送教上门记录" * 200, str(number)]

    with TemporaryFile() as file:
        tracemalloc.start()
        write_workbook(file, [Table("表", [Column("列"), Column("序")], rows())])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert file.tell() > 100_000
    assert peak < 3_000_000  # 5,000 rows of 1,200 characters are 12 MB; to count what many short ones take is slow


@pytest.mark.parametrize("text", ["\x00", "\x0b", "a\x1fb", "\ufffe"])
def test_characters_that_no_workbook_can_hold_are_left_out(text: str) -> None:
    [[_], [found]] = read(written(Table("表", [Column("列")], [[f"前{text}后"]])))["表"]
    assert found == f"前{text.strip(chr(0) + chr(11) + chr(0xFFFE)).replace(chr(0x1F), '')}后"
