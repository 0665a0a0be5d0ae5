"""A case file filled on a laptop comes back as if everything had been entered online, once and whole."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from httpx import Client
from sqlalchemy import select

from inspector.scoring.results import Result
from inspector.settings import Settings
from inspector.storage.rows import table
from inspector.storage.store import Store, open_store
from inspector.storage.tables import CaseMerge
from inspector.web.operations.memory import memory_of
from tests.web.application import serving
from tests.web.case_files.travelling import (
    LOGIN,
    SCHOOL,
    assign,
    hand_in,
    laptop,
    merge,
    photographed,
    pieces,
    rows_of,
    stored,
    take,
)
from tests.web.conftest import World
from tests.web.forms.conftest import Device, operation

DISTRICT = "r-east"
FUND = operation("special_fund/value", "paid")
ANSWERS = [
    operation("pupils_refused/value", "2"),
    operation("pupils_refused/note", "查阅招生台账"),
    operation("roll_matches/no_roll/value", "0"),
    operation("roll_matches/empty_roll/value", "many"),  # kept as typed: no number
    operation("pupils_refused/value", "0"),
    FUND,  # of the district, while the school is being filled in
    operation("roll_matches/empty_roll/value", "1"),
]


def chain(answers: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Each entry based on the one before it in its cell, numbered as a device does, with its inspection."""
    last: dict[str, str] = {}
    made = []
    for number, one in enumerate(answers, 1):
        place = DISTRICT if one is FUND else SCHOOL
        made.append((place, one | {"base": last.get(one["field"]), "seq": number, "device_time": number}))
        last[one["field"]] = one["id"]
    return made


def fill_in(client: Client) -> None:
    for place, one in chain(ANSWERS):
        reply = Device(client, place).send(one)
        assert reply.json()["results"][0]["outcome"] == "applied", reply.text


@contextmanager
def twin(world: World, folder: Path) -> Iterator[World]:
    """The same record once more."""
    shutil.copytree(world.settings.data_folder, folder)
    settings = Settings(data_folder=folder)
    with open_store(settings) as store, serving(store, settings) as server:
        yield World(store, settings, server.app, server)


def test_filled_on_a_laptop_and_merged_is_the_same_record_as_entered_online(world: World, tmp_path: Path) -> None:
    assign(world, SCHOOL, DISTRICT)
    with twin(world, tmp_path / "online") as online:
        fill_in(online.signed_in(LOGIN))
        expected = stored(online.store, SCHOOL, DISTRICT)
    file = take(world, tmp_path / "laptop" / "visit.inspector-case", SCHOOL, DISTRICT)
    with laptop(file) as away:
        fill_in(away.signed_in())
        assert stored(away.store, SCHOOL, DISTRICT) == expected
    assert merge(world, file).status_code == 200
    assert stored(world.store, SCHOOL, DISTRICT) == expected
    assert len(expected["Operation"]) == len(ANSWERS) == len(expected["Head"]) + 2
    assert expected["states"] == [{"id": one, "state": "in_progress"} for one in (DISTRICT, SCHOOL)]


def no_refusal(store: Store) -> Result:
    found = store.read_now(lambda connection: memory_of(store).current(connection, DISTRICT))
    assert found is not None
    return found[0].results["no_refusal_share"]


def test_a_district_taken_alone_is_fed_by_what_its_schools_said_before(world: World, tmp_path: Path) -> None:
    Device(world.signed_in(LOGIN), SCHOOL).enter("pupils_refused/value", "2")
    with laptop(take(world, tmp_path / "visit.inspector-case", DISTRICT)) as away:
        page = away.signed_in().get(f"/inspections/{DISTRICT}").text
        ours, theirs = (no_refusal(store) for store in (away.store, world.store))
    assert ours == theirs and ours.state == "fail"
    assert "no_refusal_share" in page


def test_merging_twice_changes_nothing_and_a_grown_file_brings_the_rest(world: World, tmp_path: Path) -> None:
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(file) as away:
        device = Device(away.signed_in(), SCHOOL)
        device.enter("pupils_refused/value", "2")
    assert "采用1条新填内容" in hand_in(world, file).text
    merge(world, file)
    once = stored(world.store, SCHOOL)
    again = merge(world, file)
    assert "已全部在系统中" in again.text and 'action="/case-files/merge/' not in again.text
    assert stored(world.store, SCHOOL) == once
    with laptop(file) as away:
        device.client = away.signed_in()
        device.enter("pupils_refused/value", "0")
    merge(world, file)
    heads = stored(world.store, SCHOOL)["Head"]
    assert [(head["field"], head["value"]) for head in heads] == [("pupils_refused/value", "0")]
    assert len(rows_of(world.store, select(table(CaseMerge)))) == 2


def test_looking_changes_nothing(world: World, tmp_path: Path) -> None:
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(file) as away:
        Device(away.signed_in(), SCHOOL).enter("pupils_refused/value", "2")
    before = stored(world.store, SCHOOL)
    assert hand_in(world, file).status_code == 200
    assert stored(world.store, SCHOOL) == before
    reply = Device(world.signed_in(LOGIN), SCHOOL).enter("roll_matches/no_roll/value", "0")
    assert list(reply["cells"]) == ["roll_matches/no_roll/value"]


def test_two_people_on_one_field_both_values_are_kept_and_shown(world: World, tmp_path: Path) -> None:
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(file) as away:
        Device(away.signed_in(), SCHOOL).enter("pupils_refused/value", "3")
    Device(world.signed_in("inspector.east"), SCHOOL).enter("pupils_refused/value", "1")
    assert "与他人此后填写的不同" in hand_in(world, file).text
    merge(world, file)
    found = stored(world.store, SCHOOL)
    assert {one["value"]: one["outcome"] for one in found["Operation"]} == {"1": "applied", "3": "conflict"}
    assert [head["value"] for head in found["Head"]] == ["1"]
    page = world.signed_in(LOGIN).get(f"/inspections/{SCHOOL}").text
    assert "conflict" in page and ">3<" in page.replace(" ", "").replace("\n", "")


def test_what_comes_after_the_inspection_was_handed_in_is_kept_and_listed(world: World, tmp_path: Path) -> None:
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(file) as away:
        Device(away.signed_in(), SCHOOL).enter("pupils_refused/value", "3")
    client = world.signed_in(LOGIN)
    Device(client, SCHOOL).enter("roll_matches/no_roll/value", "0")
    assert client.post(f"/inspections/{SCHOOL}/submit", data={"stays_open": "1"}).status_code == 303
    done = merge(world, file)
    assert done.status_code == 200 and "1条已保存，但未采用" in done.text
    late = [one for one in stored(world.store, SCHOOL)["Operation"] if one["outcome"] == "refused"]
    assert [(one["field"], one["raw"], one["reason"]) for one in late] == [("pupils_refused/value", "3", "submitted")]


def test_photos_travel_inside_the_file_and_arrive_whole(world: World, tmp_path: Path) -> None:
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(file) as away:
        client = away.signed_in()
        assert photographed(client).status_code == 200
        piece = pieces(away.store)[0]
        sent = client.get(f"/inspections/{SCHOOL}/evidence/{piece['sha256']}").content
    shutil.rmtree(tmp_path / "visit.inspector-case.open")
    merge(world, file)
    assert pieces(world.store) == [piece]
    for digest in (piece["sha256"], piece["thumb"]):
        got = world.signed_in(LOGIN).get(f"/inspections/{SCHOOL}/evidence/{digest}")
        assert got.status_code == 200 and sha256(got.content).hexdigest() == digest
    assert sha256(sent).hexdigest() == piece["sha256"]


def test_a_photo_the_file_does_not_hold_waits_and_holds_up_nothing_else(world: World, tmp_path: Path) -> None:
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(file) as away:
        client = away.signed_in()
        photographed(client)
        Device(client, SCHOOL).enter("pupils_refused/value", "3")
    whole = file.read_bytes()
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM case_content")
    done = merge(world, file)
    assert "1条等待照片" in done.text
    assert [one["field"] for one in stored(world.store, SCHOOL)["Head"]] == ["pupils_refused/value"]
    file.write_bytes(whole)
    merge(world, file)
    assert len(pieces(world.store)) == 1
