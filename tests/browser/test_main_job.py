"""The main job in Chromium, on both plans: an empty school form is filled on a phone, handed in, confirmed, seen in
the district's score, followed from a lost point down to the answer, ranked, and put into three Word papers."""

import io
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from inspector.checklist.edition import Edition
from inspector.cli.demo_answers import Answerer
from inspector.cli.demonstration import demo_data
from inspector.letters.check import check_docx
from inspector.scoring.answers import cells_of
from inspector.scoring.data import subjects
from inspector.settings import checklists_root
from tests.browser.conftest import DESK, PHONE, open_page, serving_copy
from tests.editions import edition_in
from tests.serving import Served

PASSWORD = re.compile(r"demo-[\w-]+")
LEAST_FILLED = 12


@dataclass(frozen=True)
class Job:
    """One plan's round, with a regular school nobody has visited yet and its district."""

    plan: str
    city: str
    edition: Edition
    school: str
    district: str
    cells: dict[str, str]

    @property
    def round(self) -> str:
        return f"{self.plan}-final"

    @property
    def inspection(self) -> str:
        return f"{self.round}-{self.school}"


@pytest.fixture(scope="module")
def served(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A product of its own: an empty form is one that no other test has touched."""
    with serving_copy(demo_record, tmp_path_factory.mktemp("served")) as product:
        yield product


@pytest.fixture(scope="module", params=["zhuhai_2023_2025", "yuncheng_2023"])
def job(request: pytest.FixtureRequest, served: Served) -> Job:
    edition = edition_in(checklists_root() / request.param)
    data = demo_data(edition)
    with sqlite3.connect(served.data_folder / "inspector.sqlite3") as record:
        found = record.execute(
            "SELECT i.unit_id, u.parent_id FROM inspection i JOIN round_unit u USING (round_id, unit_id)"
            " WHERE i.round_id = ? AND i.state = 'assigned' AND u.kind = 'regular_school' AND i.id NOT IN"
            " (SELECT inspection_id FROM self_evaluation WHERE state = 'in_progress') ORDER BY i.unit_id",
            (f"{request.param}-final",),
        ).fetchone()
    assert found is not None, "the demo leaves no regular school unvisited"
    school, district = found
    terms = data.terms()
    answers = Answerer(edition, terms, random.Random(11)).unit(subjects(edition, data)[school], 0.7, 1.0)
    cells: dict[str, str] = {}
    for name, answer in answers["answers"].items():
        cells |= cells_of(edition.items[name], answer, answers["notes"].get(name, ""))
    return Job(request.param, data.units[0].id, edition, school, district, cells)


@pytest.fixture
def page_of(chromium: Browser, served: Served, job: Job) -> Iterator[object]:
    opened: list[Iterator[Page]] = []

    def signed_in(role: str, *, phone: bool = False) -> Page:
        pages = open_page(chromium, PHONE if phone else DESK, touch=phone)
        opened.append(pages)
        page = next(pages)
        password = PASSWORD.search(served.printed)
        assert password is not None
        page.goto(f"{served.url}/sign-in")
        page.fill("[name=login]", f"{role}-{job.city}")
        page.fill("[name=password]", password.group())
        page.click("main button")
        expect(page.locator("nav.menu")).to_be_visible()
        return page

    yield signed_in
    for pages in opened:
        next(pages, None)


def enter(page: Page, path: str, text: str) -> None:
    """Put one value into its field as a person would, whatever its type."""
    head, _, rest = path.partition("/")
    row = rest.split("/")[0] if "/" in rest else ""
    sample = page.locator(f'[data-sample="{head}"]')
    if row and sample.count() and not sample.locator(f'tr[data-row="{row}"]').count():
        sample.locator("[data-code]").fill(row)
        sample.locator("[data-add-row]").click()
    if rest == "note":
        page.locator(f'details.note:has([data-field="{path}"])').evaluate("one => { one.open = true }")
    cell = page.locator(f'[data-field="{path}"]').first
    pick = cell.locator(f'input[value="{text}"]:not([type=text]):not([type=date])')
    if cell.get_attribute("data-many") is not None:
        for key in text.split(","):
            cell.locator(f'input[value="{key}"]').check()
    elif pick.count():
        pick.first.check()
    else:
        typed(cell).fill(text)


def typed(cell: Locator) -> Locator:
    return cell.locator("textarea, input[type=text], input[type=date]").first


def points(page: Page) -> str:
    """The score tile of a district page."""
    return page.locator(".tiles, .tile").first.inner_text()


def test_from_an_empty_form_to_three_papers(job: Job, served: Served, page_of, screenshots: Path) -> None:  # type: ignore[no-untyped-def]
    district_page = f"{served.url}/rounds/{job.round}/districts/{job.district}"
    evaluator: Page = page_of("evaluator")
    evaluator.goto(district_page)
    before = points(evaluator)

    phone: Page = page_of("inspector", phone=True)
    phone.goto(f"{served.url}/inspections/{job.inspection}")
    filled = fill(phone, job)
    assert len({re.split("[@/]", path)[0] for path in filled}) >= LEAST_FILLED
    expect(phone.locator("[data-save-state], .save-state").first).to_have_attribute("data-state", "saved")
    phone.screenshot(path=screenshots / f"form_{job.plan}.png")
    phone.reload()
    path, text = next((p, job.cells[p]) for p in filled if job.cells[p].isdecimal())
    expect(typed(phone.locator(f'[data-field="{path}"]').first)).to_have_value(text)

    phone.goto(f"{served.url}/inspections/{job.inspection}/submit")
    agree = phone.locator("[name=stays_open]")
    if agree.count():
        agree.check()
    phone.click("button.main-action")
    phone.goto(f"{served.url}/inspections/{job.inspection}")
    expect(phone.locator("fieldset.bare")).to_have_attribute("disabled", "")

    evaluator.goto(f"{served.url}/inspections/{job.inspection}/review")
    evaluator.click("button[value=confirm]")
    expect(evaluator.locator("button[value=confirm]")).to_have_count(0)
    evaluator.goto(district_page)
    assert points(evaluator) != before
    follow_a_lost_point(evaluator, job, served)
    evaluator.goto(f"{served.url}/rounds/{job.round}/ranking?view=ranks")
    expect(evaluator.locator("tbody tr")).not_to_have_count(0)
    evaluator.screenshot(path=screenshots / f"ranking_{job.plan}.png", full_page=True)

    clerk: Page = page_of("clerk")
    for kind, unit in (("opinion", job.school), ("accountability", job.district), ("city_report", job.city)):
        paper = download(clerk, served, job, kind, unit)
        assert "演示数据" in "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(paper)).paragraphs)
        wrong = [one for one in check_docx(paper) if not one.ok]
        assert not wrong, [(one.rule, one.found, one.place) for one in wrong]


def fill(page: Page, job: Job) -> list[str]:
    """Every prepared answer whose field is there, in the order of the form; conditional ones come and go."""
    filled: list[str] = []
    for item in job.edition.form("regular_school"):
        mine = [(path, text) for path, text in job.cells.items() if re.match(rf"{item.id}[@/]", path)]
        card = page.locator(f"#q-{item.id}")
        if not mine or not card.is_visible():
            continue
        for path, text in mine:
            enter(page, path, text)
        expect(card.locator("[data-badge]")).not_to_contain_text("未核查")
        filled += [path for path, _ in mine]
    return filled


def follow_a_lost_point(page: Page, job: Job, served: Served) -> None:
    """From the district's tree through a roll-up to this school's own line and the answer behind it."""
    page.locator(".score-tree > li > details").evaluate_all("all => all.forEach(one => { one.open = true })")
    rolled = page.locator(f'.score-tree .item:has(a[href*="/districts/{job.school}"])').first
    if not rolled.count():
        page.locator(".score-tree .item details").evaluate_all("all => all.forEach(one => { one.open = true })")
        rolled = page.locator(f'.score-tree .item:has(a[href*="/districts/{job.school}"])').first
    rolled.locator("details").first.evaluate("one => { one.open = true }")
    rolled.locator(f'a[href*="/districts/{job.school}"]').first.click()
    opened = page.locator(".score-tree .item details[open]").first
    expect(opened).to_contain_text("填写")
    expect(opened.locator(".answer")).not_to_have_count(0)


def download(page: Page, served: Served, job: Job, kind: str, unit: str) -> bytes:
    page.goto(f"{served.url}/rounds/{job.round}/letters/new?kind={kind}&unit={unit}")
    if kind == "opinion":
        page.fill("[name=heard_on]", "2026-03-10")
        page.select_option("[name=defence]", "silent")
    expect(page.locator(".paper")).to_be_visible()
    page.click("button.main-action")
    with page.expect_download() as fetched:
        page.click('a[href$="/file"]')
    return Path(fetched.value.path()).read_bytes()
