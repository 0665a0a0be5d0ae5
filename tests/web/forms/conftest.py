"""The tiny world of the page tests with the shipped checklist of Yuncheng and a round that is open.

Inspections are `r-<unit>`: `r-east_school`, `r-east_special`, `r-west_school`, `r-east`, `r-west`, `r-shi`.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from inspector.checklist.edition import Edition
from inspector.scoring.data import Data, DataPeriod, DataUnit
from inspector.settings import Settings, checklists_root
from inspector.storage import intake
from inspector.storage.instants import now
from inspector.storage.store import Store, open_store
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from tests.editions import edition_in
from tests.web.application import serving
from tests.web.conftest import TREE, World

SETTINGS = {"who_counts": "registered", "school_age": "to_fifteen", "whose_children": "resident"}
FACTS: dict[str, dict[str, Any]] = {
    "east_school": {
        "disabled_pupils": 5,
        "included_pupils": 4,
        "included_classes": 3,
        "home_taught": 4,
        "senior_stage": "no",
    },
    "west_school": {"disabled_pupils": 5, "included_pupils": 4, "included_classes": 3, "home_taught": 4},
    "east_special": {"disabled_pupils": 60, "home_taught": 6, "ownership": "public"},
    "east": {"special_pupils": 200, "child_welfare_institutions": 0},
}
ENTRY_NUMBERS = count(1)


def data() -> Data:
    listed = [
        DataUnit(id=unit, name=name, kind=kind, parent=parent, facts=FACTS.get(unit, {}))
        for unit, parent, name, kind in TREE
    ]
    period = DataPeriod.model_validate({"from": date(2024, 9, 1), "to": date(2025, 12, 31)})
    return Data(
        title="2025年专项督导",
        demo=True,
        as_of=date(2025, 12, 31),
        data_date=date(2025, 9, 1),
        period=period,
        settings=dict(SETTINGS),
        units=listed,
    )


@pytest.fixture(scope="session")
def yuncheng() -> Edition:
    return edition_in(checklists_root() / "yuncheng_2023")


@pytest.fixture(scope="session")
def surveyed_folder(settled_folder: Path, yuncheng: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surveyed") / "data"
    shutil.copytree(settled_folder, folder)
    with open_store(Settings(data_folder=folder)) as store:
        load(store, yuncheng, data(), "r")
    return folder


def load(store: Store, edition: Edition, found: Data, round_id: str) -> None:
    store.write_now(
        lambda connection: intake.load(
            connection, edition, found, round_id=round_id, scheme="points", hashed=str, at=now()
        )
    )


@pytest.fixture
def world(surveyed_folder: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(surveyed_folder, tmp_path / "data")
    settings = Settings(data_folder=tmp_path / "data")
    with open_store(settings) as store, serving(store, settings) as server:
        yield World(store, settings, server.app, server)


@dataclass
class Device:
    """What a page does: it sends entries and remembers what they were based on."""

    client: Client
    inspection: str = "r-east_school"
    bases: dict[str, str] = field(default_factory=dict)

    def send(self, *operations: dict[str, Any], mark: str = "") -> Response:
        return self.client.post(
            f"/inspections/{self.inspection}/operations", json={"operations": operations, "mark": mark}
        )

    def enter(self, path: str, raw: str, **other: Any) -> dict[str, Any]:
        """One entry on top of what this device knows; the server's whole answer."""
        made = operation(path, raw, base=self.bases.get(path)) | other
        reply = self.send(made)
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()
        head = told["results"][0]["head"]
        if head:
            self.bases[path] = head
        return told


def operation(path: str, raw: str, *, base: str | None = None) -> dict[str, Any]:
    return {"id": f"entry-{next(ENTRY_NUMBERS)}", "field": path, "base": base, "raw": raw, "device": "t", "seq": 1}


@pytest.fixture
def device(world: World) -> Device:
    return Device(world.signed_in("inspector.east"))


def live_of(world: World, inspection: str = "r-east_school") -> Live:
    found = world.store.read_now(lambda connection: memory_of(world.store).current(connection, inspection))
    assert found is not None
    return found[0]
