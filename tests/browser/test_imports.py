"""From four Excel files to the first open form, in a real browser and an empty record."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inspector.checklist.edition import Edition
from inspector.settings import checklists_root
from tests.browser.conftest import REPOSITORY, fits
from tests.browser.four_workbooks import Cell, four_workbooks, write
from tests.editions import edition_in
from tests.serving import Served, serving

MOST_SECONDS = 600
DEMO = re.compile(r"demo-[\w-]+")
PASSWORD = re.compile(r"administrator\D*?密码\W*([\w-]{12,})|administrator, password ([\w-]+)")
TAKEN = {"units": 134, "facts": 237, "accounts": 14, "pupils": 26}
"""134 units: city, 13 counties, 120 schools. Two facts a school, one a kindergarten. Two children a special school."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("empty")
    with serving(Path(sys.executable), folder, {"PYTHONPATH": str(REPOSITORY)}, demo=False) as product:
        yield product


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_in(checklists_root() / "yuncheng_2023")


def sign_in(page: Page, served: Served, login: str, password: str) -> None:
    page.goto(f"{served.url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", password)
    page.click("main button.main-action")
    expect(page.locator("h1")).to_have_text("今日工作")


def look_at(page: Page, file: Path) -> None:
    """From the menu to what the file would change."""
    page.get_by_role("link", name="数据导入").first.click()
    page.get_by_role("link", name="上传文件").click()
    page.set_input_files("#file", file)
    page.get_by_role("button", name="读取文件").click()
    expect(page.locator("#columns select").first).to_be_visible()


def test_from_four_files_to_the_first_open_form(
    desk: Page, phone: Page, empty: Served, edition: Edition, screenshots: Path, tmp_path: Path
) -> None:
    began, files, password = time.monotonic(), four_workbooks(tmp_path, edition), ""
    found = PASSWORD.search(empty.printed)
    assert found, empty.printed
    sign_in(desk, empty, "administrator", found[1] or found[2])
    for target, file in files.items():
        look_at(desk, file)
        expect(desk.locator("#target")).to_have_value(target)
        desk.screenshot(path=screenshots / f"{target}_columns.png", full_page=True)
        desk.get_by_role("button", name="核对").click()
        expect(desk.get_by_role("button", name=f"确认导入{TAKEN[target]}项")).to_be_visible()
        expect(desk.locator(".problems")).to_have_count(0)
        desk.screenshot(path=screenshots / f"{target}_preview.png", full_page=True)
        desk.get_by_role("button", name="确认导入").click()
        expect(desk.locator(".notice.good").last).to_contain_text(f"新增{TAKEN[target]}项，变更0项")
        desk.screenshot(path=screenshots / f"{target}_taken.png", full_page=True)
        if target == "accounts":
            password = desk.locator("tr", has_text="duxue01").locator(".start-password").inner_text()
    set_up(desk, edition)
    desk.screenshot(path=screenshots / "assigned.png", full_page=True)
    sign_in(phone, empty, "duxue01", password)
    phone.screenshot(path=screenshots / "inspector.png", full_page=True)
    phone.locator("article.task", has_text="第一小学").get_by_role("link", name="开始").click()
    expect(phone.locator("#form")).to_be_visible()
    phone.screenshot(path=screenshots / "form.png")
    assert time.monotonic() - began < MOST_SECONDS
    for target, file in files.items():
        look_at(desk, file)
        expect(desk.locator(".notice.warning")).to_contain_text("同一文件已于")
        desk.get_by_role("button", name="核对").click()
        expect(desk.get_by_role("button", name="没有可导入的内容")).to_be_disabled()
        expect(desk.locator(".tile", has_text="无变化")).to_contain_text(str(TAKEN[target]))
    desk.screenshot(path=screenshots / "again.png", full_page=True)


def set_up(page: Page, edition: Edition) -> None:
    """A round over all of it, opened, each county with its inspector."""
    page.get_by_role("link", name="督导项目").first.click()
    page.get_by_role("link", name="新建督导项目").first.click()
    page.get_by_text(edition.checklist.title).click()
    page.get_by_role("button", name="继续").click()
    page.fill("#title", "2026年特殊教育专项督导")
    page.get_by_role("button", name="保存草稿").click()
    page.fill("#reason", "督导组待人员到齐后确定，经批准先行开展")
    page.get_by_role("button", name="开始督导").click()
    page.get_by_role("link", name="分派任务").click()
    for place, county in enumerate(edition.plan.places, 1):
        card = page.locator("form.assign").filter(has=page.get_by_role("link", name=county, exact=True))
        card.locator("select[name=inspector]").select_option(label=f"督学{place:02}（duxue{place:02}）")
        card.get_by_role("button", name="分派").click()
        expect(card).to_contain_text("未分派 0")


def test_the_pages_fit_a_phone(phone: Page, served: Served, screenshots: Path, tmp_path: Path) -> None:
    """On demo data: one figure is taken over and undone again."""

    def shown(name: str) -> None:
        assert fits(phone)
        phone.screenshot(path=screenshots / f"{name}.png", full_page=True)

    password = DEMO.search(served.printed)
    assert password
    sign_in(phone, served, "administrator-yuncheng", password.group())
    lines: list[list[Cell]] = [["yuncheng02-3", 17], ["没有这所学校", 3]]
    look_at(phone, write(tmp_path / "基础数据.xlsx", "基础数据表", [["单位名称", "在校残疾学生数"]], lines))
    phone.select_option("#target", "pupils")
    expect(phone.locator("#columns select").first).to_contain_text("学生代码")
    phone.select_option("#target", "facts")
    expect(phone.locator("#columns select").first).not_to_contain_text("学生代码")
    shown("columns")
    phone.get_by_role("button", name="核对").click()
    expect(phone.locator(".problems")).to_contain_text("A4")
    shown("preview")
    phone.get_by_role("button", name="确认导入1项").click()
    expect(phone.locator(".notice.good")).to_be_visible()
    shown("taken")
    phone.get_by_role("link", name="撤销导入").click()
    shown("undo")
    phone.get_by_role("button", name="撤销导入").click()
    expect(phone.locator(".notice.warning")).to_contain_text("已恢复导入前的内容")
    phone.goto(f"{served.url}/imports")
    shown("list")
