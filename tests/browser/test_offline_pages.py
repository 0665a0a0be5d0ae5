"""Pages without signal, in a real Chromium: forms taken along, a dead server, other people, other releases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, open_page, until
from tests.browser.test_form import PASSWORD
from tests.browser.wire import OTHER_RELEASE, Wire, wired
from tests.serving import Served

KEPT = """async (path) => {
  for (const name of await caches.keys()) {
    const found = name.endsWith("-shell") ? null : await (await caches.open(name)).match(path);
    if (found) return await found.text();
  }
  return "";
}"""
CACHES = "async (user) => (await caches.keys()).filter((name) => name.endsWith(`-${user}`))"
DEVICE = """() => new Promise((resolve) => {
  indexedDB.open("inspector").onsuccess = ({ target }) => {
    const asked = target.result.transaction("device").objectStore("device").get("id");
    asked.onsuccess = () => { target.result.close(); resolve(asked.result.value); };
  };
})"""
HAS_SHELL = "async (release) => (await caches.keys()).includes(`inspector-${release}-shell`)"
RELEASE = "document.documentElement.dataset.release"
# Counts what is asked of a worker while the next one is coming; one question may have been on its way.
COUNT_DISTURBANCES = """
window.disturbances = 0;
navigator.serviceWorker.getRegistration("/").then((registration) => {
  const { postMessage } = ServiceWorker.prototype;
  ServiceWorker.prototype.postMessage = function (...given) {
    if (registration.installing || registration.waiting) window.disturbances += 1;
    return postMessage.apply(this, given);
  };
});
"""
WORKER_SETTLED = """async () => {
  const { active, installing, waiting } = await navigator.serviceWorker.getRegistration("/");
  return active?.state === "activated" && !installing && !waiting;
}"""


@pytest.fixture
def wire(served: Served) -> Iterator[Wire]:
    with wired(served.url) as made:
        yield made


def sign_in(page: Page, wire: Wire, login: str) -> str:
    """Returns the account's id."""
    page.goto(f"{wire.url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{wire.url}/")
    return str(page.locator("html").get_attribute("data-account"))


def caches_of(page: Page, user: str) -> list[str]:
    found: list[str] = page.evaluate(CACHES, user)
    return found


def prepare_first(page: Page) -> str:
    """Takes the first form of the list along; returns its path."""
    card = page.locator("[data-prepare]").first
    card.locator("button").click()
    expect(card.locator("[data-taken]")).to_have_attribute("data-state", "ready")
    expect(page.locator("[data-told]")).not_to_be_empty()
    return str(card.get_attribute("data-prepare"))


def test_a_prepared_form_opens_with_the_server_dead(wire: Wire, phone: Page, screenshots: Path) -> None:
    sign_in(phone, wire, "inspector-yuncheng")
    form = prepare_first(phone)
    phone.screenshot(path=screenshots / "prepared.png")
    wire.cut()
    phone.goto(f"{wire.url}/")
    expect(phone.locator("#kept")).to_be_visible()
    expect(phone.locator(f'[data-prepare="{form}"] [data-taken]')).to_have_attribute("data-state", "ready")
    for page in (form, f"{form}/submit", f"{form}/record?blank=1"):
        phone.goto(wire.url + page)
        expect(phone.locator("#kept")).to_be_visible()
    phone.goto(wire.url + form)
    expect(phone.locator("#save-state")).to_be_visible()
    phone.screenshot(path=screenshots / "form.png")
    phone.goto(f"{wire.url}/rounds")
    expect(phone.locator(f'#taken a[href="{form}"]')).to_be_visible()
    phone.screenshot(path=screenshots / "not_here.png")


def test_nobody_sees_the_pages_of_somebody_else(wire: Wire, phone: Page, screenshots: Path) -> None:
    first = sign_in(phone, wire, "inspector-yuncheng")
    form = prepare_first(phone)
    phone.context.clear_cookies()
    second = sign_in(phone, wire, "evaluator-yuncheng")
    assert first != second
    wire.cut()
    phone.goto(wire.url + form)
    expect(phone.locator("#nothing-taken")).to_be_visible()
    expect(phone.locator("#taken a")).to_have_count(0)
    wire.connect()
    phone.goto(f"{wire.url}/devices")
    phone.screenshot(path=screenshots / "devices.png", full_page=True)
    wire.cut()
    phone.click("#hand-over button")
    expect(phone.locator("#nothing-taken")).to_be_visible()
    assert caches_of(phone, second) == []
    phone.goto(f"{wire.url}/")
    expect(phone.locator("#nothing-taken")).to_be_visible()
    wire.connect()
    phone.goto(f"{wire.url}/")
    expect(phone.locator("[name=password]")).to_be_visible()


def test_neither_a_portals_page_nor_the_way_to_the_sign_in_is_kept(wire: Wire, phone: Page) -> None:
    sign_in(phone, wire, "inspector-yuncheng")
    form = prepare_first(phone)
    kept = phone.evaluate(KEPT, form)
    wire.portal = True
    phone.goto(wire.url + form)
    expect(phone.locator("#kept")).to_be_visible()
    expect(phone.locator("body")).not_to_contain_text("PORTAL")
    assert phone.evaluate(KEPT, form) == kept
    wire.portal = False
    phone.context.clear_cookies()
    phone.goto(wire.url + form)
    expect(phone.locator("[name=password]")).to_be_visible()
    assert phone.evaluate(KEPT, form) == kept
    wire.cut()
    phone.goto(wire.url + form)
    expect(phone.locator("#save-state")).to_be_visible()


def test_a_prepared_form_outlives_an_update_with_the_files_it_was_made_with(wire: Wire, phone: Page) -> None:
    sign_in(phone, wire, "inspector-yuncheng")
    form = prepare_first(phone)
    before = str(phone.evaluate(RELEASE))
    wire.update(before)
    wire.delay = 0.05
    phone.add_init_script(COUNT_DISTURBANCES)
    phone.goto(f"{wire.url}/")
    assert phone.evaluate(RELEASE) == OTHER_RELEASE.decode()
    taken = phone.locator(f'[data-prepare="{form}"] [data-taken]')
    expect(taken).to_have_attribute("data-state", "old")
    until(phone, HAS_SHELL, OTHER_RELEASE.decode())
    until(phone, WORKER_SETTLED)  # a page asked for while one worker takes over from another waits for both
    assert phone.evaluate("window.disturbances") <= 1, "a worker that is asked does not come to rest and give way"
    wire.delay = 0
    wire.cut()
    phone.goto(wire.url + form)
    assert phone.evaluate(RELEASE) == before
    expect(phone.locator("#save-state")).to_be_visible()
    assert phone.evaluate(HAS_SHELL, before), "the browser's own cache may have hidden that the files were gone"
    wire.connect()
    phone.goto(f"{wire.url}/")
    prepare_first(phone)
    assert OTHER_RELEASE.decode() in phone.evaluate(KEPT, form)
    assert not phone.evaluate(HAS_SHELL, before), "no page needs those files any more"


def test_where_nothing_can_be_kept_the_page_says_why(wire: Wire, phone: Page) -> None:
    sign_in(phone, wire, "inspector-yuncheng")
    for broken, reason, words in (
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "insecure", "证书"),
        ("Object.defineProperty(navigator, 'userAgent', { value: 'MicroMessenger/8.0' })", "wechat", "微信"),
    ):
        phone.add_init_script(broken)
        phone.goto(f"{wire.url}/")
        expect(phone.locator(f'[data-obstacle="{reason}"]')).to_contain_text(words)
        expect(phone.locator(f'[data-obstacle="{reason}"]')).to_be_visible()
        expect(phone.locator("[data-works]")).to_be_hidden()


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_device_forgets_when_an_administrator_wants_it(
    wire: Wire, phone: Page, chromium: Browser, signed_in: bool
) -> None:
    account = sign_in(phone, wire, "inspector-yuncheng")
    prepare_first(phone)
    for desk in open_page(chromium, DESK, touch=False):
        sign_in(desk, wire, "administrator-yuncheng")
        desk.goto(f"{wire.url}/devices")
        device = desk.locator(f'[data-device="{phone.evaluate(DEVICE)}"]')
        device.locator("summary").click()
        device.locator('[action$="/forget"] button').click()
        expect(device).to_contain_text("将于下次联系时清除")
    if not signed_in:
        phone.context.clear_cookies()
    phone.goto(f"{wire.url}/")
    phone.wait_for_url("**/sign-in*")
    until(phone, f"async (user) => !(await ({CACHES})(user)).length", account)
    assert caches_of(phone, account) == []
