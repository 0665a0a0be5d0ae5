"""The outbox in a real browser against real deaths: R4, R5 and R8. `python -m tests.soak outbox --seed N`

R4  forty answers with the server dead, the browser killed, both started again: each stored exactly once
R5  the server killed six times while thirty answers go out: nothing lost or doubled, then nothing waits
R8  the profile on a file system of 80 MB that is filled up to the last page: the text stays on the screen, is kept
    or "not saved" is seen within a second, and everything typed arrives in the end. Chromium throws the whole
    database away when its disk is that full, photos too; what was typed is put back by the page. Needs root.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.conftest import FLAGS, PHONE, chromium_path
from tests.serving import Served, free_port, wait_until_served

REPOSITORY = Path(__file__).parents[2]
LOGIN, PASSWORD = "inspector-yuncheng", "demo-inspector-2026"
ROUND = "yuncheng_2023-final"
TEXTS = 20
BOXES = "#form :is(input[inputmode], textarea):visible"
OPEN_ALL = "document.querySelectorAll('#form details').forEach((one) => { one.open = true; })"
PHOTO = """(id) => new Promise((resolve) => {
  const request = indexedDB.open("inspector");
  request.onsuccess = () => {
    const bytes = new Blob(Array.from({ length: 8 }, () => crypto.getRandomValues(new Uint8Array(50_000))));
    const preview = new Blob([crypto.getRandomValues(new Uint8Array(40_000))]);
    const done = request.result.transaction("files", "readwrite", { durability: "strict" });
    done.objectStore("files").put({ id, user: "0", form: "/x", bytes, preview });
    done.oncomplete = () => { request.result.close(); resolve(true); };
    done.onabort = () => { request.result.close(); resolve(false); };
  };
  request.onerror = () => resolve(false);
})"""


class Server:
    """The product as a process group that can be killed and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.served = Served(f"http://127.0.0.1:{self.port}", folder / "server.log", folder / "data")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "inspector", "serve", "--demo", "--host", "127.0.0.1"]
        environment = os.environ | {"INSPECTOR_DATA_FOLDER": str(self.served.data_folder)}
        with self.served.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=REPOSITORY,
                env=environment | {"PYTHONPATH": str(REPOSITORY)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until_served(self.process, self.served)

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stored(self, form: str) -> Counter[tuple[str, str]]:
        """How often the record holds each pair of field and text of one inspection."""
        with closing(sqlite3.connect(f"file:{self.served.data_folder}/inspector.sqlite3?mode=ro", uri=True)) as record:
            query = "SELECT field, raw FROM operation WHERE inspection_id = ? AND raw IS NOT NULL"
            return Counter(record.execute(query, (form.rpartition("/")[2],)).fetchall())


def run(seed: int, short: bool = False) -> list[str]:
    """What was counted, a line each; AssertionError when a bar does not hold."""
    chance = random.Random(seed)
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        server = Server(Path(name))
        try:
            server.start()
            forms = unfinished(playwright, server, Path(name) / "look", 3)
            lines = dead_server(playwright, server, Path(name) / "dead", forms[0], chance)
            lines += restarts(playwright, server, Path(name) / "restarts", forms[1], chance, 2 if short else 6)
            return lines + full_disk(playwright, server, Path(name) / "full", forms[2])
        finally:
            server.kill()


@contextmanager
def browser(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium_path(), args=list(FLAGS), viewport=PHONE, locale="zh-CN"
    )
    context.set_default_timeout(30_000)
    try:
        yield context
    finally:
        context.close()


def sign_in(page: Page, server: Server) -> None:
    page.goto(f"{server.served.url}/sign-in")
    page.fill("[name=login]", LOGIN)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{server.served.url}/")


def unfinished(playwright: Playwright, server: Server, profile: Path, many: int) -> list[str]:
    found = []
    with browser(playwright, profile) as context:
        page = context.pages[0]
        sign_in(page, server)
        for place in range(1, 14):
            for number in range(2, 7):
                path = f"/inspections/{ROUND}-yuncheng{place:02}-{number}"
                page.goto(server.served.url + path)
                if page.locator("#save-state").count() and page.locator('[name="pupils_refused/value"]').count():
                    found.append(path)
                if len(found) == many:
                    return found
    raise AssertionError("the demo data has too few schools in progress")


def opened(context: BrowserContext, server: Server, form: str) -> Page:
    page = context.pages[0]
    sign_in(page, server)
    page.goto(server.served.url + form)
    page.locator("#save-state[data-state=saved]").wait_for()
    page.evaluate(OPEN_ALL)
    return page


def typed(page: Page, places: list[int], text: int) -> dict[str, str]:
    """Field and number for each of these boxes; the numbers are all different."""
    said = {}
    for count, place in enumerate(places):
        box = page.locator(BOXES).nth(place)
        box.fill(str(text + count))
        said[str(box.get_attribute("name"))] = str(text + count)
    return said


def arrived(server: Server, page: Page, form: str, said: dict[str, str], seconds: float) -> None:
    """Waits for the record and not for the badge, which is hidden as well while a page is still loading."""
    deadline = time.monotonic() + seconds
    while any(not server.stored(form)[pair] for pair in said.items()) and time.monotonic() < deadline:
        page.wait_for_timeout(100)


def nothing_waits(page: Page, seconds: float) -> float:
    """Waits until nothing does; how long that took."""
    start = time.monotonic()
    page.locator("#waiting").wait_for(state="hidden", timeout=seconds * 1000)
    return time.monotonic() - start


def assert_once(server: Server, form: str, said: dict[str, str]) -> None:
    stored = server.stored(form)
    counted = {pair: stored[pair] for pair in said.items()}
    assert set(counted.values()) == {1}, counted


def dead_server(playwright: Playwright, server: Server, profile: Path, form: str, chance: random.Random) -> list[str]:
    with browser(playwright, profile) as context:
        page = opened(context, server, form)
        server.kill()
        places = chance.sample(range(page.locator(BOXES).count()), 40)
        said = typed(page, places, 1000)
        page.locator("#waiting [data-count]", has_text="40").wait_for()
        os.kill(int(os.readlink(profile / "SingletonLock").rpartition("-")[2]), signal.SIGKILL)
    server.start()
    with browser(playwright, profile) as context:
        page = context.pages[0]
        sign_in(page, server)
        arrived(server, page, form, said, 60)
        nothing_waits(page, 60)
        page.goto(server.served.url + form)
        page.evaluate(OPEN_ALL)
        shown = {field: page.locator(f'[name="{field}"]').first.input_value() for field in said}
    assert_once(server, form, said)
    assert shown == said, shown
    return [f"R4 answers typed with the server dead, browser killed: {len(said)}, stored once: {len(said)}"]


def restarts(
    playwright: Playwright, server: Server, profile: Path, form: str, chance: random.Random, times: int
) -> list[str]:
    with browser(playwright, profile) as context:
        page = opened(context, server, form)
        places = chance.sample(range(page.locator(BOXES).count()), 30)
        share = -(-len(places) // times)
        said: dict[str, str] = {}
        for turn in range(times):
            said |= typed(page, places[turn * share : (turn + 1) * share], 2000 + 100 * turn)
            page.wait_for_timeout(chance.randrange(0, 600))
            server.kill()
            page.wait_for_timeout(chance.randrange(0, 1500))
            server.start()
        took = nothing_waits(page, 60)
    assert_once(server, form, said)
    return [
        f"R5 kills of the server: {times}, answers: {len(said)}, stored once: {len(said)}",
        f"R5 nothing waits after the last start: {took:.1f} s (goal: at most 15)",
    ]


def full_disk(playwright: Playwright, server: Server, profile: Path, form: str) -> list[str]:
    if os.geteuid() != 0:
        return ["R8 left out: mounting a small file system needs root"]
    profile.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(profile)], check=True)
    try:
        with browser(playwright, profile) as context:
            return filled_up(opened(context, server, form), server, profile, form)
    finally:
        subprocess.run(["umount", "--lazy", str(profile)], check=True)


def filled_up(page: Page, server: Server, profile: Path, form: str) -> list[str]:
    server.kill()
    photos = next(count for count in range(400) if not page.evaluate(PHOTO, f"photo-{count}"))
    longer = until_loud(page, 3000, range(TEXTS))
    assert not is_loud(page), f"text number {len(longer)} found no room after the photos"
    (profile / "ballast").write_bytes(b"x" * max(0, free_bytes(profile) - 4096))
    last = until_loud(page, 4000, range(TEXTS, min(page.locator(BOXES).count(), 3 * TEXTS)))
    said = longer | last
    shown = {field: page.locator(f'[name="{field}"]').first.input_value() for field in said}
    assert shown == said, shown
    loud = is_loud(page)
    server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("#save-state[data-state=saved]").wait_for(timeout=60_000)
    assert_once(server, form, said)
    kept, end = len(last) - loud, "said within 1 s" if loud else "not needed"
    return [
        f"R8 photos until there was no room for one: {photos}, texts kept after that: {len(longer)} of {TEXTS}",
        f"R8 on the last page of the disk, kept: {kept}, not saved {end}; all {len(said)} on the screen, stored once",
    ]


def until_loud(page: Page, text: int, places: range) -> dict[str, str]:
    """Types into these boxes, a second each, until one is told not to be saved; that one is the last."""
    said: dict[str, str] = {}
    for place in places:
        said |= typed(page, [place], text + place)
        page.wait_for_timeout(1000)
        if is_loud(page):
            break
    return said


def is_loud(page: Page) -> bool:
    """The server is dead meanwhile: what is not told to be lost is kept and waits."""
    state = page.locator("#save-state").get_attribute("data-state")
    assert state in ("failed", "waiting"), f"neither saved nor said: {state}"
    return state == "failed"


def free_bytes(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
