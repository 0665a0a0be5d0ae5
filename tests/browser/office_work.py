"""What the people of an office do at their pages, for tests that tell a long story."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
from playwright.sync_api import Browser, Page, expect

from inspector.letters.check import check_docx
from tests.browser.conftest import DESK, PHONE
from tests.browser.moved_clock import MovedServer

PASSWORD = "demo-inspector-2026"
CLERK = "clerk-yuncheng"
LETTER = re.compile(r"/letters/[0-9a-z]{20,40}$")


class Office:
    """`at(day)` moves the clock; `as_(login)` is a page of that person, signed in on that day.

    Each issued paper is opened: it keeps every rule of the standard and says what it should.
    """

    def __init__(self, server: MovedServer, browser: Browser, pictures: Path) -> None:
        self.server, self.browser, self.pictures = server, browser, pictures
        self.day = date(2026, 1, 12)
        self.pages: dict[str, Page] = {}
        self.signed: dict[str, date] = {}
        self.papers: dict[str, str] = {}
        self.mistakes: list[str] = []

    def at(self, day: date) -> None:
        self.day = day
        self.server.today(day)

    def as_(self, login: str, *, phone: bool = False) -> Page:
        if login not in self.pages:
            context = self.browser.new_context(viewport=PHONE if phone else DESK, locale="zh-CN", has_touch=phone)
            context.set_default_timeout(15_000)
            self.pages[login] = context.new_page()
            self.pages[login].on("pageerror", lambda error: self.mistakes.append(error.stack or str(error)))
        page = self.pages[login]
        if login not in self.signed:
            page.goto(f"{self.server.url}/sign-in")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            expect(page.locator("nav.menu")).to_be_visible()
        elif self.signed[login] != self.day:
            self.sign_in_again(page, login)
        self.signed[login] = self.day
        return page

    def sign_in_again(self, page: Page, login: str) -> None:
        """What the sign-in page sends, without drawing it and the start page on each day of the story."""
        page.context.clear_cookies()
        form, origin = {"login": login, "password": PASSWORD}, {"Origin": self.server.url}
        answer = page.context.request.post(
            f"{self.server.url}/sign-in", form=dict(form), headers=origin, max_redirects=0
        )
        assert answer.status == 303, answer.text()

    def open(self, login: str, path: str) -> Page:
        page = self.as_(login)
        page.goto(f"{self.server.url}{path}")
        return page

    def at_letter(self, letter: str) -> Page:
        """The clerk's page of it: where the last step left it, else opened."""
        page = self.pages.get(CLERK)
        if page and self.signed[CLERK] == self.day and page.url == f"{self.server.url}{letter}":
            return page
        return self.open(CLERK, letter)

    def look(self, page: Page, name: str) -> None:
        page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    def draft(self, path: str, values: dict[str, str], *, picks: dict[str, dict[str, str]] | None = None) -> str:
        """A draft made by the clerk from the form at `path`; returns the address of its letter."""
        page = self.open(CLERK, path)
        for key, typed in (picks or {}).items():
            page.check(f'[name="pick:{key}"]')
            values |= {f"{name}:{key}": text for name, text in typed.items()}
        fill(page, values)
        page.click("button.main-action")
        page.wait_for_url(LETTER)
        return page.url.removeprefix(self.server.url)

    def issue(self, letter: str, number: str) -> None:
        """Reviewed, signed off and issued on this day, all of it by the only clerk; a bare code is an own series."""
        self.step(letter, {"note": "办公室只有一名文书人员，由本人校对"})
        self.step(letter, {"person": "王某，办公室主任", "day": self.day.isoformat()})
        self.step(letter, {"number" if "〔" in number else "series": number, "day": self.day.isoformat()})

    def deliver(self, letter: str) -> None:
        self.step(letter, {"person": "张某，校长", "day": self.day.isoformat(), "way": "handed_over"})

    def step(self, letter: str, values: dict[str, str]) -> None:
        page = self.at_letter(letter)
        before = page.locator(".next-step [name=step]").get_attribute("value")
        fill(page.locator(".next-step"), values)
        page.click(".next-step button.main-action")
        expect(page.locator(f'.next-step [name=step][value="{before}"]')).to_have_count(0)

    def paper(self, letter: str) -> str:
        """The text of the issued file, which keeps every rule."""
        page = self.at_letter(letter)
        with page.expect_download() as fetched:
            page.locator('a[href$="/file"]').first.click()
        content = Path(fetched.value.path()).read_bytes()
        wrong = [one for one in check_docx(content) if not one.ok]
        assert not wrong, [(one.rule, one.found, one.place) for one in wrong]
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
        heads = [head for one in document.sections for head in (one.header, one.first_page_header)]
        assert any("演示数据" in paragraph.text for head in heads for paragraph in head.paragraphs)
        return text


def fill(where: Any, values: dict[str, str]) -> None:
    for name, text in values.items():
        field = where.locator(f'[name="{name}"]').first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
