"""What is typed in the moment a page goes away, and what arrives while the next one is on its way."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import until
from tests.browser.gate import Gate
from tests.browser.store_scripts import BUSY, KEPT_TEXTS, NO_ROOM, NOTHING_LEFT, TYPED_WHILE_LEAVING
from tests.browser.test_outbox import FIELD, arrived, opened, path_of_school, saved, stored, waiting
from tests.serving import Served


@pytest.fixture(scope="session")
def form_path(served: Served, chromium: Browser) -> str:
    """The third-last regular school in progress: `test_outbox` has the last, `test_rescue` the one before it."""
    return path_of_school(served, chromium, from_the_end=3)


@pytest.fixture
def form(gate: Gate, phone: Page, form_path: str) -> Page:
    return opened(phone, gate.url, form_path)


def test_a_page_shows_what_arrived_while_it_was_on_its_way(
    served: Served, gate: Gate, chromium: Browser, form_path: str
) -> None:
    """Nothing keeps pages here, as on a first visit."""
    context = chromium.new_context(locale="zh-CN", service_workers="block")
    page = opened(context.new_page(), gate.url, form_path)
    gate.way = "late"
    page.evaluate(TYPED_WHILE_LEAVING, [f'[name="{FIELD}"]', "7801"])
    expect(page.locator(f'[name="{FIELD}"]')).to_have_value("7801")
    page.wait_for_load_state()
    saved(page)
    expect(page.locator(f'[name="{FIELD}"]')).to_have_value("7801")
    assert stored(served, form_path, "7801") == [(FIELD, "7801")]
    context.close()


def test_what_the_store_had_no_time_for_is_kept_when_the_page_goes(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    other = form.context.new_page()
    other.goto(f"{gate.url}/devices")
    other.evaluate(BUSY)
    box = form.locator(f'[name="{FIELD}"]')
    for text in ("7901", "7902"):  # the second on a page that does not even know yet what the store holds
        box.fill(text)
        form.reload()
    other.evaluate("window.busy = false")
    expect(box).to_have_value("7902")
    saved(form)
    arrived(form, served, form_path, {FIELD: "7902"})
    form.reload()
    saved(form)
    expect(box).to_have_value("7902")
    expect(form.locator("[data-conflict]")).to_have_count(0)
    expect(form.locator("#waiting")).to_be_hidden()
    assert stored(served, form_path, "7901", "7902")[-1] == (FIELD, "7902")
    assert form.evaluate(NOTHING_LEFT)


def test_typing_is_kept_on_the_device_while_what_was_typed_before_is_under_way(
    gate: Gate, form: Page, form_path: str
) -> None:
    gate.way = "shut"
    form.locator(f'[name="{FIELD}"]').fill("7951")
    waiting(form, "没有网络连接")
    gate.way = "slow"
    form.reload()
    form.locator("#form textarea").first.evaluate("(one) => { one.closest('details').open = true; }")
    form.locator("#form textarea").first.fill("7952")
    until(form, f"async () => (await ({KEPT_TEXTS})()) === '7951,7952'")
    gate.way = "open"
    saved(form)


def test_what_was_left_gives_way_to_what_was_typed_since(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    newer, other = form.context.new_page(), form.context.new_page()
    newer.goto(gate.url + form_path)
    other.goto(f"{gate.url}/devices")
    saved(newer)
    gate.way = "slow"
    newer.locator("#form textarea").first.evaluate("(one) => { one.closest('details').open = true; }")
    newer.locator("#form textarea").first.fill("7980")
    until(newer, f"async () => (await ({KEPT_TEXTS})()).endsWith('7980')")
    other.evaluate(BUSY)
    form.locator(f'[name="{FIELD}"]').fill("7981")
    form.goto("about:blank")
    other.evaluate("window.busy = false")
    newer.locator(f'[name="{FIELD}"]').fill("7982")
    until(newer, f"async () => (await ({KEPT_TEXTS})()).endsWith('7982')")
    assert not newer.evaluate(NOTHING_LEFT)
    gate.way = "open"
    until(newer, f"() => {NOTHING_LEFT}")
    saved(newer)
    expect(newer.locator(f'[name="{FIELD}"]')).to_have_value("7982")
    expect(newer.locator("[data-conflict]")).to_have_count(0)
    assert stored(served, form_path, "7981", "7982") == [(FIELD, "7982")]


def test_what_a_full_disk_did_not_take_outlives_its_page(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    form.on("dialog", lambda dialog: dialog.accept())
    form.evaluate(f"({NO_ROOM})(); window.full = true")
    gate.way = "fault"
    form.locator(f'[name="{FIELD}"]').fill("7961")
    expect(form.locator("#save-state")).to_have_attribute("data-state", "failed")
    form.reload()
    expect(form.locator(f'[name="{FIELD}"]')).to_have_value("7961")
    until(form, f"async () => (await ({KEPT_TEXTS})()) === '7961' && {NOTHING_LEFT}")
    gate.way = "open"
    form.locator(f'[name="{FIELD}"]').fill("7962")
    saved(form)
    expect(form.locator("[data-conflict]")).to_have_count(0)
    assert stored(served, form_path, "7961", "7962") == [(FIELD, "7961"), (FIELD, "7962")]


def test_the_page_for_rescue_has_what_was_left_behind_though_nobody_is_signed_in(gate: Gate, form: Page) -> None:
    other = form.context.new_page()
    other.goto(f"{gate.url}/devices")
    other.evaluate(BUSY)
    form.locator(f'[name="{FIELD}"]').fill("7971")
    form.context.clear_cookies()
    form.goto(f"{gate.url}/rescue")
    other.evaluate("window.busy = false")
    expect(form.locator("#rescue [data-everything]")).to_be_visible()
    expect(form.locator("#rescue [data-nothing]")).to_be_hidden()
