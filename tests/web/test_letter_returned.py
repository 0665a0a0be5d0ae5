"""A draft that a second person returns: why stands before the drafter, and nothing has to be typed again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.batch_world import ORDER, begin, lines, numbers, settled
from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letter_life import make, row, step
from tests.web.test_letters_pages import LETTERS

WHY = "第二项问题与记录不符"


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def test_an_evaluator_returns_a_draft_and_the_drafter_sees_why(museums: World) -> None:
    clerk, evaluator = museums.signed_in("clerk.city"), museums.signed_in("evaluator.city")
    letter = make(clerk)
    page = evaluator.get(letter).text
    assert (
        'value="return"' in page and 'value="withdraw"' not in page and 'value="return"' not in clerk.get(letter).text
    )
    assert step(evaluator, letter, "return", 1).status_code == 422
    assert step(evaluator, letter, "return", 1, reason=WHY).status_code == 303
    assert row(museums, letter).state == "draft"
    assert WHY in clerk.get(letter).text and f"退回理由：{WHY}" in clerk.get("/").text


def test_a_new_draft_begins_with_what_the_returned_one_held(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    letter = make(clerk, reply_by="2026-07-17", copies="东江市财政局", seal="yes", sender_of="")
    step(museums.signed_in("evaluator.city"), letter, "return", 1, reason=WHY)
    path = f"{LETTERS}/new?kind=preliminary_opinion&amp;unit=south&amp;like={letter.rpartition('/')[2]}"
    assert f'href="{path}"' in clerk.get(letter).text
    form = clerk.get(path.replace("&amp;", "&")).text
    assert 'value="2026-07-17"' in form and "东江市财政局" in form and 'name="corrects"' not in form
    assert clerk.get(path.replace("&amp;", "&").replace("unit=south", "unit=north")).status_code == 400


def test_once_it_is_reviewed_after_all_the_reason_is_history(museums: World) -> None:
    clerk, evaluator = museums.signed_in("clerk.city"), museums.signed_in("evaluator.city")
    letter = make(clerk)
    step(evaluator, letter, "return", 1, reason=WHY)
    assert step(evaluator, letter, "review", 2, note="已核对，属实").status_code == 303
    assert WHY not in clerk.get("/").text and f"退回理由：{WHY}" not in clerk.get(letter).text


def test_a_batch_does_not_issue_what_was_returned(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    path = begin(clerk)
    settled(museums, path)
    third = f"/letters/{lines(museums, path)[2].letter_id}"
    assert step(museums.signed_in("evaluator.city"), third, "return", 1, reason=WHY).status_code == 303
    clerk.post(f"{path}/issue", data=ORDER)
    assert settled(museums, path).state == "stopped" and numbers(museums, path) == [""] * 6
    page = clerk.get(path).text
    assert "已退回拟稿人" in page and WHY in page
