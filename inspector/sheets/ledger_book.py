"""The ledger as a workbook that offices fill in: row by row in little memory, what they may type unlocked."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from msgspec import Struct

from inspector.casework.ledger_lines import LedgerLine
from inspector.sheets.ledger_columns import COLUMNS, HINTS, OUTCOMES, LedgerColumn
from inspector.sheets.writing import fitting

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

TITLE = "问题整改台账"
HEAD = 2
"""Rows above the first line: the title and the titles of columns."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
WRITTEN_AS_TEXT = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Heading(Struct, frozen=True):
    """`about` says what the sheet holds and of when; `mark` such as 演示数据."""

    about: str = ""
    mark: str = ""


def write_ledger(target: Path | IO[bytes], lines: Iterable[LedgerLine], heading: Heading) -> int:
    """How many lines were written; they are asked for one by one."""
    import xlsxwriter

    place: Any = str(target) if isinstance(target, Path) else target
    with xlsxwriter.Workbook(place, WRITTEN_AS_TEXT) as book:
        sheet, notes = book.add_worksheet(TITLE), book.add_worksheet("填写说明")
        formats = _formats(book)
        _head(sheet, heading, formats)
        row = HEAD - 1
        for row, line in enumerate(lines, HEAD):
            _line(sheet, row, line, formats)
        _rules(sheet, max(row, HEAD))
        for place, hint in enumerate(HINTS):
            notes.write_string(place, 0, hint)
        notes.set_column(0, 0, 100)
    return row + 1 - HEAD


def _formats(book: "xlsxwriter.Workbook") -> dict[str, Any]:
    common = {"border": 1, "valign": "top", "text_wrap": True, "font_size": 10}
    typed = common | {"locked": False, "bg_color": "#FFF8DC"}
    made = {
        "title": {"bold": True, "font_size": 14},
        "head": common | {"bold": True, "bg_color": "#E8EEF4", "valign": "vcenter", "align": "center"},
        "head_typed": common | {"bold": True, "bg_color": "#F5D76E", "valign": "vcenter", "align": "center"},
        "locked": common,
        "locked_day": common | {"num_format": "yyyy-mm-dd"},
        "typed": typed | {"num_format": "@"},
        "typed_day": typed | {"num_format": "yyyy-mm-dd"},
    }
    return {name: book.add_format(given) for name, given in made.items()}


def _head(sheet: "Worksheet", heading: Heading, formats: dict[str, Any]) -> None:
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width, None, {"hidden": column.kind == "mark"})
    about = "　".join(filter(None, (TITLE, heading.about, heading.mark, HINTS[0])))
    sheet.write_string(0, 0, fitting(about), formats["title"])
    for place, column in enumerate(COLUMNS):
        sheet.write_string(1, place, column.title, formats["head_typed" if column.typed else "head"])
    sheet.freeze_panes(HEAD, 3)
    sheet.protect("", ALLOWED)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def _line(sheet: "Worksheet", row: int, line: LedgerLine, formats: dict[str, Any]) -> None:
    for place, column in enumerate(COLUMNS):
        shown = column.show(line)
        form = formats[("typed" if column.typed else "locked") + ("_day" if column.kind == "date" else "")]
        if shown is None or shown == "":
            sheet.write_blank(row, place, None, form)
        elif isinstance(shown, str):
            sheet.write_string(row, place, fitting(shown), form)
        elif isinstance(shown, date):
            sheet.write_datetime(row, place, shown, form)
        else:
            sheet.write_number(row, place, shown, form)


def _rules(sheet: "Worksheet", last: int) -> None:
    """What Excel and WPS refuse while it is typed."""
    sheet.autofilter(1, 0, last, len(COLUMNS) - 1)
    for place, column in enumerate(COLUMNS):
        rule = _rule(column)
        if rule:
            sheet.data_validation(HEAD, place, last, place, rule | {"ignore_blank": True, "error_title": column.title})


def _rule(column: LedgerColumn) -> dict[str, Any]:
    if not column.typed:
        return {}
    if column.kind == "choice":
        return {"validate": "list", "source": list(OUTCOMES), "error_message": "请从列表中选择。"}
    if column.kind == "date":
        ends = {"criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return {"validate": "date", **ends, "error_message": "请填写日期，例如2026-03-01。"}
    most = {"validate": "length", "criteria": "<=", "value": column.longest}
    return most | {"error_message": f"最多{column.longest}个字。"}
