"""A table with its columns chosen, row by row: what can be taken over, and every problem by cell."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from itertools import islice
from typing import Protocol

from inspector.checklist.edition import Edition
from inspector.i18n import gettext
from inspector.sheets import cells
from inspector.sheets.cells import Column, Flaw
from inspector.sheets.columns import Target, holds_values
from inspector.sheets.gathering import Gathered, letters
from inspector.sheets.heading import SheetTable
from inspector.sheets.preview import KnownUnit, Preview, TakenRow, Values
from inspector.sheets.reading import Cell, Row
from inspector.sheets.rows_facts import FactRows
from inspector.sheets.rows_others import AccountRows, PupilRows
from inspector.sheets.rows_units import UnitRows
from inspector.sheets.vocabulary import BRACKETED, NAMES_OF_CHILDREN, NOTE, TOTAL, plain, title

TEXT = {str}
LONGEST_TOTAL = 8
ROWS_OF_A_BATCH = 1_000
MARKED = 3
"""Columns at the left in which 合计 is looked for; right of the unit's column only where something is wrong."""


class RowsOf(Protocol):
    """What one target makes of the parsed cells of a row; `texts` come in the order of `order`."""

    order: tuple[str, ...]
    readers: Mapping[str, Callable[[Cell], str]]

    def take(self, number: int, texts: Sequence[str]) -> Values | None:
        """The row's values; None when it is left out, after its problems were named."""


KINDS: Mapping[str, Callable[..., RowsOf]] = {
    "units": UnitRows,
    "facts": FactRows,
    "accounts": AccountRows,
    "pupils": PupilRows,
}


def preview(
    table: SheetTable,
    target: Target,
    mapping: Mapping[int, str],
    known: Sequence[KnownUnit],
    edition: Edition | None,
    city_id: str = "",
) -> Preview:
    """Every row of the table, taken or named; `mapping` says which field stands in which column.

    `city_id` is the city for which the file is read, when `known` holds units of others as well.
    """
    places = {name: at for at, name in mapping.items() if name in target.fields}
    gathered = Gathered(table.sheet, places)
    _judge_columns(table, target, gathered, edition)
    if any(problem.fatal for problem in gathered.problems):
        return gathered.preview(target.name)
    rows = KINDS[target.name](table, target, gathered, known, edition, city_id)
    with _uncollected():
        _go_through(table, rows, gathered, target)
    return gathered.preview(target.name)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows make no circles; to look for some among millions of new objects takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _judge_columns(table: SheetTable, target: Target, gathered: Gathered, edition: Edition | None) -> None:
    if not table.head_row and not gathered.places:
        gathered.complain_of_table("", "no_heading")
    for name, spec in target.fields.items():
        if spec.required and name not in gathered.places:
            gathered.complain_of_table("", "no_column", field=gettext(spec.label))
    if target.name == "facts":
        if edition is None:
            gathered.complain_of_table("", "no_edition")
        elif not holds_values(gathered.places.keys()):
            gathered.complain_of_table("", "no_values")
    for at, words in enumerate(table.columns):
        if target.name == "pupils" and at not in gathered.places.values() and title(words) in NAMES_OF_CHILDREN:
            gathered.complain_of_table(letters(at), "names_of_children", fatal=False, title=words)


class _Marks(dict[Cell, str]):
    """Whether a cell at the left says that its row is no data: a total, a heading once more, a remark."""

    def __init__(self, headings: Set[str]) -> None:
        super().__init__()
        self._headings = headings
        self._longest = max([LONGEST_TOTAL, *map(len, headings)])

    def __missing__(self, cell: Cell) -> str:
        found = self._mark(cell) if isinstance(cell, str) else ""
        if len(self) < cells.KEPT:
            self[cell] = found
        return found

    def _mark(self, cell: str) -> str:
        """Most cells are names, of which a glance says that they are none of these."""
        if cell.isalnum() and len(cell) > self._longest:
            return ""
        text = plain(cell)
        if TOTAL.fullmatch(text):
            return "total"
        if title(cell) in self._headings:
            return "heading"
        return "note" if ":" in text and NOTE.fullmatch(text) else ""

    def of(self, row: Row) -> str:
        """A remark counts only at the beginning: further on it may be a value."""
        marks = [self[cell] for cell in row[:MARKED] if cell != ""]
        strong = [mark for mark in marks if mark in ("total", "heading")]
        return (strong or marks or [""])[0]


def _go_through(table: SheetTable, rows: RowsOf, gathered: Gathered, target: Target) -> None:
    flaws: list[str] = []
    required = [name for name in rows.order if target.fields[name].required]  # they come first
    needed, sheet, taken, before = len(required), table.sheet, gathered.rows.append, table.last_head_row
    marks = _Marks(_headings(table, gathered.places, required))
    for number, row, texts, signs in _parsed(table, rows, gathered.places, marks, flaws):
        if number > before + 1:
            gathered.skipped["blank"] += number - before - 1
        before = number
        if any(signs) and (reason := marks.of(row)):
            gathered.skipped[reason] += 1
            continue
        if "" in texts[:needed] or (flaws and not TEXT.issuperset(map(type, texts))):
            reason = marks.of(row) or _passed_over(table, number, row, gathered.places, required)
            if reason:
                gathered.skipped[reason] += 1
                continue
            sound = _sound(number, texts, rows.order, target, gathered)
            if sound is None:
                gathered.left_out += 1
                continue
            texts = sound
        values = rows.take(number, texts)
        if values is None:
            gathered.left_out += 1
        elif len(values):
            taken(TakenRow(sheet, number, values))


def _parsed(
    table: SheetTable, rows: RowsOf, places: Mapping[str, int], marks: _Marks, flaws: list[str]
) -> Iterator[tuple[int, Row, tuple[str, ...], tuple[str, ...]]]:
    """Number, cells, parsed texts and marks of each row; a thousand cells of a column are parsed in one go."""
    picked = [places[name] for name in rows.order]
    columns = [Column(rows.readers[name], flaws) for name in rows.order]
    marked = range(min(MARKED, picked[0] + 1))
    for numbers, batch in _batches(table, max(picked) + 1):
        of_column = list(zip(*batch, strict=False))
        texts = [list(map(column.__getitem__, of_column[at])) for column, at in zip(columns, picked, strict=True)]
        signs = [list(map(marks.__getitem__, of_column[at])) for at in marked]
        yield from zip(numbers, batch, zip(*texts, strict=True), zip(*signs, strict=True), strict=True)


def _batches(table: SheetTable, width: int) -> Iterator[tuple[Sequence[int], Sequence[Row]]]:
    """Rows by the thousand, none too short: a column of them is parsed in one go, which is several times as quick."""
    source = iter(table.rows)
    while batch := list(islice(source, ROWS_OF_A_BATCH)):
        yield (
            [number for number, _ in batch],
            [row if len(row) >= width else [*row, *[""] * (width - len(row))] for _, row in batch],
        )


def _headings(table: SheetTable, places: Mapping[str, int], required: Sequence[str]) -> frozenset[str]:
    columns = [table.columns[places[name]] for name in required if places[name] < len(table.columns)]
    return frozenset(title(part) for words in columns for part in (words, *words.split("/")) if words) - {""}


def _passed_over(table: SheetTable, number: int, row: Row, places: Mapping[str, int], required: Sequence[str]) -> str:
    """Why a row with a flaw is no data: a remark under the table or its head, or a cell outside of all columns."""
    filled = [plain(str(cell)) for cell in row if cell != ""]
    if number == table.last_head_row + 1 and all(BRACKETED.fullmatch(text) for text in filled):
        return "note"
    if all(at >= len(row) or row[at] == "" for at in places.values()):
        return "outside"
    lone = len(filled) == 1 and len(filled[0]) > cells.LONGEST_NAME // 2
    return "note" if lone and row[places[required[0]]] != "" else ""


def _sound(
    number: int, texts: Sequence[str], order: Sequence[str], target: Target, gathered: Gathered
) -> tuple[str, ...] | None:
    """Names the flaws of a row's cells; what is taken of them, or None when the row cannot be."""
    sound = True
    for text, name in zip(texts, order, strict=True):
        if isinstance(text, Flaw):
            gathered.flaw(number, name, text)
            sound = sound and not text.fatal
        elif not text and target.fields[name].required:
            gathered.complain(number, name, "missing", {"field": gettext(target.fields[name].label)})
            sound = False
    return tuple(str.__str__(text) for text in texts) if sound else None
