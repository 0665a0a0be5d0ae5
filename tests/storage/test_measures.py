"""Cases of accountability in the record: facts from the ledger, a decision by people, one step after the other."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, update

from inspector.casework.deadlines import Days
from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.measure_life import CaseMove, CaseObstacle, CaseState, CaseStep
from inspector.casework.measures import WHOLE, Facts
from inspector.checklist.ladder import Ladder
from inspector.checklist.ladder_reading import read_ladders
from inspector.checklist.reader import read_texts
from inspector.letters.kinds import KINDS
from inspector.settings import measures_root
from inspector.storage import (
    findings,
    measure_facts,
    measures,
    recusals,
    units,
)
from inspector.storage.measure_problems import CaseProblem
from inspector.storage.measures import Choice
from inspector.storage.rows import add, table
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Inspection, Letter, MeasureCase, Recusal, StatedFact
from tests.storage.world import AT, CITY, SCHOOL, People

NATIONAL: Ladder = read_ladders(read_texts(measures_root()), KINDS)[0]["national"]
TODAY = date(2026, 3, 1)
DUE = date(2026, 1, 18)  # 13 days of January and 28 of February and 1 of March: 42 days late
DAYS = Days({}, {}, frozenset({2026}))
TALK = Choice("talk", TODAY, "逾期未改，督办无果")


def urged(day: date) -> Step:
    return Step(FindingStep.urge, day=day, due=DUE)


def unit_of(c: Connection, on: date = TODAY) -> units.UnitAt:
    found = units.by_id(c, SCHOOL, on)
    assert found is not None
    return found


def proposed(store: Store, by: int, chosen: Choice = TALK, on: date = TODAY) -> MeasureCase:
    return store.write_now(lambda c: measures.propose(c, unit_of(c), NATIONAL, chosen, by=by, at=AT, today=on))


def not_taken(store: Store, by: int, chosen: Choice = TALK) -> MeasureCase:
    return store.write_now(lambda c: measures.refuse(c, unit_of(c), NATIONAL, chosen, by=by, at=AT, today=TODAY))


def offered(store: Store, today: date = TODAY) -> list[str]:
    return store.read_now(lambda c: [one.measure for one in measures.standing(c, SCHOOL, NATIONAL, today).proposals])


def facts(store: Store, finding: str, today: date = TODAY) -> Facts:
    return store.read_now(lambda c: measures.standing(c, SCHOOL, NATIONAL, today).facts[finding])


def step(store: Store, case: MeasureCase, by: int, name: CaseStep, day: Any = TODAY, **given: Any) -> MeasureCase:
    move = CaseMove(name, day=day, **({"note": "照办"} | given))
    return store.write_now(lambda c: measures.advance(c, case.id, move, by=by, at=AT, today=date(2027, 1, 1)))


def deceit(by: int, **changed: Any) -> StatedFact:
    known: dict[str, Any] = {"id": "s1", "city_id": CITY, "unit_id": SCHOOL, "condition": "deceit", "text": "补造台账"}
    known |= {"evidence": "卷宗第2号", "happened_on": TODAY, "stated_by": by, "stated_at": AT}
    return StatedFact(**(known | changed))


def refused(call: Callable[..., Any], *given: Any, **named: Any) -> CaseObstacle:
    with pytest.raises(CaseProblem) as problem:
        call(*given, **named)
    return problem.value.obstacle


APPROVED = {"person": "赵主任", "post": "主任"}
DECIDED = {"facts": "整改逾期42日，经督办仍未完成。", "grounds": "《教育督导问责办法》"}


def enacted(store: Store, case: MeasureCase, proposer: int, other: int) -> MeasureCase:
    """The whole way up to the decision: March 1st notice, last day of the statement March 11th, enacted the 20th."""
    case = step(store, case, proposer, CaseStep.group)
    case = step(store, case, proposer, CaseStep.notice)
    case = step(store, case, proposer, CaseStep.hear, date(2026, 3, 9), outcome="stated")
    case = step(store, case, proposer, CaseStep.consult, date(2026, 3, 12))
    case = step(store, case, other, CaseStep.approve, date(2026, 3, 18), **APPROVED)
    return step(store, case, other, CaseStep.enact, date(2026, 3, 20), **DECIDED)


def test_facts_are_counted_from_the_ledger(store: Store, late: list[str], chen: int, people: People) -> None:
    first, second = late
    assert facts(store, first) == Facts(overdue_days=42, urged=1, report_missing=True)
    assert facts(store, second) == Facts(overdue_days=50, report_missing=True)  # due January 10th: 21 + 28 + 1
    failed = Step(FindingStep.recheck, day=date(2026, 2, 1), outcome="not_done", due=date(2026, 2, 20))
    store.write_now(lambda c: findings.advance(c, first, failed, by=people.wang, at=AT, today=TODAY))
    assert facts(store, first) == Facts(overdue_days=9, urged=1, recheck_failed=1, report_missing=True)


def test_urging_that_was_taken_back_or_whose_letter_was_withdrawn_does_not_count(
    store: Store, late: list[str], chen: int
) -> None:
    second = late[1]
    store.write_now(lambda c: letter(c, "l1", "withdrawn"))
    store.write_now(
        lambda c: findings.advance(c, second, urged(date(2026, 1, 12)), by=chen, at=AT, today=TODAY, bulk="b1")
    )
    assert facts(store, second).urged == 1
    store.write_now(lambda c: findings.undo(c, "b1", by=chen, at=AT))
    assert facts(store, second).urged == 0
    store.write_now(
        lambda c: findings.advance(c, second, urged(date(2026, 1, 13)), by=chen, at=AT, today=TODAY, letter_id="l1")
    )
    assert facts(store, second).urged == 0


def letter(c: Connection, letter_id: str, state: str, unit: str = SCHOOL, kind: str = "talk_notice") -> None:
    digest = "0" * 64
    if not c.exec_driver_sql("SELECT 1 FROM blob").first():
        add(c, Blob(sha256=digest, size=1, media_type="text/plain", name="a", stored_at=AT))
    known: dict[str, Any] = {"id": letter_id, "city_id": CITY, "kind": kind, "round_id": "r1", "unit_id": unit}
    known |= {"title": "约谈通知", "state": state, "inputs": '{"paper":{}}', "blob_sha256": digest, "created_at": AT}
    add(c, Letter(**known))


def test_proposal_becomes_a_case_with_its_facts(store: Store, late: list[str], chen: int) -> None:
    assert offered(store) == ["public_criticism", "talk", "supervision_circular"]  # nothing was reported either
    case = proposed(store, chen)
    assert (case.number, case.state, case.measure_title, case.post) == (1, "proposed", "约谈", "")
    assert [row.id for row in store.read_now(lambda c: measures.findings_of(c, case.id))] == [late[0]]
    assert offered(store) == ["public_criticism", "supervision_circular"]
    assert store.read_now(lambda c: [one.id for one in measures.of_finding(c, late[0])]) == [case.id]


def test_of_two_people_deciding_at_once_the_second_is_told(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    proposed(store, chen)
    assert refused(proposed, store, people.wang) is CaseObstacle.running
    case = store.read_now(lambda c: measures.of_unit(c, SCHOOL))[0]
    move = CaseMove(CaseStep.group, note="三人", day=TODAY)

    def write(seen: int) -> MeasureCase:
        return store.write_now(lambda c: measures.advance(c, case.id, move, by=chen, at=AT, today=TODAY, seen=seen))

    write(case.version)
    assert refused(write, case.version) is CaseObstacle.stale


def test_refusal_is_kept_and_the_proposal_comes_back_when_it_gets_worse(
    store: Store, late: list[str], chen: int
) -> None:
    case = not_taken(store, chen)
    assert (case.state, case.number) == ("not_taken", 1)
    assert store.read_now(lambda c: measures.events(c, case.id))[0].note == "逾期未改，督办无果"
    assert offered(store) == ["public_criticism", "supervision_circular"]
    assert refused(not_taken, store, chen) is CaseObstacle.not_proposed
    assert "talk" not in offered(store, date(2026, 3, 18))  # 59 days late
    assert "talk" in offered(store, date(2026, 3, 19))  # 60: twice the 30 of the rule


def test_refusal_without_a_reason_is_none(store: Store, late: list[str], chen: int) -> None:
    empty = replace(TALK, note="  ")
    for act in (proposed, not_taken):
        assert refused(act, store, chen, empty) is CaseObstacle.text_missing


def test_leaving_out_lower_measures_needs_a_reason(store: Store, late: list[str], chen: int) -> None:
    fact = deceit(chen)
    store.write_now(lambda c: measure_facts.state(c, fact, TODAY))
    assert facts(store, WHOLE).stated == {"deceit"}
    chosen = Choice("supervision_circular", TODAY, "弄虚作假")
    assert refused(proposed, store, chen, chosen) is CaseObstacle.skip_reason_missing
    case = proposed(store, chen, replace(chosen, skip_reason="情节严重"))
    assert (case.skipped, case.skip_reason) == ('["public_criticism", "talk"]', "情节严重")
    store.write_now(lambda c: measure_facts.withdraw(c, SCHOOL, "s1", by=chen, at=AT, reason="查无实据"))
    assert facts(store, WHOLE).stated == frozenset()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"text": " "}, CaseObstacle.text_missing),
        ({"condition": "laziness"}, CaseObstacle.text_missing),
        ({"evidence": ""}, CaseObstacle.evidence_missing),
        ({"happened_on": date(2026, 3, 2)}, CaseObstacle.day_ahead),
    ],
)
def test_stated_fact_needs_words_evidence_and_a_day(
    store: Store, chen: int, changed: dict[str, Any], expected: CaseObstacle
) -> None:
    fact = deceit(chen, **changed)
    assert refused(store.write_now, lambda c: measure_facts.state(c, fact, TODAY)) is expected


def test_measure_against_a_person_names_a_post(store: Store, late: list[str], chen: int) -> None:
    second = Step(FindingStep.urge, day=date(2026, 1, 14), due=date(2026, 1, 14))
    store.write_now(lambda c: findings.advance(c, late[0], second, by=chen, at=AT, today=TODAY))
    on = date(2026, 3, 15)  # 60 days after January 14th
    chosen = Choice("self_criticism", on, "两次督办无果")
    assert refused(proposed, store, chen, chosen, on) is CaseObstacle.post_missing
    assert proposed(store, chen, replace(chosen, post="校长"), on).post == "校长"


def test_whoever_keeps_out_does_not_propose(store: Store, late: list[str], chen: int, people: People) -> None:
    for who, expected in ((people.li, CaseObstacle.role), (people.zhao, CaseObstacle.role)):
        assert refused(proposed, store, who) is expected
    row = Recusal(id="q", round_id="r1", account_id=chen, unit_id="jiang", ground="near_relative", recorded_at=AT)
    store.write_now(lambda c: recusals.record(c, row))
    assert refused(proposed, store, chen) is CaseObstacle.recused  # recused from the county above
    mine = update(table(Inspection)).where(table(Inspection).c.id == "i1").values(inspector_id=people.wang)
    store.write_now(lambda c: c.execute(mine).close())
    assert refused(proposed, store, people.wang) is CaseObstacle.inspected


def test_who_proposed_does_not_record_the_approval_nor_approve(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    case = proposed(store, chen)
    for name in (CaseStep.group, CaseStep.notice):
        case = step(store, case, chen, name)
    case = step(store, case, chen, CaseStep.hear, outcome="stated")
    case = step(store, case, chen, CaseStep.consult)
    approve = CaseStep.approve
    assert refused(step, store, case, chen, approve, **APPROVED) is CaseObstacle.own_proposal
    for person in ("陈文书", "李督学"):  # proposed; inspected the school
        by = {"person": person, "post": "副主任"}
        assert refused(step, store, case, people.wang, approve, **by) is CaseObstacle.approver_barred
    wrong = {"person": "赵主任", "post": "督导机构负责人"}
    assert refused(step, store, case, people.wang, approve, **wrong) is CaseObstacle.approver_post
    assert step(store, case, people.wang, CaseStep.approve, **APPROVED).state == "approved"


def test_decision_comes_into_force_and_counts_within_the_year(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    case = enacted(store, proposed(store, chen), chen, people.wang)
    assert case.state == "in_force"
    for on, expected in (
        (date(2026, 3, 19), 0),
        (date(2026, 3, 20), 1),
        (date(2027, 3, 19), 1),
        (date(2027, 3, 20), 0),
    ):
        assert facts(store, WHOLE, on).repeated_in_a_year == expected


def test_review_and_appeal_leave_the_decision_in_force_and_keep_the_case_open(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    """Received March 23rd: review until April 22nd, a Wednesday."""
    case = enacted(store, proposed(store, chen), chen, people.wang)
    ask, end = CaseStep.ask_review, CaseStep.end
    assert refused(step, store, case, chen, ask, date(2026, 3, 23)) is CaseObstacle.not_delivered
    case = step(store, case, chen, CaseStep.deliver, date(2026, 3, 23))
    assert refused(step, store, case, chen, ask, date(2026, 4, 23)) is CaseObstacle.too_late
    case = step(store, case, chen, ask, date(2026, 4, 22))
    assert case.state == "in_force"
    closing = {"day": date(2026, 6, 1), "outcome": "closes"}
    assert refused(step, store, case, chen, end, **closing) is CaseObstacle.remedy_runs
    case = step(store, case, chen, CaseStep.answer_review, date(2026, 5, 8), outcome="upheld")
    case = step(store, case, chen, CaseStep.ask_appeal, date(2026, 5, 20))
    case = step(store, case, chen, CaseStep.answer_appeal, date(2026, 6, 1), outcome="wrong")
    assert refused(step, store, case, chen, end, **closing) is CaseObstacle.remedy_runs
    case = step(store, case, chen, CaseStep.correct, date(2026, 6, 10))
    assert case.state == "corrected"
    assert facts(store, WHOLE, date(2026, 6, 10)).repeated_in_a_year == 0
    assert [one.number for one in store.read_now(lambda c: measures.events(c, case.id))] == list(range(1, 14))


def test_case_ends_by_a_way_out_of_its_measure(store: Store, late: list[str], chen: int, people: People) -> None:
    case = enacted(store, proposed(store, chen), chen, people.wang)
    day = date(2026, 4, 25)
    assert refused(step, store, case, chen, CaseStep.end, day, outcome="transfer:justice") is CaseObstacle.exit_unknown
    assert step(store, case, chen, CaseStep.end, day, outcome="next:supervision_circular").state == "ended"
    archive = store.read_now(lambda c: measures.of_city(c, CITY, archived=True))
    assert [one.id for one in archive] == [case.id]
    assert store.read_now(lambda c: measures.of_city(c, CITY, archived=False)) == []


def test_withdrawn_or_foreign_letter_is_not_bound(store: Store, late: list[str], chen: int) -> None:
    case = proposed(store, chen)
    for letter_id, state, unit in (("l1", "issued", SCHOOL), ("l2", "withdrawn", SCHOOL), ("l3", "issued", "other")):
        store.write_now(lambda c, one=(letter_id, state, unit): letter(c, *one))  # type: ignore[misc]
    bind = CaseStep.letter
    assert refused(step, store, case, chen, bind, letter="l2") is CaseObstacle.letter_withdrawn
    assert refused(step, store, case, chen, bind, letter="l3") is CaseObstacle.letter_unknown
    assert refused(step, store, case, chen, bind, letter="none") is CaseObstacle.letter_unknown
    assert step(store, case, chen, bind, letter="l1").state == CaseState.proposed


def test_unit_that_was_merged_away_gets_no_new_case_but_its_case_goes_on(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    case = proposed(store, chen)
    gone = date(2026, 2, 28)
    unit = store.read_now(unit_of)
    store.write_now(lambda c: units.end(c, SCHOOL, gone))
    late_one = Choice("public_criticism", TODAY, "逾期")

    def new() -> MeasureCase:
        return store.write_now(lambda c: measures.propose(c, unit, NATIONAL, late_one, by=chen, at=AT, today=TODAY))

    assert refused(new) is CaseObstacle.gone
    assert step(store, case, chen, CaseStep.refuse, note="学校已并入城关小学").state == "not_taken"


def test_later_edition_of_the_ladder_changes_no_running_case(store: Store, late: list[str], chen: int) -> None:
    case = proposed(store, chen)
    assert measures.ladder_of(case) == NATIONAL
