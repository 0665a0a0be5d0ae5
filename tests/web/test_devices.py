"""Devices: they report themselves, are named, listed by area, and are made to forget."""

from typing import Any

import pytest
from httpx import Client

from inspector.storage import devices
from inspector.storage.tables import Device, Role
from inspector.web.devices.naming import plain_name
from tests.web.conftest import World

ID = "0123456789abcdef"
PHONE = "Mozilla/5.0 (Linux; Android 14; X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


def hello(client: Client, waiting: int = 0, **more: Any) -> dict[str, bool]:
    answer = client.post("/devices/hello", json={"device": ID, "waiting": waiting, **more})
    assert (answer.status_code, answer.headers["inspector-answer"]) == (200, "devices")
    told: dict[str, bool] = answer.json()
    return told


def kept(world: World, login: str = "inspector.east") -> Device | None:
    return world.store.read_now(lambda connection: devices.find(connection, ID, world.account_id(login)))


def path(world: World, step: str, login: str = "inspector.east") -> str:
    return f"/devices/{world.account_id(login)}/{ID}/{step}"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome, Android"),
        (f"{PHONE} MicroMessenger/8.0", "WeChat, Android"),
        (f"{PHONE} EdgA/126.0", "Edge, Android"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPad"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("", "?"),
    ],
)
def test_a_device_has_a_plain_name(agent: str, name: str) -> None:
    assert plain_name(agent) == name


def test_a_device_is_listed_with_what_waits_on_it_and_can_be_renamed_but_not_to_nothing(world: World) -> None:
    client = world.signed_in("inspector.east", user_agent=PHONE)
    assert hello(client, waiting=3) == {"forget": False}
    page = client.get("/devices").text
    assert "Chrome, Android" in page
    assert "有3条待发送" in page
    for name in ("三号平板", "  "):
        client.post(path(world, "name"), data={"name": name})
    hello(client)
    found = kept(world)
    assert found is not None
    assert (found.name, found.waiting) == ("三号平板", 0)


def test_a_device_forgets_at_its_next_contact_but_only_when_nothing_waits(world: World) -> None:
    client, office = world.signed_in("inspector.east"), world.signed_in("administrator.east")
    hello(client)
    assert office.post(path(world, "forget")).status_code == 303
    assert "甲 administrator.east" in client.get("/devices").text
    assert hello(client, waiting=2) == {"forget": True}
    assert hello(client, waiting=2, forgotten=True) == {"forgotten": False}
    assert (found := kept(world)) and found.purged_at and found.forgotten_at is None
    assert hello(client, waiting=0) == {"forget": True}
    assert hello(client, waiting=0, forgotten=True) == {"forgotten": True}
    assert (found := kept(world)) and found.forgotten_at
    assert hello(client) == {"forget": False}, "who signs in there again begins anew"


def test_a_wish_is_taken_back_until_the_device_heard_of_it(world: World) -> None:
    client = world.signed_in("inspector.east")
    hello(client)
    client.post(path(world, "forget"))
    client.post(path(world, "keep"))
    assert hello(client) == {"forget": False}


def test_nobody_is_made_to_forget_who_was_not_asked_to(world: World) -> None:
    client = world.signed_in("inspector.east")
    hello(client)
    assert hello(client, forgotten=True) == {"forgotten": False}
    assert (found := kept(world)) and found.purged_at is None


def test_devices_of_others_are_an_administrators_of_the_area(world: World) -> None:
    hello(world.signed_in("inspector.east"))
    for login in ("administrator.west", "inspector.west", "evaluator.east", "reporter.east"):
        stranger = world.signed_in(login)
        answers = [stranger.post(path(world, step), data={"name": "x"}) for step in ("name", "forget", "keep")]
        assert [answer.status_code for answer in answers] == [404] * 3, login
        assert ID not in stranger.get("/devices").text


def test_an_administrator_sees_those_of_the_area(world: World) -> None:
    hello(world.signed_in("inspector.east"))
    assert "甲 inspector.east" in world.signed_in("administrator.east").get("/devices").text
    assert "甲 inspector.east" in world.signed_in("administrator.city").get("/devices").text


def test_everybody_has_devices(world: World) -> None:
    for role in Role:
        client = world.signed_in(f"{role}.east")
        assert hello(client) == {"forget": False}
        assert client.get("/devices").status_code == 200


def test_what_no_device_says_is_refused(world: World) -> None:
    client = world.signed_in("inspector.east")
    good: dict[str, Any] = {"device": ID, "waiting": 0}
    for wrong in ("x", ID.upper(), [ID], None):
        assert client.post("/devices/hello", json=good | {"device": wrong}).status_code == 400
    for count in (-1, True, 10**9, "1", None):
        assert client.post("/devices/hello", json=good | {"waiting": count}).status_code == 400
    answer = client.post("/devices/hello", json=[])
    assert answer.status_code == 400
    assert "inspector-answer" not in answer.headers
    assert kept(world) is None


def test_an_unknown_device_is_a_clear_page(world: World) -> None:
    client = world.signed_in("administrator.city")
    for wrong in ("/devices/x/y/forget", f"/devices/999999/{ID}/forget", "/devices/²/y/name"):
        assert client.post(wrong, data={"name": "x"}).status_code == 404


def test_a_device_nobody_is_signed_in_on_any_more_forgets_too(world: World) -> None:
    client, visitor = world.signed_in("inspector.east"), world.visitor()
    told: dict[str, Any] = {"device": ID, "account": str(world.account_id("inspector.east")), "waiting": 0}
    hello(client)
    assert visitor.post("/devices/farewell", json=told).json() == {"forget": False}
    assert visitor.post("/devices/farewell", json=told | {"forgotten": True}).json() == {"forgotten": False}
    client.post(path(world, "forget"))
    assert visitor.post("/devices/farewell", json=told).json() == {"forget": True}
    assert visitor.post("/devices/farewell", json=told | {"forgotten": True}).json() == {"forgotten": True}
    assert visitor.post("/devices/farewell", json=told).json() == {"forget": False}
    assert visitor.post("/devices/farewell", json=told | {"device": "f" * 16}).json() == {"forget": False}
    for account in (None, 1, "²", "-1", "9" * 12):
        assert visitor.post("/devices/farewell", json=told | {"account": account}).status_code == 400
