"""The ledger as offices send it back: its rows by number, what was typed, and what is wrong with a cell."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, cast

from msgspec import Struct, field

from inspector.casework.ledger_lines import LedgerLine
from inspector.casework.replies import Reply
from inspector.sheets import cells
from inspector.sheets.cells import Flaw
from inspector.sheets.gathering import letters
from inspector.sheets.ledger_columns import BY_NAME, COLUMNS, LOCKED, NEEDED, OUTCOMES, LedgerColumn
from inspector.sheets.reading import Book, Cell, Row, Sheet
from inspector.sheets.vocabulary import NOTE, plain, title, visible
from inspector.sheets.writing import fitting

LOOKED_AT = 20
NUMBER = re.compile(r"第?0*([1-9][0-9]{0,8})号?")
TITLES = {title(one): column.name for column in COLUMNS for one in (column.title, *column.was)}
_OUTCOMES = cells.chosen({plain(words): name for words, name in OUTCOMES.items()}, "、".join(OUTCOMES))


class TypedRow(Struct, frozen=True):
    """`texts` are all cells by column, in canonical text; `flaws` those that cannot be read.

    `merged` is a cell of the row that was merged with others, `hidden` whether nobody sees the row.
    """

    sheet: str
    row: int
    places: Mapping[str, int]
    texts: Mapping[str, str]
    flaws: Mapping[str, Flaw] = field(default_factory=dict)
    merged: str = ""
    hidden: bool = False

    @property
    def number(self) -> int | None:
        found = NUMBER.fullmatch(self.texts["number"])
        return int(found[1]) if found else None

    @property
    def reply(self) -> Reply:
        text = self.texts
        outcome = cast(Literal["", "done", "ongoing"], text["outcome"])
        return Reply(
            measure=text["measure"],
            person=text["person"],
            progress=text["progress"],
            outcome=outcome,
            reported=_day(text["reported"]),
            asked=_day(text["asked"]),
            reason=text["reason"],
        )

    def cell(self, name: str) -> str:
        """As Excel names it; the row alone where the sheet lacks the column."""
        return f"{letters(self.places[name])}{self.row}" if name in self.places else str(self.row)

    def strange(self, line: LedgerLine) -> Iterator[tuple[LedgerColumn, str]]:
        """Columns that are not for the office, where something else stands than was sent, and what was sent."""
        for column in LOCKED:
            sent = shown(column, line)
            if column.name in self.places and column.name not in self.flaws and _other(self.texts[column.name], sent):
                yield column, sent


class TypedLedger(Struct, frozen=True):
    """`without_mark` names sheets whose column of marks is gone."""

    rows: tuple[TypedRow, ...] = ()
    without_mark: tuple[str, ...] = ()


def shown(column: LedgerColumn, line: LedgerLine) -> str:
    """What the workbook said, as text."""
    value = column.show(line)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else fitting(str(value))


def _other(typed: str, sent: str) -> bool:
    return typed != sent and plain(typed) != plain(visible(sent))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_replies(book: Book) -> TypedLedger:
    """All rows of all sheets that have the head of the ledger."""
    rows: list[TypedRow] = []
    without: list[str] = []
    for sheet in book.sheets:
        head = _head(sheet)
        if head is None:
            continue
        number, places = head
        if any(name not in places for name in NEEDED):
            without.append(sheet.name)
            continue
        rows += _rows(sheet, number, places)
    return TypedLedger(tuple(rows), tuple(without))


def _head(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """The row with the titles, and the place of each column."""
    for number, row in sheet.rows[:LOOKED_AT]:
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = TITLES.get(title(cell)) if isinstance(cell, str) and cell else None
            if name:
                places.setdefault(name, place)
        if {"number", "unit"} <= places.keys():
            return number, places
    return None


def _rows(sheet: Sheet, head: int, places: Mapping[str, int]) -> Iterator[TypedRow]:
    merged, hidden = _merged(sheet, head, places), frozenset(sheet.hidden_rows)
    for number, row in sheet.rows:
        if number > head and _is_line(row, places):
            found = _texts(row, places)
            texts = {name: "" if isinstance(text, Flaw) and text.fatal else str(text) for name, text in found.items()}
            flaws = {name: text for name, text in found.items() if isinstance(text, Flaw)}
            yield TypedRow(sheet.name, number, places, texts, flaws, merged.get(number, ""), number in hidden)


def _is_line(row: Row, places: Mapping[str, int]) -> bool:
    """Neither blank nor a repeated head nor a line for signatures below the table."""
    filled = {name: row[place] for name, place in places.items() if place < len(row) and row[place] != ""}
    first = filled.get("number", "")
    if not filled or (isinstance(first, str) and TITLES.get(title(first)) == "number"):
        return False
    return not (isinstance(first, str) and NOTE.fullmatch(plain(first)) and "unit" not in filled)


def _merged(sheet: Sheet, head: int, places: Mapping[str, int]) -> dict[int, str]:
    """By row, the first merged cell under a column of ours."""
    ours = sorted(places.values())
    found: dict[int, str] = {}
    for first, left, last, right in sheet.merged:
        column = next((place for place in ours if left <= place <= right), None)
        if column is not None:
            for row in range(max(first + 1, head + 1), last + 2):
                found.setdefault(row, f"{letters(column)}{row}")
    return found


def _texts(row: Row, places: Mapping[str, int]) -> dict[str, str]:
    def cell(name: str) -> Cell:
        place = places.get(name, len(row))
        return row[place] if place < len(row) else ""

    return {column.name: _text(column, cell(column.name)) for column in COLUMNS}


def _text(column: LedgerColumn, cell: Cell) -> str:
    if cell == "":
        return ""
    if column.kind == "date":
        return cells.date(cell)
    if column.kind == "choice":
        return _OUTCOMES(cell)
    text = cells.words(cell)
    if isinstance(text, Flaw) or not column.longest or len(text) <= column.longest:
        return text
    return Flaw("too_long", length=len(text), most=column.longest)


def title_of(name: str) -> str:
    return BY_NAME[name].title if name in BY_NAME else name
