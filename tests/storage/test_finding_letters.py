"""Letters tell findings, urge, set terms and strike off; a withdrawn one takes back what nobody answered."""

import json
from datetime import date
from typing import Any

import pytest

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.letter_life import LetterStep
from inspector.casework.stories import Told
from inspector.checklist.items import Rectify
from inspector.storage import finding_events, findings, letter_findings, taking_over
from inspector.storage.findings import advance as move
from inspector.storage.rounds import by_id
from inspector.storage.store import Store
from inspector.storage.tables import Finding
from tests.storage.letter_world import Desk, issue, step
from tests.storage.test_findings import TODAY, ledger, story, taken
from tests.storage.world import AT, SCHOOL, People

RECEIVED = date(2026, 1, 5)
RECTIFY = Rectify.model_validate({"action": "建成", "within": "30 calendar days", "from": "notice_received"})


@pytest.fixture
def desk(store: Store, people: People) -> Desk:
    return Desk.at(store, people)


def problem(item: str = "room_built", **more: Any) -> dict[str, Any]:
    return {"fact": "未建成。", "origin": {"unit": SCHOOL, "item": item, "clauses": [], "occurrence": ""}, **more}


def drafted(desk: Desk, kind: str, *problems: dict[str, Any], supersedes: str | None = None, **paper: Any) -> str:
    inputs = json.dumps({"paper": {"problems": problems, **paper}})
    letter = desk.draft(kind, inputs, supersedes=supersedes)
    found = [(SCHOOL, one["origin"]["item"]) for one in problems]
    desk.store.write_now(lambda c: letter_findings.record(c, letter, found))
    return letter


def out(desk: Desk, letter: str, day: date, number: int) -> str:
    """Issued, whatever was heard before."""
    issue(desk, letter, f"教督〔2026〕{number}号", day=day, signed=day, note="已当面听取意见")
    return letter


def delivered(desk: Desk, letter: str, day: date = RECEIVED, number: int = 1) -> str:
    out(desk, letter, RECEIVED, number)
    step(desk, letter, LetterStep.deliver, day=day, person="李某", way="handed_over")
    return letter


def the(desk: Desk, item: str = "room_built") -> Finding:
    return next(row for row in ledger(desk.store) if row.item_id == item)


def steps(desk: Desk, row: Finding) -> list[str]:
    return [one.step for one in desk.store.read_now(lambda c: finding_events.of_finding(c, row.id))]


def moved(desk: Desk, by: int, name: FindingStep, **given: Any) -> Finding:
    row = the(desk)
    return desk.store.write_now(lambda c: move(c, row.id, Step(name, **given), by=by, at=AT, today=TODAY))


def test_a_delivered_letter_tells_with_the_day_it_printed(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY), story("other")])
    letter = drafted(desk, "opinion", problem(due="2026-02-11"), problem("other"), report_by="2026-03-01", heard=True)
    delivered(desk, letter)
    row, other = the(desk), the(desk, "other")
    assert (row.state, row.told_on, row.due, row.due_source) == ("open", RECEIVED, date(2026, 2, 11), "")
    assert (other.state, other.due) == ("open", date(2026, 3, 1))  # no term of its own: that of the report
    event = desk.store.read_now(lambda c: finding_events.of_finding(c, row.id))[-1]
    assert (event.step, event.letter_id, event.account_id) == ("tell", letter, desk.clerk)


def test_a_letter_without_a_printed_day_counts_the_term_from_its_receipt(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY)])
    delivered(desk, drafted(desk, "rectification_notice", problem(), term_source="某办法第三条"))
    # 5 January and 30 calendar days: 4 February 2026, a Wednesday
    assert (the(desk).due, the(desk).due_source) == (date(2026, 2, 4), "某办法第三条")


def test_a_printed_day_that_is_over_on_delivery_gives_way_to_the_counted_one(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY)])
    delivered(desk, drafted(desk, "rectification_notice", problem(), due_by="2026-01-04"))
    assert the(desk).due == date(2026, 2, 4)


def test_of_two_letters_the_earlier_one_holds_and_a_correction_sets_the_term_anew(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY)])
    first = delivered(desk, drafted(desk, "rectification_notice", problem(due="2026-02-04")))
    delivered(desk, drafted(desk, "rectification_notice", problem(due="2026-06-30")), number=2)
    assert the(desk).due == date(2026, 2, 4)
    assert steps(desk, the(desk)) == ["found", "tell"]
    correction = drafted(desk, "rectification_notice", problem(due="2026-02-25"), supersedes=first)
    delivered(desk, correction, number=3)
    assert (the(desk).due, steps(desk, the(desk))) == (date(2026, 2, 25), ["found", "tell", "change"])


def test_a_withdrawn_letter_takes_its_telling_back_unless_the_unit_answered(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY), story("other")])
    letter = delivered(desk, drafted(desk, "rectification_notice", problem(), problem("other")))
    moved(desk, desk.clerk, FindingStep.plan, measure="改建一间教室")
    step(desk, letter, LetterStep.withdraw, note="写错了单位")
    answered, silent = the(desk), the(desk, "other")
    assert (answered.state, answered.due, answered.measure) == ("open", date(2026, 2, 4), "改建一间教室")
    assert (silent.state, silent.due, silent.told_on) == ("found", None, None)
    assert steps(desk, silent) == ["found", "tell", "undo"]


def test_another_letter_that_is_out_tells_when_the_first_is_withdrawn(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY)])
    first = delivered(desk, drafted(desk, "rectification_notice", problem()))
    delivered(desk, drafted(desk, "opinion", problem(due="2026-03-31"), heard=True), date(2026, 1, 20), number=2)
    step(desk, first, LetterStep.withdraw, note="改用意见书")
    assert (the(desk).state, the(desk).due, the(desk).told_on) == ("open", date(2026, 3, 31), date(2026, 1, 20))


def test_a_notice_written_on_site_tells_what_is_taken_over_later(desk: Desk) -> None:
    delivered(desk, drafted(desk, "rectification_notice", problem()))

    def job(connection: Any) -> None:
        round_ = by_id(connection, "r1")
        assert round_ is not None
        for _ in range(2):
            taking_over.take(connection, round_, SCHOOL, [story(rectify=RECTIFY)], by=None, at=AT)

    desk.store.write_now(job)
    assert (the(desk).state, the(desk).due, steps(desk, the(desk))) == ("open", date(2026, 2, 4), ["found", "tell"])


def test_what_cannot_be_verified_is_told_by_its_sentence(desk: Desk) -> None:
    taken(
        desk.store,
        [story(kind="unproven", sentence="未能提供证明材料。", told=(Told("unproven", "", "未能提供证明材料。"),))],
    )
    letter = drafted(desk, "opinion", report_by="2026-02-27", heard=True, unverifiable=["未能提供证明材料。"])
    delivered(desk, letter)
    assert (the(desk).state, the(desk).due) == ("open", date(2026, 2, 27))


def test_the_way_to_the_end_by_letters(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY)])
    delivered(desk, drafted(desk, "rectification_notice", problem()))
    urging = drafted(desk, "urging", problem(was_due="2026-02-04", new_due="2026-02-20"), term_source="")
    delivered(desk, urging, date(2026, 2, 6), number=2)
    assert (the(desk).due, the(desk).state) == (date(2026, 2, 20), "open")
    moved(desk, desk.clerk, FindingStep.report, day=date(2026, 2, 18), note="已建成")
    moved(desk, desk.people.wang, FindingStep.recheck, day=date(2026, 2, 24), outcome="partly", due=date(2026, 3, 5))
    opinion = drafted(desk, "recheck_opinion", problem(outcome="partly"), new_due="2026-03-31")
    delivered(desk, opinion, date(2026, 2, 25), number=3)
    assert (the(desk).state, the(desk).due) == ("partly", date(2026, 3, 31))
    slip = drafted(desk, "closure_slip", problem(), closed_on="2026-02-28")
    out(desk, slip, date(2026, 3, 1), 11)
    assert the(desk).state == "partly"  # not verified: nothing to strike off
    moved(desk, desk.people.wang, FindingStep.recheck, day=date(2026, 2, 26), outcome="done")
    again = drafted(desk, "closure_slip", problem(), closed_on="2026-02-28")
    out(desk, again, date(2026, 3, 1), 12)
    row = the(desk)
    assert (row.state, row.closed_on, row.closed_by, row.verified_by) == (
        *("closed", date(2026, 2, 28)),
        *(desk.clerk, desk.people.wang),
    )
    step(desk, again, LetterStep.withdraw, note="单位名称写错")
    assert (the(desk).state, the(desk).closed_on) == ("verified", None)


def test_what_a_round_takes_back_after_telling_is_marked_and_stays(desk: Desk) -> None:
    taken(desk.store, [story(rectify=RECTIFY)])
    delivered(desk, drafted(desk, "rectification_notice", problem()))
    for _ in range(2):
        taken(desk.store, [])
    assert (the(desk).state, steps(desk, the(desk))) == ("open", ["found", "tell", "gone"])
    taken(desk.store, [story(rectify=RECTIFY)])
    assert steps(desk, the(desk))[-1] == "anew"
    counts = desk.store.read_now(lambda c: findings.counts(c, "yc"))
    assert counts == {("problem", "open"): 1}
