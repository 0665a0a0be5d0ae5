"""The 督导报告 of a city from a round's numbers: grades in administrative order, ranks as an internal annex."""

from fractions import Fraction

from inspector.casework.charges import own_charges
from inspector.casework.prevalence import HeatLine, Shared, compared, heat, heat_sections, shared_problems
from inspector.casework.standing import bar_figures
from inspector.checklist.wording import percent
from inspector.letters.composition import basis, evaluation, government_of, suggestion
from inspector.letters.papers.city_report import CityReport, CommonProblem, DistrictResult, HeatRow, Rank, Unranked
from inspector.letters.papers.shared import Occasion
from inspector.scoring.inspection import MET, NOT_MET
from inspector.scoring.rank import Bar, Place, printed_apart
from inspector.scoring.results import MILLION
from inspector.scoring.survey import Survey
from inspector.scoring.tree import Score

BARRED: dict[Bar, str] = {
    "nothing_applicable": "没有可计分的事项",
    "coverage": "核查完成率{share}，低于规定的{line}",
    "section_coverage": "一级指标“{section}”核查完成率{share}，低于规定的{line}",
    "manual_not_applicable": "人工认定不适用的权重占{share}，高于规定的{line}",
    "not_visited": "实地督导的单位数不足",
}


def city_report(
    survey: Survey, unit: str, at: Occasion, *, provisional: bool, with_ranks: bool = True, addressee: str = ""
) -> CityReport:
    """`provisional`: inspections are still open. Without a scoring scheme that ranks there are no ranks to add."""
    named = heat_sections(survey) if survey.scheme.mode == "points" else []
    places = survey.ranking() if with_ranks else []
    return CityReport(
        occasion=at,
        city=survey.subjects[unit].name,
        addressee=addressee or government_of(survey.subjects[unit].name),
        grades=tuple(survey.scheme.grades) or (MET, NOT_MET),
        districts=tuple(DistrictResult(one.name, evaluation(survey, one.id)) for one in compared(survey)),
        sections=tuple(survey.edition.checklist.sections[name] for name in named),
        heat=tuple(_heat_row(survey, one) for one in heat(survey, named)) if named else (),
        common_problems=tuple(map(_common, shared_problems(survey))),
        suggestions=tuple(
            suggestion(one) for one in own_charges(survey, unit, public=True) if one.finding.kind == "suggestion"
        ),
        ranks=_ranks(survey, places),
        unranked=tuple(_unranked(survey, one) for one in places if one.rank is None),
        provisional=provisional,
    )


def _heat_row(survey: Survey, line: HeatLine) -> HeatRow:
    return HeatRow(survey.subjects[line.unit].name, tuple((_share(score), depth) for score, depth in line.cells))


def _share(score: Score | None) -> str:
    """One decimal, so that a dozen sections go side by side; never up to 100 %."""
    if score is None:
        return "—"
    low, high = (percent(end, Fraction(1), 1) for end in (score.low, score.high))
    return low if low == high else f"{low}—{high}"


def _common(one: Shared) -> CommonProblem:
    return CommonProblem(f"未达到：{one.title}", basis(one.locators), len(one.units), one.total, one.offices)


def _ranks(survey: Survey, places: list[Place]) -> tuple[Rank, ...]:
    """Scores that differ never print alike (scoring 15); 达标 mode has no score to print."""
    points = survey.scheme.mode == "points"
    ranked = [one for one in places if one.rank is not None]
    values = [Fraction(end or 0, MILLION) for one in ranked for end in (one.entry.low, one.entry.high)]
    texts = printed_apart(values)
    return tuple(
        Rank(
            one.rank or 0,
            survey.subjects[one.entry.unit].name,
            ((low,) if low == high else (low, high)) if points else (),
            percent(one.entry.coverage),
            (one.best or 0, one.worst or 0),
        )
        for one, low, high in zip(ranked, texts[::2], texts[1::2], strict=True)
    )


def _unranked(survey: Survey, place: Place) -> Unranked:
    share, line, section = bar_figures(survey, place)
    assert place.barred is not None
    reason = BARRED[place.barred].format(share=percent(share, line), line=percent(line), section=section)
    return Unranked(survey.subjects[place.entry.unit].name, reason)
