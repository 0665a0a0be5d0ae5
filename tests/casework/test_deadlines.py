"""Days counted by hand over the Spring Festival of 2026 (holiday 15-23 February; 14 and 28 February are worked)."""

from datetime import date, timedelta

from inspector.casework.deadlines import Days, Rule, deadline

FREE = {date(2026, 2, 15) + timedelta(days=n): "春节" for n in range(9)}
TABLE = Days(FREE, {date(2026, 2, 14): "春节", date(2026, 2, 28): "春节"}, frozenset({2026}))


def rule(days: int, kind: str = "working", **more: str) -> Rule:
    return Rule(days, kind, "receipt", **more)  # type: ignore[arg-type]


def test_working_days_pass_over_the_festival_and_count_made_up_saturdays() -> None:
    # Received Thursday 12 February: 1 = Fri 13, 2 = Sat 14 (worked), 3 = Tue 24, 4 = Wed 25, 5 = Thu 26
    assert deadline(rule(5), date(2026, 2, 12), TABLE).last == date(2026, 2, 26)


def test_last_calendar_day_on_a_holiday_moves_to_the_next_working_day() -> None:
    # 10 days after 8 February is 18 February, within the holiday; work begins again on the 24th
    found = deadline(rule(10, "calendar"), date(2026, 2, 8), TABLE)
    assert (found.last, found.moved) == (date(2026, 2, 24), date(2026, 2, 18))
    assert deadline(rule(10, "calendar", on_holiday="stays"), date(2026, 2, 8), TABLE).last == date(2026, 2, 18)


def test_made_up_saturday_is_a_last_day() -> None:
    assert deadline(rule(5, "calendar"), date(2026, 2, 23), TABLE).last == date(2026, 2, 28)


def test_year_without_a_table_is_said() -> None:
    assert deadline(rule(30, "calendar"), date(2026, 12, 20), TABLE).unsure == (2027,)
    assert deadline(rule(5, "calendar"), date(2026, 3, 2), TABLE).unsure == ()
