"""A ledger of any size in a record, sent out as a workbook, spoilt or filled in, and taken back."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from inspector.casework.ledger_lines import LedgerLine
from inspector.fieldwork.states import Role
from inspector.sheets.ledger_book import HEAD, Heading, write_ledger
from inspector.sheets.ledger_columns import COLUMNS
from inspector.sheets.ledger_matching import Desk, Matched, match
from inspector.sheets.ledger_reading import read_replies
from inspector.sheets.reading import read_book
from inspector.storage import accounts, ledger_lines, replies, rows
from inspector.storage.ledger import Filter
from inspector.storage.replies import TakenReply
from inspector.storage.store import Store
from inspector.storage.tables import Finding
from tests.storage.world import AT, CITY, JIANG, SCHOOL

TODAY = date(2026, 3, 10)
DUE = date(2026, 4, 30)
WANTED = Filter(city=CITY)
PLACES = {column.name: place + 1 for place, column in enumerate(COLUMNS)}
"""Columns counted from 1, as openpyxl does."""
_COLUMNS = {name: field.default for name, field in Finding.model_fields.items()}
OFFICES = ("教育局", "财政局", "卫生健康局")


def clerk(store: Store) -> int:
    who: dict[str, Any] = {"login": "chen", "name": "陈文书", "password_hash": "x", "scope_unit": None}
    return store.write_now(lambda c: accounts.add(c, role=Role.clerk, at=AT, **who))


def finding(number: int, **more: Any) -> dict[str, Any]:
    """Told of, and nothing done about it yet."""
    return {
        **_COLUMNS,
        "id": f"f{number:06}",
        "city_id": CITY,
        "number": number,
        "checklist_id": "p",
        "unit_id": SCHOOL,
        "item_id": f"item{number}",
        "unit_name": "绛县特殊教育学校",
        "district_id": JIANG,
        "kind": "problem",
        "title": "建成资源教室",
        "text": f"第{number}处：未建成资源教室。",
        "basis": '["第四条"]',
        "office": OFFICES[number % 3],
        "action": "按标准建成",
        "state": "open",
        "due": DUE,
        "told_on": date(2026, 2, 1),
        "last_day": date(2026, 2, 1),
        "first_round": "r1",
        "last_round": "r1",
        "version": 2,
        "found_at": AT,
        **more,
    }


def fill(store: Store, findings: Iterable[Mapping[str, Any]]) -> None:
    values = list(findings)
    store.write_now(lambda c: c.execute(insert(rows.table(Finding)), values))


def lines(store: Store) -> list[LedgerLine]:
    return store.read_now(lambda c: list(ledger_lines.each(c, WANTED, TODAY)))


def sent_out(store: Store, path: Path) -> Path:
    store.read_now(lambda c: write_ledger(path, ledger_lines.each(c, WANTED, TODAY), Heading()))
    return path


def row_of(number: int) -> int:
    """The row of a ledger number when numbers begin with 1."""
    return number + HEAD


def filled_in(path: Path, typed: Mapping[int, Mapping[str, object]]) -> Path:
    """What an office types, by ledger number and column."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for number, cells in typed.items():
        for name, value in cells.items():
            book.worksheets[0].cell(row_of(number), PLACES[name]).value = value
    book.save(path)
    return path


def matched(store: Store, path: Path, wanted: Filter = WANTED, **desk: Any) -> Matched:
    typed = read_replies(read_book(path, path.name))
    marks = {row.number: row.texts["mark"] for row in typed.rows if row.number is not None}
    known = store.read_now(lambda c: ledger_lines.histories(c, wanted, marks))
    return match(typed, known, Desk(Role.clerk, TODAY, **desk))


def taken_over(store: Store, found: Matched, by: int) -> list[int]:
    def job(connection: Connection) -> list[int]:
        brought = [
            TakenReply(one.line.id, one.line.number, one.line.version, one.judged.steps)
            for one in found.taken
            if one.line
        ]
        return replies.take(connection, brought, by=by, at=AT, today=TODAY)

    return store.write_now(job)
