"""Workbooks of our own, row by row in little memory; no text of anybody's ever becomes a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

Value = str | int | float | bool | date | None


LONGEST = 32_767
CUT = "……（已截断，全文见 CSV）"


def fitting(text: str) -> str:
    """What a cell can hold: Excel's limit is 32,767 characters, and longer texts say that they were cut."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


@dataclass(frozen=True)
class Column:
    """`note` stands below the title of a template, such as the unit or the choices; `width` in characters."""

    title: str
    width: int = 14
    note: str = ""


@dataclass(frozen=True)
class Table:
    """One sheet: a heading, then rows as they come from an iterator."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    notice: str = ""
    """A line above the heading, such as 演示数据."""


def write_workbook(path: Path, tables: Iterable[Table]) -> None:
    """One .xlsx of these tables. Text is written as text, whatever it begins with."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"})
        soft = book.add_format({"font_color": "#666666", "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            sheet = book.add_worksheet(table.name[:31])
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, column.width)
            line = 0
            if table.notice:
                sheet.write_string(0, 0, table.notice, soft)
                line = 1
            for place, column in enumerate(table.columns):
                sheet.write_string(line, place, column.title, head)
            if any(column.note for column in table.columns):
                line += 1
                for place, column in enumerate(table.columns):
                    sheet.write_string(line, place, column.note, soft)
            sheet.freeze_panes(line + 1, 0)
            for number, row in enumerate(table.rows, line + 1):
                for place, value in enumerate(row):
                    _write(sheet, number, place, value, day)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: Value, day: object) -> None:
    if isinstance(value, bool) or value is None:
        if value is not None:
            sheet.write_boolean(row, place, value)
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_number(row, place, value)
