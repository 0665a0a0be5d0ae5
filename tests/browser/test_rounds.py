"""Set-up in a real browser: a round from the checklist to open and assigned, a fact corrected, live filters."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, until
from tests.serving import Served

PASSWORD = re.compile(r"密码[^\w]*([\w-]+)|password ([\w-]+)")


def sign_in(page: Page, served: Served, login: str) -> None:
    found = PASSWORD.search(served.printed)
    assert found
    page.goto(f"{served.url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", found[1] or found[2])
    page.click("main button.main-action")
    expect(page.locator("h1")).to_have_text("今日工作")


def test_a_round_goes_from_the_checklist_to_assigned_inspections(desk: Page, served: Served, screenshots: Path) -> None:
    sign_in(desk, served, "evaluator-yuncheng")
    desk.goto(f"{served.url}/rounds/new")
    desk.get_by_text("运城市“十四五”").click()
    desk.get_by_role("button", name="继续").click()
    desk.fill("#title", "浏览器里的专项督导")
    desk.fill("#cutoff", "2026-06-30")
    desk.get_by_role("button", name="保存草稿").click()
    desk.fill("#reason", "人手不足，经批准由两人实施")
    desk.get_by_role("button", name="开始督导").click()
    desk.screenshot(path=screenshots / "open.png", full_page=True)
    desk.get_by_role("link", name="分派任务").click()
    card = desk.locator("#yuncheng01")
    card.get_by_role("button", name="分派").click()
    expect(desk.locator("#yuncheng01")).to_contain_text("未分派 0")


def test_ticks_of_a_whole_group_are_set_and_counted(phone: Page, served: Served) -> None:
    sign_in(phone, served, "evaluator-yuncheng")
    phone.goto(f"{served.url}/checklists")
    phone.get_by_role("link", name=re.compile("运城市")).click()
    digest = phone.url.rsplit("/", 1)[1]
    phone.goto(f"{served.url}/rounds/new?edition={digest}")
    group = phone.locator("#items-field details").first
    group.locator("summary").click()
    group.get_by_role("button", name="全不选").click()
    expect(group.locator(".tick-count")).to_have_text(re.compile(r"^0 / \d+$"))
    assert fits(phone)


def test_the_checklist_narrows_while_typing(desk: Page, served: Served) -> None:
    sign_in(desk, served, "clerk-yuncheng")
    desk.goto(f"{served.url}/checklists")
    desk.get_by_role("link", name=re.compile("运城市")).click()
    until(desk, "() => Boolean(window.htmx)")
    desk.fill("#q", "120课时")
    expect(desk.locator("#found")).to_contain_text("显示2个")
    expect(desk).to_have_url(re.compile("q="))


def test_a_wrong_figure_is_kept_and_a_right_one_stands_on_the_page(phone: Page, served: Served) -> None:
    sign_in(phone, served, "evaluator-yuncheng")
    phone.goto(f"{served.url}/units/yuncheng01-2/facts")
    phone.fill("#fact-disabled_pupils", "十二")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator("#fact-disabled_pupils")).to_have_value("十二")
    expect(phone.locator("#fact-disabled_pupils-error")).to_be_visible()
    phone.fill("#fact-disabled_pupils", "12")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator(".facts-table")).to_contain_text("12 人")
