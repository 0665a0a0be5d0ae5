"""The score sheet as a workbook: a printable table with live formulas, the steps of the reckoning, and notes."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from inspector.casework.score_table import STATE_WORDS, ScoreTable, TableRow, TableSection
from inspector.checklist.models import Scheme
from inspector.scoring.results import MILLION
from inspector.sheets.score_arithmetic import Reckoned, reckon
from inspector.sheets.score_formulas import TABLE, WORK, Layout, Span, checked, points
from inspector.sheets.score_work import write_work
from inspector.sheets.writing import fitting

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

HEAD = 6
"""Rows above the first item: title, two lines about the inspection, the mark, a hint, the heading."""
COLUMNS = (
    ("一级指标", 9),
    ("观测点", 20),
    ("评分细则", 30),
    ("分值", 7),
    ("名义分值", 7),
    ("自评分", 7),
    ("判定", 9),
    ("得分率", 8),
    ("未核查上限", 8),
    ("核查分", 7),
    ("可达分", 7),
    ("得失分说明", 32),
    ("责任单位", 13),
)
LINE, LEAST, WIDE = 12.5, 15.0, 2.2
"""Height of a line of text, and of the lowest row, in points; width of a Chinese character beside a digit's."""
HINT = (
    "黄色单元格可以修改：判定从列表选择；得分率留空时，达到计100%，其余不得分，部分得分的填写得分率；"
    "未核查的得分率和上限为得分区间的两端，留空时为0至100%。分值、核查分、总分和等次随之重新计算。"
)
Pairs = Sequence[tuple[str, str]]


class Heading(Struct, frozen=True):
    """What stands above the table: pairs of name and text, and a mark such as 演示数据 or 暂定结果."""

    about: Pairs
    mark: str = ""


class Book(Struct):
    """The work on one workbook."""

    table: ScoreTable
    layout: Layout
    found: Reckoned
    sheet: "Worksheet"
    formats: dict[str, Any]

    @property
    def scheme(self) -> Scheme:
        return self.table.survey.scheme


def write_score_book(path: Path, table: ScoreTable, heading: Heading) -> None:
    """Values kept in the file are our own, so that it shows the score before anything is recalculated."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, work, notes = (book.add_worksheet(name) for name in (TABLE, WORK, "说明"))
        one = Book(table, layout_of(table), reckon(table), sheet, _formats(book))
        _head(one, heading)
        for section, span in zip(table.sections, one.layout.spans, strict=True):
            _section(one, section, span)
        ends = write_work(work, table, one.layout, one.found)
        _totals(one, ends)
        _page(one)
        _notes(notes, one, heading)


def layout_of(table: ScoreTable) -> Layout:
    spans, row = [], HEAD + 1
    for section in table.sections:
        spans.append(Span(row, row + len(section.rows) - 1))
        row = spans[-1].sum + 1
    return Layout(table.survey.scheme, tuple(spans), row + 1)


def _formats(book: "xlsxwriter.Workbook") -> dict[str, Any]:
    common = {"border": 1, "valign": "top", "text_wrap": True, "font_size": 9}
    made = {
        "text": common,
        "title": {"bold": True, "font_size": 16, "align": "center"},
        "about": {"font_size": 9, "text_wrap": True, "valign": "top"},
        "mark": {"bold": True, "font_color": "#9C1F1F"},
        "head": common | {"bold": True, "bg_color": "#E8EEF4", "align": "center", "valign": "vcenter"},
        "points": common | {"num_format": '0.00;-0.00;"—"'},
        "earned": common | {"num_format": "0.00"},
        "input": common | {"bg_color": "#FFF8DC"},
        "share": common | {"bg_color": "#FFF8DC", "num_format": "0.00##%"},
        "sum": common | {"bold": True, "bg_color": "#F4F6F8"},
        "sum_points": common | {"bold": True, "bg_color": "#F4F6F8", "num_format": "0.00"},
        "exact": common | {"num_format": "0.000000"},
        "percent": common | {"num_format": "0.00%"},
    }
    return {name: book.add_format(given) for name, given in made.items()}


def _head(one: Book, heading: Heading) -> None:
    last, form = len(COLUMNS) - 1, one.formats
    one.sheet.merge_range(0, 0, 0, last, fitting(f"督导评估评分表（{one.table.name}）"), form["title"])
    half = (len(heading.about) + 1) // 2
    for row, part in ((1, heading.about[:half]), (2, heading.about[half:])):
        text = "　".join(f"{name}：{value}" for name, value in part)
        one.sheet.merge_range(row, 0, row, last, fitting(text), form["about"])
    one.sheet.merge_range(3, 0, 3, last, fitting(heading.mark), form["mark"])
    one.sheet.merge_range(4, 0, 4, last, HINT, form["about"])
    one.sheet.set_row(4, 26)
    for place, (title, width) in enumerate(COLUMNS):
        one.sheet.write_string(HEAD - 1, place, title, form["head"])
        one.sheet.set_column(place, place, width)


def _section(one: Book, section: TableSection, span: Span) -> None:
    sheet, form = one.sheet, one.formats
    part = one.found.parts[one.table.sections.index(section)]
    all_points = one.found.points(part)
    for row, given, cell in zip(range(span.first, span.sum), section.rows, part.cells, strict=True):
        counted = cell.weight if cell.counts else 0
        share = all_points * counted / part.whole if part.whole else 0.0
        _item(one, row, given)
        sheet.write_formula(row - 1, 3, points(one.layout, span, row), form["points"], share)
        low, high = (share * end / MILLION for end in (cell.low, cell.high))
        _earned(one, row, "earned", low if counted else "", high if counted and cell.high > cell.low else "")
    if len(section.rows) > 1:
        sheet.merge_range(span.first - 1, 0, span.last - 1, 0, section.title, form["text"])
    else:
        sheet.write_string(span.first - 1, 0, section.title, form["text"])
    for place in range(len(COLUMNS)):
        sheet.write_blank(span.sum - 1, place, None, form["sum"])
    sheet.write_string(span.sum - 1, 0, "小计", form["sum"])
    sheet.write_formula(span.sum - 1, 3, points(one.layout, span, span.sum), form["sum_points"], all_points)
    if section.own is not None:
        sheet.write_number(span.sum - 1, 5, section.own.earned / 100, form["sum_points"])
    low, high = (all_points * end / part.whole / MILLION if part.whole else 0.0 for end in (part.low, part.high))
    _earned(one, span.sum, "sum_points", low if part.whole else "", high if part.high > part.low else "")


def _earned(one: Book, row: int, form: str, low: float | str, high: float | str) -> None:
    for place, column, value in ((9, "I", low), (10, "J", high)):
        one.sheet.write_formula(row - 1, place, checked(row, column), one.formats[form], value)


def _item(one: Book, row: int, given: TableRow) -> None:
    """What is written and not reckoned, with the input cells: those left empty follow from the state."""
    sheet, form, at = one.sheet, one.formats, row - 1
    texts = {1: given.item.title, 2: given.rule, 11: given.remark, 12: "、".join(given.offices)}
    sheet.set_row(at, max(LEAST, LINE * max(lines(text, COLUMNS[place][1]) for place, text in texts.items())))
    for place, text in texts.items():
        sheet.write_string(at, place, fitting(text), form["text"])
    sheet.write_number(at, 4, float(given.full), form["points"])
    if given.own is not None:
        sheet.write_number(at, 5, given.own.earned / 100, form["earned"])
    else:
        sheet.write_blank(at, 5, None, form["earned"])
    sheet.write_string(at, 6, STATE_WORDS[given.state], form["input"])
    _share(one, at, 7, given.low, MILLION if given.state == "pass" else 0)
    top = given.high if given.state == "not_checked" else MILLION
    _share(one, at, 8, top, MILLION)
    sheet.data_validation(at, 6, at, 6, {"validate": "list", "source": list(STATE_WORDS.values())})
    share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "ignore_blank": True}
    sheet.data_validation(at, 7, at, 8, share | {"error_title": "得分率", "error_message": "请填写0至100%之间的数。"})


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column, as programs that open the file do not work it out themselves."""
    units = sum(WIDE if ord(letter) > 0x2000 else 1 for letter in text)
    return ceil(units / width)


def _share(one: Book, at: int, place: int, micro: int, otherwise: int) -> None:
    if micro == otherwise:
        one.sheet.write_blank(at, place, None, one.formats["share"])
    else:
        one.sheet.write_number(at, place, micro / MILLION, one.formats["share"])


def _totals(one: Book, cells: dict[str, str]) -> None:
    """`cells` are where sheet 计算 has the results; the score is printed half-up and, below, to a millionth."""
    sheet, form, found = one.sheet, one.formats, one.found
    row = one.layout.last  # the next one, counted from 0
    low, high = found.low, found.high
    lines: list[tuple[str, str, str, object, object]] = [
        (
            "总分",
            "hundredths",
            "sum_points",
            low.hundredths / 100 if low else "",
            high.hundredths / 100 if high else "",
        ),
        (
            "总分（精确到百万分之一分）",
            "micro",
            "exact",
            low.micro / MILLION if low else "",
            high.micro / MILLION if high else "",
        ),
    ]
    for title, name, kind, first, last in lines:
        _label(one, row, title)
        scale = 100 if name == "hundredths" else MILLION
        for place, cell, value in ((9, cells[f"low_{name}"], first), (10, cells[f"high_{name}"], last)):
            formula = f'=IF(ISNUMBER({WORK}!{cell}),{WORK}!{cell}/{scale},"")'
            sheet.write_formula(row, place, formula, form[kind], value)
        row += 1
    if one.table.own is not None:
        sheet.write_number(row - 2, 5, one.table.own.total.earned / 100, form["sum_points"])
    _label(one, row, "核查完成率")
    sheet.write_formula(row, 9, f"={WORK}!{cells['coverage']}", form["percent"], found.coverage)
    _label(one, row + 1, "等次" if one.scheme.mode == "points" else "结论")
    sheet.write_formula(row + 1, 9, f"={WORK}!{cells['grade']}", form["sum"], found.grade)


def _label(one: Book, row: int, title: str) -> None:
    for place in range(len(COLUMNS)):
        one.sheet.write_blank(row, place, None, one.formats["sum"])
    one.sheet.merge_range(row, 0, row, 2, title, one.formats["sum"])


def _page(one: Book) -> None:
    sheet = one.sheet
    sheet.freeze_panes(HEAD, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD - 1)
    sheet.print_area(0, 0, one.layout.last + 3, len(COLUMNS) - 1)
    sheet.set_footer("&C第&P页 共&N页")
    sheet.activate()


def _notes(sheet: "Worksheet", one: Book, heading: Heading) -> None:
    scheme = one.scheme
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    lines = [
        *heading.about,
        ("评分办法", f"{scheme.title}；{scheme.owner}。方案本身没有权重、分值和等次。"),
        *notes(one),
    ]
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, fitting(name), one.formats["about"])
        sheet.write_string(row, 1, fitting(text), one.formats["about"])


def notes(one: Book) -> list[tuple[str, str]]:
    found = [
        (
            "分值",
            "不适用、未到期和仅作记录的观测点不计分，其分值按权重分摊到同一一级指标内的其他观测点；整项均不计分的，分摊到其他一级指标。",
        ),
        ("名义分值", "全部观测点都适用时的分值。"),
        ("自评分", "按被督导单位自评答案计算，未自评的空白；不随本表修改而变化。"),
        (
            "核查分、可达分",
            "未核查的观测点不按零分也不剔除：核查分为其全部不得分时的分数，可达分为其全部得分时的分数。",
        ),
        (
            "舍入",
            "单元格显示两位小数，内部不舍入，与页面和打印件逐行凑整的数可能相差0.01；总分按精确值四舍五入到两位小数，等次按精确值判定。",
        ),
        ("得失分说明", "导出时的情况，不随本表修改而变化。"),
    ]
    if one.found.model == "absolute":
        found.append(("计分模型", "全部达到计100分，否则计0分；各观测点的核查分只供参考。"))
    elif one.found.model != "default":
        found.append(("计分模型", "各观测点合并计算，不先按一级指标分配分值。"))
    if one.scheme.unchecked == "drop":
        found.append(("未核查", "本评分办法将未核查的观测点剔除，不计入分值。"))
    return found
