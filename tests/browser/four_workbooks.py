"""Four workbooks as a city's office might send them: 13 counties with 120 schools, their facts, people and rosters."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from inspector.checklist.edition import Edition

Cell = str | int | None
SCHOOLS = ("第一小学", "第二小学", "第三小学", "实验小学", "城关小学", "第一初级中学", "第二初级中学", "第三初级中学")
WITH_KINDERGARTEN = 3


class School(NamedTuple):
    name: str
    kind: str
    county: str
    stages: str


def schools(edition: Edition) -> Iterator[School]:
    """A special school and eight others in each county, and three kindergartens: 13 x 9 + 3 = 120."""
    for place, county in enumerate(edition.plan.places):
        yield School(f"{county}特殊教育学校", "特殊教育学校", county, "小学、初中")
        for name in SCHOOLS:
            yield School(f"{county}{name}", "小学" if "小学" in name else "初中", county, "")
        if place < WITH_KINDERGARTEN:
            yield School(f"{county}机关幼儿园", "幼儿园", county, "学前")


def write(path: Path, title: str, heads: Sequence[Sequence[str]], lines: Sequence[Sequence[Cell]]) -> Path:
    """A merged title, one or two rows of heads, and the lines."""
    width = len(heads[0])
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.merge_range(0, 0, 0, width - 1, title)
        for row, line in enumerate([*heads, *lines], 1):
            for column, value in enumerate(line):
                if value is not None:
                    sheet.write(row, column, value)
        if len(heads) == 2:
            _merge_heads(sheet, heads)
    return path


def _merge_heads(sheet: xlsxwriter.worksheet.Worksheet, heads: Sequence[Sequence[str]]) -> None:
    """A head over several columns is merged over them, one without parts over both rows."""
    upper, lower = heads
    for column, title in enumerate(upper):
        if title and not lower[column]:
            sheet.merge_range(1, column, 2, column, title)
        elif title:
            end = column
            while end + 1 < len(upper) and not upper[end + 1] and lower[end + 1]:
                end += 1
            if end > column:
                sheet.merge_range(1, column, 1, end, title)


def four_workbooks(folder: Path, edition: Edition) -> Mapping[str, Path]:
    """By what they hold: units, facts, accounts, pupils."""
    found = list(schools(edition))
    special = [one for one in found if one.kind == "特殊教育学校"]
    units = [["运城市", "市", None, "140800", None]]
    units += [[name, "县（市、区）", "运城市", code, None] for name, code in edition.plan.places.items()]
    units += [[one.name, one.kind, one.county, None, one.stages] for one in found]
    facts: list[list[Cell]] = []
    for place, one in enumerate(found):
        home_taught = None if one.kind == "幼儿园" else 2 + place % 3
        facts.append([one.name, one.county, 20 + place % 30, home_taught, "学籍系统"])
    facts += [["合计", None, sum(int(str(line[2])) for line in facts), None, None]]
    people = [
        [f"duxue{place:02}", f"督学{place:02}", "督学", county] for place, county in enumerate(edition.plan.places, 1)
    ]
    people += [["pinggu01", "评估01", "评估人员", "运城市"]]
    pupils = [[one.name, f"K{number:02}", "送教上门学生数"] for one in special for number in (1, 2)]
    return {
        "units": write(
            folder / "督导对象名单.xlsx", "督导对象名单", [["单位名称", "类别", "上级单位", "代码", "学段"]], units
        ),
        "facts": write(
            folder / "基础数据.xlsx",
            "基础数据表",
            [["学校名称", "所属县区", "学生数", "", "数据来源"], ["", "", "在校残疾学生数", "送教上门学生数", ""]],
            facts,
        ),
        "accounts": write(folder / "督学名单.xlsx", "督学名单", [["账号", "姓名", "角色", "管辖范围"]], people),
        "pupils": write(
            folder / "送教名册.xlsx", "送教上门学生名册（按编号）", [["学校名称", "学生编号", "名册"]], pupils
        ),
    }
