"""One problem from the visit to the day it is struck off, in Chromium, over the Spring Festival of 2026.

The festival is free from 15 to 23 February; Saturdays 14 and 28 February are worked (notice of the State Council).
"""

import io
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.moved_clock import moved_server
from tests.browser.office_work import Office, fill

ROUND, SCHOOL, ITEM = "yuncheng_2023-final", "yuncheng13-2", "pupils_refused"
INSPECTION = f"{ROUND}-{SCHOOL}"
NEW = f"/rounds/{ROUND}/letters/new?kind="
LAST_DAY = date(2026, 2, 24)
RECHECK = re.compile(r"/rechecks/[0-9a-z]{20,40}$")
FACT = "河津市第一小学近一学年拒收经评估能随班就读的残疾儿童2人。"


@pytest.fixture
def office(demo_record: Path, chromium: Browser, tmp_path: Path, screenshots: Path) -> Iterator[Office]:
    with moved_server(tmp_path, demo_record, date(2026, 1, 12)) as server:
        made = Office(server, chromium, screenshots)
        yield made
        for page in made.pages.values():
            page.context.close()
        assert made.mistakes == [], "scripts of the page raised errors"


def test_from_the_visit_to_the_day_it_is_struck_off(office: Office) -> None:
    inspected(office)
    heard(office)
    told(office)
    reported(office, date(2026, 2, 13), "已为一名儿童办理入学，另一名正在联系。")
    checked_again(office, date(2026, 2, 25), "1", "not_done", due=date(2026, 3, 5))
    urged(office)
    talked(office)
    reported(office, date(2026, 3, 18), "两名儿童均已入学，家长已签字确认。")
    checked_again(office, date(2026, 3, 19), "0", "done")
    struck_off(office)


def finding(office: Office) -> dict[str, object]:
    """The ledger's row of the story, and that its page says the same to the clerk."""
    with sqlite3.connect(office.server.data / "inspector.sqlite3") as record:
        record.row_factory = sqlite3.Row
        rows = record.execute("SELECT * FROM finding WHERE unit_id = ? AND item_id = ?", (SCHOOL, ITEM)).fetchall()
    assert len(rows) == 1, "one story, whatever happens to it"
    page = office.open("clerk-yuncheng", f"/ledger/{rows[0]['id']}")
    expect(page.locator("main")).to_contain_text(FACT)
    if rows[0]["due"]:
        year, month, day = map(int, rows[0]["due"].split("-"))
        expect(page.locator("main")).to_contain_text(f"{year}年{month}月{day}日")
    return dict(rows[0])


def stands(office: Office, state: str, due: date | None) -> None:
    row = finding(office)
    assert (row["state"], row["due"]) == (state, due.isoformat() if due else None)


def inspected(office: Office) -> None:
    """12 January: two refused children are entered on the phone, handed in, confirmed the next day."""
    answered(office, INSPECTION, "2")
    office.at(date(2026, 1, 13))
    page = office.open("evaluator-yuncheng", f"/inspections/{INSPECTION}/review")
    page.click("button[value=confirm]")
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    stands(office, "found", None)


def answered(office: Office, inspection: str, refused: str) -> None:
    """On the phone; everything else stays open."""
    phone = office.as_("inspector-yuncheng", phone=True)
    phone.goto(f"{office.server.url}/inspections/{inspection}")
    phone.locator(f'[data-field^="{ITEM}"] input').first.fill(refused)
    expect(phone.locator("[data-save-state], .save-state").first).to_have_attribute("data-state", "saved")
    office.look(phone, f"form_{refused}")
    phone.goto(f"{office.server.url}/inspections/{inspection}/submit")
    if phone.locator("[name=stays_open]").count():
        phone.check("[name=stays_open]")
    phone.click("button.main-action")
    phone.wait_for_url("**/review")


def heard(office: Office) -> None:
    """15 January: the preliminary opinion is delivered. Ten days end on Sunday the 25th: until Monday the 26th the
    school may say something against it. It does on the 20th; what it says is turned down on the 26th."""
    office.at(date(2026, 1, 15))
    letter = office.draft(f"{NEW}preliminary_opinion&unit={SCHOOL}", {"reply_by": "2026-01-26"})
    office.issue(letter, "运教督〔2026〕1号")
    office.deliver(letter)
    assert FACT in office.paper(letter)
    office.at(date(2026, 1, 20))
    page = office.open("head-yuncheng", f"/rectification{letter}")
    expect(page.locator("main")).to_contain_text("2026年1月26日")
    office.look(page, "paper_of_the_unit")
    page.locator(f'article:has-text("{FACT}") a.button').click()
    page.fill("[name=note]", "两名儿童居住地不在我校学区。")
    page.click("button[value=send]")
    page.wait_for_url("**/rectification/letters/**")
    office.at(date(2026, 1, 26))
    page = office.open("evaluator-yuncheng", "/statements")
    page.locator('main a[href^="/statements/"]').first.click()
    expect(page.locator("main")).to_contain_text("两名儿童居住地不在我校学区")
    office.look(page, "statement")
    page.locator('[name=decision][value="upheld"]').check()
    fill(page, {"reason": "学区划分表显示两名儿童均在该校学区。", "day": "2026-01-26"})
    page.click("button.main-action")
    expect(page.locator("[name=decision]")).to_have_count(0)
    stands(office, "found", None)


def told(office: Office) -> None:
    """The opinion is issued on 30 January and received on 2 February: fifteen days end on 17 February, within the
    festival, so the last day is Tuesday the 24th. The notice that repeats it on the 4th does not make it later."""
    office.at(date(2026, 1, 30))
    values = {"defence": "heard", "heard_on": "2026-01-26", "notice": "2026-02-02"}
    letter = office.draft(f"{NEW}opinion&unit={SCHOOL}", values)
    office.issue(letter, "运教督〔2026〕2号")
    office.at(date(2026, 2, 2))
    office.deliver(letter)
    text = office.paper(letter)
    assert FACT in text and "2026年2月24日" in text
    stands(office, "open", LAST_DAY)
    office.at(date(2026, 2, 3))
    values = {"found_on": "2026-01-12", "report_by": "2026-02-24", "notice": "2026-02-04"}
    letter = office.draft(f"{NEW}rectification_notice&unit={SCHOOL}", values)
    office.issue(letter, "运教督整")
    office.at(date(2026, 2, 4))
    office.deliver(letter)
    assert FACT in office.paper(letter)
    stands(office, "open", LAST_DAY)


def reported(office: Office, day: date, text: str) -> None:
    """The school's reporter writes with a photo as proof, its head sends it."""
    office.at(day)
    path = f"/rectification/writing/report.f-{finding(office)['id']}"
    page = office.open("reporter-yuncheng", path)
    page.fill("[name=note]", text)
    page.set_input_files("#file", {"name": "入学通知.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.locator("[data-proof] a")).to_have_count(1)
    office.look(page, f"report_{day}")
    page.click("button[value=ready]")
    page = office.open("head-yuncheng", path)
    expect(page.locator("[name=note]")).to_have_value(text)
    page.click("button[value=send]")
    page.wait_for_url("**/rectification/*")
    assert finding(office)["state"] == "reported"


def checked_again(office: Office, day: date, refused: str, outcome: str, due: date | None = None) -> None:
    """A short inspection of this one problem, on the phone; an evaluator decides."""
    office.at(day)
    found = finding(office)["id"]
    with sqlite3.connect(office.server.data / "inspector.sqlite3") as record:
        (person,) = record.execute("SELECT id FROM account WHERE login = 'inspector-yuncheng'").fetchone()
    page = office.open("clerk-yuncheng", f"/rechecks/new?finding={found}")
    page.select_option("[name=inspector]", str(person))
    page.fill("[name=day]", day.isoformat())
    page.click("button.main-action")
    page.wait_for_url(RECHECK)
    recheck = page.url.rpartition("/")[2]
    answered(office, recheck, refused)
    page = office.open("evaluator-yuncheng", f"/rechecks/{recheck}")
    chosen = page.locator(f'[name^="outcome-"][value="{outcome}"]')
    expect(chosen).to_be_checked()
    if due is not None:
        page.fill("[name=due]", due.isoformat())
    office.look(page, f"recheck_{day}")
    page.locator("main form button.main-action").last.click()
    expect(page.locator('[name^="outcome-"]')).to_have_count(0)
    stands(office, {"done": "verified", "not_done": "open"}[outcome], due or date(2026, 3, 13))


def urged(office: Office) -> None:
    """The new last day, 5 March, has passed: an urging letter sets the 13th."""
    office.at(date(2026, 3, 6))
    values = {"counted_on": "2026-03-06", "report_by": "2026-03-13"}
    picks = {f"{SCHOOL}:{ITEM}:": {"was_due": "2026-03-05", "new_due": "2026-03-13", "progress": "已入学一名"}}
    letter = office.draft(f"{NEW}urging&unit={SCHOOL}", values, picks=picks)
    office.issue(letter, "运教督〔2026〕3号")
    office.deliver(letter)
    assert "逾期1日" in office.paper(letter)
    stands(office, "open", date(2026, 3, 13))


def talked(office: Office) -> None:
    """Late again, urged once, once not put right on the re-check: the ladder proposes a talk, and it is held."""
    office.at(date(2026, 3, 16))
    page = office.open("clerk-yuncheng", f"/measures/units/{SCHOOL}")
    proposal = page.locator(".measure", has_text="约谈").first
    expect(proposal).to_contain_text("已督办1次，复查未通过1次")
    office.look(page, "proposals")
    talk = {"held_at": "2026-03-17T10:00", "place": "教育局二楼会议室", "host": "教育督导委员会办公室主任"}
    invited = talk | {"matter": "两名儿童入学问题逾期未解决。", "attending": "校长"}
    letter = office.draft(f"{NEW}talk_notice&unit={SCHOOL}", dict(invited))
    office.issue(letter, "运教督〔2026〕4号")
    office.deliver(letter)
    assert "2026年3月17日" in office.paper(letter)
    office.at(date(2026, 3, 17))
    said = {"recorder": "记录员", "present": "校长", "matter": "儿童入学", "statement": "尚有一名未入学。"}
    record = office.draft(f"{NEW}talk_record&unit={SCHOOL}", talk | said | {"demands": "三日内办结。"})
    assert "三日内办结" in office.paper(record)


def struck_off(office: Office) -> None:
    """Verified by the evaluator, told by the opinion of the re-check, struck off by the clerk with a slip."""
    office.at(date(2026, 3, 20))
    letter = office.draft(f"{NEW}recheck_opinion&unit={SCHOOL}", {})
    office.issue(letter, "运教督〔2026〕5号")
    office.deliver(letter)
    assert "已完成整改" in office.paper(letter)
    office.at(date(2026, 3, 23))
    slip = office.draft(f"{NEW}closure_slip&unit={SCHOOL}", {})
    office.issue(slip, "运教督销")
    assert FACT in office.paper(slip)
    row = finding(office)
    assert (row["state"], row["closed_on"], row["chapters"]) == ("closed", "2026-03-23", 1)
    page = office.open("clerk-yuncheng", f"/ledger/{row['id']}")
    office.look(page, "ledger_story")
    phone = office.as_("inspector-yuncheng", phone=True)
    phone.goto(f"{office.server.url}/ledger/{row['id']}")
    office.look(phone, "ledger_story_phone")


def photo() -> bytes:
    """A small photo, with a place in it that must not be kept."""
    content = io.BytesIO()
    picture = Image.new("RGB", (320, 240), "#7a9")
    exif = picture.getexif()
    exif[0x8825] = {1: "N", 2: (35.0, 35.0, 0.0)}
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()
