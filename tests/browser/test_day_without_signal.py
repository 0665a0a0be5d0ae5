"""A whole day without signal: one form taken along, filled in, signed and handed in, with the server and then the
browser killed on the way; and what of it another person on the same device sees."""

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import until
from tests.browser.own_server import OwnServer, own_server, rows
from tests.browser.test_evidence import photo, sign_in
from tests.browser.test_form import item
from tests.browser.test_form_without_signal import sign
from tests.browser.test_offline_pages import DEVICE, KEPT
from tests.browser.test_outbox import answers, kill, on_disk
from tests.serving import Served

INSPECTION = "yuncheng_2023-final-yuncheng13-1"
FORM = f"/inspections/{INSPECTION}"
SECTION = "vocational_section"
MAJORS = "vocational_majors"
"""Asked only where the section is open."""
NOTHING_OF = """() => new Promise((resolve) => {
  indexedDB.open("inspector").onsuccess = ({ target }) => {
    const asked = target.result.transaction("STORE").objectStore("STORE").getAll();
    asked.onsuccess = () => { target.result.close(); resolve(!asked.result.length); };
  };
})"""
# Forms handed in here are completed by what arrives, and not only when a clock asks again.
NO_CLOCK = "window.setInterval = () => 0;"
OBSERVED = '[name="visit/observed"]'
REQUESTS = ("vocational_section/class", "ramp/ramp", "stairs/stairs")
ENTERED = (
    "SELECT field, coalesce(raw, value) FROM operation WHERE inspection_id = ? AND device = ? AND outcome = 'applied'"
)


@pytest.fixture
def server(served: Served, tmp_path: Path) -> Iterator[OwnServer]:
    with own_server(tmp_path, served.data_folder) as server:
        yield server


def prepare(page: Page) -> None:
    card = page.locator(f'[data-prepare="{FORM}"]')
    card.locator("button").click()
    expect(card.locator("[data-taken]")).to_have_attribute("data-state", "ready")
    expect(card.locator("[data-taken]")).to_contain_text("KB")
    expect(page.locator("[data-told]")).not_to_be_empty()


def shows(page: Page, typed: dict[str, str]) -> None:
    until(
        page,
        "(typed) => Object.keys(typed).every((name) => document.getElementsByName(name)[0]?.value === typed[name])",
        typed,
    )


def score(page: Page) -> str:
    return page.locator("#score").inner_text()


def fill(page: Page) -> dict[str, str]:
    """Forty texts, and a choice on which a question depends."""
    before = score(page)
    expect(item(page, MAJORS)).to_be_hidden()
    page.locator(f'[name="{SECTION}/value"][value="open"]').check()
    expect(item(page, MAJORS)).to_be_visible()
    page.locator(f'[name="{SECTION}/value"][value="none"]').check()
    expect(item(page, MAJORS)).to_be_hidden()
    page.locator(f'[name="{SECTION}/value"][value="open"]').check()
    typed = answers(page, 40)
    expect(page.locator("#judged-here")).to_be_visible()
    expect(page.locator("#save-state")).to_have_attribute("data-state", "waiting")
    assert score(page) != before
    return typed


def stands(page: Page, typed: dict[str, str], points: str) -> None:
    """What was entered, as a page shows it that was opened anew with the server dead."""
    page.goto(page.url)
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("[data-queued] img:visible")).to_have_count(len(REQUESTS))
    expect(page.locator("#judged-here")).to_be_visible()
    expect(item(page, MAJORS)).to_be_visible()
    expect(page.locator(f'[name="{SECTION}/value"][value="open"]')).to_be_checked()
    shows(page, typed)
    assert score(page) == points


def test_a_day_without_signal(server: OwnServer, playwright: Playwright, tmp_path: Path, screenshots: Path) -> None:
    context = on_disk(playwright, tmp_path / "profile")
    page = context.pages[0]
    sign_in(page, server.url, "inspector-yuncheng")
    prepare(page)
    page.screenshot(path=screenshots / "prepared.png", full_page=True)
    server.kill()

    page.goto(f"{server.url}/")
    expect(page.locator("#kept")).to_be_visible()
    page.locator(f'main a[href="{FORM}"]').first.click()
    expect(page.locator("#form")).to_have_attribute("data-judges", "here")
    typed = fill(page)
    for seed, request in enumerate(REQUESTS):
        take(page, request, seed)
    points = score(page)
    page.screenshot(path=screenshots / "filled.png")
    stands(page, typed, points)
    kill(tmp_path / "profile")

    context = on_disk(playwright, tmp_path / "profile")
    context.add_init_script(NO_CLOCK)
    page = context.pages[0]
    page.goto(server.url + FORM)
    stands(page, typed, points)
    waiting = signed(server, page, screenshots)

    server.start()
    page.context.clear_cookies()
    another_sees_nothing(server, page, waiting, screenshots)
    page.context.clear_cookies()
    sign_in(page, server.url, "inspector-yuncheng")
    everything_is_sent(server, page, typed)
    page.screenshot(path=screenshots / "sent.png")
    context.close()


def signed(server: OwnServer, page: Page, screenshots: Path) -> str:
    """Handed in on the device, which closes the paper page too; returns what the badge counts."""
    sign(page, page.locator("#hand-in"))
    expect(page.locator("#handed-in")).to_contain_text("张三")
    page.screenshot(path=screenshots / "signed.png")
    waiting = page.locator("#waiting [data-count]").inner_text()
    page.goto(f"{server.url}{FORM}/quick")
    expect(page.locator("#quick-problem")).to_contain_text("张三")
    expect(page.locator("#quick-line")).to_be_disabled()
    return waiting


def everything_is_sent(server: OwnServer, page: Page, typed: dict[str, str]) -> None:
    """Stored and handed in, and the kept page shows it with the server dead once more."""
    expect(page.locator("#waiting")).to_be_hidden()
    until(page, NOTHING_OF.replace("STORE", "intents"))
    until(page, f"async (path) => (await ({KEPT})(path)).includes('已提交')", FORM)
    server.kill()
    arrived(server, page.evaluate(DEVICE), typed)
    page.goto(server.url + FORM)
    expect(page.locator("#kept")).to_be_visible()
    shows(page, typed)


def take(page: Page, request: str, seed: int) -> None:
    slot = page.locator(f'[data-request="{request}"]')
    slot.locator("[type=file]").set_input_files([photo(seed, (1200, 900))])
    expect(slot.locator("[data-queued] img")).to_be_visible()


def another_sees_nothing(server: OwnServer, page: Page, waiting: str, screenshots: Path) -> None:
    sign_in(page, server.url, "evaluator-yuncheng")
    page.locator("#waiting summary").click()
    expect(page.locator("#waiting [data-others]")).to_contain_text(waiting)
    expect(page.locator("#waiting [data-own]")).to_be_empty()
    page.screenshot(path=screenshots / "another.png")
    assert rows(server.data, "SELECT count(*) FROM hand_in") == [(0,)]
    page.context.set_offline(True)
    page.goto(server.url + FORM)
    expect(page.locator("#nothing-taken")).to_be_visible()
    page.context.set_offline(False)


def arrived(server: OwnServer, device: str, typed: dict[str, str]) -> None:
    """Everything, and each once; the photos whole, without the place and the maker of the camera."""
    found = rows(server.data, ENTERED, INSPECTION, device)
    texts = [one for one in found if one[0] in typed]
    assert sorted(texts) == sorted(typed.items())
    pieces = [json.loads(str(text)) for field, text in found if "/evidence/" in str(field)]
    assert len(pieces) == len(REQUESTS)
    for piece in pieces:
        content = (server.data / "blobs" / piece["sha256"][:2] / piece["sha256"]).read_bytes()
        assert sha256(content).hexdigest() == piece["sha256"]
        assert not Image.open(io.BytesIO(content)).getexif()
        assert b"SecretCam" not in content
    assert rows(server.data, "SELECT count(*) FROM upload WHERE done_at IS NULL") == [(0,)]
    assert rows(server.data, "SELECT signed_as FROM hand_in WHERE inspection_id = ?", INSPECTION) == [("张三",)]


def test_the_visit_and_the_paper_form_work_without_signal_and_stay_fresh(served: Served, phone: Page) -> None:
    sign_in(phone, served.url, "inspector-yuncheng")
    prepare(phone)
    form = served.url + FORM
    phone.context.set_offline(True)
    phone.goto(f"{form}/visit")
    expect(phone.locator("#kept")).to_be_visible()
    phone.fill(OBSERVED, "查看资源教室一间。")
    expect(phone.locator("#save-state")).to_have_attribute("data-state", "waiting")
    phone.goto(f"{form}/quick")
    expect(phone.locator("#kept")).to_be_visible()
    number = item(phone, "roll_matches").locator(".ordinal").inner_text()
    phone.fill("#quick-line", f"{number} 3 4")
    phone.keyboard.press("Enter")
    expect(phone.locator("#waiting [data-count]")).to_have_text("3")

    phone.context.set_offline(False)
    expect(phone.locator("#waiting")).to_be_hidden()
    until(phone, NOTHING_OF.replace("STORE", "operations"))
    phone.context.set_offline(True)
    phone.goto(f"{form}/visit")
    expect(phone.locator(OBSERVED)).to_have_value("查看资源教室一间。")
    for page in ("/quick", ""):
        phone.goto(form + page)
        expect(phone.locator("#kept")).to_be_visible()
        shows(phone, {"roll_matches/no_roll/value": "3", "roll_matches/empty_roll/value": "4"})
