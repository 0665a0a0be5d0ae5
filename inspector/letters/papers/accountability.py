"""问题及责任清单 of a district, with its score tree."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Literal

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.papers.asked import ADDRESSEE, RECEIVED
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Evaluation, Occasion, Origin, evaluated, term_text


class Entry(Struct, frozen=True):
    """One line of 问题及责任清单; `lead` groups the list, in the order in which leads first appear."""

    lead: str
    unit: str
    text: str
    basis: str
    action: str
    term: str
    due: date | None = None
    cooperating: tuple[str, ...] = ()
    kind: Literal["problem", "suggestion"] = "problem"
    origin: Origin | None = None


class ScoreItem(Struct, frozen=True):
    """观测点; weight, earned and lost as printed, `result` in Chinese (达到, 未达到, ...)."""

    title: str
    weight: str
    earned: str
    lost: str
    result: str


class ScoreSection(Struct, frozen=True):
    """一级指标 with its own sums as printed."""

    title: str
    weight: str
    earned: str
    lost: str
    items: tuple[ScoreItem, ...]


class Accountability(Struct, frozen=True):
    """问题及责任清单 of a district; `total` is weight, earned, lost of the whole score, empty without a score tree."""

    occasion: Occasion
    district: str
    evaluation: Evaluation
    entries: tuple[Entry, ...]
    sections: tuple[ScoreSection, ...] = ()
    total: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    addressee: str = ""


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
    told = Cell(entry.text, origins=(entry.origin,) if entry.origin else ())
    rest = (entry.basis, offices, entry.action, term_text(entry.term, entry.due))
    return (Cell(str(number)), Cell(entry.unit), told, *map(Cell, rest))


def score_table(sections: tuple[ScoreSection, ...], total: tuple[str, ...], scheme_note: str) -> Table:
    """一级指标 and 观测点 with what was earned and lost; a sum under each section and under all."""
    rows: list[tuple[Cell, ...]] = []
    for section in sections:
        for item in section.items:
            texts = (item.title, item.weight, item.earned, item.lost, item.result)
            rows.append((Cell(section.title, joined=item is not section.items[0]), *map(Cell, texts)))
        sums = ("小计", section.weight, section.earned, section.lost, "")
        rows.append((Cell(section.title, joined=bool(section.items)), *(Cell(text, shade=1) for text in sums)))
    if total:
        rows.append((Cell("合计", shade=2), Cell("", shade=2), *(Cell(text, shade=2) for text in (*total, ""))))
    columns = (
        Column("一级指标", 8),
        Column("观测点", 20),
        Column("权重", 5, "right"),
        Column("得分", 5, "right"),
        Column("失分", 5, "right"),
        Column("判定", 6, "center"),
    )
    return Table(columns, tuple(rows), notes=(f"注：{scheme_note}。",))


def _values(paper: Accountability) -> Values:
    return {
        **evaluated(paper.evaluation),
        "problems": sum(entry.kind == "problem" for entry in paper.entries),
        "advice": sum(entry.kind == "suggestion" for entry in paper.entries),
    }


def _ready(paper: Accountability) -> Mapping[str, Block]:
    return {
        "problems": entries(paper, "problem"),
        "suggestions": entries(paper, "suggestion"),
        "score_tree": score_table(paper.sections, paper.total, paper.occasion.scheme_note),
    }


KIND = Kind(
    "accountability",
    N_("Problems and responsibilities"),
    Accountability,
    lambda paper: paper.district,
    _values,
    _ready,
    own_series=True,
    travels_under="notice",
    step="rectification",
    asks=(ADDRESSEE, RECEIVED),
)
