"""How a unit stands beside its score: why a grade is withheld, who was visited, what 不适用 by hand is worth."""

from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from inspector.checklist.models import Scheme
from inspector.scoring.inspection import WITHHELD, Inspected
from inspector.scoring.rank import Place
from inspector.scoring.results import Result
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey

Withheld = Literal["", "nothing_applicable", "open_items", "coverage", "two_grades", "no_grade"]
FLAG_MANUAL = Fraction(1, 10)
"""Above this share of the weight, 不适用 set by hand is flagged (scoring 4)."""


def withheld(scheme: Scheme, inspected: Inspected) -> Withheld:
    """Why the grade is 暂不评定 (scoring 5); empty when there is one."""
    if inspected.grade != WITHHELD:
        return ""
    if inspected.low is None or inspected.high is None:
        return "nothing_applicable"
    if scheme.mode == "lines":
        return "open_items"
    if scheme.rank is not None and inspected.coverage < scheme.rank.coverage.number:
        return "coverage"
    return "two_grades" if inspected.low != inspected.high else "no_grade"


class Visits(Struct, frozen=True):
    """实地督导覆盖面: units below that were visited, of those that anything is asked of."""

    visited: int
    units: int


def visits(survey: Survey, unit: str) -> Visits:
    below = [one for one in survey.below(unit) if survey.asks(one.id)]
    return Visits(sum(bool(survey.cells.get(one.id)) for one in below), len(below))


def children(survey: Survey, unit: str) -> list[Subject]:
    """The units right below, in the order of the round's tree."""
    return [one for one in survey.below(unit) if next(iter(one.above.values())).id == unit]


def reach(survey: Survey, unit: str) -> list[Subject]:
    """The unit and those below it that head no units of their own: their findings belong together."""
    return [survey.subjects[unit], *(one for one in children(survey, unit) if not survey.below(one.id))]


class Strict(Survey):
    """The same round with every 不适用 that was set by hand counted as not met, at schools as well (scoring 4)."""

    def results(self, unit: str) -> list[Result]:
        return [_unmet(one) if one.manual else one for one in super().results(unit)]


def _unmet(result: Result) -> Result:
    return replace(result, state="fail", met=False, low=0, high=0)


def strict(survey: Survey, unit: str) -> Inspected | None:
    """The score with 不适用 by hand as not met; None where nobody set any at the unit or below it."""
    units = [unit, *(one.id for one in survey.below(unit))]
    if not any(result.manual for name in units for result in survey.results(name)):
        return None
    parts = (survey.edition, survey.scheme, survey.terms, survey.subjects, survey.cells, survey.selection)
    return Strict(*parts).inspected(unit)


def bar_figures(survey: Survey, place: Place) -> tuple[Fraction, Fraction, str]:
    """What a unit without a place reached, the line it misses, and the title of the section, if one is meant."""
    rule, entry = survey.scheme.rank, place.entry
    if rule is None:
        return Fraction(0), Fraction(0), ""
    section = survey.edition.checklist.sections.get(place.detail, "")
    if place.barred == "coverage":
        return entry.coverage, rule.coverage.number, section
    if place.barred == "section_coverage":
        return entry.sections.get(place.detail) or Fraction(0), rule.section_coverage.number, section
    return entry.manual, rule.manual_not_applicable.number, section
