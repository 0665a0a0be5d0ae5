"""Days counted by hand over the Spring Festival of 2026 (holiday 15-23 February; 14 and 28 February are worked)
and the National Day of 2025 (holiday 1-8 October; 28 September and 11 October are worked)."""

from datetime import date, timedelta

from inspector.casework.deadlines import Days, Rule, Running, deadline, rule_of, running
from inspector.checklist.items import Rectify

FREE = {date(2026, 2, 15) + timedelta(days=n): "春节" for n in range(9)}
TABLE = Days(FREE, {date(2026, 2, 14): "春节", date(2026, 2, 28): "春节"}, frozenset({2026}))

NATIONAL_DAY = Days(
    {date(2025, 10, day): "国庆节" for day in range(1, 9)},
    {date(2025, 9, 28): "国庆节", date(2025, 10, 11): "国庆节"},
    frozenset({2025}),
)


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


def test_an_item_s_own_term_in_working_days_gives_a_day() -> None:
    # From Friday 26 September: 1 = Sun 28 (worked), 2 = Mon 29, 3 = Tue 30, 4 = Thu 9 October, 5 = Fri 10,
    # 6 = Sat 11 (worked), 7 = Mon 13, 8 = Tue 14, 9 = Wed 15, 10 = Thu 16
    ten = rule_of(Rectify.model_validate({"action": "改", "within": "10 working days"}))
    assert ten.source == "" and ten.event == "notice_received"
    assert Running(date(2025, 9, 26), NATIONAL_DAY).until(ten).last == date(2025, 10, 16)


def test_an_item_s_own_term_in_calendar_days_moves_from_the_first_of_october() -> None:
    # 90 days after 3 July 2025: 28 July days + 31 + 30 + 1 = 1 October; work begins again on the 9th
    ninety = rule_of(Rectify.model_validate({"action": "改", "within": "90 calendar days"}))
    found = Running(date(2025, 7, 3), NATIONAL_DAY).until(ninety)
    assert (found.last, found.moved) == (date(2025, 10, 9), date(2025, 10, 1))
    # 90 days after 10 January 2025: 21 January days + 28 + 31 + 10 = 10 April, a Thursday
    assert Running(date(2025, 1, 10), NATIONAL_DAY).until(ninety).last == date(2025, 4, 10)
    assert running(None, NATIONAL_DAY) is None
