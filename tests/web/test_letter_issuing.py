"""A letter goes out: number and date printed into the frozen paper, checked before, frozen for good."""

import asyncio
import io
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import docx
import pytest
from msgspec.structs import replace
from sqlalchemy import text as sql

from inspector.casework.letter_life import LetterStep
from inspector.letters.check import broken
from inspector.storage import blobs, letters
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Letter
from inspector.web.letters.issuing import Deviates, Issue, issue
from inspector.web.letters.stationery import Stationery, stationery_of
from tests.loops import run
from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letters_pages import make

DAY, TODAY = date(2026, 3, 5), date(2026, 3, 6)


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def signed(world: World, **changes: str) -> str:
    """The id of a letter that is ready to go out."""
    letter = make(world.signed_in("clerk.city"), **changes).rpartition("/")[2]
    step(world, letter, "review", by="evaluator.city")
    step(world, letter, "sign", person="王某，主任", day=DAY)
    return letter


def step(world: World, letter: str, name: str, *, by: str = "clerk.city", **given: Any) -> Letter:
    who = world.account_id(by)
    return world.store.write_now(lambda c: letters.advance(c, letter, LetterStep(name), by=who, at=now(), **given))


def wish(world: World, **given: Any) -> Issue:
    return replace(Issue(world.account_id("clerk.city"), now(), TODAY, DAY, number="东教督〔2026〕5号"), **given)


def out(world: World, letter: str, **given: Any) -> Letter:
    return run(issue(world.store, letter, wish(world, **given)))


def row(world: World, letter: str) -> Letter:
    found = world.store.read_now(lambda c: letters.by_id(c, letter))
    assert found is not None
    return found


def printed(world: World, letter: Letter) -> list[str]:
    content = blobs.read(world.store.blob_folder, letter.blob_sha256)
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]


def test_number_and_date_are_printed_and_nothing_else_changes(museums: World) -> None:
    letter = signed(museums, kind="accountability")
    before = printed(museums, row(museums, letter))
    museums.store.write_now(lambda c: c.execute(sql("DELETE FROM head")) and None)  # the round of today has no say
    found = out(museums, letter)
    after = printed(museums, found)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new for _, new in changed] == ["东教督〔2026〕5号", "2026年3月5日"]
    content = blobs.read(museums.store.blob_folder, found.blob_sha256)
    assert sha256(content).hexdigest() == found.blob_sha256
    assert broken(content) == []


def test_a_paper_that_breaks_the_standard_stays_and_its_number_is_free(museums: World, monkeypatch: Any) -> None:
    letter = signed(museums, kind="accountability")

    def crooked(*given: Any) -> Stationery:
        desk = stationery_of(*given)
        sections = desk.reference.sections
        narrow = replace(sections, first=sections.first.replace('w:top="2098"', 'w:top="1440"'))
        return replace(desk, reference=replace(desk.reference, sections=narrow))

    monkeypatch.setattr("inspector.web.letters.issuing.stationery_of", crooked)
    with pytest.raises(Deviates) as caught:
        out(museums, letter, series="东教督整")
    assert {one.rule for one in caught.value.findings} >= {"head and binding margins"}
    assert row(museums, letter).state == "signed"
    assert museums.store.read_now(lambda c: letters.next_serial(c, "city", "东教督整", 2026)) == 1


def test_two_at_once_draw_two_numbers_without_a_gap(museums: World) -> None:
    many = [signed(museums, kind="accountability") for _ in range(6)]

    async def together() -> list[Letter]:
        given = wish(museums, series="东教督整")
        return await asyncio.gather(*(issue(museums.store, one, given) for one in many))

    numbers = sorted(found.number for found in run(together()))
    assert numbers == [f"东教督整〔2026〕{serial}号" for serial in range(1, 7)]
    for one in many:
        assert row(museums, one).number in printed(museums, row(museums, one))


def test_a_letter_is_not_dated_ahead(museums: World) -> None:
    with pytest.raises(LifeProblem, match="day_ahead"):
        out(museums, signed(museums, kind="accountability"), day=date(2026, 3, 7))


def test_a_wording_that_changed_after_signing_stops_the_letter(museums: World, monkeypatch: Any) -> None:
    letter = signed(museums, kind="accountability")
    other = row(museums, signed(museums, kind="accountability", unit="north"))
    change = "UPDATE letter SET blob_sha256 = :other WHERE id = :id"
    museums.store.write_now(lambda c: c.execute(sql(change), {"other": other.blob_sha256, "id": letter}) and None)
    with pytest.raises(LifeProblem, match="text_changed"):
        out(museums, letter)


def test_1_after_new_year_and_31_december(museums: World) -> None:
    last, first = signed(museums, kind="accountability"), signed(museums, kind="accountability")
    for letter, day in ((last, date(2026, 12, 31)), (first, date(2027, 1, 1))):
        out(museums, letter, series="东教督整", day=day, today=day)
    assert [row(museums, one).number for one in (last, first)] == ["东教督整〔2026〕1号", "东教督整〔2027〕1号"]
    assert "2026年12月31日" in printed(museums, row(museums, last))
