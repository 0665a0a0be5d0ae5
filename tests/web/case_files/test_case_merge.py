"""A case file filled on a laptop comes back as if everything had been entered online, once and whole."""

import shutil
from pathlib import Path

import pytest
from litestar.testing import TestClient

from inspector.settings import Settings
from inspector.storage.store import open_store
from inspector.web.app import create_app
from tests.web.case_files.travelling import SCHOOL, assign, hand_in, laptop, merge, pieces, stored, take
from tests.web.conftest import HOST, World
from tests.web.forms.conftest import Device, operation
from tests.web.forms.test_form_evidence import photo

DISTRICT = "r-east"
ANSWERS = [
    operation("pupils_refused/value", "no"),
    operation("pupils_refused/note", "查阅招生台账，无拒收"),
    operation("home_lessons/S01/lessons", "118"),
    operation("home_lessons/S01/fewest_week", "一次"),
    operation("pupils_refused/value", "yes", base="entry-1"),
]
OF_DISTRICT = [operation("funds_per_pupil/core/paid", "8000000")]


def chain(answers: list[dict[str, object]]) -> list[dict[str, object]]:
    """Each entry based on the one before it in its cell, numbered as a device numbers them."""
    last: dict[object, object] = {}
    made = []
    for number, one in enumerate(answers, 1):
        made.append(one | {"base": last.get(one["field"]), "seq": number})
        last[one["field"]] = one["id"]
    return made


def test_filled_on_a_laptop_and_merged_is_the_same_record_as_entered_online(world: World, tmp_path: Path) -> None:
    assign(world, SCHOOL, DISTRICT)
    shutil.copytree(world.settings.data_folder, tmp_path / "online")
    settings = Settings(data_folder=tmp_path / "online")
    with open_store(settings) as store:
        with TestClient(create_app(store, settings, freeze=False), base_url=HOST) as server:
            online = World(store, settings, server.app, server)
            client = online.signed_in("inspector.east")
            assert Device(client, SCHOOL).send(*chain(ANSWERS)).status_code == 200
            assert Device(client, DISTRICT).send(*chain(OF_DISTRICT)).status_code == 200
        expected = stored(store, SCHOOL, DISTRICT)
    file = take(world, tmp_path / "laptop" / "visit.inspector-case", SCHOOL, DISTRICT)
    with laptop(file) as away:
        client = away.signed_in()
        assert Device(client, SCHOOL).send(*chain(ANSWERS)).status_code == 200
        assert Device(client, DISTRICT).send(*chain(OF_DISTRICT)).status_code == 200
        assert stored(away.store, SCHOOL, DISTRICT) == expected
    assert merge(world, file).status_code == 200
    assert stored(world.store, SCHOOL, DISTRICT) == expected
    assert len(expected["Operation"]) == len(ANSWERS) + len(OF_DISTRICT)
