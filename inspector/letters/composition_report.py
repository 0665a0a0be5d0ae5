"""The 督导报告 of a district from a round's numbers, beside those of an earlier round where there is one."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct

from inspector.casework.charges import Charge, accounts, charges
from inspector.casework.scoresheet import scoresheet
from inspector.casework.standing import reach, visits
from inspector.casework.two_rounds import Apart, Change, Compared, SectionPair, Standing, compare, standing
from inspector.checklist.coverage import coverage
from inspector.checklist.edition import Edition
from inspector.checklist.wording import percent
from inspector.letters.composition import basis, government_of, problem, section_rows, suggestion, total_row
from inspector.letters.papers.comparison import Comparison, ItemChanges, SectionShares
from inspector.letters.papers.district_report import KIND, Covered, DistrictReport, Doubt, OfficeProblems, SectionShare
from inspector.letters.papers.shared import Occasion
from inspector.letters.publication import Publication, published, scored
from inspector.scoring.survey import Survey
from inspector.scoring.tree import Score

CHANGES: Mapping[Change, str] = {
    "closed": "上次未达到、本次已达到的观测点",
    "improved": "仍未达到但有进步的观测点",
    "unchanged": "仍未达到、没有变化的观测点",
    "worse": "仍未达到且有退步的观测点",
    "new": "上次已达到、本次未达到的观测点",
}
APART: Mapping[Apart, str] = {
    "other_checklist": "两次督导使用的督导评估细则不同，不作比较",
    "not_there": "{district}不在上次督导的范围内，不作比较",
    "not_visited": "上次督导没有核查{district}，不作比较",
}


class Earlier(Struct, frozen=True):
    """The round before, as it ended for the unit of the report; `titles` of its items."""

    title: str
    as_of: date
    standing: Standing
    titles: Mapping[str, str]


def earlier(survey: Survey, unit: str, title: str) -> Earlier:
    """What a later report has to know of this round."""
    titles = {name: item.title for name, item in survey.edition.items.items()}
    return Earlier(title, survey.terms.as_of, standing(survey, unit), titles)


def district_report(
    survey: Survey,
    unit: str,
    at: Occasion,
    *,
    publication: Publication = "grades",
    before: Earlier | None = None,
    provisional: bool = False,
    addressee: str = "",
) -> DistrictReport:
    """`provisional`: inspections are still open. It goes to the government over the district."""
    found = charges(survey, unit, public=KIND.published)
    with_scores = scored(survey, publication) and survey.inspected(unit).low is not None
    sheet = scoresheet(survey, unit) if with_scores else None
    named = survey.subjects[unit].name
    above = next((one.name for one in survey.subjects[unit].above.values()), named)
    return DistrictReport(
        occasion=at,
        district=named,
        addressee=addressee or government_of(above),
        evaluation=published(survey, unit, publication),
        covered=_covered(survey, unit),
        offices=tuple(
            OfficeProblems(one.office, tuple(problem(each, "本报告", None) for each in one.problems))
            for one in accounts(found)
            if one.problems
        ),
        suggestions=tuple(suggestion(one) for one in found if one.finding.kind == "suggestion"),
        doubts=_doubts(found),
        unverifiable=tuple(one.finding.sentence for one in found if one.finding.kind == "unproven"),
        unvisited=_unvisited(survey, unit),
        unchecked=tuple(one.item.title for one in survey.results(unit) if one.state == "not_checked"),
        shares=_shares(survey, unit) if with_scores else (),
        sections=section_rows(sheet) if sheet else (),
        total=total_row(sheet) if sheet else (),
        comparison=_comparison(survey, unit, before, with_scores) if before else None,
        provisional=provisional,
    )


def _doubts(found: Iterable[Charge]) -> tuple[Doubt, ...]:
    """Each once, in the order in which findings rest on them."""
    named = {text: basis(one.finding.locators) for one in reversed(list(found)) for text in one.finding.doubts}
    return tuple(Doubt(text, named[text]) for text in reversed(named))


def _covered(survey: Survey, unit: str) -> Covered:
    """Clauses: of all that the plan asks of the district's kind and of the kinds below it."""
    edition, chosen = survey.edition, survey.selection
    kinds = {one.kind for one in (survey.subjects[unit], *survey.below(unit))}
    items = {name: one for name, one in edition.items.items() if chosen is None or name in chosen}
    found = coverage(edition.plan, items)
    wanted = [pair for pair in found.wanted if pair[1] in kinds]
    carried = sum(pair in found.carried for pair in wanted)
    seen = visits(survey, unit)
    return Covered(percent(Fraction(carried, len(wanted)), Fraction(1)) if wanted else "", seen.visited, seen.units)


def _unvisited(survey: Survey, unit: str) -> tuple[str, ...]:
    below = [one for one in survey.below(unit) if survey.asks(one.id)]
    own = reach(survey, unit)[:1]
    return tuple(one.name for one in (*own, *below) if not survey.cells.get(one.id))


def _shares(survey: Survey, unit: str) -> tuple[SectionShare, ...]:
    scores = survey.inspected(unit).section_scores
    titles = survey.edition.checklist.sections
    return tuple(SectionShare(titles[name], share_text(score), drawn(score)) for name, score in scores.items() if score)


def share_text(score: Score) -> str:
    """One decimal, never up to 100 %; both ends where something is open."""
    low, high = (percent(end, Fraction(1), 1) for end in (score.low, score.high))
    return low if low == high else f"{low}—{high}"


def drawn(score: Score) -> str:
    """The lower end as a chart takes it: per cent with one decimal."""
    return percent(score.low, Fraction(1), 1).removesuffix("%")


def _comparison(survey: Survey, unit: str, before: Earlier, with_scores: bool) -> Comparison:
    found = compare(before.standing, standing(survey, unit))
    if found.apart:
        why = APART[found.apart].format(district=survey.subjects[unit].name)
        return Comparison(before.title, before.as_of, limits=(why,))
    titles = {name: item.title for name, item in survey.edition.items.items()}
    changes = tuple(
        ItemChanges(CHANGES[change], tuple(titles[name] for name in names))
        for change, names in (found.items or {}).items()
        if names
    )
    sections = tuple(_pair(survey.edition, one) for one in found.sections) if with_scores else ()
    return Comparison(before.title, before.as_of, sections, changes, _limits(survey, found, before, with_scores))


def _pair(edition: Edition, one: SectionPair) -> SectionShares:
    """The change is that of the printed shares, so that a reader who subtracts finds the same."""
    exact = one.before.low == one.before.high and one.now.low == one.now.high
    change = Fraction(drawn(one.now)) - Fraction(drawn(one.before))
    return SectionShares(
        edition.checklist.sections[one.section],
        share_text(one.before),
        share_text(one.now),
        f"{float(change):+.1f}" if exact else "—",
        drawn(one.before),
    )


def _limits(survey: Survey, found: Compared, before: Earlier, with_scores: bool) -> tuple[str, ...]:
    """What cannot be compared, and why."""
    edition = survey.edition
    limits = []
    if with_scores and found.recast:
        named = "、".join(edition.checklist.sections[one] for one in found.recast)
        limits.append(f"一级指标{named}的观测点或评分办法与上次不同，得分率不作比较")
    if not with_scores:
        limits.append("本报告不列得分，只比较观测点是否达到")
    if found.fresh:
        named = "、".join(edition.items[one].title for one in found.fresh)
        limits.append(f"本次新列入的观测点{len(found.fresh)}项，上次没有，不作比较：{named}")
    if found.gone:
        named = "、".join(before.titles[one] for one in found.gone)
        limits.append(f"上次的观测点{len(found.gone)}项本次没有列入，不作比较：{named}")
    if found.open:
        limits.append(f"另有观测点{len(found.open)}项因上次或本次未核查、未到期、不适用或仅作记录，不作比较")
    return tuple(limits)
