"""Pages without signal, in a real Chromium: forms taken along, the server killed, other people, other releases."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import REPOSITORY
from tests.browser.test_form import sign_in
from tests.serving import Served, serving

KEPT = """async (path) => {
  for (const name of await caches.keys()) {
    const found = name.endsWith("-shell") ? null : await (await caches.open(name)).match(path);
    if (found) return await found.text();
  }
  return "";
}"""


class Office:
    """A server of one test's own, to be killed."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.served: Served = self._stack.enter_context(
            serving(Path(sys.executable), folder, {"PYTHONPATH": str(REPOSITORY)})
        )

    def die(self) -> None:
        self._stack.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.die()


def prepare_first(page: Page) -> str:
    """Takes the first form of the list along; returns its path."""
    card = page.locator("[data-prepare]").first
    card.locator("button").click()
    expect(card.locator("[data-taken]")).to_have_attribute("data-state", "ready")
    return str(card.get_attribute("data-prepare"))


def test_a_prepared_form_opens_with_the_server_dead_and_nobody_else_sees_it(
    office: Office, phone: Page, screenshots: Path
) -> None:
    url = office.served.url
    sign_in(phone, office.served, "inspector-yuncheng")
    form = prepare_first(phone)
    phone.screenshot(path=screenshots / "prepared.png", full_page=True)
    office.die()
    phone.goto(f"{url}/")
    expect(phone.locator("#kept")).to_be_visible()
    expect(phone.locator(f'[data-prepare="{form}"] [data-taken]')).to_have_attribute("data-state", "ready")
    phone.goto(url + form)
    expect(phone.locator("#kept")).to_be_visible()
    expect(phone.locator("#save-state")).to_be_visible()
    phone.screenshot(path=screenshots / "form.png")
    phone.goto(f"{url}/rounds")
    expect(phone.locator(f'#taken a[href="{form}"]')).to_be_visible()
    phone.screenshot(path=screenshots / "not_here.png")
