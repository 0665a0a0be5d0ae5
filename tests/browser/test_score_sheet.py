"""The score sheet on a phone and at a desk, on paper across, and its files; the screenshots are looked at."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.conftest import fits
from tests.serving import Served

PASSWORD = "demo-inspector-2026"
UNIT = "/inspections/zhuhai_2023_2025-final-zhuhai01/score-sheet"
EXPORTS = "/rounds/zhuhai_2023_2025-final/exports"


def sign_in(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/sign-in")
    page.fill("input[name=login]", "evaluator-zhuhai")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize("path", [UNIT, EXPORTS])
def test_on_a_phone_nothing_sticks_out(served: Served, phone: Page, screenshots: Path, path: str) -> None:
    sign_in(phone, served)
    phone.goto(served.url + path)
    assert fits(phone)
    phone.screenshot(path=screenshots / "phone.png")


def test_at_a_desk_it_downloads_as_a_workbook_that_reckons(served: Served, desk: Page, screenshots: Path) -> None:
    sign_in(desk, served)
    desk.goto(served.url + UNIT)
    desk.screenshot(path=screenshots / "desk.png")
    with desk.expect_download() as waiting:
        desk.click("a[download]")
    assert waiting.value.suggested_filename == "评分表（香洲区）.xlsx"
    content = Path(waiting.value.path()).read_bytes()
    sheet = load_workbook(BytesIO(content))["评分表"]
    assert sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row) > 100


def test_on_paper_it_lies_across_with_its_heading_on_every_sheet(served: Served, desk: Page, screenshots: Path) -> None:
    sign_in(desk, served)
    desk.goto(served.url + UNIT)
    desk.emulate_media(media="print")
    assert desk.evaluate("getComputedStyle(document.querySelector('main')).page") == "sheet-across"
    assert (
        desk.evaluate("getComputedStyle(document.querySelector('.sheet-table thead')).display") == "table-header-group"
    )
    desk.pdf(path=screenshots / "paper.pdf", prefer_css_page_size=True)


def test_a_file_of_the_round_is_downloaded_under_its_chinese_name(served: Served, desk: Page) -> None:
    sign_in(desk, served)
    desk.goto(served.url + EXPORTS)
    with desk.expect_download() as waiting:
        desk.click(f'a[href="{EXPORTS}/scores/csv"]')
    assert waiting.value.suggested_filename.endswith("-得分.csv")
    assert Path(waiting.value.path()).read_text(encoding="utf-8-sig").startswith("单位编号,单位名称")
