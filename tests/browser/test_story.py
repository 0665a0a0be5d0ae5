"""One problem from the visit to the day it is struck off, in Chromium, over the Spring Festival of 2026.

The festival is free from 15 to 23 February; Saturdays 14 and 28 February are worked (notice of the State Council).
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.moved_clock import moved_server
from tests.browser.office_work import Office

ROUND, SCHOOL, ITEM = "yuncheng_2023-final", "yuncheng13-2", "pupils_refused"
INSPECTION = f"{ROUND}-{SCHOOL}"
NEW = f"/rounds/{ROUND}/letters/new?kind="
FACT = "河津市第一小学近一学年拒收经评估能随班就读的残疾儿童2人。"


@pytest.fixture
def office(demo_record: Path, chromium: Browser, tmp_path: Path, screenshots: Path) -> Iterator[Office]:
    with moved_server(tmp_path, demo_record, date(2026, 1, 12)) as server:
        made = Office(server, chromium, screenshots)
        yield made
        for page in made.pages.values():
            page.context.close()
        assert made.mistakes == [], "scripts of the page raised errors"


def test_from_the_visit_to_the_day_it_is_struck_off(office: Office) -> None:
    inspected(office)
    heard(office)
    told(office)


def inspected(office: Office) -> None:
    """12 January: two refused children are entered on the phone, handed in, confirmed the next day."""
    phone = office.as_("inspector-yuncheng", phone=True)
    phone.goto(f"{office.server.url}/inspections/{INSPECTION}")
    phone.locator(f'[data-field^="{ITEM}"] input').first.fill("2")
    expect(phone.locator("[data-save-state], .save-state").first).to_have_attribute("data-state", "saved")
    phone.goto(f"{office.server.url}/inspections/{INSPECTION}/submit")
    phone.check("[name=stays_open]")
    phone.click("button.main-action")
    office.at(date(2026, 1, 13))
    page = office.open("evaluator-yuncheng", f"/inspections/{INSPECTION}/review")
    page.click("button[value=confirm]")
    expect(page.locator("button[value=confirm]")).to_have_count(0)


def heard(office: Office) -> None:
    """15 January: the preliminary opinion is delivered."""
    office.at(date(2026, 1, 15))
    letter = office.draft(f"{NEW}preliminary_opinion&unit={SCHOOL}", {"reply_by": "2026-01-26"})
    office.issue(letter, "运教督〔2026〕1号")
    office.deliver(letter)
    assert FACT in office.paper(letter)


def told(office: Office) -> None:
    office.at(date(2026, 1, 30))
