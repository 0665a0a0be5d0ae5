"""Wrong passwords are counted for the login from one address, for the address, and for the login."""

import pytest

from inspector.storage import accounts
from inspector.storage.instants import SECOND, now
from inspector.web.signin import SignInThrottle
from inspector.web.throttle import Throttle
from tests.web.conftest import PASSWORD, World


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("login", ["inspector.east", "nobody.east"])
def test_the_sixth_try_is_not_heard_whether_the_login_exists_or_not(world: World, login: str) -> None:
    visitor = world.visitor()
    tries = [visitor.post("/sign-in", data={"login": login, "password": "wrong password"}) for _ in range(6)]
    assert [answer.status_code for answer in tries] == [401] * 5 + [429]
    assert 0 < int(tries[-1].headers["retry-after"]) <= 900
    right = visitor.post("/sign-in", data={"login": login, "password": PASSWORD})
    assert right.status_code == 429


def test_a_forwarded_address_makes_no_new_start(world: World) -> None:
    visitor = world.visitor()
    for number in range(5):
        visitor.headers["x-forwarded-for"] = f"10.0.0.{number}"
        visitor.post("/sign-in", data={"login": "inspector.east", "password": "wrong password"})
    visitor.headers["x-forwarded-for"] = "10.9.9.9"
    answer = visitor.post("/sign-in", data={"login": "inspector.east", "password": PASSWORD})
    assert answer.status_code == 429


def test_a_colleague_at_the_same_address_still_gets_in(world: World) -> None:
    visitor = world.visitor()
    for _ in range(5):
        visitor.post("/sign-in", data={"login": "inspector.east", "password": "wrong password"})
    assert visitor.post("/sign-in", data={"login": "clerk.east", "password": PASSWORD}).status_code == 303


def test_many_logins_from_one_address_are_stopped() -> None:
    throttle = SignInThrottle()
    for number in range(30):
        throttle.note(f"guess{number}", "192.0.2.7")
    assert throttle.wait("fresh", "192.0.2.7") > 0
    assert throttle.wait("fresh", "192.0.2.8") == 0


def test_one_login_from_many_addresses_is_stopped() -> None:
    throttle = SignInThrottle()
    for number in range(20):
        throttle.note("inspector.east", f"192.0.2.{number}")
    assert throttle.wait("inspector.east", "198.51.100.1") > 0


def test_a_block_in_the_record_holds_after_a_restart(world: World) -> None:
    account_id, until = world.account_id("inspector.east"), now() + 60 * SECOND
    world.store.write_now(lambda connection: accounts.note_failed_try(connection, account_id, until))
    answer = world.visitor().post("/sign-in", data={"login": "inspector.east", "password": PASSWORD})
    assert answer.status_code == 429


def test_success_clears_the_count(world: World) -> None:
    visitor = world.visitor()
    for password in ["wrong password"] * 4 + [PASSWORD] + ["wrong password"] * 4:
        visitor.post("/sign-in", data={"login": "inspector.east", "password": password})
    last = visitor.post("/sign-in", data={"login": "inspector.east", "password": PASSWORD})
    assert last.status_code == 303


def test_the_window_slides() -> None:
    clock = Clock()
    throttle = Throttle(2, 60, clock)
    throttle.note("a")
    clock.seconds = 50
    throttle.note("a")
    assert throttle.wait("a") == 11  # the first try leaves the window at 60; whole seconds, rounded up
    clock.seconds = 60
    assert throttle.wait("a") == 0


def test_memory_is_bounded() -> None:
    throttle = Throttle(1, 60, Clock(), keys=3)
    for key in "abcd":
        throttle.note(key)
    assert throttle.wait("a") == 0 and throttle.wait("d") > 0
