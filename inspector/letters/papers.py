"""The typed data of the papers. Everything is printed as given: no ids, no children, numbers as finished text.

Texts go through the text policy when a paper is drafted; a newline in one begins a new paragraph.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

OWN_SCHEME = "评分办法、权重和等次由督导机构自定，不是计划规定的内容"


@dataclass(frozen=True)
class Occasion:
    """What the papers share: who inspects, on what basis, when.

    `plan` is the printed name in 《》; `visit` first and last day (督导日期); `facts_as_of` 数据时点, `as_of` 截至日期.
    `issued` is 成文日期, None leaves room for it; `recorded` dates the file's properties.
    """

    office: str
    round_title: str
    plan: str
    legal_basis: str
    visit: tuple[date, date]
    facts_as_of: date
    as_of: date
    recorded: date
    issued: date | None = None
    number: str = ""
    scheme_note: str = OWN_SCHEME
    seal: bool = True
    copies: tuple[str, ...] = ()
    printer: str = ""
    printed: date | None = None
    contact: str = ""
    demo: bool = False


@dataclass(frozen=True)
class Evaluation:
    """`score`: no text (not scored), one, or the two ends of an interval.

    An empty grade prints 暂不评定 and its reason.

    `coverage` is 核查完成率 as text. The counts are numbers of items by result.
    """

    coverage: str
    met: int
    unmet: int
    score: tuple[str, ...] = ()
    grade: str = ""
    grade_withheld: str = ""
    partial: int = 0
    not_due: int = 0
    not_applicable: int = 0
    not_checked: int = 0
    unverifiable: int = 0


@dataclass(frozen=True)
class Problem:
    """`basis` is where the plan says so, for a reader.

    `term` is a text such as 自收到本意见书之日起90日内, `due` its day.
    """

    fact: str
    basis: str
    action: str
    term: str
    due: date | None = None
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True)
class Suggestion:
    text: str
    basis: str = ""


@dataclass(frozen=True)
class Opinion:
    """督导意见书 for one unit. Not heard: 征求意见稿, with `reply_by` as the last day for its answer.

    `report_by` is the last day for the report on rectification.
    """

    occasion: Occasion
    unit: str
    heard: bool
    evaluation: Evaluation
    problems: tuple[Problem, ...] = ()
    unverifiable: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    reply_by: date | None = None
    report_by: date | None = None


@dataclass(frozen=True)
class Entry:
    """One line of 问题及责任清单; `lead` groups the list, in the order in which leads first appear."""

    lead: str
    unit: str
    text: str
    basis: str
    action: str
    term: str
    due: date | None = None
    cooperating: tuple[str, ...] = ()
    kind: Literal["problem", "suggestion"] = "problem"


@dataclass(frozen=True)
class ScoreItem:
    """观测点; weight, earned and lost as printed, `result` in Chinese (达到, 未达到, ...)."""

    title: str
    weight: str
    earned: str
    lost: str
    result: str


@dataclass(frozen=True)
class ScoreSection:
    """一级指标 with its own sums as printed."""

    title: str
    weight: str
    earned: str
    lost: str
    items: tuple[ScoreItem, ...]


@dataclass(frozen=True)
class Accountability:
    """问题及责任清单 of a district; `total` is weight, earned, lost of the whole score, empty without a score tree."""

    occasion: Occasion
    district: str
    evaluation: Evaluation
    entries: tuple[Entry, ...]
    sections: tuple[ScoreSection, ...] = ()
    total: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    addressee: str = ""


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


@dataclass(frozen=True)
class Matter:
    """督导事项: the items of one section of the checklist."""

    section: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class NoticeGroup:
    """督导组, or one of several; `name` is empty when there is only one."""

    leader: str
    members: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Material:
    """A document to have at hand, of which kind of unit, and for which item."""

    kind: str
    text: str
    item: str


@dataclass(frozen=True)
class NoticeStep:
    """A step of the timetable as printed; an empty `source` is printed as the office's own term."""

    name: str
    days: str
    source: str = ""


@dataclass(frozen=True)
class Visited:
    """A unit that is visited; `day` None: within the days of the notice."""

    name: str
    day: date | None = None


@dataclass(frozen=True)
class Notice:
    """督导通知 to a unit. `visited` lists the units below it; `self_evaluation` asks for one, until `self_until`."""

    occasion: Occasion
    unit: str
    kind: str
    matters: tuple[Matter, ...]
    groups: tuple[NoticeGroup, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[NoticeStep, ...] = ()
    visited: tuple[Visited, ...] = ()
    self_evaluation: bool = False
    self_until: date | None = None
    addressee: str = ""


Paper = Opinion | Accountability | CityReport | Notice
KINDS: dict[type, str] = {
    Opinion: "opinion",
    Accountability: "accountability",
    CityReport: "city_report",
    Notice: "notice",
}


def subject(paper: Paper) -> str:
    """The unit, district or city that a paper is about."""
    if isinstance(paper, Opinion | Notice):
        return paper.unit
    return paper.district if isinstance(paper, Accountability) else paper.city
