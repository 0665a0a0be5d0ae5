"""How a unit stands, in words and printed numbers: shared by its own page and the ranking."""

from fractions import Fraction

from msgspec import Struct

from inspector.casework.standing import FLAG_MANUAL, Withheld, strict, visits, withheld
from inspector.checklist import wording
from inspector.checklist.models import FloorItem
from inspector.i18n import N_, gettext
from inspector.scoring.inspection import WITHHELD, Inspected
from inspector.scoring.rank import half_up, printed_apart
from inspector.scoring.survey import Survey

WITHHELD_WORDS: dict[Withheld, str] = {
    "": "",
    "nothing_applicable": N_("nothing applies that could be scored"),
    "open_items": N_("some items are not checked yet"),
    "coverage": N_("the check coverage is below the line of %(line)s"),
    "two_grades": N_("the interval reaches over more than one grade"),
    "no_grade": N_("the scoring scheme names no grade for this score"),
}


class Standing(Struct, frozen=True):
    """`score` and `strict` as printed, one number or an interval; `strict` is empty where nobody set 不适用 by hand."""

    unit: str
    name: str
    score: str
    grade: str
    withheld: str
    coverage: str
    visited: int
    units_below: int
    manual: str
    manual_flag: bool
    strict: str
    met: int
    not_met: int
    floors: tuple[tuple[str, str], ...]


def standing(survey: Survey, unit: str, *, compare: bool = True) -> Standing:
    """`compare` also scores the unit with 不适用 by hand as not met, which means the units below once more."""
    inspected, below = survey.inspected(unit), visits(survey, unit)
    other = strict(survey, unit) if compare else None
    fired = [one for one in survey.scheme.floor_items if one.item in inspected.floors]
    return Standing(
        unit=unit,
        name=survey.subjects[unit].name,
        score=score_text(inspected),
        grade="" if inspected.grade == WITHHELD else inspected.grade,
        withheld=withheld_text(survey, inspected),
        coverage=coverage_text(survey, inspected),
        visited=below.visited,
        units_below=below.units,
        manual=percent(inspected.manual),
        manual_flag=inspected.manual > FLAG_MANUAL,
        strict=score_text(other) if other is not None else "",
        met=inspected.counts.get("pass", 0),
        not_met=inspected.counts.get("fail", 0) + inspected.counts.get("partial", 0),
        floors=tuple((survey.edition.items[one.item].title, floor_text(one)) for one in fired),
    )


def score_text(inspected: Inspected) -> str:
    """A score, or both ends while something is not checked; ends that differ never print alike (scoring 15)."""
    if inspected.low is None or inspected.high is None:
        return gettext("not scored")
    if inspected.low == inspected.high:
        return half_up(inspected.low)
    return "–".join(printed_apart([inspected.low, inspected.high]))


def withheld_text(survey: Survey, inspected: Inspected) -> str:
    why = withheld(survey.scheme, inspected)
    line = percent(survey.scheme.rank.coverage.number) if survey.scheme.rank else ""
    return gettext(WITHHELD_WORDS[why]) % {"line": line} if why else ""


def floor_text(floor: FloorItem) -> str:
    if floor.form == "cap":
        return gettext("grade not above %(grade)s") % {"grade": floor.to}
    return gettext("grade lowered by %(steps)s") % {"steps": floor.by}


def percent(share: Fraction, line: Fraction | None = None) -> str:
    """Two decimals, half-up, more where it would print like the line it misses, or like 100 % without being it."""
    return wording.percent(share, line if line is not None and share < line else Fraction(1))


def coverage_text(survey: Survey, inspected: Inspected) -> str:
    """核查完成率, never printed like the line it misses."""
    rule = survey.scheme.rank
    return percent(inspected.coverage, rule.coverage.number if rule else None)
