"""Letters that were delivered to a unit, on the start page of its head; nothing else of the house is seen there."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from httpx import Client
from sqlalchemy import update

from inspector.letters.kinds import KINDS
from inspector.storage.rows import table
from inspector.storage.tables import Letter, Role
from inspector.web.letters.received import WRITTEN_TO_UNITS
from tests.web.conftest import World, add_account
from tests.web.museum_round import museum_world
from tests.web.test_letter_life import issued, make, row, step

PEOPLE = {
    "head.m1": (Role.head, "m1"),
    "head.south": (Role.head, "south"),
    "head.north": (Role.head, "north"),
    "reporter.m1": (Role.reporter, "m1"),
}


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        for login, (role, unit) in PEOPLE.items():
            world.store.write_now(partial(add_account, login=login, role=role, scope=unit, password_hash="x"))
        yield world


def delivered(world: World, number: str, **changes: str) -> str:
    letter = issued(world, number, **changes)
    given = {"day": "2026-03-06", "person": "李某，馆长", "way": "handed_over"}
    assert step(world.signed_in("clerk.city"), letter, "deliver", 4, **given).status_code == 303
    return letter


def file_of(letter: str) -> str:
    return f"/received/{letter.rpartition('/')[2]}/file"


def listed(client: Client) -> list[str]:
    page = client.get("/").text
    return [part.partition('"')[0] for part in page.split('href="/received/')[1:]]


def test_the_head_has_what_was_delivered_to_the_unit_and_those_below(museums: World) -> None:
    own, above = delivered(museums, "东教督〔2026〕1号", unit="m1"), delivered(museums, "东教督〔2026〕2号")
    content = museums.signed_in("clerk.city").get(f"{own}/file").content
    school, district, other = (museums.signed_in(f"head.{unit}") for unit in ("m1", "south", "north"))
    assert listed(school) == [f"{own.rpartition('/')[2]}/file"] and school.get(file_of(own)).content == content
    assert len(listed(district)) == 2 and listed(other) == []
    assert [one.get(file_of(above)).status_code for one in (school, district, other)] == [404, 200, 404]
    assert "东教督〔2026〕1号 · 2026年3月5日" in school.get("/").text
    assert step(museums.signed_in("clerk.city"), own, "reply", 5, day="2026-03-20", note="已整改").status_code == 303
    assert school.get(file_of(own)).content == content


def test_no_draft_no_withdrawn_and_no_confidential_letter_is_handed_out(museums: World) -> None:
    clerk, head = museums.signed_in("clerk.city"), museums.signed_in("head.m1")
    draft, out = make(clerk, unit="m1"), issued(museums, "东教督〔2026〕3号", unit="m1")
    secret = delivered(museums, "东教督〔2026〕4号", unit="m1", secrecy="秘密★1年", sender_of="")
    assert "秘密★1年" in row(museums, secret).inputs
    back = delivered(museums, "东教督〔2026〕5号", unit="m1")
    assert step(clerk, back, "withdraw", 5, reason="主送单位有误").status_code == 303
    for letter in (draft, out, secret, back):
        assert head.get(file_of(letter)).status_code == 404 and head.get(letter).status_code == 403
    assert listed(head) == []


def test_what_is_written_to_others_about_the_unit_is_not_theirs(museums: World) -> None:
    letter, head = delivered(museums, "东教督〔2026〕1号", unit="m1"), museums.signed_in("head.m1")
    assert head.get(file_of(letter)).status_code == 200 and set(KINDS) > WRITTEN_TO_UNITS
    for kind in set(KINDS) - WRITTEN_TO_UNITS:
        change = update(table(Letter)).values(kind=kind)
        museums.store.write_now(lambda connection, change=change: connection.execute(change) and None)  # type: ignore[misc]
        assert head.get(file_of(letter)).status_code == 404 and listed(head) == []


@pytest.mark.parametrize(
    "login", ["reporter.m1", "clerk.city", "evaluator.city", "inspector.city", "administrator.city"]
)
def test_it_is_the_heads_page_only(museums: World, login: str) -> None:
    letter = delivered(museums, "东教督〔2026〕1号", unit="m1")
    client = museums.signed_in(login)
    assert client.get(file_of(letter)).status_code == 403 and listed(client) == []
