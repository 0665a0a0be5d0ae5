"""Signing out ends the session on the server, not only in the browser."""

from tests.web.conftest import World


def test_the_session_is_dead_even_for_a_copy_of_the_cookie(world: World) -> None:
    client = world.signed_in("clerk.west")
    token = client.cookies["inspector"]
    answer = client.post("/sign-out", data={})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    copy = world.visitor()
    copy.cookies.set("inspector", token)
    assert copy.get("/").headers["location"] == "/sign-in"


def test_other_sessions_of_the_account_go_on(world: World) -> None:
    phone, desk = world.signed_in("clerk.west"), world.signed_in("clerk.west")
    phone.post("/sign-out", data={})
    assert desk.get("/").status_code == 200


def test_a_link_cannot_sign_out(world: World) -> None:
    client = world.signed_in("clerk.west")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/").status_code == 200
