"""From a round's numbers to a paper's typed data: one builder for pages and command line.

Nothing here knows ids, clocks or databases: dates and names that a person decides come in as an `Occasion`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from inspector.casework.charges import Charge, charges, own_charges
from inspector.casework.deadlines import ROLLS, Days, Deadline, Running, rule_of, running
from inspector.casework.findings import Finding
from inspector.casework.scoresheet import Amounts, Scoresheet, SectionRows, scoresheet, text
from inspector.casework.standing import Withheld, withheld
from inspector.checklist.items import Rectify
from inspector.checklist.wording import percent
from inspector.letters.papers.accountability import Accountability, Entry, ScoreItem, ScoreSection
from inspector.letters.papers.opinion import Defence, Opinion
from inspector.letters.papers.preliminary_opinion import PreliminaryOpinion
from inspector.letters.papers.shared import Evaluation, Occasion, Origin, Problem, Suggestion
from inspector.scoring.inspection import WITHHELD, Inspected
from inspector.scoring.rank import half_up, printed_apart
from inspector.scoring.results import State
from inspector.scoring.survey import Survey

RESULTS: dict[State, str] = {
    "pass": "达到",
    "partial": "部分达到",
    "fail": "未达到",
    "not_due": "未到期",
    "not_applicable": "不适用",
    "not_checked": "未核查",
    "unverifiable": "无法核实",
    "informational": "仅记录",
}
WHY_WITHHELD: dict[Withheld, str] = {
    "": "",
    "nothing_applicable": "没有可计分的事项",
    "open_items": "尚有未核查的事项",
    "coverage": "核查完成率低于规定的{line}",
    "two_grades": "得分区间跨越两个以上等次",
    "no_grade": "评分办法未列明相应等次",
}

LEGAL_BASIS = "《教育督导条例》"
MOVED = "，遇休假日顺延"
TERMS_NOTE = (
    f"注：期限从收到本清单之日起算，未注明工作日的为自然日；最后一日是休假日的，顺延至其后第一个工作日（{ROLLS}）。"
)


def office_of(survey: Survey) -> str:
    """The usual issuer where none is given: the office of the city's education supervision committee."""
    return f"{survey.edition.plan.city}人民政府教育督导委员会办公室"


def government_of(name: str) -> str:
    """Whom a list or report about a place goes to; anybody else is addressed as itself."""
    return f"{name}人民政府" if name[-1:] in "省市区县旗" else name


class Circumstances(Struct, frozen=True):
    """What a person decides about one round's papers; `visit` are first and last day, `recorded` dates the file."""

    office: str
    round_title: str
    legal_basis: str
    visit: tuple[date, date]
    facts_as_of: date
    recorded: date
    demo: bool = False


def occasion(survey: Survey, given: Circumstances) -> Occasion:
    """Number, date of issue and imprint stay empty: the document office fills them in."""
    return Occasion(
        office=given.office,
        round_title=given.round_title,
        plan=f"《{survey.edition.plan.title}》",
        legal_basis=given.legal_basis,
        visit=given.visit,
        facts_as_of=given.facts_as_of,
        as_of=survey.terms.as_of,
        recorded=given.recorded,
        demo=given.demo,
    )


def opinion(
    survey: Survey,
    unit: str,
    at: Occasion,
    *,
    days: Days,
    defence: Defence = "heard",
    heard_on: date | None = None,
    notice: date | None = None,
    report_by: date | None = None,
) -> Opinion:
    """督导意见书 for one unit from its own findings; terms run from `notice`, if it is known."""
    return Opinion(
        occasion=at,
        unit=survey.subjects[unit].name,
        evaluation=evaluation(survey, unit),
        **_found(survey, unit, "本意见书", running(notice, days)),
        defence=defence,
        heard_on=heard_on,
        report_by=report_by,
    )


def preliminary_opinion(
    survey: Survey, unit: str, at: Occasion, *, reply_by: date | None = None, reply_to: str = "", term_source: str = ""
) -> PreliminaryOpinion:
    """初步督导意见; the terms of its problems will run from the opinion that follows."""
    return PreliminaryOpinion(
        occasion=at,
        unit=survey.subjects[unit].name,
        evaluation=evaluation(survey, unit),
        **_found(survey, unit, "督导意见书", None),
        reply_by=reply_by,
        reply_to=reply_to or at.office,
        term_source=term_source,
    )


def _found(survey: Survey, unit: str, paper: str, since: Running | None) -> dict[str, Any]:
    """The fields of both opinions that tell what was found."""
    found = own_charges(survey, unit)
    return {
        "problems": tuple(problem(one, paper, since) for one in found if one.finding.kind == "problem"),
        "unverifiable": tuple(one.finding.sentence for one in found if one.finding.kind == "unproven"),
        "suggestions": tuple(suggestion(one) for one in found if one.finding.kind == "suggestion"),
    }


def accountability(
    survey: Survey, unit: str, at: Occasion, *, days: Days, notice: date | None = None, addressee: str = ""
) -> Accountability:
    """问题及责任清单 of a district: its own findings and those of its schools, each story once."""
    sheet = scoresheet(survey, unit)
    since = running(notice, days)
    points = survey.scheme.mode == "points" and sheet.inspected.low is not None
    return Accountability(
        occasion=at,
        district=survey.subjects[unit].name,
        evaluation=evaluation(survey, unit),
        entries=tuple(_entry(one, since) for one in charges(survey, unit)),
        sections=section_rows(sheet) if points else (),
        total=total_row(sheet) if points else (),
        footnotes=(TERMS_NOTE,),
        addressee=addressee or government_of(survey.subjects[unit].name),
    )


def evaluation(survey: Survey, unit: str) -> Evaluation:
    found, counts = survey.inspected(unit), survey.inspected(unit).counts
    rule = survey.scheme.rank
    line = rule.coverage.number if rule else None
    why = WHY_WITHHELD[withheld(survey.scheme, found)]
    return Evaluation(
        coverage=percent(found.coverage, line if line is not None and found.coverage < line else None),
        met=counts.get("pass", 0),
        unmet=counts.get("fail", 0),
        score=score_texts(survey, found),
        grade="" if found.grade == WITHHELD else found.grade,
        grade_withheld=why.format(line=percent(line)) if line is not None else why,
        partial=counts.get("partial", 0),
        not_due=counts.get("not_due", 0),
        not_applicable=counts.get("not_applicable", 0),
        not_checked=counts.get("not_checked", 0),
        unverifiable=counts.get("unverifiable", 0),
    )


def score_texts(survey: Survey, found: Inspected) -> tuple[str, ...]:
    """No text in 达标 mode and where nothing is scored, one, or the two ends of the interval."""
    if survey.scheme.mode == "lines" or found.low is None or found.high is None:
        return ()
    return (half_up(found.low),) if found.low == found.high else tuple(printed_apart([found.low, found.high]))


def suggestion(one: Charge) -> Suggestion:
    return Suggestion(one.finding.sentence, basis(one.finding.locators), origin(one.finding))


def origin(found: Finding) -> Origin:
    return Origin(found.unit, found.item, found.clauses, found.occurrence)


def basis(locators: Sequence[str]) -> str:
    return "；".join(locators)


def term(rectify: Rectify | None, paper: str, found: Deadline | None = None) -> str:
    """`paper` is the one from whose receipt or issue days run: 本意见书. A last day that moved is said to have."""
    if rectify is None:
        return "按计划要求"
    days = "个工作日" if rectify.within.kind == "working" else "日"
    since = f"收到{paper}" if rectify.from_ == "notice_received" else f"{paper}印发"
    moved = MOVED if found is not None and found.moved else ""
    return f"自{since}之日起{rectify.within.days}{days}内{moved}"


def due(rectify: Rectify | None, since: Running | None) -> Deadline | None:
    """The last day, once it is known from when."""
    return since.until(rule_of(rectify)) if rectify is not None and since is not None else None


def problem(one: Charge, paper: str, since: Running | None) -> Problem:
    """As a paper puts it that is called `paper` in its own text; the last day is known with that of the notice."""
    found = one.finding
    until = due(found.rectify, since)
    return Problem(
        fact=found.sentence,
        basis=basis(found.locators),
        action=found.rectify.action if found.rectify else "对照计划要求整改到位",
        term=term(found.rectify, paper, until),
        due=until.last if until else None,
        lead=one.leads,
        cooperating=one.cooperating,
        doubt="；".join(found.doubts),
        origin=origin(found),
    )


def _entry(one: Charge, since: Running | None) -> Entry:
    found, problem = one.finding, one.finding.kind == "problem"
    until = due(found.rectify, since) if problem else None
    action = found.rectify.action if found.rectify else ""
    return Entry(
        lead=one.office,
        unit=one.unit_name,
        text=found.sentence,
        basis=basis(found.locators),
        action="补充证明材料后申请复核" if found.kind == "unproven" else action,
        term=term(found.rectify, "本清单", until) if problem else "",
        due=until.last if until else None,
        cooperating=one.cooperating,
        kind="problem" if problem else "suggestion",
        origin=origin(found),
    )


def section_rows(sheet: Scoresheet) -> tuple[ScoreSection, ...]:
    return tuple(_section(one) for one in sheet.sections if one.amounts.points)


def total_row(sheet: Scoresheet) -> tuple[str, str, str]:
    return _texts(sheet.total)


def _section(section: SectionRows) -> ScoreSection:
    return ScoreSection(
        section.title,
        *_texts(section.amounts),
        tuple(
            ScoreItem(one.item.title, *_texts(one.amounts), RESULTS[one.result.state])
            for one in section.rows
            if one.amounts.points
        ),
    )


def _texts(amounts: Amounts) -> tuple[str, str, str]:
    """Points, earned and lost; what is open counts as lost here, which is the lower end of the score."""
    return text(amounts.points), text(amounts.earned), text(amounts.lost + amounts.open)
