"""What a file would bring in: rows that can be taken, and every problem by sheet and cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

NO_PARAMS: Mapping[str, str] = {}


class CellProblem(NamedTuple):
    """`cell` as Excel names it, `C7`; a row is `7`, a column `C`, the whole sheet empty. `message` is a message id.

    `fatal`: its row is left out; else the row is taken and the reader warned.
    """

    sheet: str
    cell: str
    code: str
    message: str
    params: Mapping[str, str] = NO_PARAMS
    fatal: bool = True


class TakenRow(NamedTuple):
    """`number` is the row of the sheet; `values` are canonical texts by field, those left empty absent."""

    sheet: str
    number: int
    values: Mapping[str, str]


class KnownUnit(NamedTuple):
    """A unit that stands in the record, or that an earlier row of the same file brings in."""

    id: str
    name: str
    kind: str
    parent_id: str | None
    code: str = ""


@dataclass(frozen=True)
class Preview:
    """`target` is what the rows are: units, facts, accounts or pupils."""

    target: str
    rows: tuple[TakenRow, ...]
    problems: tuple[CellProblem, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    """How many rows were passed over by reason: blank, total, repeated heading."""
