"""An inspection signed on a device without signal is completed when all of it has arrived, exactly once."""

import json
from typing import Any

from httpx import Response
from sqlalchemy import Connection

from inspector.fieldwork.states import State
from inspector.storage import hand_ins, inspections
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of

PATH = "/inspections/r-east_school/hand-in"
SIGNED = 1_764_000_000_000_000


def every_item(world: World) -> list[str]:
    return [item.id for item in live_of(world).items]


def sign(world: World, device: Device, **changed: Any) -> Response:
    account = str(world.account_id("inspector.east"))
    intent = {
        "id": "i1",
        "user": account,
        "device": "00ff",
        "signed_as": "张三",
        "signed_at": SIGNED,
        "open": [],
        "last": None,
    }
    return device.client.post(PATH, json=intent | changed)


def state(world: World) -> str:
    line = world.store.read_now(lambda connection: inspections.line(connection, "r-east_school"))
    assert line is not None
    return line.state


def test_it_is_handed_in_with_who_signed_when_and_where(world: World, device: Device) -> None:
    last = device.enter("pupils_refused/value", "0")["results"][0]["id"]
    reply = sign(world, device, open=every_item(world), last=last)
    assert (reply.status_code, reply.headers["inspector-answer"]) == (200, "hand-in")
    assert reply.json() == {"outcome": "completed"}
    assert state(world) == State.submitted
    kept = world.store.read_now(lambda connection: hand_ins.last(connection, "r-east_school"))
    assert kept is not None
    assert kept[:1] + kept[2:4] == ("张三", "00ff", SIGNED)
    page = device.client.get("/inspections/r-east_school/review").text
    assert "张三" in page


def test_sent_again_after_a_lost_reply_it_is_completed_once(world: World, device: Device) -> None:
    device.enter("pupils_refused/value", "0")
    wish = {"open": every_item(world)}
    assert [sign(world, device, **wish).json() for _ in range(2)] == [{"outcome": "completed"}] * 2
    again = sign(world, device, id="i2", **wish).json()
    assert again["outcome"] == "blocked"
    rows = world.store.read_now(lambda connection: many(connection))
    assert rows == ["i1"]


def many(connection: Connection) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM hand_in").all()]


def test_an_open_conflict_or_an_unconfirmed_question_holds_it_up_with_the_reason(world: World, device: Device) -> None:
    device.enter("pupils_refused/value", "0")
    told = sign(world, device).json()
    assert told["outcome"] == "blocked"
    assert told["message"]
    assert {"item", "title", "words"} == set(told["missing"][0])
    assert state(world) == State.in_progress
    device.enter("pupils_refused/state", "not_applicable")
    told = sign(world, device, open=every_item(world)).json()
    assert told["outcome"] == "blocked"
    assert "pupils_refused" in {one["item"] for one in told["missing"]}


def test_what_was_entered_before_signing_must_have_arrived(world: World, device: Device) -> None:
    device.enter("pupils_refused/value", "0")
    told = sign(world, device, open=every_item(world), last="still-on-the-device").json()
    assert told["outcome"] == "blocked"
    assert state(world) == State.in_progress


def test_another_persons_intent_is_not_taken(world: World, device: Device) -> None:
    device.enter("pupils_refused/value", "0")
    reply = sign(world, device, user="999", open=every_item(world))
    assert reply.status_code == 409
    assert reply.headers["inspector-answer"] == "hand-in"
    assert state(world) == State.in_progress


def test_what_no_page_sends_is_refused_in_words(world: World, device: Device) -> None:
    for wrong in (
        {"signed_at": "x"},
        {"open": "all"},
        {"open": [1]},
        {"signed_as": " "},
        {"id": "x" * 65},
        {"last": 3},
    ):
        assert sign(world, device, **wrong).status_code == 400, json.dumps(wrong)
    assert device.client.post(PATH, json=[]).status_code == 400
