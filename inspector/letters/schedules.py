"""The tables of the papers (附表), from cleaned data."""

from datetime import date
from itertools import count

from inspector.letters.blocks import Cell, Column, Table
from inspector.letters.layout import date_text
from inspector.letters.papers import Accountability, CityReport, Entry, Evaluation

_WIDE_FROM = 7
WITHHELD = "暂不评定"


def score_text(score: tuple[str, ...]) -> str:
    """One number, or both ends of the interval; a dash when nothing was scored."""
    return "—".join(score) or "—"


def term_text(term: str, due: date | None) -> str:
    if due is None:
        return term
    return f"{term}（{date_text(due)}前）" if term else f"{date_text(due)}前"


def entries(paper: Accountability, kind: str) -> Table:
    """Grouped by lead office in order of first appearance; numbers run through the groups."""
    numbers = count(1)
    chosen = [entry for entry in paper.entries if entry.kind == kind]
    rows: list[tuple[Cell, ...]] = []
    for lead in dict.fromkeys(entry.lead for entry in chosen):
        group = [entry for entry in chosen if entry.lead == lead]
        rows.append((Cell(f"牵头单位：{lead}（{len(group)}项）"),))
        rows.extend(_entry(next(numbers), entry) for entry in group)
    columns = (
        Column("序号", 4, "center"),
        Column("督导对象", 9),
        Column("问题" if kind == "problem" else "情况和建议", 18),
        Column("依据", 12),
        Column("牵头／配合单位", 12),
        Column("整改要求" if kind == "problem" else "建议措施", 13),
        Column("期限", 12),
    )
    return Table(columns, tuple(rows), notes=paper.footnotes, landscape=True)


def _entry(number: int, entry: Entry) -> tuple[Cell, ...]:
    offices = f"{entry.lead}\n配合：{'、'.join(entry.cooperating)}" if entry.cooperating else entry.lead
    texts = (
        str(number),
        entry.unit,
        entry.text,
        entry.basis,
        offices,
        entry.action,
        term_text(entry.term, entry.due),
    )
    return tuple(Cell(text) for text in texts)


def score_tree(paper: Accountability) -> Table:
    """一级指标 and 观测点 with what was earned and lost; a sum under each section and under all."""
    rows: list[tuple[Cell, ...]] = []
    for section in paper.sections:
        for item in section.items:
            texts = (item.title, item.weight, item.earned, item.lost, item.result)
            rows.append((Cell(section.title, joined=item is not section.items[0]), *map(Cell, texts)))
        sums = ("小计", section.weight, section.earned, section.lost, "")
        rows.append((Cell(section.title, joined=bool(section.items)), *(Cell(text, shade=1) for text in sums)))
    if paper.total:
        rows.append((Cell("合计", shade=2), Cell("", shade=2), *(Cell(text, shade=2) for text in (*paper.total, ""))))
    columns = (
        Column("一级指标", 8),
        Column("观测点", 20),
        Column("权重", 5, "right"),
        Column("得分", 5, "right"),
        Column("失分", 5, "right"),
        Column("判定", 6, "center"),
    )
    return Table(columns, tuple(rows), notes=(f"注：{paper.occasion.scheme_note}。",))


def results(paper: CityReport) -> Table:
    """Grades and numbers of items by result, in the order given."""
    heads = ("达到", "部分达到", "未达到", "未到期", "不适用", "无法核实", "未核查")
    columns = (
        Column("督导对象", 110),
        Column("等次", 100, "center"),
        *(Column(head, 18 + 20 * len(head), "center") for head in heads),
        Column("核查完成率", 122, "center"),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (
                    each.name,
                    each.evaluation.grade or WITHHELD,
                    *_counts(each.evaluation),
                    each.evaluation.coverage,
                ),
            )
        )
        for each in paper.districts
    )
    notes = "按行政区划顺序排列，不分先后；表内数字为观测点项数。"
    return Table(columns, rows, "表1　各督导对象评价结果", (f"注：{notes}{paper.occasion.scheme_note}。",))


def _counts(found: Evaluation) -> tuple[str, ...]:
    numbers = (
        found.met,
        found.partial,
        found.unmet,
        found.not_due,
        found.not_applicable,
        found.unverifiable,
        found.not_checked,
    )
    return tuple(str(number) for number in numbers)


def common_problems(paper: CityReport) -> Table:
    columns = (
        Column("序号", 4, "center"),
        Column("共性问题", 15),
        Column("依据", 10),
        Column("涉及数", 5, "center"),
        Column("责任单位", 11),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (str(number), each.text, each.basis, f"{each.count}/{each.total}", "、".join(each.offices)),
            )
        )
        for number, each in enumerate(paper.common_problems, 1)
    )
    return Table(columns, rows, "表2　共性问题", ("注：涉及数为有此问题的督导对象数与督导对象总数。",))


def wide_heat(paper: CityReport) -> bool:
    return len(paper.sections) >= _WIDE_FROM


def heat(paper: CityReport) -> Table:
    columns = (Column("督导对象", 10), *(Column(section, 8, "center") for section in paper.sections))
    rows = tuple((Cell(row.name), *(Cell(text, depth) for text, depth in row.cells)) for row in paper.heat)
    note = f"注：表内为一级指标得分率，底纹越深得分率越低。{paper.occasion.scheme_note}。"
    return Table(columns, rows, notes=(note,), landscape=wide_heat(paper))


def ranks(paper: CityReport) -> Table:
    columns = (
        Column("位次", 5, "center"),
        Column("督导对象", 12),
        Column("得分", 12, "center"),
        Column("位次区间", 8, "center"),
        Column("核查完成率", 8, "center"),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (str(each.place), each.name, score_text(each.score), _interval(each.interval), each.coverage),
            )
        )
        for each in paper.ranks
    )
    notes = ["注：得分写作两数的，为未核查事项全部未达到和全部达到时的得分；位次区间为可能的最前位次和最后位次。"]
    if paper.provisional:
        notes.append("尚有督导任务未确认，以上位次为暂定。")
    return Table(columns, rows, notes=tuple(notes))


def _interval(places: tuple[int, ...]) -> str:
    return "—".join(str(place) for place in dict.fromkeys(places)) or "—"


def unranked(paper: CityReport) -> Table:
    rows = tuple((Cell(each.name), Cell(each.reason)) for each in paper.unranked)
    return Table((Column("督导对象", 8), Column("原因", 24)), rows, "不参加排名名单")
