"""Without signal the form judges by itself, and is handed in as the person signed it once the signal is back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving_copy
from tests.browser.test_form import FIELD, box, item, saved, sign_in
from tests.serving import Served


@pytest.fixture(scope="module")
def served(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A product of its own: what is handed in here is closed to every other test."""
    with serving_copy(demo_record, tmp_path_factory.mktemp("served")) as product:
        yield product


@pytest.fixture
def school(served: Served, phone: Page) -> str:
    """The last school of the person's own list whose form has been begun."""
    sign_in(phone, served, "inspector-yuncheng")
    links = phone.locator('main a[href^="/inspections/"]').evaluate_all("all => all.map((one) => one.href)")
    for path in reversed(links):
        phone.goto(path)
        if phone.locator("#hand-in").count() and item(phone, "pupils_refused").count():
            return str(path)
    raise AssertionError("the demo data has no school in progress")


def badge(page: Page) -> Locator:
    return item(page, "pupils_refused").locator("[data-badge]")


def settled(page: Page) -> None:
    """The device has its definition, and nothing waits."""
    expect(page.locator("#form")).to_have_attribute("data-judges", "here")
    saved(page)


def test_the_form_judges_by_itself_and_the_server_agrees(phone: Page, school: str) -> None:
    told: list[str] = []
    phone.on("console", lambda message: told.append(message.text) if message.type == "warning" else None)
    settled(phone)
    phone.context.set_offline(True)
    box(phone).fill("12万")
    expect(item(phone, "pupils_refused").locator("[data-problem]").first).to_contain_text("万")
    expect(badge(phone)).to_contain_text("未核查")
    box(phone).fill("２人")
    expect(badge(phone)).to_contain_text("未达到")
    expect(item(phone, "pupils_refused").locator("[data-problem]").first).to_have_text("")
    expect(phone.locator("#judged-here")).to_be_visible()
    here = phone.locator("#score").inner_text()
    phone.context.set_offline(False)
    saved(phone)
    expect(phone.locator("#judged-here")).to_be_hidden()
    assert phone.locator("#score").inner_text() == here
    expect(badge(phone)).to_contain_text("未达到")
    box(phone).fill("0")
    saved(phone)
    assert [text for text in told if "judged otherwise" in text] == []


def test_it_is_signed_without_signal_and_handed_in_with_it(phone: Page, school: str) -> None:
    settled(phone)
    phone.context.set_offline(True)
    box(phone).fill("0")
    item(phone, "pupils_refused").locator("details.cannot summary").click()
    phone.locator('[name="pupils_refused/state"][value="not_applicable"]').check()
    dialog = phone.locator("#hand-in")
    phone.click("#to-submit")
    expect(dialog.locator("[data-blocking] a")).to_have_count(1)
    expect(dialog.locator("button.main-action")).to_be_disabled()
    dialog.locator("[data-stay]").click()
    phone.locator('[name="pupils_refused/state"][value=""]').check()
    sign(phone, dialog)
    expect(box(phone)).to_be_disabled()
    expect(phone.locator("#handed-in")).to_contain_text("张三")
    phone.click("#handed-in [data-withdraw]")
    expect(box(phone)).to_be_enabled()
    sign(phone, dialog)
    phone.context.set_offline(False)
    phone.wait_for_url(re.compile("/review$"), timeout=60_000)
    expect(phone.locator("main")).to_contain_text("张三")
    expect(phone.locator("main")).to_contain_text("已提交")


def listed(place: Locator) -> list[tuple[str, str]]:
    lines = place.locator(".missing-list li").evaluate_all(
        "all => all.map((one) => [one.querySelector('a').hash, one.querySelector('span').textContent])"
    )
    return [(item_, words) for item_, words in lines]


def test_what_the_server_cannot_take_stays_signed_with_its_reason(phone: Page, served: Served, school: str) -> None:
    phone.goto(f"{school}/submit")
    said_by_server = listed(phone.locator("main"))
    assert said_by_server
    phone.goto(school)
    settled(phone)
    phone.context.set_offline(True)
    phone.click("#to-submit")
    expect(phone.locator("#hand-in")).to_be_visible()
    assert listed(phone.locator("#hand-in")) == said_by_server
    phone.locator("#hand-in [data-stay]").click()
    sign(phone, phone.locator("#hand-in"))
    conflicting = [{"id": f"there-{n}", "field": FIELD, "base": None, "raw": str(n), "device": "there"} for n in (3, 4)]
    same_site = {"origin": served.url}
    assert phone.context.request.post(f"{school}/operations", data={"operations": conflicting}, headers=same_site).ok
    phone.context.set_offline(False)
    notice = phone.locator("#handed-in")
    expect(notice).to_contain_text("尚未提交", timeout=30_000)
    expect(notice.locator("a")).not_to_have_count(0)
    expect(box(phone)).to_be_enabled()
    notice.locator("[data-withdraw]").click()
    expect(notice).to_be_hidden()
    phone.reload()
    conflict = item(phone, "pupils_refused").locator("[data-conflict]")
    conflict.locator("[data-choose]").first.click()
    expect(conflict).to_have_count(0)
    saved(phone)


def sign(page: Page, dialog: Locator) -> None:
    page.click("#to-submit")
    expect(dialog).to_be_visible()
    if dialog.locator("[data-stays]").is_visible():
        dialog.locator("[data-stays] input").check()
    dialog.locator("[data-name]").fill("张三")
    dialog.locator("button.main-action").click()
    expect(dialog).to_be_hidden()
