"""Numbers of both plans, each worked by hand beside it, on the checklists as they are shipped."""

from fractions import Fraction
from typing import Any

import pytest

from inspector.checklist.judge_numbers import Ratio
from inspector.checklist.verdicts import Ground
from inspector.scoring.rank import half_up
from inspector.scoring.rollup import roll_up
from tests.scoring.rounds import YUNCHENG, ZHUHAI, result, sentences, survey, told, unit, values

SCHOOLS = {"s4": (4, "in_use"), "s5": (5, "none"), "s6": (6, "in_use"), "s9": (9, "incomplete"), "s12": (12, "in_use")}


def school(name: str, parent: str = "d") -> dict[str, Any]:
    pupils, room = SCHOOLS[name]
    facts = {"disabled_pupils": pupils}
    notes = {"room_built": "使用记录不全"} if room == "incomplete" else {}
    return unit(name, "regular_school", parent, facts=facts, answers={"room_built": room}, notes=notes)


def district(answers: dict[str, Any], facts: dict[str, Any] | None = None, **round_: Any) -> Any:
    return survey(ZHUHAI, [unit("d", "district", name="香洲区", answers=answers, facts=facts or {})], **round_)


def test_rooms_built_in_three_of_four_and_sixty_five_per_cent_earned() -> None:
    found = survey(ZHUHAI, [unit("d", "district", name="香洲区", answers={}), *map(school, SCHOOLS)])
    rooms = {name: result(found, name, "room_built") for name in SCHOOLS}
    # four pupils: below 5, so the duty does not apply; with exactly five it does
    assert [rooms[name].state for name in SCHOOLS] == ["not_applicable", "fail", "pass", "pass", "pass"]
    # in use, in use and incomplete are built: 3 of 4
    share = result(found, "d", "room_share")
    assert share.state == "fail"
    assert [(value, line) for value, line in values(share)] == [(Fraction(3, 4), Fraction(1))]
    text = sentences(found, "d", "room_share")
    assert "75.00%" in text and "4所" in text and "3所" in text and "1所" in text
    # the scheme credits 0, 100, 60 and 100 per cent: 260 / 4 = 65
    earned = [rooms[name].low for name in SCHOOLS if rooms[name].state != "not_applicable"]
    assert sum(earned) * Fraction(100, 4_000_000) == 65
    # the same as a roll-up of what was earned
    item = found.edition.items["room_share"]
    as_earned = item.model_copy(update={"ask": item.ask.model_copy(update={"as_": "share_earned"})})
    pooled = roll_up(as_earned, list(rooms.items()), Ground({}, (), found.terms.as_of), found.scheme)
    assert [half_up(value * 100) for value, _ in values(pooled)] == ["65.00"]


def test_a_room_with_a_shortcoming_is_a_suggestion_and_a_missing_one_is_charged_to_the_district_only() -> None:
    found = survey(ZHUHAI, [unit("d", "district", name="香洲区", answers={}), *map(school, SCHOOLS)])
    assert [one.kind for one in told(found, "s5", "room_built")] == ["suggestion"]
    assert [one.kind for one in told(found, "s9", "room_built")] == ["suggestion"]
    assert [one.kind for one in told(found, "d", "room_share")] == ["problem"]


def test_an_unvisited_school_leaves_the_share_open_and_stays_in_its_base() -> None:
    gone = school("s12") | {"answers": None}
    found = survey(ZHUHAI, [unit("d", "district", name="香洲区", answers={}), *map(school, ["s5", "s6", "s9"]), gone])
    share = result(found, "d", "room_share")
    # 2 of 4 if its room is missing, 3 of 4 if it is built: not met either way, so only what is earned is open
    assert (share.state, share.low, share.high) == ("not_checked", 500_000, 750_000)


@pytest.mark.parametrize(
    ("enrolled", "school_age", "met", "missing"),
    [
        (1261, 1300, True, None),  # 97 % of 1,300 = 1,261 exactly
        (1260, 1300, False, "差1人"),
        (2909, 3000, False, "差1人"),  # 97 % of 3,000 = 2,910; 96.97 % prints apart from 97 %
        (2910, 3000, True, None),
    ],
)
def test_enrolment_of_ninety_seven_per_cent(enrolled: int, school_age: int, met: bool, missing: str | None) -> None:
    found = district({"enrolment_share": {"enrolled": enrolled, "school_age": school_age}})
    assert result(found, "d", "enrolment_share").met is met
    text = sentences(found, "d", "enrolment_share")
    assert (missing in text) if missing else text == ""


def test_a_share_just_short_of_its_line_never_prints_like_it() -> None:
    # 96,999 / 100,000 = 96.999 % would print 97.00 % with two decimals
    text = sentences(district({"enrolment_share": {"enrolled": 96999, "school_age": 100000}}), "d", "enrolment_share")
    assert "96.999%" in text


@pytest.mark.parametrize(("home", "met"), [(31, True), (32, False)])
def test_home_taught_pupils_are_at_most_a_tenth(home: int, met: bool) -> None:
    # 10 % of 310 = 31
    answer = {"all_pupils": 310, "included": 200, "special": 70}
    found = district({"home_taught_share": answer}, {"home_taught": home})
    assert result(found, "d", "home_taught_share").met is met
    assert ("超出1人" in sentences(found, "d", "home_taught_share")) is not met


@pytest.mark.parametrize(("base", "line"), [(1150, 7000), (1950, 9750)])
def test_a_special_class_needs_five_times_the_base_and_seven_thousand(base: int, line: int) -> None:
    # 5 x 1,150 = 5,750 < 7,000: 7,000 decides; 5 x 1,950 = 9,750 > 7,000: 9,750 decides
    none = {"paid": 0, "pupils": 0}
    for paid, met in ((line * 10, True), (line * 10 - 1, False)):
        answer = {"core": none, "sensory": none, "included": none, "classes": {"paid": paid, "pupils": 10}}
        facts = {"special_pupils": 10, "base_standard": {"primary": base}}
        found = district({"per_pupil_funds": {"@primary": answer}}, facts)
        one = result(found, "d", "per_pupil_funds")
        assert one.met is met
        assert list(values(one)) == [(Fraction(paid, 10), Fraction(line))]


def county(answers: dict[str, Any], place: str = "平陆县", **round_: Any) -> Any:
    round_ = {"as_of": "2024-01-10", "period": {"from": "2023-01-01", "to": "2023-12-31"}} | round_
    return survey(YUNCHENG, [unit("d", "district", name=place, answers=answers)], **round_)


def test_one_yuan_short_of_seven_thousand_a_pupil_is_not_met_and_prints_apart() -> None:
    # 263 x 7,000 = 1,841,000; 1,840,999 / 263 = 6,999.9961..., two decimals would round to 7,000.00
    short = {"special": {"paid": 1840999, "pupils": 263}, "included": {"paid": 0, "pupils": 0}}
    found = county({"per_pupil_funds": short}, as_of="2026-01-10")
    assert half_up(Fraction(1840999, 263)) == "7000.00"
    assert result(found, "d", "per_pupil_funds").met is False
    text = sentences(found, "d", "per_pupil_funds")
    assert "6999.996元" in text and "低于7000元" in text and "差1元" in text
    full = {"special": {"paid": 1841000, "pupils": 263}, "included": {"paid": 0, "pupils": 0}}
    assert result(county({"per_pupil_funds": full}, as_of="2026-01-10"), "d", "per_pupil_funds").met is True


def test_pinglu_accepted_on_the_twentieth_of_december_is_twenty_calendar_days_late() -> None:
    # due 30 November; December has the days 1 to 20
    found = county({"county_special_school": "2023-12-20"})
    one = result(found, "d", "county_special_school")
    assert one.met is False
    assert "逾期20日" in sentences(found, "d", "county_special_school")
    # credit falls to nothing over 180 days: 1 - 20/180 = 8/9 = 888,889 millionths
    assert one.low == one.high == 888_889
    assert result(county({"county_special_school": "2023-11-30"}), "d", "county_special_school").state == "pass"


def test_pinglu_unbuilt_is_not_due_on_the_day_and_a_problem_the_day_after() -> None:
    on_the_day = county({"county_special_school": "not_yet"}, as_of="2023-11-30")
    assert result(on_the_day, "d", "county_special_school").state == "not_due"
    after = county({"county_special_school": "not_yet"}, as_of="2023-12-01")
    assert result(after, "d", "county_special_school").state == "fail"
    assert [one.kind for one in told(after, "d", "county_special_school")] == ["problem"]
    assert "逾期1日" in sentences(after, "d", "county_special_school")
    # nobody asked: before the day it is not due either, after it our omission
    assert result(county({}, as_of="2023-11-30"), "d", "county_special_school").state == "not_due"
    assert result(county({}, as_of="2023-12-01"), "d", "county_special_school").state == "not_checked"


ELEVEN = ["盐湖区", "永济市", "河津市", "夏县", "新绛县", "稷山县", "芮城县", "临猗县", "万荣县", "闻喜县", "垣曲县"]


@pytest.mark.parametrize("place", ELEVEN)
def test_the_other_eleven_counties_have_no_such_duty(place: str) -> None:
    assert result(county({}, place), "d", "county_special_school").state == "not_applicable"


@pytest.mark.parametrize(("pupils", "met", "needed"), [(93, True, ""), (94, False, "应有教职工32人")])
def test_one_member_of_staff_for_three_pupils(pupils: int, met: bool, needed: str) -> None:
    # 93 / 3 = 31; 94 / 3 = 31.33, so 32 are needed and one is missing
    school_ = unit("s", "special_school", facts={"disabled_pupils": pupils}, answers={"staff_ratio": 31})
    found = survey(YUNCHENG, [school_])
    assert result(found, "s", "staff_ratio").met is met
    assert needed in sentences(found, "s", "staff_ratio")


def test_of_classes_with_one_to_four_included_pupils_only_four_is_over() -> None:
    classes = {f"C{count}": {"pupils": count} for count in (1, 2, 3, 4)}
    school_ = unit("s", "regular_school", facts={"included_classes": 4}, answers={"class_size": classes})
    found = survey(YUNCHENG, [school_])
    one = result(found, "s", "class_size")
    assert (one.state, one.portion) == ("partial", Fraction(3, 4))
    assert [reason.values["failing_codes"] for _, reason in one.reasons] == ["C4"]


@pytest.mark.parametrize(("visits", "met"), [(78, False), (117, False), (119, False), (120, True)])
def test_home_lessons_are_summed_from_the_log(visits: int, met: bool) -> None:
    # 39 weeks x 1 visit x 2 lessons = 78; 39 x 1 x 3 = 117: both miss 120
    rows = {"K01": {"lessons": visits}}
    school_ = unit("s", "regular_school", facts={"home_taught": 1}, answers={"home_lessons": {"@2023": rows}})
    found = survey(YUNCHENG, [school_], as_of="2024-01-10", period={"from": "2023-01-01", "to": "2023-12-31"})
    assert result(found, "s", "home_lessons").met is met


def test_a_sample_with_too_few_rows_is_not_checked() -> None:
    school_ = unit("s", "regular_school", facts={"included_classes": 4}, answers={"class_size": {"C1": {"pupils": 1}}})
    one = result(survey(YUNCHENG, [school_]), "s", "class_size")
    assert (one.state, one.why) == ("not_checked", "incomplete:sample")


def test_a_part_above_its_whole_is_a_contradiction_and_never_full() -> None:
    one = result(district({"enrolment_share": {"enrolled": 11, "school_age": 10}}), "d", "enrolment_share")
    assert (one.state, one.why) == ("not_checked", "part_over_whole")
    assert isinstance(one.item.judge, Ratio)
