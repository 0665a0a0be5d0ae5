"""The life of a case: its laws under any steps in any order, and its terms by hand over a Spring Festival."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.casework.deadlines import Days
from inspector.casework.measure_clocks import Dates, clocks
from inspector.casework.measure_life import (
    ARCHIVED,
    BEFORE_FORCE,
    ROLES,
    WAY,
    Bar,
    CaseMove,
    CaseObstacle,
    CaseStanding,
    CaseState,
    CaseStep,
    ImpossibleCaseStepError,
    case_steps,
    move,
)
from inspector.checklist.ladder_reading import read_ladders
from inspector.checklist.reader import read_texts
from inspector.fieldwork.states import Role
from inspector.letters.kinds import KINDS
from inspector.settings import measures_root

NATIONAL = read_ladders(read_texts(measures_root()), KINDS)[0]["national"]
TODAY = date(2026, 6, 1)
START = CaseStanding(CaseState.proposed, "committee_chair", frozenset({"closes"}), last=date(2026, 1, 5))
FULL = CaseMove(
    CaseStep.group, "照办", TODAY, person="赵某", post="主任", facts="逾期", grounds="办法", late="有理由", letter="l1"
)
OUTCOMES = {CaseStep.hear: "stated", CaseStep.end: "closes"}


def full(step: CaseStep, outcome: str = "") -> CaseMove:
    return replace(FULL, name=step, outcome=outcome or OUTCOMES.get(step, "upheld"))


def obstacle(at: CaseStanding, step: CaseMove, role: Role = Role.clerk) -> CaseObstacle | None:
    try:
        move(at, step, role, TODAY)
    except ImpossibleCaseStepError as error:
        return error.obstacle
    return None


def followed(at: CaseStanding, step: CaseMove) -> CaseStanding:
    """As the record keeps it: what a step changes beside the state."""
    changed: dict[str, Any] = {"state": move(at, step, Role.clerk, TODAY), "last": step.day}
    changed |= {"received": step.day} if step.name is CaseStep.deliver else {}
    changed |= {"review": "asked"} if step.name is CaseStep.ask_review else {}
    changed |= {"review": step.outcome} if step.name is CaseStep.answer_review else {}
    changed |= {"appeal": "asked"} if step.name is CaseStep.ask_appeal else {}
    changed |= {"appeal": step.outcome} if step.name is CaseStep.answer_appeal else {}
    return replace(at, **changed)


ANY = st.one_of(st.none(), st.none(), st.none(), st.sampled_from(CaseStep))
TRIED = st.tuples(st.integers(0, 6), ANY, st.sampled_from(["upheld", "wrong", ""]))


@given(st.lists(TRIED, min_size=8, max_size=40))
@settings(max_examples=300)
def test_no_step_is_left_out_whatever_is_tried(tried: list[tuple[int, CaseStep | None, str]]) -> None:
    """Most are steps on offer that lead on, so that cases come far; the others are any."""
    at, passed = START, list[CaseStep]()
    for place, wished, outcome in tried:
        offered = case_steps(at, Role.clerk)
        onward = [one for one in offered if one not in (CaseStep.refuse, CaseStep.letter)]
        name = wished or (onward[place % len(onward)] if onward else CaseStep.group)
        fitting = "" if name in (CaseStep.hear, CaseStep.end) else outcome
        step = full(name, fitting)
        if obstacle(at, step) is None:
            assert name in offered and at.state not in ARCHIVED
            at = followed(at, step)
            passed.append(name)
    way = [one for one in WAY if one in passed and WAY[one][0] in BEFORE_FORCE]
    assert way == list(WAY)[: len(way)]  # a beginning of the whole way, in its order
    assert [one for one in passed if one in way] == way  # each of them once
    if at.state in (CaseState.in_force, CaseState.ended, CaseState.corrected):
        assert len(way) == len(BEFORE_FORCE)
    if at.state is CaseState.ended:
        assert "asked" not in (at.review, at.appeal) and "wrong" not in (at.review, at.appeal)
    if at.state is CaseState.corrected:
        assert "wrong" in (at.review, at.appeal)
    if CaseStep.refuse in passed:
        assert at.state is CaseState.not_taken and CaseStep.enact not in passed


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("role", Role)
def test_only_clerk_and_evaluator_take_steps(state: CaseState, role: Role) -> None:
    at = replace(START, state=state)
    if role not in ROLES:
        assert case_steps(at, role) == ()
        assert {obstacle(at, full(step), role) for step in CaseStep} == {CaseObstacle.role}


@pytest.mark.parametrize(
    ("bar", "group", "approve"),
    [
        (Bar.recused, CaseObstacle.recused, CaseObstacle.recused),
        (Bar.head, CaseObstacle.recused, CaseObstacle.recused),
        (Bar.inspected, None, CaseObstacle.inspected),
        (Bar.proposed, None, CaseObstacle.own_proposal),
    ],
)
def test_who_keeps_out_of_what(bar: Bar, group: CaseObstacle | None, approve: CaseObstacle) -> None:
    assert obstacle(replace(START, barred=bar), full(CaseStep.group)) is group
    assert obstacle(replace(START, state=CaseState.consulted, barred=bar), full(CaseStep.approve)) is approve


@pytest.mark.parametrize(
    ("state", "step", "changed", "expected"),
    [
        ("proposed", "group", {"note": " "}, CaseObstacle.text_missing),
        ("proposed", "group", {"day": None}, CaseObstacle.day_missing),
        ("proposed", "group", {"day": date(2026, 1, 4)}, CaseObstacle.day_early),
        ("proposed", "group", {"day": date(2026, 6, 2)}, CaseObstacle.day_ahead),
        ("proposed", "letter", {"letter": ""}, CaseObstacle.letter_unknown),
        ("noticed", "hear", {"outcome": ""}, CaseObstacle.outcome_missing),
        ("consulted", "approve", {"person": ""}, CaseObstacle.approver_missing),
        ("consulted", "approve", {"post": "科长"}, CaseObstacle.approver_post),
        ("approved", "enact", {"facts": ""}, CaseObstacle.facts_missing),
        ("approved", "enact", {"grounds": ""}, CaseObstacle.grounds_missing),
        ("in_force", "end", {"outcome": "next:sanction"}, CaseObstacle.exit_unknown),
        ("in_force", "correct", {}, CaseObstacle.nothing_wrong),
        ("in_force", "answer_review", {}, CaseObstacle.nothing_asked),
        ("in_force", "ask_appeal", {}, CaseObstacle.not_delivered),
        ("ended", "letter", {}, CaseObstacle.state),
        ("in_force", "refuse", {}, CaseObstacle.state),
    ],
)
def test_what_a_step_lacks(state: str, step: str, changed: dict[str, Any], expected: CaseObstacle) -> None:
    at = replace(START, state=CaseState(state))
    assert obstacle(at, replace(full(CaseStep(step)), **changed)) is expected


def test_silence_counts_only_after_the_last_day_of_the_statement() -> None:
    at = replace(START, state=CaseState.noticed, hear_until=date(2026, 5, 20))
    silent = replace(full(CaseStep.hear), outcome="silent")
    assert obstacle(at, replace(silent, day=date(2026, 5, 20))) is CaseObstacle.hearing_runs
    assert obstacle(at, replace(silent, day=date(2026, 5, 21))) is None
    assert obstacle(at, replace(silent, outcome="stated", day=date(2026, 5, 10))) is None


def test_late_application_is_taken_with_a_reason_only() -> None:
    at = replace(START, state=CaseState.in_force, received=date(2026, 3, 1), ask_until=date(2026, 3, 31))
    late = replace(full(CaseStep.ask_review), day=date(2026, 4, 1))
    assert obstacle(at, replace(late, late="")) is CaseObstacle.too_late
    assert obstacle(at, late) is None
    assert obstacle(at, replace(late, late="", day=date(2026, 3, 31))) is None


SPRING = Days(
    off={date(2026, 2, 15) + timedelta(days): "春节" for days in range(9)},
    worked={date(2026, 2, 14): "春节", date(2026, 2, 28): "春节"},
    years=frozenset({2026}),
)
"""Off from Sunday February 15th to Monday the 23rd, as announced for 2026."""


def test_terms_by_hand_over_the_spring_festival() -> None:
    """Notice February 6th + 10 = the 16th, off until the 23rd: the 24th. Inspected December 20th + 60 = February
    18th: the 24th. In force and received March 10th: term and review April 9th. Review asked April 1st: decided by
    May 1st, which is off in this table only if it says so; it is a Friday."""
    dates = Dates(
        inspected=date(2025, 12, 20),
        noticed=date(2026, 2, 6),
        enacted=date(2026, 3, 10),
        received=date(2026, 3, 10),
        review_asked=date(2026, 4, 1),
        review_answered=date(2026, 4, 20),
        wrong=date(2026, 4, 20),
    )
    found = {one.name: one for one in clocks(NATIONAL, NATIONAL.measures["talk"], dates, SPRING)}
    assert {name: one.until.last for name, one in found.items()} == {
        "group": date(2026, 2, 24),
        "hearing": date(2026, 2, 24),
        "term": date(2026, 4, 9),
        "review": date(2026, 4, 9),
        "review_answer": date(2026, 5, 1),
        "appeal": date(2026, 5, 5),
        "correction": date(2026, 5, 5),
    }
    assert found["group"].until.unsure == (2025,) and found["hearing"].until.moved == date(2026, 2, 16)
    assert found["term"].rule.source == "" and found["review"].rule.source == "《教育督导问责办法》"
    assert not found["review_answer"].overdue(date(2026, 6, 1)) and found["group"].overdue(date(2026, 2, 25))


def test_appeal_without_review_runs_from_the_decision_and_waits_for_a_review_that_was_asked() -> None:
    received = Dates(received=date(2026, 3, 10))
    talk = NATIONAL.measures["talk"]
    assert [one.name for one in clocks(NATIONAL, talk, received, SPRING)] == ["review", "appeal"]
    asked = replace(received, review_asked=date(2026, 3, 12))
    assert [one.name for one in clocks(NATIONAL, talk, asked, SPRING)] == ["review", "review_answer"]
