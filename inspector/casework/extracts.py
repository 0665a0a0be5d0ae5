"""What leaves the record as a table: columns that a data dictionary explains, and rows made as they are asked for."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from inspector.checklist.values import read_number

Value = str | int | Decimal | date | None
Type = Literal["text", "integer", "decimal", "date", "choice"]
TYPE_WORDS: dict[Type, str] = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数",
    "date": "日期",
    "choice": "选项",
}


class Column(Struct, frozen=True):
    """`id` never changes and is never used for anything else; `title` is for readers."""

    id: str
    title: str
    meaning: str = ""
    type: Type = "text"
    unit: str = ""
    choices: str = ""
    clause: str = ""


class Extract(Struct, frozen=True):
    """One table; `rows` can be gone through once."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Value, ...]]


def column(id_: str, title: str, meaning: str = "", type_: Type = "text") -> Column:
    return Column(id_, title, meaning, type_)


def number(text: str | None) -> int | Decimal | None:
    """A canonical number as a number; None for any other text."""
    if text is None:
        return None
    try:
        value = read_number(text)
    except ValueError:
        return None
    return value if isinstance(value, int) else Decimal(text)


UNIT = (
    column("unit_id", "单位编号"),
    column("unit", "单位名称"),
    column("kind", "单位类型编号"),
    column("kind_title", "单位类型"),
)
LEVEL = Column("level", "层次", "self 为被督导单位自评，team 为督导组核查", "choice", choices="self=自评；team=核查")
DICTIONARY = (
    column("table", "表"),
    column("table_title", "表名"),
    column("place", "列序", type_="integer"),
    column("column", "列编号", "不随版本改变，不另作他用"),
    column("title", "列名"),
    column("meaning", "含义"),
    column("type", "类型"),
    column("unit", "单位"),
    column("choices", "选项", "编号=文字"),
    column("clause", "任务条目"),
)


def dictionary(extracts: Iterable[Extract]) -> Extract:
    """数据字典: every column of these tables, in order."""
    return Extract("dictionary", "数据字典", DICTIONARY, list(_explained(extracts)))


def _explained(extracts: Iterable[Extract]) -> Iterator[tuple[Value, ...]]:
    for extract in extracts:
        for place, one in enumerate(extract.columns, 1):
            said = (one.id, one.title, one.meaning, TYPE_WORDS[one.type], one.unit, one.choices, one.clause)
            yield extract.id, extract.title, place, *said
