"""A sample drawn on the phone without signal: the same codes as the server's, as anybody's SHA-256, and kept."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inspector.fieldwork.roster_draw import drawn, to_text
from inspector.settings import Settings
from inspector.storage import rosters
from inspector.storage.rosters import Entry
from inspector.storage.store import open_store
from inspector.web.static import asset_url
from tests.browser.test_form import ROUND, saved, sign_in
from tests.browser.unfinished import first_with, unfinished
from tests.serving import Served

ROSTER = tuple(f"K{number:02}" for number in range(1, 13))
SEED = "2025-06-30"
BY_HAND = ["K10", "K07", "K04", "K03", "K08"]
"""for c in K01 ... K12; do echo $(printf '%s\\n%s' 2025-06-30 $c | sha256sum) $c; done | sort | head -5"""


def bring_roster(served: Served, unit: str) -> None:
    entries = [Entry(unit, "home_taught", code) for code in ROSTER]
    with open_store(Settings(data_folder=served.data_folder)) as store:
        store.write_now(lambda connection: rosters.add(connection, "yuncheng", entries))


@pytest.fixture
def sample(served: Served, phone: Page) -> tuple[str, str]:
    """The path of a school with home-taught pupils, and the head of the sample to draw; its roster is there."""
    sign_in(phone, served, "inspector-yuncheng")
    sample = "#q-home_lessons:not([hidden]) [data-sample]"
    path = first_with(phone, served.url, unfinished(served), "#save-state", sample)
    bring_roster(served, path.rpartition(f"{ROUND}-")[2])
    phone.reload()
    return served.url + path, phone.locator(sample).first.get_attribute("data-sample") or ""


def test_the_draw_is_made_without_signal_and_is_that_of_the_server_and_of_anybody(
    phone: Page, sample: tuple[str, str], screenshots: Path
) -> None:
    path, head = sample
    block = phone.locator(f'[data-sample="{head}"]')
    expect(block.locator(".draw")).to_contain_text("名册上有12个编号")
    phone.context.set_offline(True)
    block.locator(".draw-now summary").click()
    block.locator("[data-seed]").fill(SEED)
    block.locator("[data-count]").fill("5")
    block.locator("[data-draw-now]").click()
    expect(block.locator("[data-drawn]")).to_contain_text(" ".join(BY_HAND))
    for code in BY_HAND:
        expect(block.locator(f'[data-row="{code}"]')).to_have_count(1)
    block.scroll_into_view_if_needed()
    phone.screenshot(path=screenshots / "phone.png")
    phone.context.set_offline(False)
    saved(phone)
    phone.goto(path)
    expect(block.locator("[data-drawn]")).to_contain_text(" ".join(BY_HAND))
    held = block.locator(".draw input[type=hidden]").input_value()
    assert held == to_text(drawn(SEED, "home_taught", ROSTER, 5))
    block.locator(".draw-now summary").click()
    block.locator("[data-seed]").fill("再抽")
    block.locator("[data-draw-now]").click()
    expect(block.locator(".draw [data-problem]")).to_contain_text("为什么重抽")
    block.locator("[data-reason]").fill("K03已转学")
    block.locator("[data-draw-now]").click()
    saved(phone)
    phone.goto(f"{path}/history/home_lessons")
    expect(phone.locator("tbody th", has_text="种子")).to_have_count(2)


def test_device_and_server_draw_alike_from_a_thousand_rosters(phone: Page, served: Served) -> None:
    """The text of the entry itself is compared: codes, digest, order of keys, every escape."""
    phone.goto(f"{served.url}/sign-in")
    cases = [
        [f'种子 {number} 😀"\\', "home_taught", [f"K{one * 7 % 101:03}" for one in range(number % 40)], number % 13]
        for number in range(1000)
    ]
    made = phone.evaluate(
        """async ([address, cases]) => {
            const { draw, toText } = await import(address);
            return cases.map((one) => toText(draw(...one)));
        }""",
        [served.url + asset_url("js/roster_draw.js"), cases],
    )
    assert made == [to_text(drawn(*case)) for case in cases]  # type: ignore[arg-type]
