"""The PDF beside a letter, and two letters beside each other."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest

from inspector.web.letters import printing
from tests import loops
from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letters_pages import make


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def test_a_letter_is_printed_once_and_shown_page_by_page(museums: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = museums.signed_in("clerk.city")
    path = make(client)
    answer = client.get(f"{path}/pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf" and ".pdf" in answer.headers["content-disposition"]
    monkeypatch.setenv("PATH", "/usr/bin/none")  # from now on nothing could be made
    assert client.get(f"{path}/pdf").content == answer.content
    assert "不能生成各页图像" in client.get(f"{path}/pages").text


def test_a_conversion_that_nobody_waits_for_any_more_still_keeps_the_next_one_waiting(museums: World) -> None:
    begun, over, order = Event(), Event(), []

    def long_one() -> None:
        begun.set()
        over.wait(30)
        order.append("long one")
        raise ValueError("told to nobody")

    async def visit() -> None:
        left = asyncio.create_task(printing.alone(museums.store, long_one))
        await asyncio.to_thread(begun.wait, 30)
        left.cancel()
        with suppress(asyncio.CancelledError):
            await left
        following = asyncio.create_task(printing.alone(museums.store, lambda: order.append("next")))
        await asyncio.wait([following], timeout=0.2)
        over.set()
        await following

    loops.run(visit())
    assert order == ["long one", "next"]


def test_fonts_that_are_not_there_are_named_beside_the_pages(museums: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = museums.signed_in("clerk.city")
    path = make(client)
    monkeypatch.setattr(printing, "missing_fonts", lambda _: ["仿宋_GB2312"])
    shown = client.get(f"{path}/pages").text
    assert "没有这些字体：仿宋_GB2312" in shown and f"{path}/pages/1" in shown
    assert client.get(f"{path}/pages/1").content.startswith(b"\x89PNG")
    assert [client.get(f"{path}/pages/{number}").status_code for number in (0, 99)] == [404, 404]


def test_without_the_office_program_the_page_says_so_in_plain_words(
    museums: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = museums.signed_in("clerk.city")
    path = make(client)
    monkeypatch.setenv("PATH", "/usr/bin/none")
    answer = client.get(f"{path}/pdf")
    assert answer.status_code == 503 and "没有安装 LibreOffice" in answer.text
    assert "没有安装 LibreOffice" in client.get(f"{path}/pages").text


def test_two_drafts_stand_beside_each_other_with_the_changed_words_marked(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    first = make(client)
    second = make(client, notice="2026-02-11")  # 90 days: May 12, not May 2, which moves to the 6th
    other = first.rpartition("/")[2]
    assert f"{second}/compare/{other}" in client.get(f"{second}/compare").text
    shown = client.get(f"{second}/compare/{other}").text
    assert "<del>6</del>日前" in shown and "<ins>12</ins>日前" in shown
    assert "逐字相同" in client.get(f"{first}/compare/{other}").text


def test_only_letters_of_one_kind_to_one_unit_and_of_the_own_area_are_compared(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    first, other = make(client), make(client, unit="north").rpartition("/")[2]
    listed = make(client, kind="accountability").rpartition("/")[2]
    assert [client.get(f"{first}/compare/{one}").status_code for one in (other, listed, "none")] == [400, 400, 404]
    south = museums.signed_in("clerk.south")
    assert [south.get(f"{first}/compare/{one}").status_code for one in (other, first.rpartition("/")[2])] == [404, 200]
    foreign = [south.get(f"/letters/{other}/{one}").status_code for one in ("pdf", "pages", "pages/1", "compare")]
    assert foreign == [404] * 4
