"""A real Chromium against a real server: `served` is the product with its demo data, `phone` and `desk` are
pages of the two sizes we lay out for. Pages fail on any script error they raise."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

REPOSITORY = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# the middle ones keep the browser itself off the network: its own look-ups are not under test
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
SECONDS_TO_START = 60
MILLISECONDS_TO_WAIT = 15_000


@dataclass(frozen=True)
class Served:
    """A running product: where it listens, what it printed (URL and accounts), where it keeps its data."""

    url: str
    log: Path
    data_folder: Path

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_until_served(process: subprocess.Popen[bytes], served: Served) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(served.url):
        if process.poll() is not None:
            pytest.fail(f"the server stopped with {process.returncode} and printed:\n{served.printed}")
        if time.monotonic() > deadline:
            pytest.fail(f"no answer at {served.url} within {SECONDS_TO_START} s; printed:\n{served.printed}")
        time.sleep(0.1)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`inspector serve --demo` from an empty folder, on a port of its own for each test process."""
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    served = Served(f"http://127.0.0.1:{port}", folder / "server.log", folder / "data")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INSPECTOR_")}
    environment |= {"INSPECTOR_DATA_FOLDER": str(served.data_folder), "PYTHONPATH": str(REPOSITORY)}
    command = [
        sys.executable,
        "-m",
        "inspector",
        "serve",
        "--demo",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with served.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_served(process, served)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=15)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's browser; without one the tests fail, they are not skipped."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.fail(
            "no Chromium on this machine: install it (Debian: apt install chromium), or run make test"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS), timeout=30_000)
        yield browser
        browser.close()


def open_page(browser: Browser, size: ViewportSize, *, touch: bool) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="zh-CN", has_touch=touch, accept_downloads=True)
    context.set_default_timeout(MILLISECONDS_TO_WAIT)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
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


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own under build/, kept after the run to be looked at."""
    name = re.sub(r"[^\w-]+", "_", request.node.name)
    folder = REPOSITORY / "build" / "screenshots" / request.path.stem / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
