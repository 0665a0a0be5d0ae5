"""In Chromium: a lost point followed down to the school's answer; the ranking; a letter looked at and fetched."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.serving import Served

PASSWORD = re.compile(r"demo-[\w-]+")
CITY = "yuncheng"
ROUND = "/rounds/yuncheng_2023-final"


def sign_in(page: Page, served: Served, role: str) -> Page:
    """With an account that the server prints at its start."""
    password = PASSWORD.search(served.printed)
    assert password is not None and f"{role}-{CITY}" in served.printed
    page.goto(f"{served.url}/sign-in")
    page.fill("[name=login]", f"{role}-{CITY}")
    page.fill("[name=password]", password.group())
    page.click("main button")
    expect(page.locator("nav.menu")).to_be_visible()
    return page


@pytest.fixture
def evaluator(desk: Page, served: Served) -> Iterator[Page]:
    yield sign_in(desk, served, "evaluator")


def test_a_lost_point_leads_from_the_ranking_to_the_answer(evaluator: Page, served: Served, screenshots: Path) -> None:
    evaluator.goto(f"{served.url}{ROUND}/ranking?view=ranks&sort=-rank")
    evaluator.locator("tbody tr", has=evaluator.locator("td", has_text=re.compile(r"^\d+$"))).first.locator("a").click()
    rolled = evaluator.locator(".score-tree .item", has_text="辖区学校每班随班就读学生均不超过3人")
    evaluator.locator(".score-tree > li > details > summary").first.click()
    rolled.locator("summary").first.click()
    school = rolled.locator(".fed a").first
    expect(school).to_be_visible()
    evaluator.screenshot(path=screenshots / "district.png", full_page=True)
    school.click()
    opened = evaluator.locator(".score-tree .item details[open]")
    expect(opened).to_contain_text("填写")
    expect(opened.locator(".answer")).not_to_have_count(0)


def test_the_tree_and_the_ranking_fit_a_phone(phone: Page, served: Served, screenshots: Path) -> None:
    sign_in(phone, served, "evaluator")
    for name, path in (("ranking", "ranking?view=ranks"), ("district", "districts/yuncheng01")):
        phone.goto(f"{served.url}{ROUND}/{path}")
        assert fits(phone)
        phone.screenshot(path=screenshots / f"{name}.png", full_page=True)


def test_a_clerk_previews_makes_and_downloads_a_letter(desk: Page, served: Served, screenshots: Path) -> None:
    sign_in(desk, served, "clerk")
    desk.goto(f"{served.url}{ROUND}/letters/new?kind=opinion&unit=yuncheng01")
    desk.fill("[name=heard_on]", "2026-03-10")
    desk.select_option("[name=defence]", "silent")
    expect(desk.locator(".paper")).to_contain_text("你单位截至2026年3月10日未对初步督导意见提出陈述和申辩")
    assert fits(desk)
    desk.screenshot(path=screenshots / "preview.png", full_page=True)
    desk.click("button.main-action")
    with desk.expect_download() as download:
        desk.click('a[href$="/file"]')
    assert download.value.suggested_filename.endswith("督导意见书.docx")
    with ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert "word/document.xml" in archive.namelist()
