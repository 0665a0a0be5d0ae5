"""The form of a paper: terms filled in by the city's rules, and a word about last days on which nobody works."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest

from inspector.casework.deadlines import Rule
from inspector.casework.terms import Term
from inspector.storage import holidays, instants, terms
from inspector.storage.holidays import Said
from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letters_pages import LETTERS, OPINION, make

NOON = 1_770_523_200_000_000_000
"""8 February 2026, 12:00 in Shanghai: a Sunday, a week before the Spring Festival."""


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def city_of(world: World) -> str:
    return world.store.read_now(lambda c: c.exec_driver_sql("SELECT city_id FROM round").scalar_one())  # type: ignore[no-any-return]


def preview(world: World, **changes: str) -> str:
    return world.signed_in("clerk.city").get(f"{LETTERS}/new?{urlencode(OPINION | changes)}").text


def test_a_rule_of_the_city_fills_in_day_and_source(museums: World, monkeypatch: pytest.MonkeyPatch) -> None:
    city = city_of(museums)
    rules = {Term.defence: Rule(5, "working", "preliminary_received", "某省规定第八条")}
    museums.store.write_now(lambda c: terms.save(c, city, rules, by=None, at=1))
    monkeypatch.setattr(instants, "time_ns", lambda: NOON)
    form = {"kind": "preliminary_opinion", "unit": "south"}
    page = museums.signed_in("clerk.city").get(f"{LETTERS}/new?{urlencode(form)}").text
    # From Sunday 8 February: Mon 9, Tue 10, Wed 11, Thu 12, Fri 13
    assert 'value="2026-02-13"' in page and 'value="某省规定第八条"' in page


def test_a_typed_last_day_on_a_holiday_is_remarked_upon(museums: World) -> None:
    assert "2026年2月18日是休息日，其后第一个工作日是2026年2月24日" in preview(museums, report_by="2026-02-18")
    assert "是休息日" not in preview(museums, report_by="2026-02-28")


def test_a_paper_whose_terms_run_into_a_year_without_holidays_says_so(museums: World) -> None:
    warning = "节假日表尚无2027年的安排"
    assert warning in preview(museums, notice="2026-11-01") and warning not in preview(museums)


def test_a_day_the_city_adds_moves_the_printed_last_day(museums: World) -> None:
    """Terms of 90 days from 1 February end on 6 May after Labour Day; if the city is off then too, on the 7th."""
    city = city_of(museums)
    said = [Said(date(2026, 5, 6), "off", "本市放假", "市政府通知")]
    museums.store.write_now(lambda c: holidays.say(c, city, said, by=None, at=1))
    client = museums.signed_in("clerk.city")
    assert "自收到本意见书之日起90日内，遇休假日顺延（2026年5月7日前）" in client.get(make(client)).text
