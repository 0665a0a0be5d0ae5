"""In a published sentence no group of fewer than five pupils is a number, nor can it be worked out from the others."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from inspector.casework.cases import CaseError, stage
from inspector.casework.findings import findings
from inspector.casework.small_numbers import NOTE, public_note
from inspector.checklist.edition import Edition
from inspector.checklist.items import Case, Item
from inspector.scoring.assess import assess
from tests.editions import edition_in

ROOT = Path(__file__).parents[2] / "checklists"
PLANS = ("yuncheng_2023", "zhuhai_2023_2025")
FEW = re.compile(r"(?<![\d.])[1-4](?:人|名)")
STAFF = {
    *("staff_ratio", "institution_teachers", "researcher", "trained_city", "trained_county", "posts_approved"),
    *("school_staff", "city_school_staff", "class_staff", "centre_specialists", "all_staff_trained", "pay_slips"),
    *("city_researchers", "district_researchers"),
}
"""Items whose sentences count grown-ups."""


@cache
def edition(plan: str) -> Edition:
    return edition_in(ROOT / plan)


def told(plan: str, case: Case, *, public: bool = True) -> list[str]:
    found = edition(plan)
    staged = stage(found, case)
    results = assess(found, staged.subject, staged.terms, staged.cells, roll_up=staged.fed)
    own = [one for one in results if one.item.id == case.item]
    return [one.sentence for one in findings(found, staged.subject, staged.terms, own, public=public)]


def cases(plan: str) -> Iterator[tuple[Item, Case]]:
    for _, _, case in edition(plan).cases:
        yield edition(plan).items[case.item], case


def printed_by_value(item: Item, sentence: str) -> list[str]:
    """Small counts in a sentence that do not stand in the wording itself, as the line `不超过3人` does."""
    literal = " ".join(re.sub(r"\{\{.*?\}\}", "\n", text) for text in item.say.values())
    return [few for few in FEW.findall(sentence) if few not in literal]


@pytest.mark.parametrize("plan", PLANS)
def test_no_worked_case_of_a_plan_prints_a_few_pupils(plan: str) -> None:
    internal = public = 0
    for item, case in cases(plan):
        if item.id in STAFF:
            continue
        try:
            internal += sum(bool(printed_by_value(item, one)) for one in told(plan, case, public=False))
        except CaseError:
            continue
        shown = [one for one in told(plan, case) if printed_by_value(item, one)]
        assert shown == [], case.case
        public += len(told(plan, case))
    assert internal >= 10 and public > 100  # the cases do hold small numbers


def say(plan: str, item: str, answer: object, **facts: str) -> str:
    case = Case(
        case="x",
        item=item,
        answer=answer,
        facts={**facts},
        settings={"who_counts": "certified", "school_age": next(iter(SCHOOL_AGE[plan]))} | OTHER[plan],
        expect={"result": "fail"},  # type: ignore[arg-type]
    )
    return " ".join(told(plan, case))


SCHOOL_AGE = {"yuncheng_2023": ("to_fifteen",), "zhuhai_2023_2025": ("six_fifteen",)}
OTHER: dict[str, dict[str, str]] = {"yuncheng_2023": {"whose_children": "resident"}, "zhuhai_2023_2025": {}}


@pytest.mark.parametrize(
    ("enrolled", "school_age", "sentence"),
    [
        # 100 of 120: 17 short of 97 % (117), nothing is small
        (100, 120, "甲单位适龄残疾儿童120人，已入学100人，入学比例为83.33%，低于97.00%，尚差17人。"),
        # 3 of 120: with 117 - 114 the 3 could be worked out, so 114 goes too
        (3, 120, "甲单位适龄残疾儿童120人，已入学少于5人，入学比例为（不列），低于97.00%，尚差若干人。"),
        # 116 of 120 misses 117 by 1 and leaves 4 children out: neither 116 nor the share may stand
        (116, 120, "甲单位适龄残疾儿童120人，已入学若干人，入学比例为（不列），低于97.00%，尚差少于5人。"),
        (0, 3, "甲单位适龄残疾儿童少于5人，已入学0人，入学比例为（不列），低于97.00%，尚差少于5人。"),
    ],
)
def test_a_share_leaves_out_what_would_give_a_small_group_away(enrolled: int, school_age: int, sentence: str) -> None:
    assert say("yuncheng_2023", "enrolment_rate", {"enrolled": enrolled, "school_age": school_age}) == sentence


def test_a_sample_keeps_its_size_but_not_the_few_nor_their_codes() -> None:
    columns = edition("yuncheng_2023").items["home_lessons"].ask.columns
    rows = {f"K{number}": dict.fromkeys(columns, "78" if number == 10 else "130") for number in range(10, 16)}
    case = Case(
        case="x",
        item="home_lessons",
        facts={"home_taught": "6"},
        answer=rows,
        period=("2024-09-01", "2025-08-31"),  # type: ignore[arg-type]
        as_of="2025-10-01",  # type: ignore[arg-type]
        expect={"result": "fail"},  # type: ignore[arg-type]
    )
    [sentence] = told("yuncheng_2023", case)
    assert "被抽查的6名送教学生中，少于5名不足120课时（编号略），最少的为78课时" in sentence
    assert "K10" in " ".join(told("yuncheng_2023", case, public=False))


def test_a_fact_that_counts_pupils_is_covered_from_four_down() -> None:
    answers = {"special_class_pupils": "4"}, {"special_class_pupils": "5"}
    few, five = (say("zhuhai_2023_2025", "institution_approved", "none", **facts) for facts in answers)
    assert few.startswith("甲单位有特教班学生少于5人，") and five.startswith("甲单位有特教班学生5人，")


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("2名学生没有档案", False),
        ("两个孩子的档案不全", False),
        ("三名儿童尚未评估", False),
        ("设备未按清单配齐", True),
        ("12名学生没有档案", True),
        ("缺3台设备", True),
        ("记录只到2025年3月", True),
        ("", True),
    ],
)
def test_a_note_that_counts_a_few_children_is_not_quoted(note: str, kept: bool) -> None:
    assert public_note(note) == (note if kept else NOTE)
