"""An announcement of holidays as it is published, and rows; each flaw is named by its line."""

from datetime import date

import pytest

from inspector.casework.announcements import Announced, Flaw, read_announcement

YEAR_2026 = """关于2026年部分节假日安排的通知
各有关单位：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，请安排好值班。
2025年11月4日
"""


def test_a_whole_announcement_gives_its_days() -> None:
    found = read_announcement(YEAR_2026, 2026)
    off = [one.day for one in found.days if one.kind == "off"]
    assert found.flaws == {} and len(off) == 3 + 9 + 7
    assert [one.day for one in found.days if one.kind == "worked"] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert found.days[0] == Announced(date(2026, 1, 1), "off", "元旦")


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("放假 10月1日至7日，9月27日上班", (2026, 9, 27), (2026, 10, 7), 8),
        ("2026-10-01,off,国庆节", (2026, 10, 1), (2026, 10, 1), 1),
        ("2026/10/01\t放假\t国庆节", (2026, 10, 1), (2026, 10, 1), 1),
        ("元旦：12月31日至1月2日放假，共3天", (2025, 12, 31), (2026, 1, 2), 3),
        ("元旦：2026年12月31日至2027年1月2日放假", (2026, 12, 31), (2027, 1, 2), 3),
        ("春节：1月29日至2月4日放假", (2026, 1, 29), (2026, 2, 4), 7),
    ],
)
def test_shorter_ways_to_say_it(text: str, first: tuple[int, int, int], last: tuple[int, int, int], count: int) -> None:
    found = read_announcement(text, 2026)
    assert (found.flaws, len(found.days)) == ({}, count)
    assert (found.days[0].day, found.days[-1].day) == (date(*first), date(*last))


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        ("2月30日放假", Flaw.no_such_day),
        ("10月1日（周五）放假", Flaw.weekday),
        ("10月1日至7日放假，共8天", Flaw.total),
        ("10月1日至7日", Flaw.no_word),
        ("10月1日放假，10月1日上班", Flaw.twice),
        ("3月1日至10月7日放假", Flaw.too_long),
        ("2020年10月1日放假", Flaw.other_year),
    ],
)
def test_a_flaw_is_named_by_its_line(line: str, flaw: Flaw) -> None:
    assert read_announcement(f"元旦：1月1日放假\n{line}", 2026).flaws == {2: flaw}
