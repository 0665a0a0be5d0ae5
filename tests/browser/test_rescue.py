"""A tablet without server: its work saved as a sealed file, brought in elsewhere once, and sent after all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, MILLISECONDS_TO_WAIT, open_page, taken_along
from tests.browser.test_outbox import FIELD, saved, sign_in, waiting
from tests.browser.unfinished import first_with, unfinished
from tests.browser.wire import Wire, wired
from tests.serving import Served
from tests.web.rescue.sealing import server_key, unsealed

NOTE = "pupils_refused/note"


@pytest.fixture
def wire(served: Served) -> Iterator[Wire]:
    with wired(served.url) as made:
        yield made


@pytest.fixture
def form_path(served: Served, wire: Wire, phone: Page) -> str:
    """The second-last regular school in progress that has room for an answer: `test_outbox` has the last."""
    sign_in(phone, wire.url, "inspector-yuncheng")
    paths = [path for path in reversed(unfinished(served)) if "yuncheng13" not in path]
    return first_with(phone, wire.url, paths, "#save-state", f'[name="{FIELD}"]')


def photo() -> bytes:
    target = BytesIO()
    Image.new("RGB", (640, 480), (30, 90, 160)).save(target, "JPEG")
    return target.getvalue()


def record(served: Served, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{served.data_folder}/inspector.sqlite3?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()


def entries(served: Served, path: str, *ids: str) -> list[tuple[object, ...]]:
    query = "SELECT id, raw, outcome FROM operation WHERE inspection_id = ? AND seq > 0 ORDER BY arrival"
    return [row for row in record(served, query, path.rpartition("/")[2]) if row[0] in ids]


def saved_file(page: Page, wire: Wire, folder: Path, screenshots: Path) -> Path:
    page.goto(f"{wire.url}/rescue")
    expect(page.locator("#rescue [data-own] li")).to_have_count(1)
    page.screenshot(path=screenshots / "waiting.png", full_page=True)
    with page.expect_download() as started:
        page.locator("[data-everything]").click()
    expect(page.locator("[data-files] a")).to_have_count(1)
    page.screenshot(path=screenshots / "saved.png", full_page=True)
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def bring_in(served: Served, chromium: Browser, file: Path, screenshots: Path) -> None:
    """On a machine that has never seen the tablet."""
    for desk in open_page(chromium, DESK, touch=False):
        sign_in(desk, served.url, "evaluator-yuncheng")
        desk.goto(f"{served.url}/rescue/import")
        desk.set_input_files("#file", file)
        desk.click("main .main-action")
        expect(desk.locator("main")).to_contain_text("新填写1条")
        desk.screenshot(path=screenshots / "look.png", full_page=True)
        desk.click("main .main-action")
        expect(desk.locator("main")).to_contain_text("全部内容已入库")
        desk.screenshot(path=screenshots / "imported.png", full_page=True)


def test_work_of_a_dead_tablet_comes_in_once_and_the_tablet_may_still_send_it(
    served: Served, wire: Wire, phone: Page, chromium: Browser, form_path: str, tmp_path: Path, screenshots: Path
) -> None:
    saved(phone)
    taken_along(phone, form_path)
    wire.cut()
    phone.locator(f'[name="{FIELD}"]').fill("8101")
    waiting(phone, "没有网络连接")
    phone.locator("#q-pupils_refused input[type=file]").first.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(phone.locator("#q-pupils_refused [data-queued]")).to_have_count(1)
    file = saved_file(phone, wire, tmp_path, screenshots)

    head, said, contents = unsealed(file.read_bytes(), server_key(served.data_folder))
    ids = [one["id"] for one in said["operations"]]
    (picture,) = said["files"]
    assert [one["raw"] for one in said["operations"]] == ["8101"] and head["count"] == 2
    assert sha256(contents).hexdigest() == picture["sha256"]
    assert b"8101" not in file.read_bytes() and b"pupils_refused" not in file.read_bytes()

    bring_in(served, chromium, file, screenshots)
    brought = entries(served, form_path, *ids)
    assert [row[1:] for row in brought] == [("8101", "applied")]
    uploads = record(served, "SELECT id, reason FROM upload WHERE id = ? AND done_at IS NOT NULL", picture["id"])
    assert uploads == [(picture["id"], "")]

    wire.connect()
    phone.goto(wire.url + form_path)
    expect(phone.locator("#save-state")).to_have_attribute("data-state", "saved", timeout=MILLISECONDS_TO_WAIT)
    expect(phone.locator("#q-pupils_refused [data-queued]")).to_have_count(0, timeout=MILLISECONDS_TO_WAIT)
    expect(phone.locator(f'[name="{FIELD}"]')).to_have_value("8101")
    expect(phone.locator("[data-conflict]")).to_have_count(0)
    assert entries(served, form_path, *ids) == brought
    pieces = record(served, "SELECT COUNT(*) FROM operation WHERE id = ?", picture["id"])
    assert pieces == [(1,)]
    phone.goto(f"{wire.url}/rescue")
    expect(phone.locator("#rescue [data-nothing]")).to_be_visible()
