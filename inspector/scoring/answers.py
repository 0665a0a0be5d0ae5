"""From cells (address -> canonical text) to what a judge form is given, and from written answers to cells."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from inspector.checklist import cells as addresses
from inspector.checklist.fields import DOCUMENT_PARTS, Document, Field, FieldProblem, Value, parse
from inspector.checklist.items import Ask, Item
from inspector.checklist.verdicts import Answered

Cells = Mapping[str, str]
CODE = re.compile(r"[A-Za-z0-9_-]+")
"""What the row of a table or sample may be called: an id or a code, never a name."""
Grouped = dict[str, dict[str, dict[str, str]]]
"""item -> occurrence -> rest of the address -> canonical text."""
NONE: frozenset[str] = frozenset()
NO_ROW: Mapping[str, Value] = {}


def group(cells: Cells) -> Grouped:
    """Cells by item and occurrence; empty texts are answers taken back and left out."""
    grouped: Grouped = {}
    before, here = "", dict[str, str]()
    for path, text in cells.items():
        if text:
            head, rest = _split(path)
            if head != before:  # the cells of one item mostly follow each other
                before = head
                item, _, occurrence = head.partition("@")
                here = grouped.setdefault(item, {}).setdefault(occurrence, {})
            here[rest] = text
    return grouped


@lru_cache(maxsize=65536)
def _split(path: str) -> tuple[str, str]:
    head, _, rest = path.partition("/")
    return head, rest


def answered(item: Item, rest: Mapping[str, str]) -> Answered:
    """The typed answer of one occurrence; cells that no longer belong to the question are left aside."""
    ask, note = item.ask, rest.get("note", "")
    if ask.read is not None and "value" in rest:
        return Answered({"": {"value": ask.read(rest["value"])}}, NONE, note)
    rows: dict[str, dict[str, Value]] = {}
    if ask.sample is not None:
        others = _drawn(ask, rest, rows)
    else:
        found = len(rest)
        for key, cells in ask.table:
            row: dict[str, Value] = {}
            for path, column, read in cells:
                if path in rest:
                    row[column] = read(rest[path])
            found -= len(row)
            if row or key:
                rows[key] = row
        if ask.documents and found:
            found -= _documents(ask, rest, rows)
        others = [path for path in sorted(rest) if path not in ask.places] if found else []
    absent = _others(item, rest, others, rows) if others else NONE
    return Answered(rows, absent, note)


def _documents(ask: Ask, rest: Mapping[str, str], rows: dict[str, dict[str, Value]]) -> int:
    """Documents of a table put together of their parts; how many addresses that took."""
    used = 0
    for row, column, alternatives, places in ask.documents:
        title, number, day = parts = [rest.get(path) for path in places]
        there = [text for text in parts if text is not None]
        used += len(there)
        if not there or column in rows.get(row, NO_ROW):
            continue
        if instead := min((text for text in there if text in alternatives), default=""):
            rows.setdefault(row, {})[column] = instead  # there is no such document, whichever part says so
        elif title is not None:
            rows.setdefault(row, {})[column] = Document(title, number or "", date.fromisoformat(day) if day else None)
    return used


def _drawn(ask: Ask, rest: Mapping[str, str], rows: dict[str, dict[str, Value]]) -> list[str]:
    """Fills in the rows of a sample in the order of their codes; the addresses that name none of its columns."""
    others = []
    for path in sorted(rest):
        row, _, column = path.rpartition("/")
        if column in ask.fields:
            rows.setdefault(row, {})[column] = ask.fields[column].typed(rest[path])
        else:
            others.append(path)
    return others


def _others(
    item: Item, rest: Mapping[str, str], paths: Sequence[str], rows: dict[str, dict[str, Value]]
) -> frozenset[str]:
    """Documents put together of their parts, and the rows that were said to be absent, taken out."""
    absent: set[str] = set()
    parts: dict[tuple[str, str], dict[str, str]] = {}
    for path in paths:
        row, _, column = path.rpartition("/")
        if column == "state" and row and rest[path] == "not_applicable":
            absent.add(row)
        elif (stem := _stem(item.ask.fields, column)) is not None:
            parts.setdefault((row, stem[0]), {})[stem[1]] = rest[path]
    for (row, column), found in parts.items():
        if column in rows.get(row, {}):
            continue
        others = item.ask.fields[column].alternatives
        if instead := min((text for text in found.values() if text in others), default=""):
            rows.setdefault(row, {})[column] = instead  # there is no such document, whichever part says so
        elif "title" in found:
            day = date.fromisoformat(found["date"]) if "date" in found else None
            rows.setdefault(row, {})[column] = Document(found["title"], found.get("number", ""), day)
    for key in absent:
        rows.pop(key, None)
    return frozenset(absent)


def _stem(fields: Mapping[str, Field], column: str) -> tuple[str, str] | None:
    stem, _, part = column.rpartition("_")
    if part in DOCUMENT_PARTS and stem in fields and fields[stem].type == "document":
        return stem, part
    return None


class AnswerError(ValueError):
    """A written answer that cannot be taken: at which address and why."""

    def __init__(self, path: str, problem: FieldProblem) -> None:
        super().__init__(f"{path}: {problem.message.format(**problem.params)}")
        self.path, self.problem = path, problem


def field_at(item: Item, address: addresses.Cell) -> tuple[Field, str] | None:
    """The field behind an address and the part of a document it names; None when the item has none such."""
    fields = item.ask.fields
    if address.column in fields:
        return fields[address.column], ""
    stem = _stem(fields, address.column)
    return (fields[stem[0]], stem[1]) if stem else None


def cells_of(item: Item, answer: Any, note: str = "", state: str = "", reason: str = "") -> dict[str, str]:
    """The cells of an answer written as in worked cases and data files; raises AnswerError."""
    cells: dict[str, str] = {}
    if answer is not None and answer != "":
        if isinstance(answer, Mapping) and answer and all(str(key).startswith("@") for key in answer):
            for key, one in answer.items():
                _write(item, str(key)[1:], one, cells)
        else:
            _write(item, "", answer, cells)
    for column, text in (("note", note), ("state", state), ("reason", reason)):
        if text:
            cells[f"{item.id}/{column}"] = text
    return cells


def _write(item: Item, occurrence: str, answer: Any, cells: dict[str, str]) -> None:
    head = f"{item.id}@{occurrence}" if occurrence else item.id
    fields = item.ask.fields
    tabular = bool(item.ask.rows or item.ask.sample)
    if not tabular:
        _write_row(item, head, answer, cells, single="value" in fields and not item.ask.columns)
        return
    if not isinstance(answer, Mapping):
        raise AnswerError(head, FieldProblem("Rows are needed here."))
    for row, one in answer.items():
        if (item.ask.rows and row not in item.ask.rows) or not CODE.fullmatch(str(row)):
            raise AnswerError(f"{head}/{row}", FieldProblem("There is no such row."))
        if one == "absent":
            cells[f"{head}/{row}/state"] = "not_applicable"
        else:
            _write_row(item, f"{head}/{row}", one, cells, single=not item.ask.columns)


def _write_row(item: Item, head: str, answer: Any, cells: dict[str, str], *, single: bool) -> None:
    values = {"value": answer} if single else answer
    if not isinstance(values, Mapping):
        raise AnswerError(head, FieldProblem("Columns are needed here."))
    for column, one in values.items():
        asked = item.ask.fields.get(column)
        if asked is None:
            raise AnswerError(f"{head}/{column}", FieldProblem("There is no such column."))
        if asked.type == "document" and isinstance(one, Mapping):
            for part, text in one.items():
                if part not in DOCUMENT_PARTS:
                    raise AnswerError(f"{head}/{column}_{part}", FieldProblem("There is no such column."))
                _take(asked, str(text), f"{head}/{column}_{part}", cells, part)
        else:
            many = isinstance(one, list | tuple) and asked.type == "select_multiple"
            if isinstance(one, Mapping | list | tuple) and not many:
                raise AnswerError(f"{head}/{column}", FieldProblem("One value is needed here."))
            text = ",".join(map(str, one)) or "-" if many else str(one)
            _take(asked, text, f"{head}/{column}", cells)


def _take(asked: Field, text: str, path: str, cells: dict[str, str], part: str = "") -> None:
    canonical = parse(asked, text, part)
    if isinstance(canonical, FieldProblem):
        raise AnswerError(path, canonical)
    if canonical:
        cells[path] = canonical
