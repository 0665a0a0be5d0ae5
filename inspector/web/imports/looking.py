"""Looking at a file before anything is taken: its rows, its problems, and what it would change, kept as a report."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.i18n import gettext
from inspector.sheets.preview import CellProblem, KnownUnit, Preview
from inspector.storage import surveys, units
from inspector.storage.instants import now
from inspector.storage.tables import Import
from inspector.storage.takeover.changes import Change, Ground, Verdict, digest
from inspector.storage.takeover.course import plan
from inspector.web.imports.files import read_rows
from inspector.web.scope import today, units_in_scope
from inspector.web.sessions import account_of, store_of

MOST_PROBLEMS = 1_000
MOST_CHANGES = 1_000
MOST_ABSENT = 20
ORDER = {Verdict.conflict: 0, Verdict.changed: 1, Verdict.new: 2, Verdict.same: 3}


class Look(Struct, frozen=True):
    """What was read and what it would change; `report` is how it is shown again."""

    preview: Preview
    changes: tuple[Change, ...]
    ground: Ground
    report: str


async def look_at(request: Request[Any, Any, Any], row: Import) -> Look:
    """Reads the file anew and plans against the record of this moment; in a thread."""
    store, ground = store_of(request), await ground_of(request, row)
    edition = await store.read(lambda c: edition_of_import(c, row))
    known = await store.read(lambda c: known_units(c, ground))
    preview = await asyncio.to_thread(read_rows, store.blob_folder, row, known, edition)
    changes = await store.read(lambda c: plan(c, row.target, preview.rows, ground), heavy=True)
    names = {unit.id: unit.name for unit in known} | {one.key: one.name for one in changes if row.target == "units"}
    named = {one.key for one in changes}
    absent = [unit.name for unit in known if unit.id not in named] if row.target == "units" else []
    return Look(preview, tuple(changes), ground, report_of(preview, changes, names, absent))


async def ground_of(request: Request[Any, Any, Any], row: Import) -> Ground:
    account = account_of(request)
    source = gettext("File {name}").format(name=row.file_name)
    day = row.day or today(request)
    area = account.scope_unit
    return Ground(row.id, row.city_id, day, account.account_id, now(), source, await units_in_scope(request), area)


def edition_of_import(connection: Connection, row: Import) -> Edition | None:
    return surveys.edition(connection, row.edition_digest) if row.edition_digest else None


def known_units(connection: Connection, ground: Ground) -> tuple[KnownUnit, ...]:
    """The units of the day that the person may write about: others are as unknown as if they did not exist."""
    if ground.city_id is None:
        return ()
    tree = units.tree(connection, ground.city_id, ground.day)
    seen = (unit for unit in tree if ground.covers(unit.id))
    return tuple(KnownUnit(one.id, one.name, one.kind, one.parent_id, one.code or "") for one in seen)


def report_of(preview: Preview, changes: Sequence[Change], names: Mapping[str, str], absent: Sequence[str] = ()) -> str:
    """Everything the page shows, as JSON; long lists are cut and counted. `absent`: what stands and is not named."""
    counts = Counter(one.verdict.value for one in changes)
    listed = sorted((one for one in changes if one.verdict is not Verdict.same), key=lambda one: ORDER[one.verdict])
    shown = [_kept(one) for one in listed[:MOST_CHANGES]]
    mentioned = {value for one in shown for side in ("before", "after") for value in (one[side] or {}).values()}
    return json.dumps(
        {
            "rows": len(preview.rows),
            "problems": max(preview.found, len(preview.problems)),
            "left_out": preview.left_out,
            "skipped": dict(preview.skipped),
            "shown_problems": [_told(one) for one in preview.problems[:MOST_PROBLEMS]],
            "counts": {verdict.value: counts[verdict.value] for verdict in Verdict},
            "changes": shown,
            "absent": [len(absent), *absent[:MOST_ABSENT]],
            "names": {key: name for key, name in names.items() if key in mentioned},
            "digest": digest(changes),
        },
        ensure_ascii=False,
    )


def _told(problem: CellProblem) -> list[Any]:
    return [problem.sheet, problem.cell, problem.message, dict(problem.params), problem.fatal]


def _kept(change: Change) -> dict[str, Any]:
    found = change._asdict() | {"verdict": change.verdict.value, "after": dict(change.after)}
    return found | {"before": None if change.before is None else dict(change.before), "params": dict(change.params)}
