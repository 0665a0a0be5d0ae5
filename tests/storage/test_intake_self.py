"""Self-evaluations of a data file: brought in before the team's part, as far as the file says, by the unit's people."""

from pathlib import Path
from typing import Any

import pytest

from inspector.fieldwork.operations import Level
from inspector.scoring.data import Data
from inspector.settings import Settings
from inspector.storage import intake, results, self_evaluations
from inspector.storage.instants import now
from inspector.storage.operations import heads
from inspector.storage.store import Store, open_store
from tests.storage.world import put_empty
from tests.web.museum_round import ROUND, data, edition

OWN = {"due": "2026-01-05", "answers": {"guide": "full", "free_entry": "yes"}, "notes": {"guide": "讲解词已盲文化"}}
SAID = {"guide/value": "full", "guide/note": "讲解词已盲文化", "free_entry/value": "yes"}


def loaded(folder: Path, state: str, people: tuple[str, ...] = ("reporter", "head")) -> Store:
    def change(raw: dict[str, Any]) -> None:
        unit = next(one for one in raw["units"] if one["id"] == "m2")
        unit |= {"self_evaluation": OWN | {"state": state}, "confirmed": True}
        raw["accounts"] += [
            {"login": f"{role}.m2", "name": role, "password": "x", "role": role, "scope": "m2"} for role in people
        ]

    return brought_in(folder, data(change))


def brought_in(folder: Path, found: Data) -> Store:
    put_empty(folder)
    store = open_store(Settings(data_folder=folder))
    store.write_now(
        lambda c: intake.load(c, edition(), found, round_id=ROUND, scheme="points", hashed=lambda _: "x", at=now())
    )
    return store


@pytest.mark.parametrize(
    ("state", "said"), [("invited", {}), ("in_progress", SAID), ("approved", SAID), ("released", SAID)]
)
def test_it_stands_as_far_as_the_file_says(tmp_path: Path, state: str, said: dict[str, str]) -> None:
    with loaded(tmp_path, state) as store:
        line = store.read_now(lambda c: self_evaluations.line(c, f"{ROUND}-m2"))
        assert line is not None and line.state == state and line.team_state == "confirmed"
        own = store.read_now(lambda c: heads(c, "city", f"{ROUND}-m2", Level.self))
        assert {path: head.value for path, head in own.items()} == said


def test_the_numbers_of_the_round_are_those_without_it(tmp_path: Path) -> None:
    with loaded(tmp_path / "with", "released") as one, brought_in(tmp_path / "without", data()) as other:
        rows = [
            {row.unit_id: (row.score_low, row.score_high, row.vector) for row in rows}
            for rows in (store.read_now(lambda c: results.of_round(c, ROUND)) for store in (one, other))
        ]
    assert rows[0] == rows[1]


def test_without_people_of_its_own_a_unit_is_only_invited(tmp_path: Path) -> None:
    with loaded(tmp_path, "released", people=()) as store:
        line = store.read_now(lambda c: self_evaluations.line(c, f"{ROUND}-m2"))
        assert line is not None and line.state == "invited"
