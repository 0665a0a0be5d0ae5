"""Terms of review and appeal counted by hand, and the course of a statement as it is told."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspector.casework.deadlines import Days, Deadline
from inspector.casework.remedies import (
    AGAINST_MEASURES,
    Decision,
    Moment,
    Remedy,
    Said,
    Stage,
    Term,
    course,
)
from inspector.casework.writings import Key, read_key

# 2025: National Day and Mid-Autumn 1 to 8 October; 28 September and 11 October are worked
NATIONAL = {date(2025, 10, day): "国庆节、中秋节" for day in range(1, 9)}
DAYS = Days(NATIONAL, {date(2025, 9, 28): "", date(2025, 10, 11): ""}, frozenset({2025}))
RECEIVED = date(2025, 9, 5)


def lasts(found: list[Moment]) -> list[tuple[Stage, Remedy, date | None]]:
    return [(one.stage, one.kind, one.term.last.last if one.term and one.term.last else one.day) for one in found]


def test_review_may_be_asked_for_until_the_day_after_the_holidays() -> None:
    found = course(AGAINST_MEASURES, RECEIVED, [], DAYS, date(2025, 9, 6))
    # 5 September + 30 days = 5 October, a holiday: 9 October; 5 September + 15 days = 20 September, a Saturday: Monday
    assert lasts(found) == [
        (Stage.received, Remedy.review, RECEIVED),
        (Stage.say_by, Remedy.review, date(2025, 10, 9)),
        (Stage.say_by, Remedy.appeal, date(2025, 9, 22)),
    ]
    assert found[1].term is not None and found[1].term.source == "《教育督导问责办法》"


def test_appeal_counts_from_the_decision_of_the_review_and_a_wrong_measure_is_corrected_in_fifteen_days() -> None:
    asked = Said(Remedy.review, date(2025, 9, 10), decided=date(2025, 10, 9), decision=Decision.changed)
    found = course(AGAINST_MEASURES, RECEIVED, [asked], DAYS, date(2025, 10, 9))
    assert [one.stage for one in found] == [
        Stage.received,
        Stage.said,
        Stage.decided,
        Stage.correct_by,
        Stage.say_by,
    ]
    # asked on 10 September: to be decided by 10 October, a Friday; decided in time
    assert lasts(found)[2] == (Stage.decided, Remedy.review, date(2025, 10, 10)) and not found[2].late
    assert lasts(found)[3] == (Stage.correct_by, Remedy.review, date(2025, 10, 24))
    assert lasts(found)[4] == (Stage.say_by, Remedy.appeal, date(2025, 10, 24))


def test_appeal_is_decided_in_sixty_days_and_late_when_it_is_not() -> None:
    asked = Said(Remedy.appeal, date(2025, 9, 10))
    found = course([Remedy.appeal], RECEIVED, [asked], DAYS, date(2025, 11, 11))
    # 10 September + 60 days: 20 days of September, 31 of October, 9 of November, a Sunday: Monday 10 November
    assert lasts(found)[-1] == (Stage.decide_by, Remedy.appeal, date(2025, 11, 10)) and found[-1].late
    assert not course([Remedy.appeal], RECEIVED, [asked], DAYS, date(2025, 11, 10))[-1].late


def test_an_objection_has_no_last_day_unless_the_office_sets_one() -> None:
    found = course([Remedy.objection], RECEIVED, [], DAYS, date(2030, 1, 1))
    assert found[-1] == Moment(Stage.say_by, Remedy.objection, term=Term())


def test_the_day_that_the_paper_prints_holds_for_the_defence() -> None:
    printed = Term(Deadline(date(2025, 9, 20)), "《浙江省教育督导条例》")
    found = course([Remedy.defence], RECEIVED, [], DAYS, date(2025, 9, 21), printed=printed)
    assert found[-1].term == printed and found[-1].late
    assert not printed.is_late(date(2025, 9, 20)) and printed.is_late(date(2025, 9, 21))


WORD = st.from_regex(r"[A-Za-z0-9_]{1,64}", fullmatch=True)


@given(WORD, WORD, st.sampled_from(Remedy))
def test_a_key_is_read_as_it_was_written(letter: str, finding: str, remedy: Remedy) -> None:
    for key in (Key("report", finding), Key(remedy.value, "", letter), Key(remedy.value, finding, letter)):
        assert read_key(str(key)) == key


@given(st.text(max_size=80))
def test_any_other_text_is_no_key(text: str) -> None:
    found = read_key(text)
    assert found is None or str(found) == text


def test_a_key_names_what_a_unit_writes_and_nothing_else() -> None:
    for text in (
        "close.f-a",
        "report",
        "report.l-a",
        "report.l-a.f-b",
        "defence",
        "defence.f-a",
        "review.m-a",
        "drop.f-a",
    ):
        assert read_key(text) is None, text
