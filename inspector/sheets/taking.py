"""A table with its columns chosen, row by row: what can be taken over, and every problem by cell."""

from collections.abc import Callable, Mapping, Sequence
from operator import getitem, itemgetter
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
MARKED = 3
"""Columns at the left in which 合计 is looked for."""


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
    _go_through(table, rows, gathered, target)
    return gathered.preview(target.name)


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


class _Marks(dict[Cell, bool]):
    """Whether a cell says that its row is a total."""

    def __missing__(self, cell: Cell) -> bool:
        found = isinstance(cell, str) and TOTAL.fullmatch(plain(cell)) is not None
        if len(self) < cells.KEPT:
            self[cell] = found
        return found


def _go_through(table: SheetTable, rows: RowsOf, gathered: Gathered, target: Target) -> None:
    picked = [gathered.places[name] for name in rows.order]
    columns = [Column(rows.readers[name]) for name in rows.order]
    pick: Callable[[Row], Sequence[Cell]] = itemgetter(*picked) if len(picked) > 1 else lambda row: (row[picked[0]],)
    width, total, sheet = max(picked) + 1, _Marks(), table.sheet
    required = [name for name in rows.order if target.fields[name].required]
    before = table.last_head_row
    for number, row in table.rows:
        gathered.skipped["blank"] += number - before - 1
        before = number
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        if True in map(total.__getitem__, row[:MARKED]):
            gathered.skipped["total"] += 1
            continue
        texts = list(map(getitem, columns, pick(row)))
        if not TEXT.issuperset(map(type, texts)) or "" in texts[: len(required)]:
            reason = _passed_over(table, number, row, gathered.places, required)
            if reason:
                gathered.skipped[reason] += 1
                continue
            if not _sound(number, texts, rows.order, target, gathered):
                gathered.left_out += 1
                continue
        values = rows.take(number, texts)
        if values is None:
            gathered.left_out += 1
        elif len(values):
            gathered.rows.append(TakenRow(sheet, number, values))


def _passed_over(table: SheetTable, number: int, row: Row, places: Mapping[str, int], required: Sequence[str]) -> str:
    """Why a row with a flaw is no data: a remark under the table or its head, or a cell outside of all columns."""
    filled = [plain(str(cell)) for cell in row if cell != ""]
    if filled and NOTE.fullmatch(filled[0]):
        return "note"
    if number == table.last_head_row + 1 and all(BRACKETED.fullmatch(text) for text in filled):
        return "note"
    if all(at >= len(row) or row[at] == "" for at in places.values()):
        return "outside"
    lone = len(filled) == 1 and len(filled[0]) > cells.LONGEST_NAME // 2
    return "note" if lone and row[places[required[0]]] != "" else ""


def _sound(number: int, texts: list[str], order: Sequence[str], target: Target, gathered: Gathered) -> bool:
    """Names the flaws of a row's cells; whether the row can be taken all the same."""
    sound = True
    for at, name in enumerate(order):
        text = texts[at]
        if isinstance(text, Flaw):
            gathered.flaw(number, name, text)
            sound = sound and not text.fatal
            texts[at] = str.__str__(text)
        elif not text and target.fields[name].required:
            gathered.complain(number, name, "missing", {"field": gettext(target.fields[name].label)})
            sound = False
    return sound
