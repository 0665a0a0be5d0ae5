"""Changing the own password."""

import pytest

from inspector.web import passwords
from tests.web.conftest import PASSWORD, World

NEW = "eleven ramps and a lift"


def entries(current: str = PASSWORD, new: str = NEW, again: str | None = None) -> dict[str, str]:
    return {"current": current, "new": new, "again": new if again is None else again}


def test_the_new_password_holds_and_the_old_one_does_not(world: World) -> None:
    client = world.signed_in("clerk.east")
    assert "密码已修改" in client.post("/account/password", data=entries()).text
    old, new = ({"login": "clerk.east", "password": password} for password in (PASSWORD, NEW))
    assert world.visitor().post("/sign-in", data=old).status_code == 401
    assert world.visitor().post("/sign-in", data=new).status_code == 303


def test_this_browser_goes_on_under_a_new_id_and_every_other_is_signed_out(world: World) -> None:
    client, other = world.signed_in("clerk.east"), world.signed_in("clerk.east")
    before = client.cookies["inspector"]
    client.post("/account/password", data=entries())
    assert client.cookies["inspector"] != before and client.get("/").status_code == 200
    assert other.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (entries(current="not my password"), "当前密码不正确"),
        (entries(new="ninechars"), "10至128个字符"),
        (entries(new="x" * 64 + "y" * 65), "10至128个字符"),
        (entries(new="1234567890"), "容易被猜到"),
        (entries(new="aaaaaabbbbbb"), "容易被猜到"),
        (entries(new="my clerk.east words"), "容易被猜到"),
        (entries(again="eleven ramps and a lif"), "两次输入不一致"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_changes(world: World, typed: dict[str, str], words: str) -> None:
    answer = world.signed_in("clerk.east").post("/account/password", data=typed)
    assert answer.status_code == 422 and words in answer.text and 'aria-invalid="true"' in answer.text
    assert world.visitor().post("/sign-in", data={"login": "clerk.east", "password": PASSWORD}).status_code == 303


def test_guessing_the_present_password_is_stopped(world: World) -> None:
    client = world.signed_in("clerk.east")
    for _ in range(5):
        client.post("/account/password", data=entries(current="not my password"))
    assert "失败次数过多" in client.post("/account/password", data=entries()).text


def test_hashes_are_argon2id_with_the_declared_cost() -> None:
    assert passwords.hash_password("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.matches("no hash at all", "x")
    assert passwords.outdated("$argon2id$v=19$m=65536,t=3,p=4$" + "c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")
