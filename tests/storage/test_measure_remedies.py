"""Review and appeal against a measure: one record of each with the case, and terms by its own ladder."""

from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from inspector.casework.deadlines import Days
from inspector.casework.letter_life import Given, LetterState
from inspector.casework.measure_life import CaseObstacle, CaseStep
from inspector.casework.remedies import Decision, Remedy, StatementObstacle
from inspector.storage import letter_events, measure_remedies, measure_standing, measures, statement_steps
from inspector.storage.rows import table
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.statement_steps import Coming, Verdict, decide, file
from inspector.storage.store import Store
from inspector.storage.tables import MeasureCase, Statement
from tests.storage.test_measures import NATIONAL, enacted, letter, proposed, refused, step
from tests.storage.world import AT, CITY, SCHOOL, People

DAYS = Days({}, {}, frozenset({2026}))


def test_terms_against_a_case_are_those_of_the_ladder_that_is_frozen_in_it(
    store: Store, late: list[str], chen: int
) -> None:
    """Here a ladder with 20 days for a review instead of 30; its appeal as in the national one: 15 days, then 60."""
    own = NATIONAL.model_dump_json(by_alias=True).replace('"within":"30 calendar days","from":"decision_received"', "@")
    assert "@" in own, own[:3000]
    case = proposed(store, chen)
    frozen = own.replace("@", '"within":"20 calendar days","from":"decision_received"')
    store.write_now(lambda c: c.execute(update(table(MeasureCase)).values(ladder=frozen)) and None)
    store.write_now(lambda c: letter(c, "l1", "issued"))
    assert store.read_now(lambda c: measures.of_letter(c, "l1")) is None
    step(store, case, chen, CaseStep.letter, letter="l1")
    bound = store.read_now(lambda c: measures.of_letter(c, "l1"))
    said, decided = store.read_now(lambda c: statement_steps.rules(c, CITY, bound))
    days = [rule.days for rule in (said[Remedy.review], said[Remedy.appeal], decided[Remedy.appeal]) if rule]
    assert days == [20, 15, 60]
    other = store.read_now(lambda c: statement_steps.rules(c, CITY))[0][Remedy.review]
    assert other is not None and other.days == 30


def test_what_the_unit_asks_for_on_its_page_is_one_record_with_the_case(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    """Received March 23rd, asked April 1st against the circular of the case, found wrong on the 20th: corrected by
    May 5th. The case follows each step, and what is asked twice is told so, whichever page it comes from."""
    case = enacted(store, proposed(store, chen), chen, people.wang)
    store.write_now(lambda c: letter(c, "l1", "delivered", kind="measure_circular"))
    case = step(store, case, chen, CaseStep.letter, letter="l1")
    case = step(store, case, chen, CaseStep.deliver, date(2026, 3, 23))
    received = Given(day=date(2026, 3, 23))
    store.write_now(lambda c: letter_events.log(c, "l1", "deliver", LetterState.delivered, chen, AT, received))

    def ask(kind: Remedy, day: date) -> Statement:
        coming = Coming(kind, "事实有误", day, letter_id="l1")
        return store.write_now(lambda c: file(c, coming, by=chen, at=AT, today=date(2026, 6, 30), days=DAYS))

    review = ask(Remedy.review, date(2026, 4, 1))
    assert (review.measure, review.subject) == (case.id, f"m-{case.id}")
    may = date(2026, 4, 20)
    assert refused(step, store, case, chen, CaseStep.end, may, outcome="closes") is CaseObstacle.remedy_runs
    assert refused(step, store, case, chen, CaseStep.ask_review, may) is CaseObstacle.asked_already
    answered = {"day": may, "outcome": "upheld"}
    assert refused(step, store, case, chen, CaseStep.answer_review, **answered) is CaseObstacle.decided_there
    wrong = Verdict(Decision.dropped, "原决定依据不足", may)
    store.write_now(lambda c: decide(c, review.id, wrong, by=people.wang, at=AT, today=may))
    clocks = store.read_now(lambda c: measure_standing.running(c, case, NATIONAL, measures.events(c, case.id)))
    last = {one.name: (one.until.last, one.met) for one in clocks}
    assert last["review_answer"] == (date(2026, 5, 6), may)  # May 1st to 5th are days off
    assert last["correction"] == (date(2026, 5, 6), None)
    assert refused(step, store, case, chen, CaseStep.end, may, outcome="closes") is CaseObstacle.remedy_runs
    assert step(store, case, chen, CaseStep.correct, may).state == "corrected"


def test_what_the_case_took_down_is_not_asked_for_again_on_the_unit_s_page(
    store: Store, late: list[str], chen: int, people: People
) -> None:
    case = enacted(store, proposed(store, chen), chen, people.wang)
    case = step(store, case, chen, CaseStep.deliver, date(2026, 3, 23))
    case = step(store, case, chen, CaseStep.ask_review, date(2026, 4, 1))
    coming = Coming(Remedy.review, "事实有误", date(2026, 4, 2), measure=case.id, received=date(2026, 3, 23))
    coming = replace(coming, unit_id=SCHOOL, city_id=CITY)
    with pytest.raises(StatementProblem) as problem:
        store.write_now(lambda c: file(c, coming, by=chen, at=AT, today=date(2026, 6, 30), days=DAYS))
    assert problem.value.obstacle is StatementObstacle.said_already
    (said,) = store.read_now(lambda c: measure_remedies.steps_of(c, case))
    assert (said.kind, said.on, said.text, said.who, said.decided) == (
        *(Remedy.review, date(2026, 4, 1), "照办", "陈文书"),
        None,
    )
