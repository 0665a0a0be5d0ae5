"""A unit's own form in a real browser, and the team's form with the unit's words beside each question."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, fits, open_page
from tests.browser.test_form import FIELD, ROUND, box, item, saved, sign_in
from tests.serving import Served

RELEASED = f"/inspections/{ROUND}-yuncheng12-6"


def test_a_reporter_fills_in_and_the_head_sees_what_is_missing(
    served: Served, phone: Page, chromium: Browser, screenshots: Path
) -> None:
    sign_in(phone, served, "reporter-yuncheng")
    phone.click("main a.main-action[href*=self-evaluations]")
    box(phone).fill("4")
    saved(phone)
    expect(item(phone, "pupils_refused").locator("[data-badge]")).to_contain_text("未达到")
    expect(phone.locator("#score")).to_contain_text("自评分")
    expect(item(phone, "pupils_refused").locator("details.note summary").first).to_have_text("得失分说明")
    phone.screenshot(path=screenshots / "phone.png")
    phone.reload()
    expect(box(phone)).to_have_value("4")
    assert fits(phone)
    for desk in open_page(chromium, DESK, touch=False):
        sign_in(desk, served, "head-yuncheng")
        desk.click("main a:has-text('办理情况')")
        desk.screenshot(path=screenshots / "head.png", full_page=True)
        expect(desk.locator("button[name=step][value=approve]")).to_be_visible()


def test_the_inspector_takes_over_and_does_not_believe(served: Served, phone: Page, screenshots: Path) -> None:
    sign_in(phone, served, "inspector-yuncheng")
    phone.goto(served.url + RELEASED)
    said = item(phone, "pupils_refused").locator(".self-said")
    expect(said).to_be_visible()
    box(phone).fill("7")
    saved(phone)
    said.get_by_role("button", name="采信").click()
    saved(phone)
    expect(box(phone)).to_have_value("0")
    rows = item(phone, "class_size")
    rows.get_by_role("button", name="采信").click()
    saved(phone)
    expect(
        rows.locator("[data-row='K01'] input[type=text], [data-row='K01'] input[inputmode]").first
    ).not_to_have_value("")
    phone.screenshot(path=screenshots / "phone.png")
    said.get_by_role("button", name="不能证实").click()
    saved(phone)
    expect(item(phone, "pupils_refused").locator("[data-badge]")).to_contain_text("无法核实")
    phone.reload()
    expect(phone.locator('[name="pupils_refused/reason"]')).to_have_value("自评填报情况现场不能证实。")
    said.get_by_role("link", name="更正").click()
    expect(phone.locator(f'[name="{FIELD}"]')).to_be_focused()
    assert fits(phone)


def test_links_are_shown_once_with_codes_and_open_on_a_phone(
    served: Served, desk: Page, chromium: Browser, screenshots: Path
) -> None:
    sign_in(desk, served, "evaluator-yuncheng")
    desk.goto(f"{served.url}/rounds/{ROUND}/self-evaluations?state=none")
    desk.locator("input[name=inspection]:not([disabled])").first.check()
    desk.fill("#due", "2099-12-31")
    desk.get_by_role("button", name="生成链接").click()
    slip = desk.locator(".slip").first
    expect(slip.locator("img")).not_to_have_js_property("naturalWidth", 0)
    desk.screenshot(path=screenshots / "slips.png")
    address = slip.locator(".address").inner_text()
    for phone in open_page(chromium, {"width": 390, "height": 844}, touch=True):
        phone.goto(address)
        phone.fill("#name", "王五")
        phone.fill("#login", "wangwu.yc")
        phone.fill("#new", "five red lanterns hang high")
        phone.fill("#again", "five red lanterns hang high")
        phone.screenshot(path=screenshots / "join.png")
        phone.click("main button.main-action")
        phone.wait_for_url(re.compile("/self-evaluations/"))
        expect(phone.locator("#save-state")).to_be_visible()
