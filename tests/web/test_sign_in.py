"""Signing in: the right and the wrong password, planted sessions, the way back to the page wanted."""

import pytest

from inspector.storage import accounts, sessions
from inspector.storage.instants import now
from tests.web.conftest import PASSWORD, World


def credentials(login: str = "inspector.east", password: str = PASSWORD, next: str = "/") -> dict[str, str]:
    return {"login": login, "password": password, "next": next}


def test_right_password_opens_a_session_and_leads_to_the_page_wanted(world: World) -> None:
    visitor = world.visitor()
    wanted = visitor.get("/account/password?from=menu")
    assert (wanted.status_code, wanted.headers["location"]) == (
        303,
        "/sign-in?next=%2Faccount%2Fpassword%3Ffrom%3Dmenu",
    )
    answer = visitor.post("/sign-in", data=credentials(next="/account/password"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")
    assert visitor.get("/account/password").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    cookie = world.visitor().post("/sign-in", data=credentials()).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_only_a_hash_of_the_token_is_kept(world: World) -> None:
    visitor = world.visitor()
    visitor.post("/sign-in", data=credentials())
    token = visitor.cookies["inspector"]
    held = world.store.read_now(lambda c: sessions.of_account(c, world.account_id("inspector.east"), now()))
    assert [session.token_hash for session in held] == [sessions.hashed(token)]
    assert token not in str(held)


@pytest.mark.parametrize("spelling", ["Inspector.East", "  inspector.east ", "ｉｎｓｐｅｃｔｏｒ.east"])
def test_case_margins_and_full_width_of_the_login_do_not_matter(world: World, spelling: str) -> None:
    assert world.visitor().post("/sign-in", data=credentials(spelling)).status_code == 303


def test_wrong_password_and_unknown_login_get_the_same_answer(world: World) -> None:
    visitor = world.visitor()
    wrong = visitor.post("/sign-in", data=credentials(password="wrong password"))
    unknown = visitor.post("/sign-in", data=credentials("nobody.east"))
    assert wrong.status_code == unknown.status_code == 401
    assert "账号或密码不正确" in wrong.text
    assert wrong.text.replace("inspector.east", "") == unknown.text.replace("nobody.east", "")
    assert "set-cookie" not in wrong.headers and "set-cookie" not in unknown.headers


def test_a_disabled_account_stays_out_and_loses_its_session(world: World) -> None:
    client = world.signed_in("clerk.east")
    assert client.get("/").status_code == 200
    account_id = world.account_id("clerk.east")
    world.store.write_now(lambda connection: accounts.set_disabled(connection, account_id, True))
    assert client.get("/").headers["location"] == "/sign-in"
    assert world.visitor().post("/sign-in", data=credentials("clerk.east")).status_code == 401


def test_a_planted_session_id_is_never_adopted(world: World) -> None:
    planted = "p" * 43
    victim = world.visitor()
    victim.cookies.set("inspector", planted)
    victim.post("/sign-in", data=credentials())
    attacker = world.visitor()
    attacker.cookies.set("inspector", planted)
    assert attacker.get("/").headers["location"] == "/sign-in"


def test_signing_in_again_ends_the_session_the_browser_had(world: World) -> None:
    client = world.signed_in("inspector.east")
    before = client.cookies["inspector"]
    client.post("/sign-in", data=credentials())
    assert world.store.read_now(lambda connection: sessions.signed_in(connection, before, now())) is None


def test_the_password_field_is_never_sent_back(world: World) -> None:
    answer = world.visitor().post("/sign-in", data=credentials(password="a secret nobody may read"))
    assert "a secret nobody may read" not in answer.text


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\n/x"])
def test_a_foreign_address_is_no_way_back(world: World, wish: str) -> None:
    answer = world.visitor().post("/sign-in", data=credentials(next=wish))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
