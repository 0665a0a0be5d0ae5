"""What a unit says against a paper: in time or late, once; decided once; the letter and the finding move with it."""

from datetime import date
from typing import Any

import pytest

from inspector.casework.deadlines import Days
from inspector.casework.letter_life import LetterObstacle
from inspector.casework.remedies import Decision, Remedy, StatementObstacle
from inspector.casework.stories import Story
from inspector.fieldwork.recusal import Ground
from inspector.fieldwork.states import Role
from inspector.storage import accounts, findings, letter_findings, letters, recusals, rounds, statements
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.finding_taking import take
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.statement_steps import Coming, Verdict, decide, file
from inspector.storage.store import Store
from inspector.storage.tables import Finding, Recusal, Statement
from tests.storage.letter_world import PRELIMINARY, Desk, issue, step
from tests.storage.test_findings import story
from tests.storage.world import AT, CITY, OTHER, SCHOOL, People

TODAY = date(2026, 4, 30)
DAYS = Days({}, {}, frozenset({2026}))


@pytest.fixture
def desk(store: Store, people: People) -> Desk:
    return Desk.at(store, people)


def person(store: Store, login: str, role: Role, unit: str) -> int:
    who: dict[str, Any] = {"login": login, "name": login, "password_hash": "x", "role": role, "scope_unit": unit}
    return store.write_now(lambda c: accounts.add(c, at=AT, **who))


@pytest.fixture
def head(desk: Desk) -> int:
    return person(desk.store, "head", Role.head, SCHOOL)


def found(store: Store, *items: str) -> list[Finding]:
    """Findings in the ledger of the school."""
    told: list[Story] = [story(item) for item in items]

    def job(connection: Any) -> list[Finding]:
        round_ = rounds.by_id(connection, "r1")
        assert round_ is not None
        take(connection, round_, SCHOOL, told, by=None, at=AT)
        return findings.of_unit(connection, SCHOOL)

    return store.write_now(job)


def preliminary(desk: Desk, *, delivered: bool = True, number: str = "运教督〔2026〕5号") -> str:
    """Answer by 20 March 2026; it tells item `a`."""
    letter = desk.draft(inputs=PRELIMINARY)
    desk.store.write_now(lambda c: letter_findings.record(c, letter, [(SCHOOL, "a")]))
    issue(desk, letter, number)
    if delivered:
        step(desk, letter, "deliver", day=date(2026, 3, 6), person="李某", way="posted")
    return letter


def say(desk: Desk, by: int, **given: Any) -> Statement:
    known: dict[str, Any] = {
        "kind": Remedy.defence,
        "text": "已建成，照片附后。",
        "received_on": date(2026, 3, 20),
    } | given
    coming = Coming(**known)
    return desk.store.write_now(lambda c: file(c, coming, by=by, at=AT, today=TODAY, days=DAYS))


def settle(desk: Desk, statement: Statement, decision: Decision, by: int, **given: Any) -> Statement:
    known: dict[str, Any] = {"reason": "经核实", "day": date(2026, 4, 1)} | given
    verdict = Verdict(decision, **known)
    return desk.store.write_now(lambda c: decide(c, statement.id, verdict, by=by, at=AT, today=TODAY))


def refused(job: Any) -> StatementObstacle:
    with pytest.raises(StatementProblem) as problem:
        job()
    return problem.value.obstacle


def test_a_defence_answers_its_letter_and_the_opinion_waits_for_the_decision(desk: Desk, head: int) -> None:
    (finding,) = found(desk.store, "a")
    letter = preliminary(desk)
    said = say(desk, head, letter_id=letter, finding_id=finding.id)
    assert (said.late, said.last_day, said.on_paper) == (False, date(2026, 3, 20), False)
    assert desk.letter(letter).state == "replied"
    opinion = desk.draft("opinion")
    with pytest.raises(LifeProblem) as problem:
        issue(desk, opinion, "运教督〔2026〕6号", day=date(2026, 3, 25))
    assert problem.value.obstacle is LetterObstacle.statement_undecided
    settle(desk, said, Decision.upheld, desk.clerk)
    assert issue(desk, opinion, "运教督〔2026〕6号", day=date(2026, 3, 25)).state == "issued"


def test_the_opinion_waits_for_the_term_until_everything_is_said_and_decided(desk: Desk, head: int) -> None:
    (finding,) = found(desk.store, "a")
    letter, day = preliminary(desk), date(2026, 3, 12)  # the unit may answer until 20 March
    opinion = desk.letter(desk.draft("opinion"))

    def obstacle() -> LetterObstacle:
        with pytest.raises(LifeProblem) as problem:
            desk.store.read_now(lambda c: letters.hearing(c, opinion, day))
        return problem.value.obstacle

    first = say(desk, head, letter_id=letter, finding_id=finding.id, received_on=date(2026, 3, 9))
    settle(desk, first, Decision.upheld, desk.clerk, day=date(2026, 3, 10))
    assert obstacle() is LetterObstacle.defence_running
    last = say(desk, head, letter_id=letter, text="对其他内容无异议。", received_on=date(2026, 3, 11))
    assert obstacle() is LetterObstacle.statement_undecided
    settle(desk, last, Decision.upheld, desk.clerk, day=day)
    desk.store.read_now(lambda c: letters.hearing(c, opinion, day))


def test_a_person_may_let_the_opinion_go_out_with_a_reason_that_is_kept(desk: Desk, head: int) -> None:
    say(desk, head, letter_id=preliminary(desk))
    letter = issue(desk, desk.draft("opinion"), "运教督〔2026〕6号", note="单位同意先行印发")
    assert letter.state == "issued"


def test_a_late_statement_is_taken_and_marked(desk: Desk, head: int) -> None:
    said = say(desk, head, letter_id=preliminary(desk), received_on=date(2026, 3, 21))
    assert said.late and statements_of(desk) == [said]


def statements_of(desk: Desk) -> list[Statement]:
    return desk.store.read_now(lambda c: statements.of_city(c, CITY))


def test_the_same_thing_is_said_once(desk: Desk, head: int) -> None:
    (finding,) = found(desk.store, "a")
    letter = preliminary(desk)
    first = say(desk, head, letter_id=letter)
    assert refused(lambda: say(desk, head, letter_id=letter, text="再说一遍")) is StatementObstacle.said_already
    second = say(desk, head, letter_id=letter, finding_id=finding.id)
    assert statements_of(desk) == [first, second]


def test_a_dropped_finding_leaves_the_ledger_with_the_decision(desk: Desk, head: int) -> None:
    (finding,) = found(desk.store, "a")
    said = say(desk, head, letter_id=preliminary(desk), finding_id=finding.id)
    with pytest.raises(FindingProblem):
        settle(desk, said, Decision.dropped, desk.clerk)  # a clerk drops nothing
    assert statements_of(desk)[0].decided_on is None
    settle(desk, said, Decision.dropped, desk.people.wang)
    (row,) = found(desk.store, "a")  # the round is taken over once more, and brings nothing back
    assert (row.id, row.state) == (finding.id, "dropped")
    assert statements_of(desk)[0].decision == "dropped"


def test_two_people_decide_and_the_second_is_told(desk: Desk, head: int) -> None:
    said = say(desk, head, letter_id=preliminary(desk))
    settle(desk, said, Decision.upheld, desk.people.wang)
    again = refused(lambda: settle(desk, said, Decision.changed, desk.clerk, change="改为"))
    assert again is StatementObstacle.decided_already and statements_of(desk)[0].decided_by == desk.people.wang


@pytest.mark.parametrize(
    ("decision", "given", "obstacle"),
    [
        (Decision.upheld, {"reason": " "}, StatementObstacle.reason_missing),
        (Decision.changed, {"change": ""}, StatementObstacle.change_missing),
        (Decision.dropped, {}, StatementObstacle.no_finding),
        (Decision.upheld, {"day": date(2026, 3, 19)}, StatementObstacle.day_early),
        (Decision.upheld, {"day": date(2026, 5, 1)}, StatementObstacle.day_ahead),
    ],
)
def test_a_decision_that_lacks_something_changes_nothing(
    desk: Desk, head: int, decision: Decision, given: dict[str, Any], obstacle: StatementObstacle
) -> None:
    said = say(desk, head, letter_id=preliminary(desk))
    assert refused(lambda: settle(desk, said, decision, desk.people.wang, **given)) is obstacle
    assert statements_of(desk) == [said]


def test_who_keeps_out_of_the_unit_decides_nothing(desk: Desk, head: int) -> None:
    said = say(desk, head, letter_id=preliminary(desk))
    row = Recusal(
        id="q1", round_id="r1", account_id=desk.people.wang, unit_id=SCHOOL, ground=Ground.near_relative,
        recorded_at=AT, recorded_by=desk.people.zhao,
    )  # fmt: off
    desk.store.write_now(lambda c: recusals.record(c, row))
    assert refused(lambda: settle(desk, said, Decision.upheld, desk.people.wang)) is StatementObstacle.recused
    assert settle(desk, said, Decision.upheld, desk.clerk).decided_by == desk.clerk


def test_who_may_speak_and_when(desk: Desk, head: int) -> None:
    foreign = person(desk.store, "other", Role.head, OTHER)
    letter = preliminary(desk)
    assert refused(lambda: say(desk, foreign, letter_id=letter)) is StatementObstacle.role
    assert refused(lambda: say(desk, desk.people.wang, letter_id=letter)) is StatementObstacle.role
    assert refused(lambda: say(desk, head, letter_id="none")) is StatementObstacle.unknown
    assert refused(lambda: say(desk, head, letter_id=letter, text="　")) is StatementObstacle.text_missing
    assert refused(lambda: say(desk, head, letter_id=letter, finding_id="f")) is StatementObstacle.foreign
    assert refused(lambda: say(desk, head, letter_id=letter, kind=Remedy.review)) is StatementObstacle.kind
    early, ahead = date(2026, 3, 5), date(2026, 5, 1)
    assert refused(lambda: say(desk, head, letter_id=letter, received_on=early)) is StatementObstacle.day_early
    assert refused(lambda: say(desk, head, letter_id=letter, received_on=ahead)) is StatementObstacle.day_ahead
    later = preliminary(desk, delivered=False, number="运教督〔2026〕7号")
    assert refused(lambda: say(desk, head, letter_id=later)) is StatementObstacle.not_delivered
    step(desk, later, "withdraw", note="主送有误")
    assert refused(lambda: say(desk, head, letter_id=later)) is StatementObstacle.withdrawn
    assert statements_of(desk) == []
    paper = say(desk, desk.clerk, letter_id=letter)
    assert paper.on_paper


def test_a_withdrawn_letter_holds_nothing_back(desk: Desk, head: int) -> None:
    first = preliminary(desk)
    say(desk, head, letter_id=first)
    step(desk, first, "withdraw", note="主送有误")
    second = preliminary(desk, number="运教督〔2026〕7号")
    step(desk, second, "reply", day=date(2026, 3, 8), note="无异议")
    opinion = desk.draft("opinion")
    desk.store.read_now(lambda c: letters.hearing(c, desk.letter(opinion), date(2026, 3, 25)))


def test_review_and_appeal_against_a_measure_by_its_id(desk: Desk, head: int) -> None:
    of = {"measure": "case1", "unit_id": SCHOOL, "city_id": CITY, "received": date(2026, 3, 2)}
    # 2 March + 30 days = 1 April 2026, a Wednesday
    review = say(desk, head, kind=Remedy.review, received_on=date(2026, 4, 1), **of)
    assert (review.late, review.last_day, review.term_source) == (False, date(2026, 4, 1), "《教育督导问责办法》")
    settle(desk, review, Decision.upheld, desk.clerk, day=date(2026, 4, 10))
    # 10 April + 15 days = 25 April, a Saturday: Monday 27 April
    appeal = say(desk, head, kind=Remedy.appeal, received_on=date(2026, 4, 28), **of)
    assert (appeal.late, appeal.last_day) == (True, date(2026, 4, 27))
    both = desk.store.read_now(lambda c: statements.of_measure(c, "case1"))
    assert both == [statements_of(desk)[0], appeal]
    told = desk.store.read_now(lambda c: statements.told(c, both))
    assert [(one.who, one.decided_by) for one in told] == [("head", "chen"), ("head", "")]
