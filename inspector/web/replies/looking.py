"""Looking at a returned sheet before anything is taken: its faults and differences, kept as a report."""

import asyncio
import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from litestar import Request
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.ledger_lines import LedgerLine
from inspector.sheets.ledger_matching import Desk, Matched, column_title, match
from inspector.sheets.ledger_matching import Look as RowLook
from inspector.sheets.ledger_reading import TypedLedger, read_replies, title_of
from inspector.sheets.reading import read_book
from inspector.storage import blobs, ledger_lines, recusals
from inspector.storage.instants import now
from inspector.storage.ledger import Filter
from inspector.storage.replies import TakenReply
from inspector.storage.tables import Import
from inspector.web.findings.asked import area
from inspector.web.imports.files import folder_of
from inspector.web.imports.words import say
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

LONGEST_SHOWN = 300


class FaultLine(Struct, frozen=True):
    """`row` with sheet as the office sees it; `words` what is wrong and what to do."""

    sheet: str
    cell: str
    column: str
    number: str
    unit: str
    words: str


class ChangeLine(Struct, frozen=True):
    """`parts` are title of the column, what stands there and what is to stand there."""

    sheet: str
    row: int
    number: int
    unit: str
    finding: str
    parts: tuple[tuple[str, str, str], ...]


class ReplyReport(Struct, frozen=True):
    """What the page shows. `left` are ledger numbers that somebody else was faster with while it was taken over,
    `kept` those that somebody had gone on with when it was taken back."""

    rows: int
    same: int
    faulty: int
    faults: tuple[FaultLine, ...]
    changes: tuple[ChangeLine, ...]
    digest: str
    left: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


async def look_at(request: Request[Any, Any, Any], row: Import) -> Matched:
    """Reads the file anew and compares it with the record of this moment. Raises Unreadable."""
    account, store, on = account_of(request), store_of(request), today(request)
    path = blobs.path(folder_of(store.blob_folder), row.file_sha256)
    typed = await asyncio.to_thread(lambda: read_replies(read_book(path, row.file_name)))
    seen = await area(request)
    wanted = Filter(city=row.city_id or "", units=seen.units)
    office = json.loads(row.mapping).get("office", "")

    def compare(connection: Connection) -> Matched:
        known = ledger_lines.histories(connection, wanted, _marks(typed))
        kept_out = _kept_out(connection, known, account.account_id)
        return match(typed, known, Desk(account.role, on, office, kept_out))

    return await store.read(compare, heavy=True)


def _marks(typed: TypedLedger) -> dict[int, str]:
    return {row.number: row.texts["mark"] for row in typed.rows if row.number is not None}


def _kept_out(
    connection: Connection, known: Mapping[int, tuple[LedgerLine, ...]], account_id: int
) -> frozenset[tuple[str, str]]:
    rounds = {history[-1].round for history in known.values()}
    return frozenset(
        (round_id, unit)
        for round_id in rounds
        for unit in recusals.by_account(connection, round_id, now()).get(account_id, ())
    )


def brought(found: Matched) -> list[TakenReply]:
    return [TakenReply(look.line.id, look.line.number, look.line.version, look.judged.steps) for look in _taken(found)]


def _taken(found: Matched) -> list[Any]:
    return [look for look in found.taken if look.line is not None]


def report_of(found: Matched) -> str:
    """Everything the page shows, as JSON; faults are kept as messages, so that each reader has them in his language."""
    changes = [_change(look) for look in found.taken]
    return json.dumps(
        {
            "rows": len(found.looks),
            "same": found.same,
            "faulty": len(found.faulty),
            "faults": [
                *([problem.sheet, "", "", "", "", problem.message, dict(problem.params)] for problem in found.problems),
                *(fault for look in found.looks for fault in _faults(look)),
            ],
            "changes": changes,
            "digest": sha256(json.dumps(changes, ensure_ascii=False).encode()).hexdigest(),
            "left": [],
        },
        ensure_ascii=False,
    )


def _faults(look: RowLook) -> list[list[Any]]:
    line = look.line
    about = [str(line.number), line.unit] if line else [look.row.texts["number"], look.row.texts["unit"]]
    return [
        [one.sheet, one.cell, column_title(look, one), *about, one.message, dict(one.params)]
        for one in look.problems
        if one.fatal
    ]


def _change(look: RowLook) -> list[Any]:
    line = look.line
    assert line is not None
    parts = [[one.name, _text(one.old), _text(one.new)] for one in look.differences]
    return [look.row.sheet, look.row.row, line.number, line.version, line.unit, line.id, parts]


def _text(value: str | date | None) -> str:
    text = value.isoformat() if isinstance(value, date) else value or ""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def read_report(text: str) -> ReplyReport:
    found = json.loads(text)
    return ReplyReport(
        found["rows"],
        found["same"],
        found["faulty"],
        tuple(_fault_line(*one) for one in found["faults"]),
        tuple(
            ChangeLine(sheet, row, number, unit, finding, tuple((title_of(name), old, new) for name, old, new in parts))
            for sheet, row, number, _, unit, finding, parts in found["changes"]
        ),
        found["digest"],
        tuple(found["left"]),
        tuple(found.get("kept", ())),
    )


def _fault_line(
    sheet: str, cell: str, column: str, number: str, unit: str, message: str, params: Mapping[str, str]
) -> FaultLine:
    return FaultLine(sheet, cell, column, number, unit, say(message, params))


def with_left(text: str, left: list[int]) -> str:
    return json.dumps(json.loads(text) | {"left": left}, ensure_ascii=False)


def with_kept(text: str, kept: list[int]) -> str:
    return json.dumps(json.loads(text) | {"kept": kept}, ensure_ascii=False)
