"""Answers as tables: long, one row a cell of the record; wide, one row a unit with a column for each question.

The columns of the wide table follow from the edition alone, so they are the same for every unit, area and day of a
round. A question that was retired keeps its column; what belongs to no question of the edition stands in the last one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct

from inspector.casework.extracts import LEVEL, UNIT, Column, Extract, Type, Value, column, number
from inspector.checklist import cells
from inspector.checklist.edition import Edition
from inspector.checklist.fields import DOCUMENT_PARTS, NUMBERS, Field, sign
from inspector.checklist.items import Item
from inspector.scoring.answers import field_at
from inspector.scoring.subjects import Subject

PART_TITLES = {"title": "名称", "number": "文号", "date": "日期"}
SPECIAL_TITLES = {"state": "情况", "reason": "理由", "note": "备注", "draw": "抽样", "evidence": "佐证材料"}
SPECIAL_STATES = {"not_applicable": "不适用", "not_checked": "未核查", "unverifiable": "无法核实"}
OTHERS = "_others"
JOINED = "一题多行或多次的，各行以分号隔开，前面是次和行的编号"
Titles = Mapping[str, str]


class Held(NamedTuple):
    """One current answer as the record holds it: canonical text, what was typed, when it came."""

    unit_id: str
    level: str
    path: str
    value: str | None
    raw: str | None
    received: str


LONG = (
    *UNIT,
    LEVEL,
    column("field", "地址", "题号、次、行和列合成的地址，同一地址只有一个现行答案"),
    column("item", "观测点编号"),
    column("item_title", "观测点"),
    column("occurrence", "次", "年度或学段"),
    column("row", "行编号", "表内的行，或抽查对象的编号；不含姓名"),
    column("row_title", "行"),
    column("column", "列编号"),
    column("column_title", "列"),
    column("value", "答案", "规范文字：选项为编号，日期为年-月-日"),
    column("number", "数值", "数字题的答案", "decimal"),
    column("shown", "答案文字", "选项为文字"),
    column("raw", "原始填写", "与规范文字不同或未能识别时的原文"),
    column("retired", "是否停用", "本版已停用或已移出的问题为是"),
    column("received", "收到时间", "服务器收到的时间"),
)


def long_answers(edition: Edition, subjects: Mapping[str, Subject], held: Iterable[Held]) -> Extract:
    return Extract("answers", "答案（长表）", LONG, _long(edition, subjects, held))


def _long(edition: Edition, subjects: Mapping[str, Subject], held: Iterable[Held]) -> Iterator[tuple[Value, ...]]:
    for one in held:
        if one.unit_id not in subjects:
            continue
        cell = cells.parse(one.path)
        item = edition.items.get(cell.item)
        yield (
            *unit_values(edition, subjects[one.unit_id]),
            one.level,
            one.path,
            cell.item,
            item.title if item else "",
            cell.occurrence,
            cell.row,
            item.ask.rows[cell.row].label if item and cell.row in item.ask.rows else "",
            f"{cell.column}/{cell.key}" if cell.key else cell.column,
            _column_title(item, cell),
            one.value or "",
            number(one.value) if _numeric(item, cell) else None,
            _shown(item, cell, one.value),
            "" if one.raw == one.value else one.raw or "",
            "是" if item is None or item.retired else "",
            one.received,
        )


def unit_values(edition: Edition, subject: Subject) -> tuple[str, str, str, str]:
    kind = edition.checklist.kinds.get(subject.kind)
    return subject.id, subject.name, subject.kind, kind.label if kind else ""


def _column_title(item: Item | None, cell: cells.Cell) -> str:
    if cell.column in SPECIAL_TITLES:
        asked = item.see.get(cell.key.partition("-")[0]) if item else None
        return f"{SPECIAL_TITLES[cell.column]}：{asked.words}" if asked else SPECIAL_TITLES[cell.column]
    found = field_at(item, cell) if item else None
    if found is None:
        return ""
    field, part = found
    return f"{field.label}{PART_TITLES.get(part, '')}"


def _numeric(item: Item | None, cell: cells.Cell) -> bool:
    found = field_at(item, cell) if item else None
    return found is not None and found[0].type in NUMBERS


def _shown(item: Item | None, cell: cells.Cell, value: str | None) -> str:
    if value is None:
        return ""
    if cell.column == "state":
        return SPECIAL_STATES.get(value, value)
    found = field_at(item, cell) if item and cell.is_answer else None
    return shown(found[0], value) if found else value


def shown(field: Field, value: str) -> str:
    """Choices and alternatives by their labels."""
    if value in field.alternatives:
        return field.alternatives[value]
    if field.type == "select_multiple":
        return "、".join(field.choices[key].label for key in value.split(",") if key in field.choices)
    return field.options[value].label if value in field.options else value


class Place(Struct, frozen=True):
    """A column of the wide table: which item and which column of it; `numeric` while it holds one number."""

    item: str
    column: str
    numeric: bool


def wide_answers(edition: Edition, subjects: Mapping[str, Subject], held: Iterable[Held]) -> Extract:
    """`held` comes unit by unit and level by level."""
    found = [pair for item in edition.items.values() for pair in _columns(edition, item)]
    others = Column(OTHERS, "其他", "不属于本版任何问题的答案：地址=答案")
    columns = (*UNIT, LEVEL, *(one for one, _ in found), others)
    return Extract("answers_wide", "答案（宽表）", columns, _wide(edition, subjects, held, [at for _, at in found]))


def _columns(edition: Edition, item: Item) -> Iterator[tuple[Column, Place]]:
    clause = "；".join(dict.fromkeys(edition.plan.locator(name) for name in item.clause))
    retired = "（已停用）" if item.retired else ""
    question = item.ask.question or item.title
    for name, field in item.ask.fields.items():
        for part in DOCUMENT_PARTS if field.type == "document" else ("",):
            title = "·".join(filter(None, (item.title + retired, field.label, PART_TITLES.get(part, ""))))
            key = f"{name}_{part}" if part else name
            choices = "；".join(
                [f"{value}={choice.label}" for value, choice in field.options.items()]
                + [f"{value}={label}" for value, label in field.alternatives.items()]
            )
            many = f"（{JOINED}）" if item.ask.rows or item.ask.sample or item.every or item.split_by else ""
            kind = _type(field, part) if not many else "text"
            yield (
                Column(f"{item.id}/{key}", title, f"{question}{many}", kind, sign(field.unit), choices, clause),
                Place(item.id, key, field.type in NUMBERS),
            )
    for key, words in SPECIAL_TITLES.items():
        absent = (key == "evidence" and not item.see) or (key == "draw" and not item.ask.sample)
        if not item.rolls_up and not absent:
            yield (
                Column(f"{item.id}/{key}", f"{item.title}{retired}·{words}", JOINED, "text", "", "", clause),
                Place(item.id, key, False),
            )


def _type(field: Field, part: str) -> Type:
    if part:
        return "date" if part == "date" else "text"
    kinds: dict[str, Type] = {
        "select_one": "choice",
        "select_multiple": "choice",
        "integer": "integer",
        "decimal": "decimal",
        "date": "date",
    }
    return kinds.get(field.type, "text")


def _wide(
    edition: Edition, subjects: Mapping[str, Subject], held: Iterable[Held], places: list[Place]
) -> Iterator[tuple[Value, ...]]:
    known = {(place.item, place.column) for place in places}
    for (unit, level), group in groupby(held, key=lambda one: (one.unit_id, one.level)):
        if unit not in subjects:
            continue
        by_place: dict[tuple[str, str], list[tuple[str, str]]] = {}
        others: list[str] = []
        for one in group:
            cell = cells.parse(one.path)
            text = one.value if one.value is not None else one.raw or ""
            at = "/".join(filter(None, (cell.occurrence, cell.row, cell.key)))
            if (cell.item, cell.column) in known:
                by_place.setdefault((cell.item, cell.column), []).append((at, text))
            elif text:
                others.append(f"{one.path}={text}")
        values = [_cell(place, by_place.get((place.item, place.column), ())) for place in places]
        yield *unit_values(edition, subjects[unit]), level, *values, "；".join(others)


def _cell(place: Place, found: Collection[tuple[str, str]]) -> Value:
    """One answer as it is, a number as a number; several joined with the keys of their time and row."""
    if not found:
        return None
    if len(found) == 1:
        [(at, text)] = found
        value = number(text) if place.numeric and not at else None
        return value if value is not None else f"{at}：{text}" if at else text
    return "；".join(f"{at}：{text}" if at else text for at, text in found)
