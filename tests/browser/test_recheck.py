"""A finding checked again without signal: given out at the desk, answered on the phone, decided at the desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.stories import stories
from inspector.settings import Settings
from inspector.storage import accounts, findings, inspections, rounds, surveys
from inspector.storage.finding_taking import take
from inspector.storage.instants import civil_date, now
from inspector.storage.store import open_store
from inspector.storage.tables import Finding
from tests.browser.conftest import DESK, open_page
from tests.browser.test_form import ROUND, saved
from tests.browser.test_offline_pages import sign_in
from tests.browser.wire import Wire, wired
from tests.serving import Served

INSPECTOR = "inspector4-yuncheng"


@pytest.fixture
def wire(served: Served) -> Iterator[Wire]:
    with wired(served.url) as made:
        yield made


def told_finding(served: Served) -> tuple[Finding, str]:
    """A finding at a confirmed inspection of which the unit was told, and the choice that puts it right."""
    settings = Settings(data_folder=served.data_folder)

    def job(connection: Connection) -> tuple[Finding, str]:
        round_ = rounds.by_id(connection, ROUND)
        assert round_ is not None
        survey, on = surveys.survey(connection, round_), civil_date(now(), settings.zone)
        clerk = accounts.by_login(connection, "clerk-yuncheng")
        assert clerk is not None and clerk.id is not None
        for line in inspections.of_round(connection, ROUND):
            if line.state != "confirmed":
                continue
            take(connection, round_, line.unit_id, stories(survey, line.unit_id), by=None, at=now())
            for row in findings.of_unit(connection, line.unit_id):
                item = survey.edition.items[row.item_id]
                good = [key for key, one in item.ask.choices.items() if one.met and not one.note]
                if item.applies_when or not good or row.state not in ("found", "open"):
                    continue
                if row.state == "found":
                    step = Step(FindingStep.tell, day=on - timedelta(30), due=on + timedelta(30))
                    row = findings.advance(connection, row.id, step, by=clerk.id, at=now(), today=on)
                return row, good[0]
        raise AssertionError("the demo data has no such problem")

    with open_store(settings) as store:
        return store.write_now(job)


def test_a_finding_is_checked_again_without_signal(
    served: Served, wire: Wire, phone: Page, chromium: Browser, screenshots: Path
) -> None:
    finding, good = told_finding(served)
    for desk in open_page(chromium, DESK, touch=False):
        sign_in(desk, wire, "evaluator-yuncheng")
        desk.goto(f"{wire.url}/rechecks/new?finding={finding.id}")
        expect(desk.locator("[name=finding]:checked")).to_have_count(1)
        desk.select_option("#inspector", label="督学丁（演示）")
        desk.click("main button.main-action")
        desk.wait_for_url("**/rechecks/*")
        form = desk.url.removeprefix(wire.url).replace("/rechecks/", "/inspections/")

        sign_in(phone, wire, INSPECTOR)
        card = phone.locator(f'[data-prepare="{form}"]')
        card.locator("button").click()
        expect(card.locator("[data-taken]")).to_have_attribute("data-state", "ready")
        wire.cut()
        phone.goto(wire.url + form)
        question = phone.locator(f"#q-{finding.item_id}")
        expect(phone.locator("[data-item]")).to_have_count(1)
        expect(question).to_contain_text(finding.text)
        expect(phone.locator("#form")).to_have_attribute("data-judges", "here")
        phone.locator(f'[name="{finding.item_id}/value"][value="{good}"]').check()
        expect(question.locator("[data-badge]")).to_have_text("达到")
        phone.screenshot(path=screenshots / "phone.png", full_page=True)
        wire.connect()
        phone.goto(wire.url + form)
        saved(phone)
        phone.goto(f"{wire.url}{form}/submit")
        phone.locator("main form button.main-action").click()
        phone.wait_for_url("**/review")

        desk.reload()
        expect(desk.locator(f'[name="outcome-{finding.id}"][value="done"]')).to_be_checked()
        desk.screenshot(path=screenshots / "desk.png", full_page=True)
        desk.locator("form button.main-action").click()
        expect(desk.locator(f"#f-{finding.id}")).to_contain_text("整改到位")
        expect(desk.locator(".page-head")).to_contain_text("已确认")
