"""The 督导报告 of a city from a round's numbers, in administrative order, and apart from it the annex of ranks."""

from fractions import Fraction

from inspector.casework.charges import charges
from inspector.casework.prevalence import HeatLine, Shared, compared, heat, heat_sections, loads, shared_problems
from inspector.casework.standing import bar_figures
from inspector.checklist.wording import percent
from inspector.letters.composition import basis, government_of, problem, suggestion
from inspector.letters.composition_report import share_text
from inspector.letters.papers.city_report import KIND, CityReport, CommonProblem, DistrictResult, OfficeLoad
from inspector.letters.papers.heat import HeatRow
from inspector.letters.papers.rank_annex import INTERNAL, Rank, RankAnnex, Unranked
from inspector.letters.papers.shared import Occasion
from inspector.letters.publication import Publication, published
from inspector.scoring.inspection import MET, NOT_MET, WITHHELD
from inspector.scoring.rank import Bar, Place, printed_apart
from inspector.scoring.results import MILLION
from inspector.scoring.survey import Survey

BARRED: dict[Bar, str] = {
    "nothing_applicable": "没有可计分的事项",
    "coverage": "核查完成率{share}，低于规定的{line}",
    "section_coverage": "一级指标“{section}”核查完成率{share}，低于规定的{line}",
    "manual_not_applicable": "人工认定不适用的权重占{share}，高于规定的{line}",
    "not_visited": "实地督导的单位数不足",
}


def city_report(
    survey: Survey,
    unit: str,
    at: Occasion,
    *,
    provisional: bool,
    publication: Publication = "grades",
    addressee: str = "",
) -> CityReport:
    """`provisional`: inspections are still open. Without a scoring scheme that ranks there are no ranks to publish."""
    graded = publication != "met_only" or survey.scheme.mode == "lines"
    sections, rows = _heat(survey) if publication != "met_only" else ((), ())
    places = survey.ranking() if publication == "ranks" else []
    own = charges(survey, unit, public=KIND.published)
    return CityReport(
        occasion=at,
        city=survey.subjects[unit].name,
        addressee=addressee or government_of(survey.subjects[unit].name),
        grades=(tuple(survey.scheme.grades) or (MET, NOT_MET)) if graded else (),
        districts=tuple(DistrictResult(one.name, published(survey, one.id, publication)) for one in compared(survey)),
        sections=sections,
        heat=rows,
        common_problems=tuple(map(_common, shared_problems(survey))),
        suggestions=tuple(suggestion(one) for one in own if one.finding.kind == "suggestion"),
        ranks=_ranks(survey, places),
        unranked=tuple(_unranked(survey, one) for one in places if one.rank is None),
        provisional=provisional,
        problems=tuple(problem(one, "本报告", None) for one in own if one.finding.kind == "problem"),
        offices=tuple(OfficeLoad(one.office, one.problems, one.units) for one in loads(survey)),
    )


def rank_annex(
    survey: Survey, unit: str, at: Occasion, *, provisional: bool, marking: str = INTERNAL, with_heat: bool = False
) -> RankAnnex:
    """`with_heat`: the shares of the sections too, where the report does not publish them."""
    places = survey.ranking()
    sections, rows = _heat(survey) if with_heat else ((), ())
    return RankAnnex(
        occasion=at,
        city=survey.subjects[unit].name,
        marking=marking,
        ranks=_ranks(survey, places),
        unranked=tuple(_unranked(survey, one) for one in places if one.rank is None),
        sections=sections,
        heat=rows,
        provisional=provisional,
    )


def _heat(survey: Survey) -> tuple[tuple[str, ...], tuple[HeatRow, ...]]:
    """Titles of the sections, and a row a district; nothing where nobody scores."""
    named = heat_sections(survey) if survey.scheme.mode == "points" else []
    titles = tuple(survey.edition.checklist.sections[name] for name in named)
    return titles, tuple(_heat_row(survey, one) for one in heat(survey, named)) if named else ()


def _heat_row(survey: Survey, line: HeatLine) -> HeatRow:
    return HeatRow(
        survey.subjects[line.unit].name,
        tuple((share_text(score) if score else "—", depth) for score, depth in line.cells),
    )


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
            grade if (grade := survey.inspected(one.entry.unit).grade) != WITHHELD else "",
        )
        for one, low, high in zip(ranked, texts[::2], texts[1::2], strict=True)
    )


def _unranked(survey: Survey, place: Place) -> Unranked:
    share, line, section = bar_figures(survey, place)
    assert place.barred is not None
    reason = BARRED[place.barred].format(share=percent(share, line), line=percent(line), section=section)
    return Unranked(survey.subjects[place.entry.unit].name, reason)
