"""Facts of a round in a browser: a contradiction settled by keyboard, a figure changed and what moved shown."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import fits
from tests.browser.test_rounds import sign_in
from tests.serving import Served

ROUND = "/rounds/zhuhai_2023_2025-final"


def test_a_contradiction_is_settled_and_a_figure_changed(
    desk: Page, phone: Page, served: Served, screenshots: Path
) -> None:
    sign_in(desk, served, "evaluator-zhuhai")
    desk.goto(f"{served.url}{ROUND}/facts")
    desk.get_by_label("显示").select_option("contradicting")
    expect(desk.locator("#found tbody tr")).to_have_count(2)
    desk.get_by_role("link", name="数据矛盾").first.click()
    card = desk.locator("article.contradiction").first
    expect(card).to_contain_text("合计与下级之和不一致")
    card.get_by_label("下级之和").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.type("以各校送教名册为准")
    desk.screenshot(path=screenshots / "settling.png", full_page=True)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("article.contradiction")).to_have_count(1, timeout=30_000)
    expect(desk.get_by_text("核定记录：1条")).to_be_visible()
    desk.screenshot(path=screenshots / "settled.png", full_page=True)

    sign_in(phone, served, "evaluator-zhuhai")
    phone.goto(f"{served.url}{ROUND}/units/zhuhai02/facts")
    phone.get_by_label("全区接受特殊教育的学生数").fill("0")
    phone.get_by_label("来源").fill("学籍系统")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator("article.moved").first).to_contain_text("人→0 人", timeout=30_000)
    phone.screenshot(path=screenshots / "moved-phone.png", full_page=True)
    assert fits(phone)
