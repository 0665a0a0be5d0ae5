"""From written answers, as in worked cases and data files, to cells (address -> canonical text)."""

import re
from collections.abc import Mapping
from typing import Any

from inspector.checklist import cells as addresses
from inspector.checklist.fields import DOCUMENT_PARTS, Field, FieldProblem, parse
from inspector.checklist.items import Item
from inspector.scoring.reading import document_part

CODE = re.compile(r"[A-Za-z0-9_-]+")
"""What the row of a table or sample may be called: an id or a code, never a name."""


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
    part = document_part(fields, address.column)
    return (fields[part[0]], part[1]) if part else None


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
