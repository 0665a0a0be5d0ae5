"""A form that is sent twice, by a double click or a page reloaded, makes one letter; a changed one makes another."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inspector.storage import letters
from tests.web import test_notice
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world
from tests.web.test_letter_life import PRELIMINARY, issued, step
from tests.web.test_letters_pages import LETTERS

ONCE = re.compile(r'name="once" value="([0-9a-f]{32})"')


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def opened_form(world: World, **changes: str) -> dict[str, str]:
    """What a clerk's form sends who opened it just now."""
    form = PRELIMINARY | changes
    query = {"kind": form["kind"], "unit": form["unit"]} | changes
    found = ONCE.search(world.signed_in("clerk.city").get(f"{LETTERS}/new", params=query).text)
    assert found is not None
    return form | {"once": found[1]}


def count(world: World, round_id: str = ROUND) -> int:
    return len(world.store.read_now(lambda connection: letters.of_round(connection, round_id)))


def test_a_double_click_makes_one_letter(museums: World) -> None:
    form, clerk = opened_form(museums), museums.signed_in("clerk.city")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: clerk.post(LETTERS, data=form), range(4)))
    assert [one.status_code for one in answers] == [303] * 4
    assert len({one.headers["location"] for one in answers}) == 1 == count(museums)


def test_the_preview_keeps_the_name_of_the_sheet_and_every_opened_form_has_its_own(museums: World) -> None:
    form, clerk = opened_form(museums), museums.signed_in("clerk.city")
    assert ONCE.findall(clerk.get(f"{LETTERS}/new", params=form).text) == [form["once"]]
    other = opened_form(museums)
    assert other["once"] != form["once"]
    for one in (form, other):
        assert clerk.post(LETTERS, data=one).status_code == 303
    assert count(museums) == 2


def test_a_sheet_that_was_changed_before_it_was_sent_again_makes_another_letter(museums: World) -> None:
    form, clerk = opened_form(museums), museums.signed_in("clerk.city")
    first = clerk.post(LETTERS, data=form).headers["location"]
    second = clerk.post(LETTERS, data=form | {"reply_by": "2026-07-31"}).headers["location"]
    assert first != second and "2026年7月31日" in clerk.get(second).text


def test_of_two_clerks_each_makes_a_letter_though_one_sends_the_others_sheet(museums: World) -> None:
    form = opened_form(museums)
    made = {
        museums.signed_in(who).post(LETTERS, data=form).headers["location"] for who in ("clerk.city", "clerk.south")
    }
    assert len(made) == 2


def test_after_a_draft_was_withdrawn_the_same_sheet_makes_a_new_one(museums: World) -> None:
    form, clerk = opened_form(museums), museums.signed_in("clerk.city")
    first = clerk.post(LETTERS, data=form).headers["location"]
    assert step(clerk, first, "withdraw", 1, reason="作废").status_code == 303
    assert clerk.post(LETTERS, data=form).headers["location"] != first and count(museums) == 2


def test_a_correction_that_is_sent_twice_is_no_second_correction(museums: World) -> None:
    old = issued(museums).rpartition("/")[2]
    form, clerk = opened_form(museums, corrects=old), museums.signed_in("clerk.city")
    first, second = (clerk.post(LETTERS, data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303) and count(museums) == 2
    assert first.headers["location"] == second.headers["location"]


def test_a_notice_for_one_unit_or_for_all_is_written_once(world: World) -> None:
    test_notice.ready(world)
    clerk = world.signed_in("clerk.city")
    page = clerk.get(f"{test_notice.PATH}/new", params={"unit": "east_school"}).text
    form = test_notice.FORM | {"once": ONCE.findall(page)[0]}
    assert len({clerk.post(test_notice.PATH, data=form).headers["location"] for _ in range(2)}) == 1
    for _ in range(2):
        assert clerk.post(test_notice.PATH, data=form | {"all": "yes"}).status_code == 303
    kept = test_notice.kept(world)
    assert len(kept) == len(set(kept)) == 6
