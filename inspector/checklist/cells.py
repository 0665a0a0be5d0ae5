"""The address of one cell of a form: `item[@occurrence][/row]/column`.

`room_built/value` is the answer to a single question; `home_lessons@2024/K01/lessons` one cell of a table in
one occurrence (a year, a stage, or both as `2024.primary`). `state`, `reason`, `note` and `draw` (how the rows
were drawn) stand where a column would; `evidence/<key>` names one piece of evidence. These five words are therefore
no ids of rows or columns. `visit` stands where an item would for the work record of a visit, and is no id of an item.
"""

import re
from functools import lru_cache
from typing import NamedTuple

VALUE = "value"
STATE = "state"
REASON = "reason"
NOTE = "note"
DRAW = "draw"
EVIDENCE = "evidence"
VISIT = "visit"
RESERVED = frozenset({STATE, REASON, NOTE, DRAW, EVIDENCE})
LONGEST = 200

_ITEM = r"(?P<item>[a-z][a-z0-9_]*)"
_OCCURRENCE = r"(?:@(?P<occurrence>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?))?"
_ROW = rf"(?:/(?P<row>(?!(?:{'|'.join(sorted(RESERVED))})/)[A-Za-z0-9_-]+))?"
_COLUMN = rf"/(?:{EVIDENCE}/(?P<key>[A-Za-z0-9_-]+)|(?P<column>(?!{EVIDENCE}\Z)[a-z][a-z0-9_]*))"
_PATH = re.compile(_ITEM + _OCCURRENCE + _ROW + _COLUMN, re.ASCII)


class CellPathError(ValueError):
    """The text is no address of a cell."""


class Cell(NamedTuple):
    """Parts that are not there are empty strings. `key` is set if and only if `column` is `evidence`."""

    item: str
    column: str = VALUE
    row: str = ""
    occurrence: str = ""
    key: str = ""

    @property
    def is_answer(self) -> bool:
        """False for state, reason, note, draw and evidence."""
        return self.column not in RESERVED

    def __str__(self) -> str:
        return format_path(self)


@lru_cache(maxsize=65536)
def parse(path: str) -> Cell:
    """Raises CellPathError; never accepts two texts for one cell."""
    found = _PATH.fullmatch(path) if len(path) <= LONGEST else None
    if found is None:
        raise CellPathError(f"{path[:80]!r} is not of the form item[@occurrence][/row]/column")
    part = found.groupdict(default="")
    return Cell(part["item"], part["column"] or EVIDENCE, part["row"], part["occurrence"], part["key"])


def format_path(cell: Cell) -> str:
    """The inverse of `parse`; raises CellPathError for parts that do not make an address."""
    occurrence = f"@{cell.occurrence}" if cell.occurrence else ""
    row = f"/{cell.row}" if cell.row else ""
    key = f"/{cell.key}" if cell.key else ""
    path = f"{cell.item}{occurrence}{row}/{cell.column}{key}"
    if parse(path) != cell:
        raise CellPathError(f"{cell!r} reads back as {parse(path)!r}")
    return path


def in_visit(path: str) -> bool:
    """Whether an address is in the record of the visit, which nothing is judged on."""
    return path.startswith((f"{VISIT}/", f"{VISIT}@"))


def evidence(item: str, key: str, *, row: str = "", occurrence: str = "") -> Cell:
    return Cell(item, EVIDENCE, row, occurrence, key)
