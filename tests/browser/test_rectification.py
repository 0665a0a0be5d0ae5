"""A unit's report on a phone: kept while typed, its photo sent on its own, given to the head, sent from the desk."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from inspector.storage import sessions
from inspector.storage.instants import SECOND, now
from tests.browser.conftest import serving_copy
from tests.browser.store_scripts import CHOSEN_EARLY, SLOW_PICTURES
from tests.browser.test_evidence import photo, tiny
from tests.serving import Served
from tests.web.conftest import World
from tests.web.unit_world import finding, unit_world


def token(login: str) -> str:
    return f"session-of-{login}-for-this-test"


def sign_in(page: Page, served: Served, login: str) -> None:
    page.context.add_cookies([{"name": "inspector", "value": token(login), "url": served.url}])


def open_sessions(world: World) -> None:
    for login in ("reporter.m1", "head.m1"):
        account, until = world.account_id(login), now() + 3600 * SECOND
        world.store.write_now(
            lambda c, login=login, account=account, until=until: sessions.open_session(  # type: ignore[misc]
                c, token(login), account, at=now(), expires_at=until
            )
        )


@pytest.fixture
def unit_served(tmp_path: Path) -> Iterator[tuple[Served, str]]:
    """A server over the record of the museums, and the path of the first finding of `m1`."""
    folder = tmp_path / "served"
    folder.mkdir()
    with unit_world(tmp_path / "record") as world:
        open_sessions(world)
        key = finding(world).id
        with serving_copy(world.settings.data_folder, folder, demo=False) as served:
            yield served, key


def test_a_report_is_kept_given_to_the_head_and_sent(
    unit_served: tuple[Served, str], phone: Page, desk: Page, screenshots: Path
) -> None:
    served, key = unit_served
    writing = f"{served.url}/rectification/writing/report.f-{key}"
    picture = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(picture, "JPEG", quality=95)
    sign_in(phone, served, "reporter.m1")
    phone.goto(writing)
    phone.locator("#note").fill("已增设讲解设备两套。")
    expect(phone.locator("#writing-state")).to_have_text("已保存")
    phone.locator("#file").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    expect(phone.locator("[data-proof] img")).to_be_visible()
    phone.reload()
    expect(phone.locator("#note")).to_have_value("已增设讲解设备两套。")
    expect(phone.locator("[data-proof]")).to_have_count(1)
    phone.screenshot(path=screenshots / "phone.png", full_page=True)
    phone.get_by_role("button", name="交负责人审核").click()
    expect(phone.get_by_text("已交负责人，尚未报送")).to_be_visible()
    sign_in(desk, served, "head.m1")
    desk.goto(writing)
    desk.locator("#note").fill("已增设讲解设备两套，正在使用。")
    desk.get_by_role("button", name="报送督导机构").click()
    expect(desk.get_by_text("已报整改").first).to_be_visible()
    expect(desk.locator(".timeline a")).to_have_count(1)
    desk.screenshot(path=screenshots / "desk.png", full_page=True)


# The page is there, its scripts have not run yet.
TYPED_EARLY = """document.addEventListener("readystatechange", () => {
  if (document.readyState === "interactive") document.getElementById("note").value = "已增设讲解设备两套。";
});"""


def test_what_is_typed_before_the_script_has_come_is_kept_too(
    unit_served: tuple[Served, str], phone: Page, desk: Page
) -> None:
    served, key = unit_served
    writing = f"{served.url}/rectification/writing/report.f-{key}"
    sign_in(phone, served, "reporter.m1")
    phone.add_init_script(TYPED_EARLY)
    phone.add_init_script(CHOSEN_EARLY % ("#file", tiny()))
    phone.goto(writing)
    expect(phone.locator("#writing-state")).to_have_text("已保存")
    expect(phone.locator("[data-proof] img")).to_be_visible()
    sign_in(desk, served, "head.m1")
    desk.goto(writing)
    expect(desk.locator("#note")).to_have_value("已增设讲解设备两套。")
    expect(desk.locator("[data-proof]")).to_have_count(1)


def test_a_button_waits_for_the_photo_that_is_made_ready(unit_served: tuple[Served, str], phone: Page) -> None:
    served, key = unit_served
    writing = f"{served.url}/rectification/writing/report.f-{key}"
    sign_in(phone, served, "reporter.m1")
    phone.goto(writing)
    phone.locator("#note").fill("已增设讲解设备两套。")
    problem, button = phone.locator("#proofs [data-problem]"), phone.get_by_role("button", name="交负责人审核")
    for content, told in ((b"no picture", "照片无法读取"), (photo(1, (400, 300))["buffer"], "")):
        phone.evaluate(SLOW_PICTURES)
        phone.locator("#file").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content})
        expect(problem).to_have_class("soft")
        button.click()
        phone.evaluate("window.free()")
        if told:  # and the page stays
            expect(problem).to_contain_text(told)
            expect(problem).to_have_class("error")
    expect(phone.get_by_text("已交负责人，尚未报送")).to_be_visible()
    expect(phone.locator("#waiting")).to_be_hidden()
    phone.goto(writing)
    expect(phone.locator("[data-proof]")).to_have_count(1)
