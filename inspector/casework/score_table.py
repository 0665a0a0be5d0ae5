"""The score sheet as offices know it: 一级指标, 观测点, 评分细则, 分值, 自评分, 核查分, 得失分说明, 责任单位."""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from inspector.casework.charges import offices
from inspector.casework.findings import blank, findings
from inspector.casework.scoresheet import Amounts, ItemRow, Scoresheet, scoresheet, text
from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.scoring.inspection import binding, model_of, nominal, tree_of
from inspector.scoring.rank import half_up
from inspector.scoring.results import IN_SUM, MILLION, State
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey
from inspector.scoring.tree import leaves

HUNDRED = 100
STATE_WORDS: dict[State, str] = {
    "pass": "达到",
    "partial": "部分达到",
    "fail": "未达到",
    "not_due": "未到期",
    "not_applicable": "不适用",
    "not_checked": "未核查",
    "unverifiable": "无法核实",
    "informational": "仅记录",
}
Words = Mapping[str, str]
"""Texts by item."""


class TableRow(Struct, frozen=True):
    """`weight` among its siblings, `exact` its points, `full` those it would have if everything applied; `amounts` what
    the team's answers give, as printed, `own` what the unit's own give, as far as it answered."""

    item: Item
    state: State
    low: int
    high: int
    weight: Fraction
    binds: bool
    amounts: Amounts
    exact: Fraction
    full: Fraction
    own: Amounts | None
    own_state: State | None
    rule: str
    remark: str
    offices: tuple[str, ...]

    @property
    def word(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def own_word(self) -> str:
        return STATE_WORDS[self.own_state] if self.own_state else ""

    @property
    def counts(self) -> bool:
        return self.state in IN_SUM

    @property
    def points_text(self) -> str:
        return text(self.amounts.points) if self.counts else "—"

    @property
    def full_text(self) -> str:
        """The nominal points, where weight moved."""
        return half_up(self.full) if self.full and self.full != self.exact else ""

    @property
    def checked(self) -> str:
        """核查分 as printed: one number, both ends while something is open, or the word why it has none."""
        return ends(self.amounts) if self.counts else self.word

    @property
    def own_text(self) -> str:
        """自评分; empty for what the unit did not answer."""
        if self.own is None or self.own_state is None:
            return ""
        return ends(self.own) if self.own_state in IN_SUM else self.own_word

    @property
    def own_points(self) -> str:
        """分值 of the unit's own account, where it is another one."""
        if self.own is None or self.own_state not in IN_SUM or self.own.points == self.amounts.points:
            return ""
        return text(self.own.points)


class TableSection(Struct, frozen=True):
    id: str
    title: str
    weight: Fraction
    amounts: Amounts
    own: Amounts | None
    rows: tuple[TableRow, ...]

    @property
    def points_text(self) -> str:
        return text(self.amounts.points)

    @property
    def own_text(self) -> str:
        return "" if self.own is None else ends(self.own)

    @property
    def checked(self) -> str:
        return ends(self.amounts)


class ScoreTable(Struct, frozen=True):
    """`own` is None where the unit has not evaluated itself."""

    unit: str
    name: str
    kind: str
    survey: Survey
    sheet: Scoresheet
    sections: tuple[TableSection, ...]
    own: Scoresheet | None

    @property
    def points_text(self) -> str:
        return text(self.sheet.total.points)

    @property
    def by_model(self) -> str:
        """What a model that knows only all or nothing takes away besides the lines; empty under the others."""
        return half_up(self.sheet.by_model) if self.sheet.by_model else ""


def ends(amounts: Amounts) -> str:
    """What was earned, up to what may still be."""
    return f"{text(amounts.earned)}–{text(amounts.earned + amounts.open)}" if amounts.open else text(amounts.earned)


def score_table(survey: Survey, unit: str, own: Survey | None, rules: Words, whys: Words) -> ScoreTable:
    """`own` is the same round with the unit's own answers; `rules` and `whys` are words for each item of its form."""
    subject, sheet = survey.subjects[unit], scoresheet(survey, unit)
    tree = tree_of(survey.edition, survey.scheme, survey.results(unit))
    weights = {leaf.key: leaf.weight for leaf in leaves(tree)}
    full = nominal(tree, model_of(survey.scheme))
    own_sheet = scoresheet(own, unit) if own is not None and answered_itself(own, unit) else None
    own_rows = {row.item.id: row for part in own_sheet.sections for row in part.rows} if own_sheet else {}
    own_parts = {part.id: part.amounts for part in own_sheet.sections} if own_sheet else {}

    def row(one: ItemRow) -> TableRow:
        mine = own_rows.get(one.item.id)
        mine = mine if mine is not None and mine.result.state != "not_checked" else None
        return TableRow(
            item=one.item,
            state=one.result.state,
            low=one.result.low,
            high=one.result.high,
            weight=weights[one.item.id],
            binds=binding(survey.edition, one.item),
            amounts=one.amounts,
            exact=one.line.points,
            full=HUNDRED * full.get(one.item.id, Fraction(0)),
            own=mine.amounts if mine else None,
            own_state=mine.result.state if mine else None,
            rule=rules.get(one.item.id, ""),
            remark=remark(survey, subject, one, whys.get(one.item.id, "")),
            offices=responsible(survey.edition, subject, one.item),
        )

    by_key = {group.key: group.weight for group in tree.children}
    sections = tuple(
        TableSection(
            part.id, part.title, by_key[part.id], part.amounts, own_parts.get(part.id), tuple(map(row, part.rows))
        )
        for part in sheet.sections
    )
    kind = survey.edition.checklist.kinds[subject.kind].label
    return ScoreTable(unit, subject.name, kind, survey, sheet, sections, own_sheet)


def answered_itself(own: Survey, unit: str) -> bool:
    """Whether the unit, or one that its figures are put together from, handed anything in."""
    return any(own.cells.get(name) for name in (unit, *(one.id for one in own.below(unit))))


def responsible(edition: Edition, subject: Subject, item: Item) -> tuple[str, ...]:
    """责任单位: the offices that lead by the clauses; without any the unit itself."""
    leads, _ = offices(edition, blank(edition, subject, item))
    return leads or (subject.name,)


def remark(survey: Survey, subject: Subject, row: ItemRow, why: str) -> str:
    """得失分说明: what was lost and why, in the words of the findings; what leaves the sum is named."""
    said = "".join(one.sentence for one in findings(survey.edition, subject, survey.terms, [row.result]))
    points = survey.scheme.mode == "points"
    lost = f"失{text(row.amounts.lost)}分" if points and row.amounts.lost else ""
    state = row.result.state
    if state == "pass":
        return "：".join(filter(None, (lost, said))) or "达到标准"
    if state in ("fail", "partial", "unverifiable"):
        return "：".join(filter(None, (lost, said or "未达到标准")))
    if state == "not_checked":
        open_ = f"{text(row.amounts.open)}分未定" if points and row.amounts.open else ""
        return "，".join(filter(None, ("未核查", lost, open_, why))) + (f"。{said}" if said else "")
    where = f"，名义分值{half_up(row.line.moved)}分由其他观测点分摊" if points and row.line.moved else ""
    if state == "not_applicable":
        return f"不适用{f'（人工认定：{row.result.reason}）' if row.result.manual else ''}{where}"
    return f"未到期，暂不计分{where}" if state == "not_due" else f"仅作记录，不计分{f'：{why}' if why else ''}"


def share_text(low: int) -> str:
    """A share in millionths as per cent, as far as it has digits."""
    return f"{half_up(Fraction(low * HUNDRED, MILLION), 4).rstrip('0').rstrip('.')}%"
