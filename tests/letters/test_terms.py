"""The last days that papers print, by hand: they are the ledger's, counted with the same table."""

from datetime import date

from inspector.casework.deadlines import ROLLS, Running
from inspector.checklist.items import Rectify
from inspector.letters.composition import accountability, due, opinion, term
from inspector.letters.drafting import render
from inspector.letters.papers.shared import term_text
from inspector.storage.holidays import official
from tests.letters.reading import whole
from tests.letters.samples import reference
from tests.letters.test_published import at, survey

RECEIVED = date(2025, 7, 3)
"""90 days later is 1 October 2025; the holiday lasts until the 8th."""
PLAN = "zhuhai_2023_2025"


def district() -> str:
    found = survey(PLAN)
    return next(unit.id for unit in found.subjects.values() if unit.above and found.below(unit.id))


def printed(within: str, received: date) -> str:
    rectify = Rectify.model_validate({"action": "改", "within": within})
    until = due(rectify, Running(received, official()))
    assert until is not None
    return term_text(term(rectify, "本意见书", until), until.last)


def test_a_last_day_on_a_holiday_is_printed_as_moved() -> None:
    assert printed("90 calendar days", RECEIVED) == "自收到本意见书之日起90日内，遇休假日顺延（2025年10月9日前）"
    assert printed("90 calendar days", date(2025, 7, 11)) == "自收到本意见书之日起90日内（2025年10月9日前）"


def test_working_days_give_a_day_too() -> None:
    # From Wednesday 11 February 2026: 12, 13, Sat 14 (worked), 24, 25, 26, 27, Sat 28 (worked), 2 March, 3 March
    assert printed("10 working days", date(2026, 2, 11)) == "自收到本意见书之日起10个工作日内（2026年3月3日前）"


def test_both_papers_of_a_district_print_the_same_days_and_on_what_they_rest() -> None:
    found, unit = survey(PLAN), district()
    listed = accountability(found, unit, at(found), days=official(), notice=RECEIVED)
    told = opinion(found, unit, at(found), days=official(), notice=RECEIVED)
    by_fact = {entry.text: entry.due for entry in listed.entries if entry.due}
    assert told.problems and all(by_fact[one.fact] == one.due for one in told.problems)
    assert date(2025, 10, 9) in by_fact.values()
    assert not any(day.weekday() > 4 and day not in official().worked for day in by_fact.values())
    assert ROLLS in whole(render(listed, reference()))


def test_without_the_day_of_receipt_no_day_is_printed() -> None:
    found = survey(PLAN)
    assert {one.due for one in opinion(found, district(), at(found), days=official()).problems} == {None}
