"""Who takes which step with a letter, what it needs, and when an opinion may go out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.casework.letter_life import (
    MOVES,
    Given,
    ImpossibleStepError,
    LetterObstacle,
    LetterState,
    LetterStep,
    Preliminary,
    defence,
    letter_steps,
    move,
)
from inspector.casework.letter_numbers import read_number
from inspector.fieldwork.states import Role

DAY = date(2026, 3, 5)
FULL = Given(note="记录在案", day=DAY, person="王某，主任", way="handed_over")


def blocked(state: str, step: str, role: Role = Role.clerk, given: Given = FULL, **more: object) -> str:
    with pytest.raises(ImpossibleStepError) as caught:
        move(LetterState(state), LetterStep(step), role, given, **more)  # type: ignore[arg-type]
    return caught.value.obstacle.value


def test_the_straight_way_takes_every_step_in_turn() -> None:
    state = LetterState.draft
    for step in ("review", "sign", "issue", "deliver", "reply"):
        state = move(state, LetterStep(step), Role.clerk, FULL)
    assert state is LetterState.replied


@given(state=st.sampled_from(list(LetterState)), step=st.sampled_from(list(LetterStep)))
def test_no_step_is_skipped(state: LetterState, step: LetterStep) -> None:
    if (state, step) in MOVES:
        assert move(state, step, Role.clerk, FULL) is MOVES[state, step]
    else:
        assert blocked(state, step) == "state"


def test_an_evaluator_reviews_or_returns_and_nothing_else_and_others_only_read() -> None:
    assert letter_steps(LetterState.draft, Role.evaluator) == (LetterStep.review, LetterStep.send_back)
    assert letter_steps(LetterState.reviewed, Role.evaluator) == (LetterStep.send_back,)
    assert letter_steps(LetterState.issued, Role.evaluator) == ()
    for role in (Role.administrator, Role.inspector, Role.head, Role.reporter):
        assert [letter_steps(state, role) for state in LetterState] == [()] * len(LetterState)


def test_who_made_the_draft_reviews_it_only_with_a_reason() -> None:
    assert blocked("draft", "review", given=Given(), own_draft=True) == "own_draft"
    assert move(LetterState.draft, LetterStep.review, Role.clerk, Given(note="只有一名文书人员"), own_draft=True)
    assert move(LetterState.draft, LetterStep.review, Role.clerk, Given())


def test_nobody_returns_an_own_draft_to_oneself() -> None:
    reason = Given(note="与记录不符")
    assert blocked("draft", "return", given=reason, own_draft=True) == "state"
    assert move(LetterState.draft, LetterStep.send_back, Role.clerk, reason) == LetterState.draft
    assert move(LetterState.reviewed, LetterStep.send_back, Role.clerk, reason, own_draft=True) == LetterState.draft
    assert LetterStep.send_back not in letter_steps(LetterState.draft, Role.clerk, own_draft=True)


@pytest.mark.parametrize(
    ("state", "step", "given", "obstacle"),
    [
        ("draft", "return", Given(), "reason_missing"),
        ("reviewed", "return", Given(note="  "), "reason_missing"),
        ("issued", "withdraw", Given(), "reason_missing"),
        ("reviewed", "sign", Given(day=DAY), "person_missing"),
        ("reviewed", "sign", Given(person="王某"), "day_missing"),
        ("signed", "issue", Given(), "day_missing"),
        ("issued", "deliver", Given(day=DAY, way="posted"), "person_missing"),
        ("issued", "deliver", Given(day=DAY, person="李某", way="shouted"), "way_missing"),
        ("issued", "deliver", Given(day=DAY, person="李某", way="left_there"), "witness_missing"),
        ("delivered", "reply", Given(day=DAY), "file_missing"),
        ("delivered", "reply", Given(note="无异议"), "day_missing"),
    ],
)
def test_what_a_step_needs(state: str, step: str, given: Given, obstacle: str) -> None:
    assert blocked(state, step, given=given) == obstacle


def test_no_day_lies_before_the_step_that_came_first() -> None:
    assert blocked("issued", "deliver", before=date(2026, 3, 6)) == "day_early"
    assert move(LetterState.issued, LetterStep.deliver, Role.clerk, FULL, before=DAY) is LetterState.delivered


@pytest.mark.parametrize(
    ("state", "reply_by", "on", "obstacle"),
    [
        ("signed", None, DAY, LetterObstacle.preliminary_missing),
        ("withdrawn", date(2026, 1, 1), DAY, LetterObstacle.preliminary_missing),
        ("issued", date(2026, 3, 1), DAY, LetterObstacle.preliminary_not_delivered),
        ("delivered", date(2026, 3, 5), DAY, LetterObstacle.defence_running),  # the last day is still the unit's
        ("delivered", date(2026, 3, 4), DAY, None),
        ("delivered", None, DAY, LetterObstacle.defence_open),
        ("replied", date(2026, 4, 1), DAY, None),
        ("replied", None, DAY, None),
    ],
)
def test_the_opinion_waits_for_the_defence(
    state: str, reply_by: date | None, on: date, obstacle: LetterObstacle | None
) -> None:
    assert defence([Preliminary(LetterState(state), reply_by)], on) is obstacle


@pytest.mark.parametrize(
    ("reply_by", "obstacle"),
    [
        (date(2026, 3, 5), LetterObstacle.defence_running),  # the last day is still the unit's
        (date(2026, 3, 4), None),
        (None, None),  # no term that could belong to it
    ],
)
def test_a_word_about_one_part_does_not_end_the_units_term(
    reply_by: date | None, obstacle: LetterObstacle | None
) -> None:
    assert defence([Preliminary(LetterState.replied, reply_by, more_to_say=True)], DAY) is obstacle


def test_without_any_preliminary_opinion_there_was_no_hearing() -> None:
    assert defence([], DAY) is LetterObstacle.preliminary_missing


@pytest.mark.parametrize(
    "typed",
    ["运教督〔2026〕5号", "运教督[2026]5号", "运教督（２０２６）５号", " 运教督【2026】 5 号", "运教督［2026］5号"],
)
def test_brackets_wide_digits_and_blanks_are_put_right(typed: str) -> None:
    assert str(read_number(typed)) == "运教督〔2026〕5号"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "5", "运教督2026-5", "运教督〔2026〕第5号", "运教督〔2026〕05号", "运教督〔2026〕0号", "〔2026〕5号"),
        *(
            "运教督〔26〕5号",
            "运教督〔2026〕5",
            "运教督〔2026〕5号 6号",
            "运" * 21 + "〔2026〕5号",
            "运教督〔1926〕5号",
        ),
    ],
)
def test_what_the_standard_does_not_know_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
