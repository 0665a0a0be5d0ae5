"""Units as files name them: each file has one vice, and ends in the right unit or in a problem by cell."""

from pathlib import Path
from typing import Any

import pytest

from inspector.sheets.preview import KnownUnit
from tests.sheets.making import FACTS, KNOWN, UNITS, problems, taken, values, workbook


def facts(tmp_path: Path, *rows: tuple[Any, ...], titles: tuple[str, ...] = FACTS) -> tuple[list[str], list[Any]]:
    """The units that rows of facts mean, and the problems."""
    found = taken(workbook(tmp_path / "facts.xlsx", {"表": [titles, *rows]}))
    return [row["unit"] for row in values(found)], problems(found)


def units(tmp_path: Path, *rows: tuple[Any, ...], titles: tuple[str, ...] = UNITS) -> tuple[list[Any], list[Any]]:
    found = taken(workbook(tmp_path / "units.xlsx", {"表": [titles, *rows]}), "units")
    return values(found), problems(found)


@pytest.mark.parametrize(
    "name",
    [
        "夏县第一小学校",
        "夏县 第一小学校",
        "夏县\u3000第一小学校",
        " 夏县第一小学校\u00a0",
        "夏县第一小学\u200b校",
        "x1",
        "3145001",
        3145001,
    ],
)
def test_a_unit_is_found_by_name_without_spaces_by_code_and_by_id(tmp_path: Path, name: str | int) -> None:
    assert facts(tmp_path, (name, 8)) == (["x1"], [])


def test_a_name_that_differs_by_one_character_is_named_with_the_likely_one(tmp_path: Path) -> None:
    found = taken(workbook(tmp_path / "near.xlsx", {"表": [FACTS, ("夏县第一小学", 8)]}))
    assert (values(found), problems(found)) == ([], [("A2", "near_unit")])
    assert found.problems[0].params == {"text": "夏县第一小学", "near": "夏县第一小学校"}


def test_a_name_nobody_knows_is_named(tmp_path: Path) -> None:
    assert facts(tmp_path, ("永济市育才学校", 8)) == ([], [("A2", "unknown_unit")])


def test_two_schools_of_one_name_need_their_county(tmp_path: Path) -> None:
    assert facts(tmp_path, ("实验小学", 8)) == ([], [("A2", "ambiguous_unit")])
    titles = ("所属县区", *FACTS)
    assert facts(tmp_path, ("绛县", "实验小学", 8), ("夏县", "实验小学", 3), titles=titles) == (["js", "xs"], [])


def test_a_school_under_another_county_is_named(tmp_path: Path) -> None:
    titles = ("所属县区", *FACTS)
    assert facts(tmp_path, ("绛县", "夏县第一小学校", 8), titles=titles) == ([], [("B2", "not_below")])


def test_a_code_that_belongs_to_another_school_is_named(tmp_path: Path) -> None:
    titles = ("学校名称", "学校代码", "在校残疾学生数")
    assert facts(tmp_path, ("夏县幼儿园", "3145001", 8), titles=titles) == ([], [("A2", "other_code")])


def test_a_unit_twice_in_one_file_is_named_with_both_cells(tmp_path: Path) -> None:
    rows = [FACTS, ("夏县第一小学校", 8), ("夏县幼儿园", 1), ("夏县 第一小学校", 5)]
    found = taken(workbook(tmp_path / "twice.xlsx", {"表": rows}))
    assert problems(found) == [("A4", "duplicate")]
    assert found.problems[0].params["cell"] == "A2"


def test_a_fact_that_is_not_asked_of_a_kind_is_left_out_and_said(tmp_path: Path) -> None:
    titles = ("学校名称", "在校残疾学生数", "送教上门学生数")
    found = taken(workbook(tmp_path / "kind.xlsx", {"表": [titles, ("夏县幼儿园", 2, 3)]}))
    assert values(found) == [{"unit": "k1", "fact:disabled_pupils": "2"}]
    assert [(one.cell, one.code, one.fatal) for one in found.problems] == [("C2", "not_asked", False)]


def test_one_fact_a_row_comes_out_as_one_fact_a_column_does(tmp_path: Path) -> None:
    rows = [
        ("单位名称", "指标", "学段", "数值", "数据时点", "数据来源"),
        ("夏县第一小学校", "在校残疾学生数", "", "８", "2024年9月1日", "学籍系统"),
        ("夏县第一小学校", "生均经费", "小学部", 1600.5, 20240901, ""),
        ("夏县第一小学校", "占地面积", "", 12, "", ""),
        ("夏县第一小学校", "生均经费", "大学", 9, "", ""),
        ("夏县第一小学校", "", "", 9, "", ""),
    ]
    found = taken(workbook(tmp_path / "long.xlsx", {"表": rows}))
    assert values(found) == [
        {"unit": "x1", "as_of": "2024-09-01", "source": "学籍系统", "fact:disabled_pupils": "8"},
        {"unit": "x1", "as_of": "2024-09-01", "fact:per_head:primary": "1600.5"},
    ]
    assert problems(found) == [("B4", "unknown_fact"), ("C5", "unknown_part"), ("B6", "no_fact")]


@pytest.mark.parametrize(
    ("word", "kind", "stages"),
    [
        ("普通学校", "regular_school", ""),
        ("regular_school", "regular_school", ""),
        ("小学", "regular_school", "primary"),
        ("九年一贯制学校", "regular_school", "primary junior"),
        ("完全中学", "regular_school", "junior senior"),
        ("特校", "special_school", ""),
        ("幼 儿 园", "kindergarten", ""),
        ("中职", "vocational_school", ""),
    ],
)
def test_kinds_by_their_usual_words(tmp_path: Path, word: str, kind: str, stages: str) -> None:
    expected = {"name": "夏县新校", "kind": kind, "parent": "xia"} | ({"stages": stages} if stages else {})
    assert units(tmp_path, ("夏县新校", word, "夏县")) == ([expected], [])


def test_stages_in_any_order_and_with_any_mark(tmp_path: Path) -> None:
    titles = (*UNITS, "学段")
    rows = [
        ("甲校", "普通学校", "夏县", "初中、小学"),
        ("乙校", "普通学校", "夏县", "义务教育"),
        ("丙校", "普通学校", "夏县", "大学"),
    ]
    taken_, named = units(tmp_path, *rows, titles=titles)
    assert [row["stages"] for row in taken_] == ["primary junior", "primary junior"]
    assert named == [("D4", "not_a_choice")]


def test_a_unit_that_is_here_already_is_known_again(tmp_path: Path) -> None:
    titles = (*UNITS, "学校代码")
    rows = [
        ("夏县第一小学校", "小学", "夏县", "3145001"),
        ("夏县第一完全小学", "小学", "夏县", ""),
        ("实验小学", "小学", "绛县", ""),
    ]
    found, named = units(tmp_path, *rows, titles=titles)
    assert [row.get("unit", "") for row in found] == ["x1", "", "js"]
    assert named == []


def test_another_name_for_a_code_is_taken_and_said(tmp_path: Path) -> None:
    titles = (*UNITS, "学校代码")
    found, named = units(tmp_path, ("夏县育英小学", "小学", "夏县", "3145001"), titles=titles)
    assert ([row["unit"] for row in found], named) == (["x1"], [("A2", "renamed")])


def test_a_new_name_one_character_off_a_known_one_is_taken_and_said(tmp_path: Path) -> None:
    found, named = units(tmp_path, ("夏县第一小学", "小学", "夏县"))
    assert ([row.get("unit") for row in found], named) == ([None], [("A2", "near_known")])


def test_the_second_school_is_not_the_first(tmp_path: Path) -> None:
    assert units(tmp_path, ("夏县第二小学校", "小学", "夏县"))[1] == []


def test_counties_of_the_same_file_may_come_after_their_schools(tmp_path: Path) -> None:
    rows = [("芮城县实验小学", "小学", "芮城县"), ("芮城县", "县", "运城市")]
    found, named = units(tmp_path, *rows)
    assert ([row["parent"] for row in found], named) == (["row:3", "yc"], [])


def test_a_school_below_a_county_of_another_city_is_named(tmp_path: Path) -> None:
    assert units(tmp_path, ("香洲区第一小学", "小学", "香洲区")) == ([], [("C2", "unknown_parent")])
    away = (*KNOWN, KnownUnit("zh", "珠海市", "city", None), KnownUnit("xz", "香洲区", "district", "zh"))
    path = workbook(tmp_path / "away.xlsx", {"表": [UNITS, ("香洲区第一小学", "小学", "香洲区")]})
    assert problems(taken(path, "units", known=away, city="yc")) == [("C2", "other_city")]


def test_a_school_below_a_school_is_named(tmp_path: Path) -> None:
    assert units(tmp_path, ("夏县分校", "小学", "夏县第一小学校")) == ([], [("C2", "kind_below")])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.40802E+11", "scientific"),
        (1234567890123456789, "digits_lost"),
        ("3145/002", "not_a_code"),
        (145002, "lost_zeros"),
        ("#REF!", "formula_error"),
    ],
)
def test_codes_that_a_sheet_has_spoilt_are_named(tmp_path: Path, cell: str | int, code: str) -> None:
    titles = (*UNITS, "学校代码")
    assert units(tmp_path, ("夏县新校", "小学", "夏县", cell), titles=titles) == ([], [("D2", code)])


def test_a_code_twice_is_named_with_both_cells(tmp_path: Path) -> None:
    rows = [(*UNITS, "学校代码"), ("甲校", "小学", "夏县", "77"), ("乙校", "小学", "夏县", 77)]
    found = taken(workbook(tmp_path / "codes.xlsx", {"表": rows}), "units")
    assert problems(found) == [("D3", "duplicate")]
    assert found.problems[0].params == {"text": "77", "cell": "D2"}


def test_an_unknown_kind_and_a_missing_one_are_named(tmp_path: Path) -> None:
    assert units(tmp_path, ("甲校", "大学", "夏县"), ("乙校", "", "夏县")) == (
        [],
        [("B2", "not_a_choice"), ("B3", "missing")],
    )


def accounts(tmp_path: Path, *rows: tuple[Any, ...]) -> tuple[list[Any], list[Any]]:
    found = taken(workbook(tmp_path / "a.xlsx", {"表": [("登录名", "姓名", "角色", "管辖范围"), *rows]}), "accounts")
    return values(found), problems(found)


def test_accounts_with_their_roles_and_areas(tmp_path: Path) -> None:
    rows = [("Ｚhang.San", "张 三", "督学", "夏县"), ("lisi", "李四", "管理员", "")]
    assert accounts(tmp_path, *rows) == (
        [
            {"login": "zhang.san", "name": "张三", "role": "inspector", "scope": "xia"},
            {"login": "lisi", "name": "李四", "role": "administrator"},
        ],
        [],
    )


def test_accounts_that_cannot_be(tmp_path: Path) -> None:
    rows = [
        ("a b", "甲", "督学", ""),
        ("c", "乙", "局长", ""),
        ("d", "丙", "督学", "火星"),
        ("e", "丁", "督学", ""),
        ("E", "戊", "督学", ""),
    ]
    assert accounts(tmp_path, *rows)[1] == [
        ("A2", "not_a_login"),
        ("C3", "not_a_choice"),
        ("D4", "unknown_unit"),
        ("A6", "duplicate"),
    ]


def test_children_come_by_code_and_never_by_name(tmp_path: Path) -> None:
    rows = [
        ("学校名称", "学生代码", "学生姓名", "名册"),
        ("夏县第一小学校", "K01", "某某", "送教上门"),
        ("夏县第一小学校", "王小明", "", "送教上门学生"),
        ("夏县第一小学校", "k01", "", "送教上门学生数"),
        ("夏县第一小学校", "K02", "", "借读"),
    ]
    found = taken(workbook(tmp_path / "pupils.xlsx", {"表": rows}), "pupils")
    assert values(found) == [{"unit": "x1", "code": "K01", "fact": "home_taught"}]
    assert problems(found) == [
        ("C", "names_of_children"),
        ("B3", "child_named"),
        ("B4", "duplicate"),
        ("D5", "not_a_choice"),
    ]
