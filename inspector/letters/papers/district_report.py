"""督导报告 of a district: how it stands, what was found by lead office, what changed since the last round."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Chart, Column, Series, Table
from inspector.letters.papers.accountability import ScoreSection, score_table
from inspector.letters.papers.asked import ADDRESSEE, PUBLICATION
from inspector.letters.papers.comparison import Comparison, section_table
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Evaluation, Occasion, Problem, Suggestion, checked_by_name, evaluated


class Covered(Struct, frozen=True):
    """The three coverages, which are never one number: of clauses, of visits; that of checks is the evaluation's.

    `clauses` as per cent, empty where the plan asks nothing here; `visited` of `units` below the district were visited.
    """

    clauses: str
    visited: int
    units: int


class OfficeProblems(Struct, frozen=True):
    """What one lead office, or offices together, answers for."""

    office: str
    problems: tuple[Problem, ...]


class SectionShare(Struct, frozen=True):
    """`share` as printed; `drawn` a decimal for the chart, the lower end of an interval."""

    title: str
    share: str
    drawn: str


class Doubt(Struct, frozen=True):
    """What the plan leaves open, and where it does."""

    text: str
    basis: str


class DistrictReport(Struct, frozen=True):
    """督导报告 of a district, which everybody may read: small numbers of pupils are left out of its sentences.

    Without `sections` and `shares` no score is published. `unvisited` are units, `unchecked` items of the district
    that nobody checked. No `comparison`: there is no earlier round.
    """

    occasion: Occasion
    district: str
    addressee: str
    evaluation: Evaluation
    covered: Covered
    offices: tuple[OfficeProblems, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unverifiable: tuple[str, ...] = ()
    unvisited: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    shares: tuple[SectionShare, ...] = ()
    sections: tuple[ScoreSection, ...] = ()
    total: tuple[str, ...] = ()
    comparison: Comparison | None = None
    provisional: bool = False


def results_chart(paper: DistrictReport) -> Chart:
    """Numbers of items by result."""
    named = checked_by_name(paper.evaluation)
    words = "，".join(f"{name}{count}项" for name, count in named)
    series = (Series("观测点项数", tuple(str(count) for _, count in named)),)
    names = tuple(name for name, _ in named)
    return Chart("column", "观测点核查结果", names, series, f"{paper.district}观测点核查结果：{words}。", "项")


def shares_chart(paper: DistrictReport) -> Chart:
    """Shares of the sections, beside those of the last round where both are made alike."""
    titles = tuple(one.title for one in paper.shares)
    before = {one.title: one for one in paper.comparison.sections} if paper.comparison else {}
    now = Series("本次", tuple(one.drawn for one in paper.shares))
    last = Series("上次", tuple(before[one].drawn if one in before else "" for one in titles))
    series = (last, now) if before else (now,)
    said = [
        f"{one.title}{one.share}" + (f"（上次{before[one.title].before}）" if one.title in before else "")
        for one in paper.shares
    ]
    return Chart("bar", "一级指标得分率", titles, series, f"{paper.district}一级指标得分率：{'，'.join(said)}。", "%")


def left_table(paper: DistrictReport) -> Table:
    """Whom nobody visited and what nobody checked."""
    rows = [("未实地督导的单位", name) for name in paper.unvisited]
    rows += [("未核查的观测点", title) for title in paper.unchecked]
    return Table(
        (Column("序号", 3, "center"), Column("类别", 8), Column("名称", 20)),
        tuple(tuple(map(Cell, (str(number), *row))) for number, row in enumerate(rows, 1)),
    )


def _values(paper: DistrictReport) -> Values:
    return {
        **evaluated(paper.evaluation),
        "counted": sum(count for _, count in checked_by_name(paper.evaluation)),
        "problems": sum(len(one.problems) for one in paper.offices),
        "left": len(paper.unvisited) + len(paper.unchecked),
    }


def _ready(paper: DistrictReport) -> Mapping[str, Block]:
    ready: dict[str, Block] = {
        "results_chart": results_chart(paper),
        "shares_chart": shares_chart(paper),
        "score_tree": score_table(paper.sections, paper.total, paper.occasion.scheme_note),
        "left": left_table(paper),
    }
    if paper.comparison is not None:
        ready["compared_sections"] = section_table(paper.comparison, "一级指标得分率比较")
    return ready


KIND = Kind(
    "district_report",
    N_("Supervision report of the district"),
    DistrictReport,
    lambda paper: paper.district,
    _values,
    _ready,
    statutory=True,
    published=True,
    asks=(ADDRESSEE, PUBLICATION),
)
