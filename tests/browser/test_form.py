"""An inspection filled in by hand in a real browser, on the phone's screen, from the first answer to submission."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESK, fits, open_page
from tests.browser.own_server import rows
from tests.browser.unfinished import first_with, unfinished
from tests.serving import Served

PASSWORD = "demo-inspector-2026"
ROUND = "yuncheng_2023-final"
FIELD = "pupils_refused/value"
ENTRIES = "SELECT raw, outcome FROM operation WHERE inspection_id = ? AND field = ? ORDER BY arrival"


def sign_in(page: Page, served: Served, login: str) -> None:
    page.goto(f"{served.url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{served.url}/")


@pytest.fixture
def school(served: Served, phone: Page) -> str:
    """The first regular school whose inspection the demo data leaves unfinished."""
    sign_in(phone, served, "inspector-yuncheng")
    return served.url + first_with(phone, served.url, unfinished(served), "#save-state", "#q-pupils_refused")


def item(page: Page, name: str) -> Locator:
    return page.locator(f"#q-{name}")


def box(page: Page) -> Locator:
    return page.locator(f'[name="{FIELD}"]')


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")


def test_an_answer_is_saved_as_it_is_typed_and_survives_a_reload(phone: Page, school: str, screenshots: Path) -> None:
    box(phone).fill("３人")
    saved(phone)
    expect(item(phone, "pupils_refused").locator("[data-badge]")).to_contain_text("未达到")
    phone.screenshot(path=screenshots / "phone.png")
    phone.reload()
    expect(box(phone)).to_have_value("3")


def test_a_wrong_answer_stays_with_its_reason_beside_it(phone: Page, school: str) -> None:
    box(phone).fill("三个")
    expect(item(phone, "pupils_refused").locator("[data-problem]").first).to_contain_text("不是数字")
    phone.reload()
    expect(box(phone)).to_have_value("三个")
    box(phone).fill("0")
    saved(phone)


def test_nothing_is_lost_while_the_network_is_away_or_by_a_reload(phone: Page, school: str) -> None:
    phone.context.set_offline(True)
    box(phone).fill("4")
    expect(phone.locator("#save-state")).to_have_attribute("data-state", re.compile("waiting|saving"))
    phone.wait_for_timeout(600)
    phone.context.set_offline(False)
    phone.evaluate("location.reload()")
    phone.wait_for_load_state()
    saved(phone)
    phone.reload()
    expect(box(phone)).to_have_value("4")


def test_a_row_is_added_with_a_code_and_comes_back(phone: Page, school: str) -> None:
    sample = phone.locator('[data-sample="class_size"]')
    sample.locator("[data-code]").fill("B77")
    sample.locator("[data-add-row]").click()
    phone.locator('[name="class_size/B77/pupils"]').first.fill("2")
    saved(phone)
    phone.reload()
    expect(phone.locator('[name="class_size/B77/pupils"]').first).to_have_value("2")


def named(page: Page, served: Served, name: str) -> None:
    """Gives the device this page runs on a name."""
    page.goto(f"{served.url}/devices")
    device = page.locator(".device", has=page.locator("[data-this]:visible"))
    device.locator("summary").click()
    device.locator("[name=name]").fill(name)
    device.locator('[action$="/name"] button').click()
    expect(page.locator("main")).to_contain_text(name)


def test_two_devices_without_signal_see_their_conflict_and_settle_it(
    served: Served, phone: Page, school: str, chromium: Browser, screenshots: Path
) -> None:
    for desk in open_page(chromium, DESK, touch=False):
        sign_in(desk, served, "inspector-yuncheng")
        for page, name in ((phone, "黄色手机"), (desk, "办公室电脑")):
            named(page, served, name)
            page.goto(school)
            saved(page)
            page.context.set_offline(True)
        for page, text in ((phone, "5"), (desk, "2")):
            box(page).fill(text)
            expect(page.locator("#save-state")).to_have_attribute("data-state", "waiting")
        for page in (phone, desk):
            page.context.set_offline(False)
            page.evaluate("dispatchEvent(new Event('online'))")
            saved(page)
        phone.reload()
        for page in (phone, desk):
            conflict = item(page, "pupils_refused").locator(".conflict")
            expect(conflict.locator(".side")).to_contain_text(["黄色手机", "办公室电脑"])
            expect(conflict.locator(".side p")).to_have_text(["5", "2"])
            conflict.scroll_into_view_if_needed()
            page.screenshot(path=screenshots / f"{page.viewport_size['width']}.png")  # type: ignore[index]
        item(desk, "pupils_refused").locator("[data-choose]").nth(1).click()
        expect(item(desk, "pupils_refused").locator(".conflict")).to_have_count(0)
        saved(desk)
    phone.reload()
    expect(item(phone, "pupils_refused").locator(".conflict")).to_have_count(0)
    expect(box(phone)).to_have_value("2")
    told = rows(served.data_folder, ENTRIES, school.rpartition("/")[2], FIELD)
    assert told[-3:] == [("5", "applied"), ("2", "conflict"), ("2", "applied")]


def test_the_list_of_what_is_missing_leads_to_the_question(phone: Page, school: str) -> None:
    box(phone).fill("")
    saved(phone)
    phone.click("#to-submit")
    phone.locator(".missing-list a", has_text="拒收").first.click()
    expect(item(phone, "pupils_refused")).to_be_in_viewport()


@pytest.mark.parametrize("page_name", ["", "/submit", "/record", "/record?blank=1", "/review"])
def test_no_page_is_wider_than_the_phone(phone: Page, served: Served, page_name: str) -> None:
    sign_in(phone, served, "inspector-yuncheng")
    phone.goto(served.url + unfinished(served)[0] + page_name)
    expect(phone.locator("h1")).to_be_visible()
    assert fits(phone)


def test_a_form_without_a_question_says_so_and_is_handed_in(desk: Page, served: Served, screenshots: Path) -> None:
    """Of the departments of Zhuhai the finance office leads no item of its own."""
    sign_in(desk, served, "inspector-zhuhai")
    expect(desk.locator("main")).to_contain_text("没有需要该单位回答的问题")
    desk.goto(f"{served.url}/inspections/zhuhai_2023_2025-final-zhuhai_d3")
    whole = desk.locator("#form fieldset > .none-asked")
    expect(whole).to_contain_text("没有需要这个单位回答的问题")
    expect(desk.locator(".question:visible, .form-section:visible, .section-nav:visible")).to_have_count(0)
    desk.screenshot(path=screenshots / "desk.png")

    # a question comes into sight in the first section
    desk.evaluate("document.querySelector('.form-section .question').hidden = false")
    expect(whole).to_be_hidden()
    first, second = desk.locator(".form-section").nth(0), desk.locator(".form-section").nth(1)
    expect(first.locator(".none-asked")).to_be_hidden()
    expect(second.locator(".none-asked")).to_contain_text("本部分没有需要回答的问题")

    desk.reload()
    desk.click("#to-submit")
    desk.wait_for_url("**/submit")
    desk.screenshot(path=screenshots / "submit.png")
    desk.click("main form button")
    desk.wait_for_url("**/review")
    expect(desk.locator(".page-head .badge")).to_contain_text("已提交")
