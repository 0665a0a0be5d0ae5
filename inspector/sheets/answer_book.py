"""The form of one unit as a workbook to be filled in and sent back: a sheet a section, its addresses out of sight."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from inspector.sheets.reading import Book, Cell, Row, Sheet

if TYPE_CHECKING:
    import xlsxwriter

ADDRESSES = "Inspector"
"""Name of the hidden sheet that says whose form it is, and which cell of which sheet is which cell of the form."""
FORMAT = "self-evaluation 1"
FILLED, NOTED = "D", "F"
CHOICES_COLUMN = "H"
LINE_HEIGHT = 16
WIDTHS = (6, 26, 44, 24, 36, 36)
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


class AnswerCell(Struct, frozen=True):
    """One cell to fill in. `part` is a choice of several, or empty; `base` the entry that made what is `shown`."""

    path: str
    part: str
    base: str
    shown: str


class AnswerLine(Struct, frozen=True):
    """One line of a sheet; `choices` are offered as a list, `note` is what its last column takes down."""

    ordinal: str
    title: str
    asked: str
    hint: str
    cells: tuple[AnswerCell, ...]
    choices: tuple[str, ...] = ()
    notes: tuple[AnswerCell, ...] = ()


class AnswerSheet(Struct, frozen=True):
    title: str
    lines: Sequence[AnswerLine]


class Filled(Struct, frozen=True):
    """One cell as it came back, with what it held when the workbook was made. `cell` as Excel names it."""

    sheet: str
    cell: str
    asked: AnswerCell
    text: str


class ForeignBookError(ValueError):
    """No workbook of ours, or one whose hidden sheet is damaged."""


def write_answer_book(
    path: Path,
    sheets: Sequence[AnswerSheet],
    stamp: Mapping[str, str],
    *,
    heading: str,
    guide: str,
    columns: Sequence[str],
) -> None:
    """What may be filled in is unlocked; text stays as typed, so that no program makes a date of it."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        pages = [book.add_worksheet(name) for name in _names(sheets)]
        hidden = book.add_worksheet(ADDRESSES)
        hidden.hide()
        line = _stamped(hidden, stamp)
        style = _styles(book)
        for page, sheet in zip(pages, sheets, strict=True):
            _head(page, style, heading, guide, columns)
            for number, one in enumerate(sheet.lines, 4):
                _write_line(page, style, number, one)
                line = _addressed(hidden, page, line, number, one)
        pages[0].activate()


def _names(sheets: Sequence[AnswerSheet]) -> list[str]:
    return [f"{number} {sheet.title.translate(FORBIDDEN)}"[:31].strip() for number, sheet in enumerate(sheets, 1)]


def _styles(book: "xlsxwriter.Workbook") -> dict[str, Any]:
    wrap = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#B8C4CE"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "guide": book.add_format({"font_color": "#555555", "text_wrap": True, "valign": "top"}),
        "head": book.add_format(wrap | {"bold": True, "bg_color": "#E8EEF4"}),
        "text": book.add_format(wrap),
        "soft": book.add_format(wrap | {"font_color": "#555555"}),
        "open": book.add_format(wrap | {"locked": False, "num_format": "@", "bg_color": "#FFFBE8"}),
    }


def _head(page: Any, style: Mapping[str, Any], heading: str, guide: str, columns: Sequence[str]) -> None:
    for place, width in enumerate(WIDTHS):
        page.set_column(place, place, width)
    page.write_string(0, 0, heading, style["title"])
    page.merge_range(1, 0, 1, len(WIDTHS) - 1, guide, style["guide"])
    page.set_row(1, 48)
    for place, title in enumerate(columns):
        page.write_string(2, place, title, style["head"])
    page.freeze_panes(3, 0)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.ignore_errors({"number_stored_as_text": f"{FILLED}1:{NOTED}5000"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)


def _write_line(page: Any, style: Mapping[str, Any], number: int, line: AnswerLine) -> None:
    page.set_row(number - 1, LINE_HEIGHT * _deepest(line))
    for place, text in enumerate((line.ordinal, line.title, line.asked)):
        page.write_string(number - 1, place, text, style["text"])
    page.write_string(number - 1, 3, line.cells[0].shown, style["open"])
    page.write_string(number - 1, 4, line.hint, style["soft"])
    if line.notes:
        page.write_string(number - 1, 5, line.notes[0].shown, style["open"])


def _deepest(line: AnswerLine) -> int:
    """How many lines of text its tallest cell takes: no program sets heights of a file that it did not write."""
    notes = line.notes[0].shown if line.notes else ""
    texts = (line.ordinal, line.title, line.asked, line.cells[0].shown, line.hint, notes)
    return max(-(-_span(text) // (width - 2)) for text, width in zip(texts, WIDTHS, strict=True)) or 1


def _span(text: str) -> int:
    """In widths of a digit; a Chinese character takes two."""
    return sum(2 if ord(one) > 0x2E7F else 1 for one in text)


def _stamped(hidden: Any, stamp: Mapping[str, str]) -> int:
    hidden.write_string(0, 0, "format")
    hidden.write_string(0, 1, FORMAT)
    for number, (name, value) in enumerate(stamp.items(), 1):
        hidden.write_string(number, 0, name)
        hidden.write_string(number, 1, value)
    return len(stamp) + 1


def _addressed(hidden: Any, page: Any, line: int, number: int, one: AnswerLine) -> int:
    """The addresses of a line, below what stands there; its choices in a column of their own for the list."""
    if one.choices:
        for place, label in enumerate(one.choices):
            hidden.write_string(line + place, 7, label)
        span = f"={ADDRESSES}!${CHOICES_COLUMN}${line + 1}:${CHOICES_COLUMN}${line + len(one.choices)}"
        rule = {"validate": "list", "source": span, "error_type": "warning"}
        page.data_validation(f"{FILLED}{number}", rule)
    rows = [(FILLED, cell) for cell in one.cells] + [(NOTED, cell) for cell in one.notes]
    for place, (column, cell) in enumerate(rows):
        texts = ("cell", page.get_name(), f"{column}{number}", cell.path, cell.part, cell.base, cell.shown)
        for at, text in enumerate(texts):
            hidden.write_string(line + place, at, text)
    return line + max(len(rows), len(one.choices))


def stamp_of(book: Book) -> dict[str, str]:
    """Whose form it is; ForeignBookError for any other workbook."""
    rows = [_texts(row) for _, row in _hidden(book).rows]
    if not rows or rows[0][:2] != ["format", FORMAT]:
        raise ForeignBookError
    return {row[0]: row[1] for row in rows[1:] if len(row) > 1 and row[0] and row[0] != "cell"}


def filled(book: Book) -> Iterator[Filled]:
    """Every cell of the form as it came back, in the order it was written."""
    pages = {sheet.name: {number: _texts(row) for number, row in sheet.rows} for sheet in book.sheets}
    for _, row in _hidden(book).rows:
        texts = [*_texts(row), *[""] * 7][:7]
        if texts[0] != "cell":
            continue
        sheet, cell = texts[1], texts[2]
        place, number = "ABCDEF".find(cell[:1]), cell[1:]
        if sheet not in pages or place < 0 or not number.isdecimal():
            raise ForeignBookError
        there = pages[sheet].get(int(number), [])
        text = there[place] if place < len(there) else ""
        yield Filled(sheet, cell, AnswerCell(*texts[3:7]), text)


def _hidden(book: Book) -> Sheet:
    found = next((sheet for sheet in book.sheets if sheet.name == ADDRESSES), None)
    if found is None:
        raise ForeignBookError
    return found


def _texts(row: Row) -> list[str]:
    return [plain(cell) for cell in row]


def plain(cell: Cell) -> str:
    """A cell as text: a whole number without a point, others as short as they say the same."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else f"{cell:.15g}"
