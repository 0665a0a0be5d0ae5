"""From cells (address -> canonical text) to the typed answers that judge forms are given."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from sys import intern

from inspector.checklist.fields import DOCUMENT_PARTS, Document, Field, Value
from inspector.checklist.items import Ask
from inspector.checklist.verdicts import Answered

Cells = Mapping[str, str]
Rest = Mapping[str, str]
"""The cells of one occurrence: rest of the address -> canonical text."""
Grouped = dict[str, dict[str, str]]
"""Cells by head: an item, or `item@occurrence`."""
Rows = dict[str, dict[str, Value]]
Read = Callable[[str], Value]
NONE: frozenset[str] = frozenset()
NO_ROW: Mapping[str, Value] = {}
MOST_ADDRESSES = 65536


_APART: dict[str, tuple[str, str]] = {}
"""Addresses in head and rest, each taken apart once."""


def _apart(path: str) -> tuple[str, str]:
    """All are forgotten when they become too many."""
    if len(_APART) >= MOST_ADDRESSES:
        _APART.clear()
    head, _, rest = path.partition("/")
    _APART[path] = found = intern(head), intern(rest)
    return found


def group(cells: Cells) -> Grouped:
    """Cells by head; empty texts are answers taken back and left out."""
    grouped: Grouped = {}
    before, here = "", dict[str, str]()
    for path, text in cells.items():
        if text:
            try:
                head, rest = _APART[path]
            except KeyError:
                head, rest = _apart(path)
            if head is before:  # the cells of one occurrence mostly follow each other
                here[rest] = text
                continue
            before = head
            if head in grouped:
                here = grouped[head]
                here[rest] = text
            else:
                grouped[head] = here = {rest: text}
    return grouped


class Reading:
    """How the cells of one question become its typed answer: worked out once, used for every unit.

    `table` has the rows in order with the address, column and reader of each cell, where a question without rows is
    the row "". `documents` has row, column and alternatives of each document in it, and where its title, number and
    date stand.
    """

    __slots__ = ("columns", "documents", "fields", "places", "sampled", "single", "table")

    def __init__(self, ask: Ask) -> None:
        self.single, self.fields, self.sampled = ask.read, ask.fields, ask.sample is not None
        self.columns: Mapping[str, Read] = {name: one.typed for name, one in ask.fields.items()}
        self.table = tuple((row, tuple(self._row(row))) for row in ask.rows or ("",))
        self.documents = tuple(
            (row, column, self.fields[column].alternatives, (f"{path}_title", f"{path}_number", f"{path}_date"))
            for row, cells in self.table
            for path, column, _ in cells
            if self.fields[column].type == "document"
        )
        self.places = frozenset(path for _, cells in self.table for path, _, _ in cells)

    def _row(self, row: str) -> list[tuple[str, str, Read]]:
        beginning = f"{row}/" if row else ""
        return [(intern(f"{beginning}{column}"), column, read) for column, read in self.columns.items()]

    def answered(self, rest: Rest) -> Answered:
        """The typed answer of one occurrence; cells that no longer belong to the question are left aside."""
        note = rest.get("note", "")
        if self.single is not None and "value" in rest:
            return Answered({"": {"value": self.single(rest["value"])}}, NONE, note)
        if self.sampled:
            rows: Rows = {}
            others = self._drawn(rest, rows)
            return Answered(rows, self._others(rest, others, rows) if others else NONE, note)
        rows = {}
        left = len(rest) - 1 if note else len(rest)
        for key, cells in self.table:
            row: dict[str, Value] = {}
            for path, column, read in cells:
                if path in rest:
                    row[column] = read(rest[path])
            left -= len(row)
            if row or key:
                rows[key] = row
        if not left:
            return Answered(rows, NONE, note)
        if self.documents:
            left -= self._documents(rest, rows)
        others = [path for path in sorted(rest) if path not in self.places] if left else []
        return Answered(rows, self._others(rest, others, rows) if others else NONE, note)

    def _documents(self, rest: Rest, rows: Rows) -> int:
        """Documents of a table put together of their parts; how many addresses that took."""
        used = 0
        for row, column, alternatives, (title_at, number_at, day_at) in self.documents:
            title, number, day = rest.get(title_at), rest.get(number_at), rest.get(day_at)
            there = (title is not None) + (number is not None) + (day is not None)
            used += there
            if there and column not in rows.get(row, NO_ROW):
                _put_together(rows, row, column, alternatives, title, number, day)
        return used

    def _drawn(self, rest: Rest, rows: Rows) -> list[str]:
        """Fills in the rows of a sample in the order of their codes; the addresses that name none of its columns."""
        others, columns = [], self.columns
        for path in sorted(rest):
            row, _, column = path.rpartition("/")
            if column not in columns:
                others.append(path)
            elif row in rows:
                rows[row][column] = columns[column](rest[path])
            else:
                rows[row] = {column: columns[column](rest[path])}
        return others

    def _others(self, rest: Rest, paths: Sequence[str], rows: Rows) -> frozenset[str]:
        """Documents put together of their parts, and the rows that were said to be absent, taken out."""
        absent: set[str] = set()
        parts: dict[tuple[str, str], dict[str, str]] = {}
        for path in paths:
            row, _, column = path.rpartition("/")
            if column == "state" and row and rest[path] == "not_applicable":
                absent.add(row)
            elif (part := document_part(self.fields, column)) is not None:
                parts.setdefault((row, part[0]), {})[part[1]] = rest[path]
        for (row, column), found in parts.items():
            if column not in rows.get(row, NO_ROW):
                _put_together(rows, row, column, self.fields[column].alternatives, *map(found.get, DOCUMENT_PARTS))
        for key in absent:
            rows.pop(key, None)
        return frozenset(absent)


def _put_together(
    rows: Rows,
    row: str,
    column: str,
    alternatives: Mapping[str, str],
    title: str | None = None,
    number: str | None = None,
    day: str | None = None,
) -> None:
    """One document of its parts; where there is no such document, whichever part says so."""
    if alternatives and not alternatives.keys().isdisjoint((title, number, day)):
        rows.setdefault(row, {})[column] = min(text for text in (title, number, day) if text and text in alternatives)
    elif title is not None:
        rows.setdefault(row, {})[column] = Document(title, number or "", date.fromisoformat(day) if day else None)


def document_part(fields: Mapping[str, Field], column: str) -> tuple[str, str] | None:
    """The document that a column is a part of, and which part."""
    stem, _, part = column.rpartition("_")
    if part in DOCUMENT_PARTS and stem in fields and fields[stem].type == "document":
        return stem, part
    return None
