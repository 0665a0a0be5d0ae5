"""A workbook somebody sent, as sheets of cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import python_calamine

from inspector.i18n import N_
from inspector.sheets.preview import NO_PARAMS

Cell = str | float
"""As it stands: a number, or text; dates and truth values as the text one sees, an empty cell as ""."""
Row = Sequence[Cell]
REASONS: Mapping[str, str] = {
    "broken": N_("The file is damaged or is no workbook. Open it in Excel or WPS, save it as .xlsx and send that."),
}


class Unreadable(ValueError):
    """A file that cannot be read as a whole; `message` is a message id with places for `params`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REASONS[code]
        self.params: Mapping[str, str] = params or NO_PARAMS


@dataclass(frozen=True)
class Sheet:
    """`rows` are those that are not blank, each with its number in the sheet."""

    name: str
    hidden: bool
    rows: Sequence[tuple[int, Row]]


@dataclass(frozen=True)
class Book:
    name: str
    sheets: tuple[Sheet, ...]


def read_book(path: Path, name: str) -> Book:
    """The sheets of a workbook; `name` is what the sender called it. Raises Unreadable."""
    try:
        book = python_calamine.load_workbook(str(path))
        found = [
            (one, book.get_sheet_by_name(one.name).to_python(skip_empty_area=False)) for one in book.sheets_metadata
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("broken") from error
    visible = python_calamine.SheetVisibleEnum.Visible
    sheets = [Sheet(one.name, one.visible != visible, _numbered(rows)) for one, rows in found]
    return Book(name, tuple(sheets))


def _numbered(rows: Sequence[Sequence[object]]) -> list[tuple[int, Row]]:
    return [
        (number, [_cell(one) for one in row]) for number, row in enumerate(rows, 1) if any(one != "" for one in row)
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
