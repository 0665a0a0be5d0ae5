"""Entries in a real browser while the way to the server is shut, deaf or taken by somebody else: each arrives once."""

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.conftest import FLAGS, PHONE, chromium_path, taken_along, until
from tests.browser.gate import ANSWERS, Gate
from tests.browser.store_scripts import HELD_ROOM, NO_ROOM
from tests.browser.unfinished import first_with, unfinished
from tests.serving import Served

PASSWORD = "demo-inspector-2026"
FIELD = "pupils_refused/value"
SECONDS_TO_ARRIVE = 30
ONLINE = "dispatchEvent(new Event('online'))"


@pytest.fixture(scope="session")
def form_path(served: Served, chromium: Browser) -> str:
    """The last regular school whose inspection the demo data leaves unfinished: `test_form` has the first."""
    return path_of_school(served, chromium, from_the_end=1)


@pytest.fixture
def form(gate: Gate, phone: Page, form_path: str) -> Page:
    return opened(phone, gate.url, form_path)


def path_of_school(served: Served, chromium: Browser, *, from_the_end: int) -> str:
    """The form of a regular school in progress that takes an answer: no two files of tests write into the same."""
    page = chromium.new_page()
    sign_in(page, served.url, "inspector-yuncheng")
    paths = unfinished(served)[-from_the_end::-1]
    path = first_with(page, served.url, paths, "#save-state", f'[name="{FIELD}"]')
    page.context.close()
    return path


def opened(page: Page, url: str, path: str) -> Page:
    """The page stands on this form, signed in and with nothing to save."""
    sign_in(page, url, "inspector-yuncheng")
    page.goto(url + path)
    saved(page)
    return page


def sign_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{url}/")


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")


def waiting(page: Page, words: str) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-state", "waiting")
    expect(page.locator("#save-state")).to_contain_text(words)


def wake(page: Page) -> None:
    page.evaluate(ONLINE)


def answers(page: Page, many: int) -> dict[str, str]:
    """Types a number of its own into this many fields that take one, notes among them."""
    page.evaluate("document.querySelectorAll('#form details').forEach((one) => { one.open = true; })")
    boxes = page.locator("#form :is(input[inputmode], textarea):visible")
    names: list[str] = boxes.evaluate_all("(all) => all.map((one) => one.name)")
    typed = {name: str(place) for place, name in enumerate(names[:many], 100)}
    assert len(typed) == many
    for name, text in typed.items():
        page.locator(f'#form [name="{name}"]').fill(text)
    return typed


def stored(served: Served, path: str, *texts: str) -> list[tuple[str, str]]:
    """What the server's record holds of this inspection with one of these texts, in order of arrival."""
    with closing(sqlite3.connect(f"file:{served.data_folder}/inspector.sqlite3?mode=ro", uri=True)) as record:
        rows = record.execute(
            "SELECT field, raw FROM operation WHERE inspection_id = ? ORDER BY arrival", (path.rpartition("/")[2],)
        )
        return [row for row in rows if row[1] in texts]


def arrived(page: Page, served: Served, path: str, typed: dict[str, str]) -> None:
    """Waits for the record and not for the badge, which is hidden as well while a page is still loading."""
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    while len(found := stored(served, path, *typed.values())) < len(typed):
        assert time.monotonic() < deadline, f"{len(found)} of {len(typed)} arrived"
        page.wait_for_timeout(100)


def test_a_lost_reply_and_a_page_that_is_closed_while_typing_store_an_entry_once(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    gate.way = "deaf"
    form.locator(f'[name="{FIELD}"]').fill("7101")
    waiting(form, "没有网络连接")
    gate.way = "open"
    wake(form)
    saved(form)
    assert stored(served, form_path, "7101") == [(FIELD, "7101")]

    form.evaluate("Date.now = () => new Date('2023-01-01').valueOf()")  # a clock three years behind
    form.locator(f'[name="{FIELD}"]').press_sequentially("2")  # the page goes before the 300 ms are over
    form.goto(f"{gate.url}/")
    expect(form.locator("#waiting")).to_be_hidden()
    form.goto(gate.url + form_path)
    expect(form.locator(f'[name="{FIELD}"]')).to_have_value("71012")
    arrived(form, served, form_path, {FIELD: "71012"})
    assert stored(served, form_path, "71012") == [(FIELD, "71012")]


def test_what_another_answers_in_the_servers_place_proves_nothing(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    for text, way in enumerate(ANSWERS, 7201):
        gate.way = way
        form.locator(f'[name="{FIELD}"]').fill(str(text))
        waiting(form, "服务器返回错误" if way == "fault" else "应答的不是督导系统")
        assert stored(served, form_path, str(text)) == []
        gate.way = "open"
        wake(form)
        saved(form)
        assert stored(served, form_path, str(text)) == [(FIELD, str(text))]


def test_anothers_entries_stay_hidden_and_unsent_until_their_owner_is_back(
    served: Served, gate: Gate, form: Page, form_path: str, screenshots: Path
) -> None:
    form.context.set_offline(True)
    form.locator(f'[name="{FIELD}"]').fill("7301")
    waiting(form, "没有网络连接")
    form.context.clear_cookies()
    form.context.set_offline(False)
    wake(form)
    waiting(form, "重新登录")
    form.screenshot(path=screenshots / "signed_out.png")

    tablet = form.context.new_page()
    sign_in(tablet, gate.url, "evaluator-yuncheng")
    wake(form)
    waiting(form, "他人登录")
    tablet.locator("#waiting summary").click()
    expect(tablet.locator("#waiting [data-others]")).to_contain_text("1条")
    expect(tablet.locator("#waiting [data-own]")).to_be_empty()
    tablet.screenshot(path=screenshots / "anothers.png")
    assert stored(served, form_path, "7301") == []

    tablet.context.clear_cookies()
    sign_in(tablet, gate.url, "inspector-yuncheng")
    saved(form)
    assert stored(served, form_path, "7301") == [(FIELD, "7301")]


def test_two_tabs_show_each_others_entries_and_lose_none(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    other = form.context.new_page()
    other.goto(gate.url + form_path)
    form.locator(f'[name="{FIELD}"]').fill("7401")
    expect(other.locator(f'[name="{FIELD}"]')).to_have_value("7401")
    saved(form)
    saved(other)
    gate.way = "shut"
    for text in ("7402", "7403"):
        other.locator(f'[name="{FIELD}"]').fill(text)
        expect(form.locator(f'[name="{FIELD}"]')).to_have_value(text)
        waiting(other, "没有网络连接")
    gate.way = "open"
    wake(form)
    saved(form)
    saved(other)
    expect(form.locator("[data-conflict]")).to_have_count(0)
    assert stored(served, form_path, "7401", "7402", "7403")[-1] == (FIELD, "7403")


def test_a_newer_release_brings_the_database_on_under_an_open_page(
    served: Served, gate: Gate, form: Page, form_path: str
) -> None:
    gate.way = "shut"
    form.locator(f'[name="{FIELD}"]').fill("7501")
    waiting(form, "没有网络连接")
    version = form.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.open("inspector", 2);
          request.onupgradeneeded = () => request.result.createObjectStore("later");
          request.onsuccess = () => { resolve(request.result.version); request.result.close(); };
          request.onerror = () => reject(request.error);
        })"""
    )
    assert version == 2
    form.locator(f'[name="{FIELD}"]').fill("7502")
    expect(form.locator("#waiting [data-count]")).to_have_text("2")
    gate.way = "open"
    wake(form)
    saved(form)
    assert stored(served, form_path, "7501", "7502") == [(FIELD, "7501"), (FIELD, "7502")]


def test_text_takes_the_room_held_for_it_and_no_room_at_all_is_loud(
    served: Served, gate: Gate, form: Page, form_path: str, screenshots: Path
) -> None:
    """The store refuses all but deletions, as Chromium does: a real full disk takes a file system of its own
    (`python -m tests.soak outbox`)."""
    taken_along(form, form_path)  # a page that is kept shall show what was sent before it is forgotten: one more write
    until(form, f"async () => (await ({HELD_ROOM})()) >= 1000000")
    form.evaluate(NO_ROOM)
    gate.way = "shut"
    box = form.locator(f'[name="{FIELD}"]')
    box.fill("7601")
    waiting(form, "没有网络连接")
    assert form.evaluate(HELD_ROOM) == 0
    form.evaluate("window.full = true")
    box.fill("7602")
    expect(form.locator("#save-state")).to_have_attribute("data-state", "failed")
    expect(form.locator("#save-state")).to_contain_text("未保存")
    expect(form.locator("#waiting [data-count]")).to_have_text("未保存")
    expect(box).to_have_value("7602")
    form.screenshot(path=screenshots / "not_saved.png")
    gate.way = "open"
    wake(form)
    saved(form)  # by the server, although the device has no room
    assert stored(served, form_path, "7601", "7602") == [(FIELD, "7601"), (FIELD, "7602")]
    box.fill("7603")  # follows what was sent, though the device could not note that it was
    saved(form)
    expect(form.locator("[data-conflict]")).to_have_count(0)
    assert stored(served, form_path, "7603") == [(FIELD, "7603")]
    form.reload()
    saved(form)
    expect(box).to_have_value("7603")
    expect(form.locator("#waiting")).to_be_hidden()
    until(form, f"async () => (await ({HELD_ROOM})()) >= 1000000")  # and room is held again
    assert stored(served, form_path, "7601", "7602", "7603") == [(FIELD, "7601"), (FIELD, "7602"), (FIELD, "7603")]


def test_signing_out_asks_first_while_entries_wait(gate: Gate, form: Page, screenshots: Path) -> None:
    gate.way = "shut"
    form.locator(f'[name="{FIELD}"]').fill("7701")
    waiting(form, "没有网络连接")
    leave(form)
    expect(form.locator("#leaving")).to_be_visible()
    expect(form.locator("#leaving [data-left]")).to_contain_text("1条")
    form.locator("[data-send-first]").click()
    expect(form.locator("#leaving [data-why]")).to_contain_text("没有网络连接")
    form.screenshot(path=screenshots / "leaving.png")
    gate.way = "open"
    form.locator("[data-send-first]").click()
    form.wait_for_url(f"{gate.url}/sign-in")


def leave(page: Page) -> None:
    page.locator("details.head-menu:not(#waiting) > summary").click()
    page.locator("form[action='/sign-out'] button").click()


def test_forty_answers_outlive_a_dead_server_and_a_killed_browser(
    served: Served, gate: Gate, playwright: Playwright, form_path: str, tmp_path: Path
) -> None:
    context = on_disk(playwright, tmp_path)
    page = context.pages[0]
    sign_in(page, gate.url, "inspector-yuncheng")
    page.goto(gate.url + form_path)
    saved(page)
    gate.way = "shut"
    typed = answers(page, 40)
    expect(page.locator("#waiting [data-count]")).to_have_text("40")
    kill(tmp_path)
    gate.way = "open"
    context = on_disk(playwright, tmp_path)
    context.clear_cookies()  # after half a minute Chromium has written the session down, and would still be signed in
    page = context.pages[0]
    sign_in(page, gate.url, "inspector-yuncheng")
    arrived(page, served, form_path, typed)
    expect(page.locator("#waiting")).to_be_hidden()
    found = [(field, raw) for field, raw in stored(served, form_path, *typed.values()) if typed.get(field) == raw]
    assert sorted(found) == sorted(typed.items())
    page.goto(gate.url + form_path)
    for field, text in typed.items():
        expect(page.locator(f'[name="{field}"]')).to_have_value(text)
    context.close()


def on_disk(playwright: Playwright, profile: Path) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium_path(), args=list(FLAGS), viewport=PHONE, locale="zh-CN"
    )
    context.set_default_timeout(15_000)
    return context


def kill(profile: Path) -> None:
    """SIGKILL to the browser that holds this profile: nothing is flushed that was not."""
    host_and_process = os.readlink(profile / "SingletonLock")
    os.kill(int(host_and_process.rpartition("-")[2]), signal.SIGKILL)
