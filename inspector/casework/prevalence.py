"""What several districts have in common: shared problems, and each section's share of points by district."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from inspector.casework.charges import Charge, charges
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey
from inspector.scoring.tree import Score

DEPTHS = (Fraction(9, 10), Fraction(8, 10), Fraction(7, 10), Fraction(6, 10))
"""Shares at which the shade of the heat table deepens by one."""


class Shared(Struct, frozen=True):
    """A problem that `units` of `total` ranked units have, themselves or at a unit below."""

    title: str
    locators: tuple[str, ...]
    offices: tuple[str, ...]
    units: tuple[str, ...]
    total: int


class HeatLine(Struct, frozen=True):
    """`cells`: for each section the score, or None where nothing counts, and a depth from 0 (best) to 4."""

    unit: str
    cells: tuple[tuple[Score | None, int], ...]


def compared(survey: Survey) -> list[Subject]:
    """The units the scheme ranks, in administrative order; without a rank rule, those that head other units."""
    rule = survey.scheme.rank
    if rule is not None:
        return [one for one in survey.subjects.values() if one.kind == rule.kind]
    return [one for one in survey.subjects.values() if one.above and survey.below(one.id)]


def shared_problems(survey: Survey) -> list[Shared]:
    """Problems of at least a third of the compared units and at least two, the most frequent first.

    An item that a roll-up sums up is left to the roll-up: one matter is not counted twice.
    """
    units = compared(survey)
    least = max(2, -(-len(units) // 3))
    summed = {item.ask.of for item in survey.edition.items.values() if item.rolls_up}
    found: dict[str, dict[str, Charge]] = {}
    for unit in units:
        for charge in charges(survey, unit.id):
            if charge.finding.kind == "problem" and charge.finding.item not in summed:
                found.setdefault(charge.finding.item, {}).setdefault(unit.id, charge)
    order = list(survey.edition.items)
    often = sorted(found, key=lambda item: (-len(found[item]), order.index(item)))
    return [_shared(survey, found[item], len(units)) for item in often if len(found[item]) >= least]


def _shared(survey: Survey, by_unit: dict[str, Charge], total: int) -> Shared:
    """Where the clause names no office, those who have the problem answer for it themselves."""
    unit, first = next(iter(by_unit.items()))
    themselves = f"有关{survey.edition.checklist.kinds[survey.subjects[unit].kind].label}"
    leads = first.leads or first.cooperating or (themselves,)
    return Shared(first.finding.title, first.finding.locators, leads, tuple(by_unit), total)


class Load(Struct, frozen=True):
    """The problems that a lead office answers for, and in how many of the compared units."""

    office: str
    problems: int
    units: int


def loads(survey: Survey) -> list[Load]:
    """Offices that the plan names, those with most problems first, else in the order in which problems name them."""
    found: dict[str, list[str]] = {}
    for unit in compared(survey):
        for charge in charges(survey, unit.id):
            if charge.finding.kind == "problem" and charge.leads:
                found.setdefault(charge.office, []).append(unit.id)
    made = [Load(office, len(units), len(set(units))) for office, units in found.items()]
    return sorted(made, key=lambda one: -one.problems)


def heat(survey: Survey, sections: Sequence[str]) -> list[HeatLine]:
    """One line a compared unit, in administrative order."""
    lines = []
    for unit in compared(survey):
        scores = survey.inspected(unit.id).section_scores
        lines.append(HeatLine(unit.id, tuple((scores.get(name), depth(scores.get(name))) for name in sections)))
    return lines


def heat_sections(survey: Survey) -> list[str]:
    """The sections in which some compared unit has points to earn."""
    scored = [survey.inspected(unit.id).section_scores for unit in compared(survey)]
    return [name for name in survey.edition.sections if any(scores.get(name) is not None for scores in scored)]


def depth(score: Score | None) -> int:
    return 0 if score is None else sum(score.low < line for line in DEPTHS)
