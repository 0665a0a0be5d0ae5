"""Accounts: added with a first password shown once, disabled, given a new password; inside the own area only."""

import re

import pytest
from httpx import Response

from inspector.storage import accounts
from tests.web.conftest import World

NEW = {"login": "Wang.Li", "name": "王丽", "role": "inspector", "scope": "east"}


def add(world: World, by: str = "administrator.city", **changed: str) -> Response:
    return world.signed_in(by).post("/accounts", data=NEW | changed)


def test_the_first_password_opens_a_session_and_is_shown_once(world: World) -> None:
    answer = add(world)
    password = re.search(r'first-password">([\w-]+)<', answer.text)
    assert answer.status_code == 200 and password
    entry = world.visitor().post("/sign-in", data={"login": "wang.li", "password": password[1]})
    assert entry.status_code == 303
    assert password[1] not in world.signed_in("administrator.city").get("/accounts").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"login": "a"}, "3至64个"),
        ({"login": "two words"}, "3至64个"),
        ({"login": "clerk.east"}, "该账号已被使用"),
        ({"name": ""}, "填写姓名"),
        ({"role": "emperor"}, "请从列表中选择"),
        ({"scope": "no_such_unit"}, "请从列表中选择"),
        ({"scope": ""}, "请从列表中选择"),
    ],
)
def test_a_fault_is_said_and_nothing_added(world: World, changed: dict[str, str], words: str) -> None:
    before = len(world.store.read_now(accounts.everyone))
    answer = add(world, **changed)
    assert answer.status_code == 422 and words in answer.text
    assert len(world.store.read_now(accounts.everyone)) == before


def test_a_disabled_account_is_out_at_once_and_comes_back(world: World) -> None:
    inspector, key = world.signed_in("inspector.east"), world.account_id("inspector.east")
    administrator = world.signed_in("administrator.city")
    assert administrator.post(f"/accounts/{key}/disable", data={}).status_code == 303
    assert inspector.get("/").headers["location"].startswith("/sign-in")
    administrator.post(f"/accounts/{key}/enable", data={})
    assert world.signed_in("inspector.east").get("/").status_code == 200


def test_nobody_disables_the_own_account(world: World) -> None:
    key = world.account_id("administrator.city")
    assert world.signed_in("administrator.city").post(f"/accounts/{key}/disable", data={}).status_code == 422


def test_a_new_password_ends_the_sessions(world: World) -> None:
    clerk, key = world.signed_in("clerk.east"), world.account_id("clerk.east")
    answer = world.signed_in("administrator.city").post(f"/accounts/{key}/password", data={})
    assert "first-password" in answer.text
    assert clerk.get("/").headers["location"].startswith("/sign-in")


def test_a_district_administrator_has_only_the_own_district(world: World) -> None:
    client = world.signed_in("administrator.west")
    shown = client.get("/accounts").text
    assert "clerk.west" in shown and "clerk.east" not in shown and "administrator.city" not in shown
    assert add(world, "administrator.west").status_code == 422
    assert add(world, "administrator.west", scope="everywhere").status_code == 422
    assert add(world, "administrator.west", scope="west").status_code == 200
    foreign = world.account_id("clerk.east")
    for step in ("disable", "enable", "password"):
        assert client.post(f"/accounts/{foreign}/{step}", data={}).status_code == 404


@pytest.mark.parametrize("key", ["0", "-1", "9" * 30, "x", "%00", "1;drop"])
def test_an_unknown_account_is_not_found(world: World, key: str) -> None:
    assert world.signed_in("administrator.city").post(f"/accounts/{key}/disable", data={}).status_code == 404


@pytest.mark.parametrize("login", ["inspector.east", "evaluator.east", "clerk.east"])
def test_accounts_are_for_administrators(world: World, login: str) -> None:
    assert add(world, login).status_code == 403
    assert world.signed_in(login).get("/accounts").status_code == 403
