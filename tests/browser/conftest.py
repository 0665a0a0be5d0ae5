"""A real Chromium against a real server: `served` is the product with its demo data, `phone` and `desk` are
pages of the two sizes we lay out for. Pages fail on any script error they raise."""

import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

from tests import made_once
from tests.browser.gate import Gate, gate_before
from tests.serving import Served, serving

REPOSITORY = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The driver's own list, which a second one replaces, and what a window without a head has no use for: pages of the
# address bar's menu, two with each new context and dearer than the page under test, and processes kept in reserve.
SWITCHED_OFF = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "PreloadTopChromeWebUI",
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
# the four in the middle keep the browser itself off the network: its own look-ups are not under test
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join(SWITCHED_OFF)}",
)
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
MILLISECONDS_TO_WAIT = 15_000
expect.set_options(timeout=MILLISECONDS_TO_WAIT)  # the five seconds it waits otherwise are few beside other work


@pytest.fixture(scope="session")
def demo_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that `inspector demo` makes; tests serve copies of it."""
    return made_once.demo_record(tmp_path_factory) / "data"


@contextmanager
def serving_copy(record: Path, folder: Path, *, demo: bool = True) -> Iterator[Served]:
    """`inspector serve`, with `--demo` unless told otherwise, on a copy of that record."""
    shutil.copytree(record, folder / "data")
    with serving(Path(sys.executable), folder, {"PYTHONPATH": str(REPOSITORY)}, demo=demo) as product:
        yield product


@pytest.fixture(scope="session")
def served(demo_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product with its demo data, on a port of its own for each test process."""
    with serving_copy(demo_record, tmp_path_factory.mktemp("served")) as product:
        yield product


def chromium_path() -> str:
    """The system's browser; without one the tests fail, they are not skipped."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.fail("no Chromium on this machine: install it (Debian: apt install chromium), or run make test")
    return executable


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS), timeout=30_000)
    yield browser
    browser.close()


@pytest.fixture
def gate(served: Served) -> Iterator[Gate]:
    """A door before `served`."""
    with gate_before(served.url) as gate:
        yield gate


def open_page(browser: Browser, size: ViewportSize, *, touch: bool) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="zh-CN", has_touch=touch, accept_downloads=True)
    context.set_default_timeout(MILLISECONDS_TO_WAIT)
    context.set_default_navigation_timeout(4 * MILLISECONDS_TO_WAIT)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(error.stack or str(error)))
    yield page
    context.close()
    assert mistakes == [], "scripts of the page raised errors"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """390 x 844, touch: what an inspector holds."""
    yield from open_page(chromium, PHONE, touch=True)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """1280 x 900: what an evaluator and a clerk sit at."""
    yield from open_page(chromium, DESK, touch=False)


def until(page: Page, script: str, argument: object = None) -> None:
    """Waits for what the script promises: `Page.wait_for_function` takes the promise itself for a yes."""
    deadline = time.monotonic() + MILLISECONDS_TO_WAIT / 1000
    while not page.evaluate(script, argument):
        assert time.monotonic() < deadline, f"never came true: {script}"
        page.wait_for_timeout(100)


def fits(page: Page) -> bool:
    """Nothing makes the page scroll sideways; looked at when its styles have come."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own under build/, kept after the run to be looked at."""
    name = re.sub(r"[^\w-]+", "_", request.node.name)
    folder = REPOSITORY / "build" / "screenshots" / request.path.stem / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


KEPT = """async (path) => {
  for (const end = Date.now() + 10000; Date.now() < end;) {
    if (await caches.match(path)) return true;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return false;
}"""


def taken_along(page: Page, path: str) -> None:
    """A worker that did not get all its files tries again on the next page."""
    for _ in range(4):
        if page.evaluate(KEPT, path):
            return
        page.reload()
    raise AssertionError("the form is not kept on the device")
