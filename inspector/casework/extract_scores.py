"""Scores, their lines and the findings of a round as tables."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from inspector.casework.charges import Charge, charges, own_charges
from inspector.casework.extract_answers import unit_values
from inspector.casework.extracts import LEVEL, UNIT, Column, Extract, Value, column
from inspector.casework.score_table import STATE_WORDS, ScoreTable, TableRow, TableSection
from inspector.checklist.values import Term
from inspector.scoring.rank import half_up
from inspector.scoring.results import MILLION, STATES
from inspector.scoring.survey import Survey

FINDING_WORDS = {"problem": "问题", "suggestion": "工作建议", "unproven": "无法核实"}
STATE_CHOICES = "；".join(f"{state}={STATE_WORDS[state]}" for state in STATES)
Tables = Callable[[Survey, str], ScoreTable]
Surveys = Iterable[tuple[str, Survey]]

SCORES = (
    *UNIT,
    LEVEL,
    column("score", "得分", "四舍五入到两位小数；未核查的都不得分时的分数", "decimal"),
    column("score_high", "得分上限", "未核查的都得分时的分数", "decimal"),
    column("score_micro", "得分（百万分之一分）", "精确到百万分之一分", "integer"),
    column("score_high_micro", "得分上限（百万分之一分）", "", "integer"),
    column("coverage", "核查完成率", "有判定的权重所占比例，0至1", "decimal"),
    column("grade", "等次", "由督导机构自定的评分办法得出"),
    *(column(state, STATE_WORDS[state], "观测点数", "integer") for state in STATES),
)
LINES = (
    *UNIT,
    LEVEL,
    column("section", "一级指标编号"),
    column("section_title", "一级指标"),
    column("item", "观测点编号"),
    column("item_title", "观测点"),
    Column("state", "判定", "", "choice", choices=STATE_CHOICES),
    column("state_title", "判定文字"),
    column("share", "得分率", "0至1，精确到百万分之一", "decimal"),
    column("share_high", "得分率上限", "未核查时的上限", "decimal"),
    column("points", "分值", "其他观测点不计分而分摊来的分值在内", "decimal"),
    column("earned", "得分", "各行相加等于总分", "decimal"),
    column("lost", "失分", "", "decimal"),
    column("open", "未定分", "未核查，可能得也可能失", "decimal"),
    column("full_points", "名义分值", "全部观测点都适用时的分值", "decimal"),
    column("rule", "评分细则"),
    column("remark", "得失分说明"),
    column("offices", "责任单位"),
    column("clauses", "任务条目"),
)
FINDINGS = (
    column("number", "序号", "", "integer"),
    *UNIT,
    Column("finding", "类别", "", "choice", choices="；".join(f"{k}={v}" for k, v in FINDING_WORDS.items())),
    column("finding_title", "类别文字"),
    column("item", "观测点编号"),
    column("item_title", "观测点"),
    column("occurrence", "次", "年度或学段"),
    column("sentence", "问题表述"),
    column("clauses", "任务条目"),
    column("lead", "牵头（责任）单位"),
    column("cooperating", "配合单位"),
    column("action", "整改要求"),
    column("within", "整改期限"),
    column("doubts", "方案中未明确之处"),
)


def scores(surveys: Surveys, units: Iterable[str]) -> Extract:
    return Extract("scores", "得分", SCORES, _scores(surveys, list(units)))


def _scores(surveys: Surveys, units: list[str]) -> Iterator[tuple[Value, ...]]:
    for level, survey in surveys:
        for unit in units:
            if not survey.results(unit):
                continue
            found = survey.inspected(unit)
            counted = [found.counts.get(state, 0) for state in STATES]
            low, high = found.low_micro, found.high_micro
            ends = (_printed(found.low), _printed(found.high), low, high)
            covered = Decimal(int(found.coverage * MILLION)) / MILLION
            yield *unit_values(survey.edition, survey.subjects[unit]), level, *ends, covered, found.grade, *counted


def _printed(points: Fraction | None) -> Decimal | None:
    return None if points is None else Decimal(half_up(points))


def score_lines(surveys: Surveys, units: Iterable[str], tables: Tables) -> Extract:
    """Every line of every score, with the words of the score sheet."""
    return Extract("score_lines", "得分明细", LINES, _lines(surveys, list(units), tables))


def _lines(surveys: Surveys, units: list[str], tables: Tables) -> Iterator[tuple[Value, ...]]:
    for level, survey in surveys:
        for unit in units:
            if not survey.results(unit):
                continue
            table = tables(survey, unit)
            about = (*unit_values(survey.edition, survey.subjects[unit]), level)
            for section in table.sections:
                for row in section.rows:
                    yield *about, *_line(survey, section, row)


def _line(survey: Survey, section: TableSection, row: TableRow) -> tuple[Value, ...]:
    plan = survey.edition.plan
    amounts = row.amounts
    hundredths = (amounts.points, amounts.earned, amounts.lost, amounts.open)
    return (
        section.id,
        section.title,
        row.item.id,
        row.item.title,
        row.state,
        row.word,
        _millionths(row.low) if row.counts else None,
        _millionths(row.high) if row.counts else None,
        *(_hundredths(one) for one in hundredths),
        _printed(row.full),
        row.rule,
        row.remark,
        "、".join(row.offices),
        "；".join(dict.fromkeys(plan.locator(name) for name in row.item.clause)),
    )


def _millionths(share: int) -> Decimal:
    return Decimal(share).scaleb(-6)


def _hundredths(points: int) -> Decimal:
    return Decimal(points).scaleb(-2)


def finding_list(survey: Survey, units: Iterable[str]) -> Extract:
    """问题及责任清单: each charged once, to whom the clause names."""
    return Extract("findings", "问题及责任清单", FINDINGS, _findings(survey, list(units)))


def _findings(survey: Survey, units: list[str]) -> Iterator[tuple[Value, ...]]:
    seen = frozenset(units)
    for number, charge in enumerate(_charges(survey, units, seen), 1):
        finding, rectify = charge.finding, charge.finding.rectify
        yield (
            number,
            *unit_values(survey.edition, survey.subjects[finding.unit]),
            finding.kind,
            FINDING_WORDS[finding.kind],
            finding.item,
            finding.title,
            finding.occurrence,
            finding.sentence,
            "；".join(finding.locators),
            "、".join(charge.leads) or charge.unit_name,
            "、".join(charge.cooperating),
            rectify.action if rectify else "",
            _term(rectify.within) if rectify else "",
            "；".join(finding.doubts),
        )


def _term(term: Term) -> str:
    return f"{term.days}{'日' if term.kind == 'calendar' else '个工作日'}"


def _charges(survey: Survey, units: list[str], seen: frozenset[str]) -> Iterator[Charge]:
    """Units that head others with those right below that head none; a lone unit of the area for itself."""
    for unit in units:
        above = next(iter(survey.subjects[unit].above.values()), None)
        if survey.below(unit):
            yield from (one for one in charges(survey, unit) if one.finding.unit in seen)
        elif above is None or above.id not in seen:
            yield from own_charges(survey, unit)


def level_surveys(team: Survey, own: Survey, units: Iterable[str]) -> list[tuple[str, Survey]]:
    """The team's survey, then the units' own where any of them handed something in."""
    found = [("team", team)]
    return [*found, ("self", own)] if any(own.cells.get(unit) for unit in units) else found
