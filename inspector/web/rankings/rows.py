"""The lines of a ranking: places with their intervals, scores printed apart, reasons for not taking part in words."""

from fractions import Fraction

from msgspec import Struct

from inspector.casework.prevalence import compared
from inspector.casework.standing import bar_figures
from inspector.i18n import N_, gettext
from inspector.scoring.inspection import WITHHELD
from inspector.scoring.rank import Bar, Place, printed_apart
from inspector.scoring.results import MILLION
from inspector.scoring.survey import Survey
from inspector.web.districts.items import unit_path
from inspector.web.districts.standing import Standing, percent, standing

BAR_WORDS: dict[Bar, str] = {
    "nothing_applicable": N_("nothing applies that could be scored"),
    "coverage": N_("check coverage %(share)s, below the line of %(line)s"),
    "section_coverage": N_("check coverage of the section %(section)s %(share)s, below the line of %(line)s"),
    "manual_not_applicable": N_("not applicable by hand: %(share)s of the weight, above the line of %(line)s"),
    "not_visited": N_("too few units were visited"),
}


class RankingRow(Struct, frozen=True):
    """`rank` 0: no place; `barred` says why. `order` is the administrative one; `grade` counts from the best, 0."""

    standing: Standing
    path: str
    order: int
    rank: int
    interval: str
    score: str
    low: int
    grade: int
    problems: int
    coverage: Fraction
    barred: str


def ranking_rows(survey: Survey, round_id: str) -> list[RankingRow]:
    """All compared units in administrative order."""
    places = {one.entry.unit: one for one in survey.ranking()}
    scores = printed_scores(list(places.values()))
    grades = list(survey.scheme.grades)
    rows = []
    for order, unit in enumerate(compared(survey)):
        stands, place, inspected = (
            standing(survey, unit.id, compare=False),
            places.get(unit.id),
            survey.inspected(unit.id),
        )
        entry = survey.entry(unit.id)
        rows.append(
            RankingRow(
                standing=stands,
                path=unit_path(round_id, unit.id),
                order=order,
                rank=place.rank or 0 if place else 0,
                interval=interval_text(place) if place else "",
                score=scores.get(unit.id) or stands.score,
                low=inspected.low_micro if inspected.low_micro is not None else -1,
                grade=grades.index(inspected.grade)
                if inspected.grade in grades
                else int(inspected.grade == WITHHELD) + len(grades),
                problems=entry.problems,
                coverage=inspected.coverage,
                barred=barred_text(survey, place) if place else "",
            )
        )
    return rows


def printed_scores(places: list[Place]) -> dict[str, str]:
    """By unit; scores that differ never print alike, also between units (scoring 15)."""
    ends = [(one.entry.unit, (one.entry.low, one.entry.high)) for one in places if one.entry.low is not None]
    values = [Fraction(end or 0, MILLION) for _, pair in ends for end in pair]
    texts = printed_apart(values)
    pairs = zip((unit for unit, _ in ends), texts[::2], texts[1::2], strict=True)
    return {unit: low if low == high else f"{low}–{high}" for unit, low, high in pairs}


def interval_text(place: Place) -> str:
    if place.rank is None:
        return ""
    return str(place.best) if place.best == place.worst else f"{place.best}–{place.worst}"


def barred_text(survey: Survey, place: Place) -> str:
    """Why a unit takes no place, with its figure and the line it misses; empty when it takes one."""
    if place.barred is None:
        return ""
    share, line, section = bar_figures(survey, place)
    values = {"share": percent(share, line), "line": percent(line), "section": section}
    return gettext(BAR_WORDS[place.barred]) % values
