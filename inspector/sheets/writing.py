"""Workbooks of our own, row by row in little memory; no text of anybody's ever becomes a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | date | Decimal | None
LONGEST = 32_767
MOST_ROWS = 1_048_576
CUT = "……（已截断，全文见 CSV）"
NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold at all."""


def fitting(text: str) -> str:
    """What a cell can hold: nothing XML cannot, and 32,767 characters; longer texts say that they were cut."""
    text = UNPRINTABLE.sub("", text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


class Column(Struct, frozen=True):
    """`note` stands below the title of a template, such as the unit or the choices; `width` in characters."""

    title: str
    width: int = 14
    note: str = ""


class Table(Struct, frozen=True):
    """One sheet: a heading, then rows as they come from an iterator."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    notice: str = ""
    """A line above the heading, such as 演示数据."""


def write_workbook(
    path: Path | IO[bytes], tables: Iterable[Table], *, most_rows: int = MOST_ROWS, dated: bool = True
) -> None:
    """One .xlsx of these tables. Text is written as text, whatever it begins with.

    A table longer than a sheet goes on in further ones, each with its heading. Without a date of its own (`dated`)
    the same tables give the same bytes.
    """
    import xlsxwriter  # here as in every book: pages that only name one need not wait for the library

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    target: Any = str(path) if isinstance(path, Path) else path
    with xlsxwriter.Workbook(target, options) as book:
        if not dated:
            book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 (the format knows no zone)
        formats = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"}
            ),
            "soft": book.add_format({"font_color": "#666666", "text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        names: set[str] = set()
        for table in tables:
            _sheets(book, table, formats, names, most_rows)


def _sheets(
    book: "xlsxwriter.Workbook", table: Table, formats: dict[str, Any], names: set[str], most_rows: int
) -> None:
    rows = iter(table.rows)
    for part in range(1, 1000):
        sheet = book.add_worksheet(_name(table.name, part, names))
        line = _head(sheet, table, formats)
        for number, row in enumerate(islice(rows, most_rows - line), line):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, formats["day"])
        more = next(rows, None)
        if more is None:
            return
        rows = chain([more], rows)


def _name(wanted: str, part: int, names: set[str]) -> str:
    """A name Excel takes: 31 characters, some of them not allowed, and no two alike."""
    plain = NO_NAME.sub("", wanted) or "表"
    name = plain[:31] if part == 1 else f"{plain[:24]}（{part}）"
    while name.casefold() in names:
        part += 1
        name = f"{plain[:24]}（{part}）"
    names.add(name.casefold())
    return name


def _head(sheet: "Worksheet", table: Table, formats: dict[str, Any]) -> int:
    """Writes what stands above the rows; the number of the first row below it."""
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    line = 0
    if table.notice:
        sheet.write_string(0, 0, table.notice, formats["soft"])
        line = 1
    for place, column in enumerate(table.columns):
        sheet.write_string(line, place, column.title, formats["head"])
    if any(column.note for column in table.columns):
        line += 1
        for place, column in enumerate(table.columns):
            sheet.write_string(line, place, column.note, formats["soft"])
    sheet.freeze_panes(line + 1, 0)
    return line + 1


def _write(sheet: "Worksheet", row: int, place: int, value: Value, day: object) -> None:
    if isinstance(value, bool) or value is None:
        if value is not None:
            sheet.write_boolean(row, place, value)
    elif isinstance(value, str):
        sheet.write_string(row, place, fitting(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_number(row, place, float(value))
