"""What a file would bring in: rows that can be taken, and every problem by sheet and cell."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field

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


class Values(Mapping[str, str]):
    """Texts by field without a dictionary a row: a file has few sets of fields and many rows."""

    __slots__ = ("_fields", "_texts")

    def __init__(self, fields: tuple[str, ...], texts: tuple[str, ...]) -> None:
        self._fields = fields
        self._texts = texts

    def __getitem__(self, name: str) -> str:
        for at, one in enumerate(self._fields):
            if one == name and self._texts[at]:
                return self._texts[at]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, text in zip(self._fields, self._texts, strict=True) if text)

    def __len__(self) -> int:
        return len(self._texts) - self._texts.count("")

    def __repr__(self) -> str:
        return repr(dict(self))


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


class Preview(Struct, frozen=True):
    """`target` is what the rows are: units, facts, accounts or pupils."""

    target: str
    rows: tuple[TakenRow, ...]
    problems: tuple[CellProblem, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    """How many rows were passed over by reason: blank, total, repeated heading."""
    found: int = 0
    """How many problems there are; of a great many only the first are listed."""
    left_out: int = 0
    """How many rows a fatal problem leaves out."""
