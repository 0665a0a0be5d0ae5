"""The invented plan of tests/third_plan as an open round in a record of its own: two districts, three museums.

`south` (江南区) was given by hand: guide_share 0 of 1 museum, books 100 for 25 readers, reading room 10 days late;
`north` (江北区): 1 of 2 museums, 120 books for 40 readers, reading room not due yet. `m1` has one 不适用 by hand.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import update

from inspector.checklist.edition import Edition
from inspector.scoring.data import Data, cells, subjects
from inspector.scoring.survey import Survey
from inspector.settings import Settings
from inspector.storage import intake
from inspector.storage.instants import now
from inspector.storage.rows import add, table
from inspector.storage.store import Store, open_store
from inspector.storage.tables import SelfEvaluation
from tests.editions import edition_in
from tests.storage.world import put_empty
from tests.web.application import serving
from tests.web.conftest import World

THIRD = Path(__file__).parents[1] / "third_plan"
FOLDER, DATA = THIRD / "dongjiang_2024", THIRD / "data.json"
ROUND = "2026"
PEOPLE = [
    ("clerk.city", "clerk", "city"),
    ("evaluator.city", "evaluator", "city"),
    ("administrator.city", "administrator", "city"),
    ("clerk.south", "clerk", "south"),
    ("evaluator.south", "evaluator", "south"),
    ("inspector.city", "inspector", "city"),
    ("inspector.other", "inspector", "city"),
]


@cache
def edition() -> Edition:
    return edition_in(FOLDER)


def data(change: Callable[[dict[str, Any]], None] | None = None) -> Data:
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    raw["accounts"] = [
        {"login": login, "name": f"甲 {login}", "password": "x", "role": role, "scope": scope}
        for login, role, scope in PEOPLE
    ]
    if change:
        change(raw)
    return Data.model_validate(raw)


def survey(scheme: str = "points", change: Callable[[dict[str, Any]], None] | None = None) -> Survey:
    """The same round without a record."""
    found = data(change)
    visited = {unit.id: cells(edition(), unit) for unit in found.units if unit.answers is not None}
    return Survey(edition(), edition().schemes[scheme], found.terms(), subjects(edition(), found), visited)


def nobody_visited(raw: dict[str, Any]) -> None:
    for unit in raw["units"]:
        unit.pop("answers", None)
        unit.pop("states", None)


@cache
def _record(visited: bool) -> bytes:
    with TemporaryDirectory() as folder:
        put_empty(Path(folder))
        with open_store(Settings(data_folder=Path(folder))) as store:
            found = data(None if visited else nobody_visited)
            store.write_now(
                lambda connection: intake.load(
                    connection, edition(), found, round_id=ROUND, scheme="points", hashed=lambda _: "x", at=now()
                )
            )
        return (Path(folder) / "inspector.sqlite3").read_bytes()


@contextmanager
def museum_store(folder: Path, *, visited: bool = True) -> Iterator[tuple[Store, Settings]]:
    """A copy of the record that no server has open."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inspector.sqlite3").write_bytes(_record(visited))
    settings = Settings(data_folder=folder)
    with open_store(settings) as store:
        yield store, settings
    shutil.rmtree(folder)


@contextmanager
def museum_world(folder: Path, *, visited: bool = True) -> Iterator[World]:
    """A server over a copy of the record; sign in as one of PEOPLE."""
    with museum_store(folder, visited=visited) as (store, settings), serving(store, settings) as server:
        yield World(store, settings, server.app, server)


def invite(world: World, inspection_id: str) -> None:
    """The unit may say something of itself from now on."""
    row = SelfEvaluation(inspection_id=inspection_id, state="in_progress", due=date(2030, 1, 1), invited_at=now())
    world.store.write_now(lambda connection: add(connection, row))


def release(world: World, inspection_id: str) -> None:
    """What the unit said of itself counts from now on."""
    change = update(table(SelfEvaluation)).where(table(SelfEvaluation).c.inspection_id == inspection_id)
    world.store.write_now(lambda connection: connection.execute(change.values(state="released")) and None)
