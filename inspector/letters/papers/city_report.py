"""督导报告 of a city: grades in administrative order; places only where the round publishes them."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Chart, Column, Series, Table
from inspector.letters.papers.asked import ADDRESSEE, PUBLICATION
from inspector.letters.papers.heat import HeatRow, heat_table, is_wide
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.rank_annex import Rank, Unranked, rank_table, unranked_table
from inspector.letters.papers.shared import WITHHELD, Evaluation, Occasion, Problem, Suggestion


class DistrictResult(Struct, frozen=True):
    name: str
    evaluation: Evaluation


class CommonProblem(Struct, frozen=True):
    """`count` of `total` districts have it."""

    text: str
    basis: str
    count: int
    total: int
    offices: tuple[str, ...]


class OfficeLoad(Struct, frozen=True):
    """What a lead office answers for: problems, and in how many of the districts."""

    office: str
    problems: int
    districts: int


class CityReport(Struct, frozen=True):
    """督导报告. `districts` and `heat` come in administrative order; `grades` names the grades from best to worst,
    empty where they are not published.

    `problems` and `suggestions` are the city's own and those of its departments. `ranks` are there only where the
    round publishes places; else they are a paper of their own (`rank_annex`).
    """

    occasion: Occasion
    city: str
    addressee: str
    grades: tuple[str, ...]
    districts: tuple[DistrictResult, ...]
    sections: tuple[str, ...] = ()
    heat: tuple[HeatRow, ...] = ()
    common_problems: tuple[CommonProblem, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    ranks: tuple[Rank, ...] = ()
    unranked: tuple[Unranked, ...] = ()
    provisional: bool = False
    problems: tuple[Problem, ...] = ()
    offices: tuple[OfficeLoad, ...] = ()


def results(paper: CityReport) -> Table:
    """Grades, where they are published, and numbers of items by result, in the order given."""
    heads = ("达到", "部分达到", "未达到", "未到期", "不适用", "无法核实", "未核查")
    grade = (Column("等次", 100, "center"),) if paper.grades else ()
    columns = (
        Column("督导对象", 110),
        *grade,
        *(Column(head, 18 + 20 * len(head), "center") for head in heads),
        Column("核查完成率", 122, "center"),
    )
    rows = tuple(tuple(map(Cell, _result(each, graded=bool(grade)))) for each in paper.districts)
    notes = "按行政区划顺序排列，不分先后；表内数字为观测点项数。"
    return Table(columns, rows, "各督导对象评价结果", (f"注：{notes}{paper.occasion.scheme_note}。",))


def _result(each: DistrictResult, *, graded: bool) -> tuple[str, ...]:
    found = each.evaluation
    return (each.name, *([found.grade or WITHHELD] if graded else []), *_counts(found), found.coverage)


def _counts(found: Evaluation) -> tuple[str, ...]:
    numbers = (
        found.met,
        found.partial,
        found.unmet,
        found.not_due,
        found.not_applicable,
        found.unverifiable,
        found.not_checked,
    )
    return tuple(str(number) for number in numbers)


def common_problems(paper: CityReport) -> Table:
    columns = (
        Column("序号", 4, "center"),
        Column("共性问题", 15),
        Column("依据", 10),
        Column("涉及数", 5, "center"),
        Column("责任单位", 11),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (str(number), each.text, each.basis, f"{each.count}/{each.total}", "、".join(each.offices)),
            )
        )
        for number, each in enumerate(paper.common_problems, 1)
    )
    return Table(columns, rows, "共性问题", ("注：涉及数为有此问题的督导对象数与督导对象总数。",))


def office_table(paper: CityReport) -> Table:
    columns = (
        Column("序号", 3, "center"),
        Column("牵头单位", 14),
        Column("问题数", 5, "center"),
        Column("涉及督导对象数", 8, "center"),
    )
    rows = tuple(
        tuple(map(Cell, (str(number), each.office, str(each.problems), str(each.districts))))
        for number, each in enumerate(paper.offices, 1)
    )
    note = "注：同一问题只向计划明确的责任单位提出一次；没有点名单位的问题由督导对象自行负责，不列入本表。"
    return Table(columns, rows, "责任单位", (note,))


def grade_chart(paper: CityReport) -> Chart:
    counts = [(name, count) for name, count in _by_grade(paper) if count or name in paper.grades]
    words = "，".join(f"{name}{count}个" for name, count in counts)
    series = (Series("督导对象数", tuple(str(count) for _, count in counts)),)
    return Chart("column", "各等次督导对象数", tuple(name for name, _ in counts), series, f"各等次：{words}。", "个")


def met_chart(paper: CityReport) -> Chart:
    names = tuple(each.name for each in paper.districts)
    met, unmet = ([getattr(each.evaluation, name) for each in paper.districts] for name in ("met", "unmet"))
    series = (Series("达到", tuple(map(str, met))), Series("未达到", tuple(map(str, unmet))))
    words = "；".join(f"{name}达到{yes}项、未达到{no}项" for name, yes, no in zip(names, met, unmet, strict=True))
    return Chart("bar", "各督导对象达到和未达到的观测点", names, series, f"{words}。", "项")


def _by_grade(paper: CityReport) -> list[tuple[str, int]]:
    found = [each.evaluation.grade or WITHHELD for each in paper.districts]
    return [(grade, found.count(grade)) for grade in dict.fromkeys((*paper.grades, *found))]


def _values(paper: CityReport) -> Values:
    counts = [f"{grade}{count}个" for grade, count in _by_grade(paper) if count]
    return {"grade_counts": counts, "wide_heat": is_wide(paper.sections)}


def _ready(paper: CityReport) -> Mapping[str, Block]:
    return {
        "results": results(paper),
        "grade_chart": grade_chart(paper),
        "met_chart": met_chart(paper),
        "common_problems": common_problems(paper),
        "offices": office_table(paper),
        "heat": heat_table(paper.sections, paper.heat, paper.occasion.scheme_note),
        "ranks": rank_table(paper.ranks, provisional=paper.provisional),
        "unranked": unranked_table(paper.unranked),
    }


KIND = Kind(
    "city_report",
    N_("Supervision report"),
    CityReport,
    lambda paper: paper.city,
    _values,
    _ready,
    statutory=True,
    published=True,
    asks=(ADDRESSEE, PUBLICATION),
)
