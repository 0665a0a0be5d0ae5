"""督导报告 of a city: grades in administrative order, ranks as an internal annex."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.papers.asked import ADDRESSEE, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import WITHHELD, Evaluation, Occasion, Suggestion, score_text

_WIDE_FROM = 7


@dataclass(frozen=True)
class DistrictResult:
    name: str
    evaluation: Evaluation


@dataclass(frozen=True)
class HeatRow:
    """One district: for each section the printed share and a depth from 0 (best, white) to 4 (worst, darkest)."""

    name: str
    cells: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CommonProblem:
    """`count` of `total` districts have it."""

    text: str
    basis: str
    count: int
    total: int
    offices: tuple[str, ...]


@dataclass(frozen=True)
class Rank:
    """`score` one text or the two ends; `interval` the best and worst place (位次区间), empty when not computed."""

    place: int
    name: str
    score: tuple[str, ...]
    coverage: str
    interval: tuple[int, ...] = ()


@dataclass(frozen=True)
class Unranked:
    name: str
    reason: str


@dataclass(frozen=True)
class CityReport:
    """督导报告. `districts` and `heat` come in administrative order; `grades` names the grades from best to worst.

    `ranks` go into an internal attachment only; without them it is left out.
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


def results(paper: CityReport) -> Table:
    """Grades and numbers of items by result, in the order given."""
    heads = ("达到", "部分达到", "未达到", "未到期", "不适用", "无法核实", "未核查")
    columns = (
        Column("督导对象", 110),
        Column("等次", 100, "center"),
        *(Column(head, 18 + 20 * len(head), "center") for head in heads),
        Column("核查完成率", 122, "center"),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (
                    each.name,
                    each.evaluation.grade or WITHHELD,
                    *_counts(each.evaluation),
                    each.evaluation.coverage,
                ),
            )
        )
        for each in paper.districts
    )
    notes = "按行政区划顺序排列，不分先后；表内数字为观测点项数。"
    return Table(columns, rows, "表1　各督导对象评价结果", (f"注：{notes}{paper.occasion.scheme_note}。",))


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
    return Table(columns, rows, "表2　共性问题", ("注：涉及数为有此问题的督导对象数与督导对象总数。",))


def wide_heat(paper: CityReport) -> bool:
    return len(paper.sections) >= _WIDE_FROM


def heat(paper: CityReport) -> Table:
    columns = (Column("督导对象", 10), *(Column(section, 8, "center") for section in paper.sections))
    rows = tuple((Cell(row.name), *(Cell(text, depth) for text, depth in row.cells)) for row in paper.heat)
    note = f"注：表内为一级指标得分率，底纹越深得分率越低。{paper.occasion.scheme_note}。"
    return Table(columns, rows, notes=(note,), landscape=wide_heat(paper))


def ranks(paper: CityReport) -> Table:
    columns = (
        Column("位次", 5, "center"),
        Column("督导对象", 12),
        Column("得分", 12, "center"),
        Column("位次区间", 8, "center"),
        Column("核查完成率", 8, "center"),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (str(each.place), each.name, score_text(each.score), _interval(each.interval), each.coverage),
            )
        )
        for each in paper.ranks
    )
    notes = ["注：得分写作两数的，为未核查事项全部未达到和全部达到时的得分；位次区间为可能的最前位次和最后位次。"]
    if paper.provisional:
        notes.append("尚有督导任务未确认，以上位次为暂定。")
    return Table(columns, rows, notes=tuple(notes))


def _interval(places: tuple[int, ...]) -> str:
    return "—".join(str(place) for place in dict.fromkeys(places)) or "—"


def unranked(paper: CityReport) -> Table:
    rows = tuple((Cell(each.name), Cell(each.reason)) for each in paper.unranked)
    return Table((Column("督导对象", 8), Column("原因", 24)), rows, "不参加排名名单")


def _grade_counts(paper: CityReport) -> list[str]:
    found = [each.evaluation.grade or WITHHELD for each in paper.districts]
    order = dict.fromkeys((*paper.grades, *found))
    return [f"{grade}{found.count(grade)}个" for grade in order if found.count(grade)]


def _values(paper: CityReport) -> Values:
    return {"grade_counts": _grade_counts(paper), "wide_heat": wide_heat(paper)}


def _ready(paper: CityReport) -> Mapping[str, Block]:
    return {
        "results": results(paper),
        "common_problems": common_problems(paper),
        "heat": heat(paper),
        "ranks": ranks(paper),
        "unranked": unranked(paper),
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
    asks=(ADDRESSEE, Field("ranks", N_("With the places as an internal annex"), "flag")),
)
