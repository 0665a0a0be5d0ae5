"""A letter from draft to answer in Chromium: written at a desk, reviewed, delivered and answered on a phone."""

import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.serving import Served

ROUND = "yuncheng_2023-final"
PASSWORD = re.compile(r"demo-[\w-]+")
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def sign_in(page: Page, served: Served, role: str) -> None:
    password = PASSWORD.search(served.printed)
    assert password is not None
    page.goto(f"{served.url}/sign-in")
    page.fill("[name=login]", f"{role}-yuncheng")
    page.fill("[name=password]", password.group())
    page.click("main button")
    expect(page.locator("nav.menu")).to_be_visible()


@pytest.fixture
def unit(served: Served) -> str:
    """One whose inspection is confirmed."""
    query = "SELECT unit_id FROM inspection WHERE round_id = ? AND state = 'confirmed' ORDER BY unit_id DESC"
    with sqlite3.connect(served.data_folder / "inspector.sqlite3") as record:
        return str(record.execute(query, (ROUND,)).fetchone()[0])


def step(page: Page, letter: str, after: str, screenshots: Path, **given: str) -> None:
    """The reader's next step, as its form asks for it; the letter stands where it should, nothing hangs over."""
    page.goto(letter)
    form = page.locator("form.next-step")
    for name, text in given.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("button.main-action").click()
    expect(page.locator("[aria-current=step]")).to_contain_text(after)
    assert fits(page)
    page.screenshot(path=screenshots / f"{after}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


def test_a_letter_lives_from_draft_to_answer(
    served: Served, unit: str, desk: Page, phone: Page, screenshots: Path
) -> None:
    sign_in(desk, served, "clerk")
    desk.goto(f"{served.url}/rounds/{ROUND}/letters/new?kind=preliminary_opinion&unit={unit}")
    desk.fill("[name=reply_by]", (TODAY + timedelta(10)).isoformat())
    desk.locator("[name=reply_by]").blur()
    expect(desk.locator("#sheet article.paper")).to_contain_text("书面提出陈述和申辩")
    desk.screenshot(path=screenshots / "form-1280.png", full_page=True)
    desk.locator("form#wish button.main-action").dblclick()
    expect(desk.locator("[aria-current=step]")).to_contain_text("草稿")
    letter = desk.url
    sign_in(phone, served, "evaluator")
    step(phone, letter, "已审核", screenshots, note="数字已核对")
    step(desk, letter, "已签发", screenshots, person="王某，主任")
    step(desk, letter, "已印发", screenshots, number=f"运教督〔{TODAY.year}〕901号")
    phone.context.clear_cookies()
    sign_in(phone, served, "clerk")
    step(phone, letter, "已送达", screenshots, person="李某，校长")
    step(phone, letter, "已回复", screenshots, note="无异议")
    expect(phone.locator(".letter-events li")).to_have_count(6)
    desk.goto(f"{served.url}/rounds/{ROUND}/letters?unit={unit}&kind=preliminary_opinion")
    expect(desk.locator(f'a[href="{letter.removeprefix(served.url)}"]')).to_have_count(1)
