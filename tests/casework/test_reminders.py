"""Who is reminded of what on which day, by hand, and that time passing brings each reminder once."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.casework.finding_life import FindingState
from inspector.casework.reminders import Audience, Dates, Reminder, What, reminders, told_to

DUE = date(2026, 3, 20)
OPEN = Dates(FindingState.open, DUE)


@pytest.mark.parametrize(
    ("today", "what", "day"),
    [
        (date(2026, 3, 13), What.week_before, date(2026, 3, 13)),
        (date(2026, 3, 16), What.week_before, date(2026, 3, 13)),
        (date(2026, 3, 17), What.days_before, date(2026, 3, 17)),
        (date(2026, 3, 20), What.last_day, DUE),
        (date(2026, 3, 21), What.overdue, date(2026, 3, 21)),
        (date(2026, 3, 26), What.overdue, date(2026, 3, 21)),
        (date(2026, 3, 27), What.overdue, date(2026, 3, 27)),
        (date(2026, 4, 5), What.overdue, date(2026, 4, 3)),
    ],
)
def test_before_and_after_the_last_day(today: date, what: What, day: date) -> None:
    assert reminders(OPEN, today) == (Reminder(what, day),)


def test_eight_days_before_nobody_is_reminded() -> None:
    assert reminders(OPEN, date(2026, 3, 12)) == ()


def test_what_was_reported_or_closed_is_not_late_any_more() -> None:
    for state in (FindingState.reported, FindingState.verified, FindingState.closed, FindingState.found):
        assert reminders(Dates(state, DUE), date(2026, 5, 1)) == ()


def test_a_report_may_wait_ten_days() -> None:
    reported = Dates(FindingState.reported, DUE, reported_on=date(2026, 3, 1))
    assert reminders(reported, date(2026, 3, 10)) == ()
    assert reminders(reported, date(2026, 3, 11)) == (Reminder(What.report_waits, date(2026, 3, 11)),)
    assert reminders(reported, date(2026, 3, 30)) == (Reminder(What.report_waits, date(2026, 3, 25)),)


def test_each_is_told_what_is_theirs_to_do() -> None:
    found = reminders(Dates(FindingState.partly, DUE, asked_due=date(2026, 4, 30)), date(2026, 3, 21))
    assert [one.what for one in told_to(Audience.unit, found)] == [What.overdue]
    assert [one.what for one in told_to(Audience.clerk, found)] == [What.overdue, What.time_asked]
    assert told_to(Audience.evaluator, found) == ()


@settings(max_examples=60)
@given(st.integers(-10, 60), st.integers(0, 60))
def test_days_never_go_back_and_none_lies_ahead(start: int, more: int) -> None:
    """However many days the clock jumps, the day of the reminder is past and follows the one before."""
    first, second = DUE + timedelta(days=start), DUE + timedelta(days=start + more)
    told = [reminders(OPEN, day) for day in (first, second)]
    days = [one.day for found in told for one in found]
    assert all(len(found) <= 1 for found in told) and days == sorted(days)
    assert all(one.day <= day for found, day in zip(told, (first, second), strict=True) for one in found)
