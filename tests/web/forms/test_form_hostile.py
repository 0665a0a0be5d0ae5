"""Requests that no page of ours sends: answered in words, nothing stored, never a fault of the server."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client, Response

from inspector.storage import operations, rounds
from inspector.storage.instants import now
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of, operation

PATH = "/inspections/r-east_school/operations"
FIELD = "pupils_refused/value"
JSON = {"content-type": "application/json"}


def raw(content: bytes, kind: str = "application/json") -> Callable[[Client], Response]:
    return lambda client: client.post(PATH, content=content, headers={"content-type": kind})


def body(value: Any) -> Callable[[Client], Response]:
    return lambda client: client.post(PATH, json=value)


def one(**changed: Any) -> Callable[[Client], Response]:
    return body({"operations": [operation(FIELD, "1") | changed]})


REFUSED: dict[str, tuple[Callable[[Client], Response], int]] = {
    "deep json": (raw(b"[" * 100_000 + b"]" * 100_000), 400),
    "deep object": (raw(b'{"a":' * 50 + b"1" + b"}" * 50), 400),
    "no json": (raw(b"hello"), 400),
    "half json": (raw(b'{"operations": ['), 400),
    "bad utf-8": (raw(b'{"operations": ["\xff\xfe"]}'), 400),
    "lone surrogate": (raw(b'{"operations": [{"field": "\\ud800"}]}'), 400),
    "null character": (raw(b'{"operations": [{"field": "\\u0000"}]}'), 400),
    "a name twice": (raw(b'{"operations": [], "operations": []}'), 400),
    "nan": (raw(b'{"operations": [NaN]}'), 400),
    "empty": (raw(b""), 400),
    "a list": (body([]), 400),
    "a number": (body(7), 400),
    "null": (raw(b"null"), 400),
    "no operations": (body({}), 400),
    "operations a text": (body({"operations": "x"}), 400),
    "operations of numbers": (body({"operations": [1, 2]}), 400),
    "id a number": (one(id=5), 400),
    "raw a list": (one(raw=["1"]), 400),
    "raw an object": (one(raw={"a": 1}), 400),
    "base a number": (one(base=3), 400),
    "field null": (one(field=None), 400),
    "seq a text": (one(seq="1"), 400),
    "seq true": (one(seq=True), 400),
    "time a text": (one(device_time="now"), 400),
    "10,000 operations": (body({"operations": [operation(FIELD, "1")] * 10_000}), 413),
    "201 operations": (body({"operations": [{"id": "a", "field": "b", "raw": ""}] * 201}), 413),
    "huge body": (raw(b'{"operations": "' + b"x" * 1_100_000 + b'"}'), 413),
    "form instead of json": (raw(b"a=b", "application/x-www-form-urlencoded"), 415),
    "no type": (raw(b"{}", ""), 415),
    "get": (lambda client: client.get(PATH), 405),
    "unknown inspection": (lambda c: c.post("/inspections/nobody/operations", json={"operations": []}), 404),
    "very long inspection": (lambda c: c.post(f"/inspections/{'x' * 3000}/operations", json={"operations": []}), 404),
    "inspection with sql": (lambda c: c.post("/inspections/'%20OR%201=1/operations", json={"operations": []}), 404),
    "foreign district": (lambda c: c.post("/inspections/r-west_school/operations", json={"operations": []}), 404),
    "its own city": (lambda c: c.post("/inspections/r-shi/operations", json={"operations": []}), 404),
    "evidence without file": (lambda c: c.post("/inspections/r-east_school/evidence", data={"item": "x"}), 422),
    "evidence as json": (lambda c: c.post("/inspections/r-east_school/evidence", json={}), 415),
    "history of no item": (lambda c: c.get("/inspections/r-east_school/history/nothing"), 404),
    "a planted digest": (lambda c: c.get(f"/inspections/r-east_school/evidence/{'a' * 64}"), 404),
    "a digest that climbs": (lambda c: c.get("/inspections/r-east_school/evidence/..%2f..%2fetc%2fpasswd"), 404),
    "a foreign form": (lambda c: c.get("/inspections/r-west_school"), 404),
    "a foreign review": (lambda c: c.get("/inspections/r-west_school/review"), 404),
    "a foreign record": (lambda c: c.get("/inspections/r-west_school/record"), 404),
    "a foreign post": (lambda c: c.post("/inspections/r-west_school", data={"seen": "1"}), 404),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_in_words_and_changes_nothing(world: World, name: str) -> None:
    request, status = REFUSED[name]
    reply = request(world.signed_in("inspector.east", accept="application/json"))
    assert reply.status_code == status, reply.text[:300]
    if status != 405:
        assert reply.json()["error"]["message"]
    assert live_of(world).tip is None


ENTRIES: dict[str, dict[str, Any]] = {
    "unknown item": {"field": "nothing/value"},
    "unknown column": {"field": "pupils_refused/other"},
    "unknown row": {"field": "roll_matches/other/value"},
    "row where there is none": {"field": "pupils_refused/K01/value"},
    "no row where there are some": {"field": "roll_matches/value"},
    "unknown occurrence": {"field": "home_lessons@1999/K01/lessons"},
    "item of another kind of unit": {"field": "county_special_school/value"},
    "a roll-up": {"field": "no_refusal_share/value"},
    "no address": {"field": "../../etc"},
    "address of 5,000 characters": {"field": "a" * 5000},
    "planted evidence": {"field": "pupils_refused/evidence/register-1", "raw": '{"sha256": "' + "a" * 64 + '"}'},
    "evidence nobody asked for": {"field": "pupils_refused/evidence/other-1", "raw": ""},
    "id of 65 characters": {"id": "x" * 65},
    "id with blanks": {"id": "a b"},
    "empty id": {"id": ""},
    "based on itself": {"id": "same", "base": "same"},
    "negative seq": {"seq": -1},
    "time far away": {"device_time": 2**63},
    "device of 65 characters": {"device": "d" * 65},
    "another inspection's": {"inspection": "r-west_school"},
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_that_fits_nowhere_is_refused_and_its_neighbour_taken(world: World, name: str) -> None:
    device = Device(world.signed_in("inspector.east"))
    reply = device.send({**operation(FIELD, "1"), **ENTRIES[name]}, operation("roll_matches/no_roll/value", "2"))
    assert reply.status_code == 200
    bad, good = reply.json()["results"]
    assert bad["outcome"] == "refused" and bad["message"]
    assert good["outcome"] == "applied"
    assert live_of(world).cells == {"roll_matches/no_roll/value": "2"}


VALUES = ["十", "1e9", "9" * 400, "-5", "1.5", "½", "abc" * 3000, "\u202e12", "'; DROP TABLE head; --", "<b>1</b>"]


@pytest.mark.parametrize("value", VALUES)
def test_a_wrong_number_keeps_what_was_typed_and_says_why(world: World, value: str) -> None:
    told = Device(world.signed_in("inspector.east")).enter(FIELD, value)
    assert told["results"][0]["outcome"] == "applied"
    assert told["cells"][FIELD]["problem"] and told["cells"][FIELD]["shown"] == value
    assert FIELD not in live_of(world).cells


def test_a_date_in_2205_and_money_in_ten_thousands_are_told(world: World) -> None:
    device = Device(world.signed_in("inspector.east"), "r-east")
    assert (
        "2205"
        in device.enter("county_special_school/value", "2205-01-01")["cells"]["county_special_school/value"]["problem"]
    )


def test_10000_characters_of_note_are_kept_as_typed(world: World) -> None:
    told = Device(world.signed_in("inspector.east")).enter("pupils_refused/note", "字" * 10_000)
    assert "10000" in told["cells"]["pupils_refused/note"]["problem"]
    assert len(told["cells"]["pupils_refused/note"]["shown"]) == 10_000


def test_a_closed_round_refuses_and_keeps(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    world.store.write_now(lambda connection: rounds.close_round(connection, "r", at=now()))
    told = device.enter(FIELD, "1")
    assert told["results"][0]["reason"] == "round_not_open"
    kept = world.store.read_now(lambda c: operations.history(c, "shi", "r-east_school"))
    assert [one.arrived.operation.raw for one in kept] == ["1"]


def test_an_id_planted_by_another_inspector_does_not_answer_for_this_one(world: World) -> None:
    first, second = (
        Device(world.signed_in("inspector.east")),
        Device(world.signed_in("inspector.west"), "r-west_school"),
    )
    made = operation(FIELD, "1")
    first.send(made)
    told = second.send(made).json()
    assert told["results"][0]["outcome"] == "id_reused"
    assert live_of(world, "r-west_school").cells == {}


@pytest.mark.parametrize("login", ["evaluator.east", "clerk.east", "administrator.east"])
def test_only_inspectors_enter(world: World, login: str) -> None:
    assert Device(world.signed_in(login)).send(operation(FIELD, "1")).status_code == 403


def test_nobody_enters_from_another_website_or_without_signing_in(world: World) -> None:
    other = world.signed_in("inspector.east", sec_fetch_site="cross-site")
    assert Device(other).send(operation(FIELD, "1")).status_code == 403
    assert Device(world.visitor(accept="application/json")).send(operation(FIELD, "1")).status_code == 401


def test_marks_that_nobody_gave_out_bring_everything(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    for mark in ("", "x", "1.-5", "999999.3", "1." + "9" * 50):
        assert device.send(operation(FIELD, "1"), mark=mark).json()["everything"] is True


@pytest.mark.parametrize(
    "sent",
    [
        {"seen": "x" * 10},
        {"seen": "-1", "pupils_refused/value": "1"},
        {"seen": "9" * 20},
        {"choose": "pupils_refused/value|nothing"},
        {"choose": "|"},
        {"remove": "pupils_refused/evidence/x"},
        {"add": "nothing", "code:nothing": "K01"},
        {"add": "home_lessons@2025", "code:home_lessons@2025": "<script>"},
        {"home_lessons@2025/ 字/lessons": "1"},
        {"caption:pupils_refused/evidence/x": "y"},
    ],
)
def test_a_hand_made_form_is_no_fault(world: World, sent: dict[str, str]) -> None:
    client = world.signed_in("inspector.east")
    reply = client.post("/inspections/r-east_school", data=sent)
    assert reply.status_code in (303, 400)
    if reply.status_code == 303:
        page = client.get(reply.headers["location"])
        assert page.status_code == 200 and "<script>" not in page.text.replace("<script src", "")
