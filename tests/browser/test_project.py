"""A supervision project in a real browser: its parts, another draw, recusal and calendar on a phone."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.test_rounds import sign_in
from tests.serving import Served

ROUND = "rounds/zhuhai_2023_2025-next"


def test_a_draw_from_the_seed_to_the_list(desk: Page, served: Served, screenshots: Path) -> None:
    sign_in(desk, served, "evaluator-zhuhai")
    desk.goto(f"{served.url}/{ROUND}")
    expect(desk.locator(".parts")).to_contain_text("督学4人")
    desk.screenshot(path=screenshots / "project.png", full_page=True)
    desk.get_by_role("link", name="样本").click()
    desk.get_by_text("重新抽样", exact=True).click()
    desk.fill("#seed", "2026188")
    desk.fill("#source", "福彩3D第2026188期")
    desk.fill("#reason", "名单更正后重新抽样")
    desk.get_by_role("button", name="固定种子").click()
    desk.get_by_role("button", name="抽取").click()
    expect(desk.locator("h2").first).to_have_text(re.compile(r"^第2次抽样：从\d+个单位中抽取\d+个$"))
    expect(desk.get_by_role("heading", name="以前的抽样")).to_be_visible()
    desk.screenshot(path=screenshots / "draw.png", full_page=True)


def test_recusal_visits_and_calendar_fit_a_phone(phone: Page, served: Served, screenshots: Path) -> None:
    sign_in(phone, served, "inspector2-zhuhai")
    for name, path in (
        ("recusal", f"{ROUND}/recusal"),
        ("team", f"{ROUND}/team"),
        ("timetable", f"{ROUND}/timetable"),
        ("visits", "rounds/zhuhai_2023_2025-final/visits?whose=all"),
    ):
        phone.goto(f"{served.url}/{path}")
        assert fits(phone), name
        phone.screenshot(path=screenshots / f"{name}.png", full_page=True)
    phone.get_by_role("link", name="订阅到日历").click()
    phone.get_by_role("button", name="生成地址").click()
    address = phone.locator("code.secret").inner_text()
    assert re.fullmatch(rf"{re.escape(served.url)}/calendar/[\w-]{{43}}\.ics", address)
    assert fits(phone)
    feed = phone.request.get(address)
    assert feed.status == 200 and "BEGIN:VEVENT" in feed.text()
