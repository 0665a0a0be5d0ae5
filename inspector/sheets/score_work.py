"""Sheet 计算 of the score sheet: every step of the reckoning in a cell of its own."""

from typing import TYPE_CHECKING

from inspector.casework.score_table import ScoreTable
from inspector.sheets.score_arithmetic import Cell, End, Part, Reckoned, grade_lines, quotients, totals
from inspector.sheets.score_formulas import (
    GradeRows,
    Layout,
    Span,
    fired,
    grade,
    item_work,
    place,
    section_work,
    total_work,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Values = dict[str, object]
HEADS = (
    "编号",
    "一级指标权重",
    "观测点权重",
    "计入",
    "已有判定",
    "得分率下限（百万分之一）",
    "得分率上限（百万分之一）",
    "计入权重",
    "权重×下限",
    "权重×上限",
    "计入的一级指标权重",
    "下限整数部分",
    "下限余数",
    "上限整数部分",
    "上限余数",
    "本单位刚性任务",
    "参与计算",
)
LABELS = {
    "sums": "合计",
    "start": "合计÷权重，整数部分",
    "part": "其余部分",
    "whole": "得分，整百万分之一分",
    "rest": "不足百万分之一分的部分",
    "micro": "舍入到百万分之一分（四舍六入五成双）",
    "hundredths": "四舍五入到百分之一分",
    "place": "所在等次（从0数起）",
    "coverage": "核查完成率",
    "grade": "等次",
}


def write_work(sheet: "Worksheet", table: ScoreTable, layout: Layout, found: Reckoned) -> dict[str, str]:
    """Where the results stand, by name."""
    for at, title in enumerate(HEADS):
        sheet.write_string(layout.first - 2, at, title)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(HEADS) - 1, 13)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    rows: dict[str, int] = {}
    for section, span, part in zip(table.sections, layout.spans, found.parts, strict=True):
        for row, given, cell in zip(range(span.first, span.sum), section.rows, part.cells, strict=True):
            rows[given.item.id] = row
            sheet.write_string(row - 1, 0, given.item.id)
            sheet.write_number(row - 1, 2, cell.weight)
            sheet.write_number(row - 1, 15, int(given.binds))
            _write(sheet, item_work(row, layout.scheme), _item_values(cell), row)
        _sums(sheet, section.title, layout, span, part, found)
    for name, label in LABELS.items():
        sheet.write_string(layout.row(name) - 1, 0, label)
    _write(sheet, total_work(layout), _total_values(layout, found))
    _judge(sheet, layout, _grades(sheet, layout, rows, table), found)
    ends = {"low": "L", "high": "N"}
    cells = {f"{end}_{name}": f"{column}{layout.row(name)}" for end, column in ends.items() for name in LABELS}
    return cells | {name: f"L{layout.row(name)}" for name in ("coverage", "grade")}


def _write(sheet: "Worksheet", formulas: dict[str, str], values: Values, row: int | None = None) -> None:
    """Formulas by cell, or by column of one row, each with the value it gives."""
    from xlsxwriter.utility import xl_cell_to_rowcol

    for name, formula in formulas.items():
        at, column = xl_cell_to_rowcol(name if row is None else f"{name}{row}")
        sheet.write_formula(at, column, formula, None, values[name])


def _item_values(cell: Cell) -> Values:
    low, high = (cell.low, cell.high) if cell.counts else (0, 0)
    weight = cell.weight if cell.counts else 0
    flags: Values = {"D": int(cell.counts), "E": int(cell.decided), "Q": int(cell.in_sum)}
    return flags | {"F": low, "G": high, "H": weight, "I": weight * low, "J": weight * high}


def _sums(sheet: "Worksheet", title: str, layout: Layout, span: Span, part: Part, found: Reckoned) -> None:
    sheet.write_string(span.sum - 1, 0, title)
    sheet.write_number(span.sum - 1, 1, part.weight)
    _write(sheet, section_work(span), _part_values(part, found), span.sum)


def _part_values(part: Part, found: Reckoned) -> Values:
    low, high = (quotients(found, part, earned) for earned in (part.low, part.high))
    sums: Values = {"H": part.whole, "I": part.low, "J": part.high, "K": part.active}
    return sums | {"L": low[0], "M": low[1], "N": high[0], "O": high[1]}


def _total_values(layout: Layout, found: Reckoned) -> Values:
    low, high = ([getattr(part, name) for part in found.parts] for name in ("low", "high"))
    ends = [totals(found, earned) if found.active else (0, 0.0) for earned in (low, high)]
    numbers = [found.whole, sum(low), sum(high), found.active, *ends[0], *ends[1]]
    values: Values = {f"{column}{layout.row('sums')}": one for column, one in zip("HIJKLMNO", numbers, strict=True)}
    for column, end in (("L", found.low), ("N", found.high)):
        values |= {f"{column}{layout.row(name)}": one for name, one in _steps(end).items()}
    return values | {f"L{layout.row('coverage')}": found.coverage}


def _steps(end: End | None) -> Values:
    names = ("start", "part", "whole", "rest", "micro", "hundredths")
    return {name: "" if end is None else getattr(end, name) for name in names}


def _grades(sheet: "Worksheet", layout: Layout, rows: dict[str, int], table: ScoreTable) -> GradeRows:
    """The grades with their lines, then the floor items this unit's form has."""
    scheme = layout.scheme
    first = layout.row("grade") + 3
    sheet.write_row(first - 2, 0, ["等次", "起点（百万分之一分）"])
    for at, (name, line) in enumerate(zip(scheme.grades, grade_lines(scheme), strict=True), first - 1):
        sheet.write_string(at, 0, name)
        sheet.write_number(at, 1, line)
    last = first + len(scheme.grades) - 1
    here = [floor for floor in scheme.floor_items if floor.item in rows]
    names = list(scheme.grades)
    if here:
        sheet.write_row(last + 1, 0, ["底线要求", "未达到", "降低等次", "等次不高于"])
    for row, floor in enumerate(here, last + 3):
        sheet.write_string(row - 1, 0, floor.item)
        states = {one.item.id: one.state for part in table.sections for one in part.rows}
        sheet.write_formula(row - 1, 1, fired(rows[floor.item]), None, int(states[floor.item] in ("partial", "fail")))
        sheet.write_number(row - 1, 2, floor.by if floor.form == "drop" else 0)
        sheet.write_number(row - 1, 3, names.index(floor.to) if floor.form == "cap" else 0)
    return GradeRows(first, last, tuple(range(last + 3, last + 3 + len(here))))


def _judge(sheet: "Worksheet", layout: Layout, at: GradeRows, found: Reckoned) -> None:
    lines = grade_lines(layout.scheme)
    row = layout.row("place")
    if lines:
        for column, end in (("L", found.low), ("N", found.high)):
            value = "" if end is None else sum(line > end.whole for line in lines)
            _write(sheet, {f"{column}{row}": place(layout, at, column)}, {f"{column}{row}": value})
    cell = f"L{layout.row('grade')}"
    _write(sheet, {cell: grade(layout, at)}, {cell: found.grade})
