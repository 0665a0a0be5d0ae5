"""The accountability report as a workbook: one sheet a division."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO

from inspector.casework.accountability import OWN, AccountabilityReport, Figures
from inspector.checklist.wording import percent
from inspector.sheets.writing import Column, Table, Value, write_workbook

WHOLE = Fraction(1)
OWN_OFFICE, OWN_CITY = "督导对象自身", "市本级"
FIGURES = (
    "问题数",
    "未告知",
    "整改中",
    "其中逾期",
    "待复查",
    "待销号",
    "已销号",
    "销号率",
    "销号用时中位数（天）",
    "反复问题",
)
NOTES = (
    "问题数不含已撤销的；销号率＝已销号÷（整改中＋已销号），整改中含待复查和待销号的，未告知的不计入。",
    "销号用时从发文告知之日起算，到销号之日止，按自然日计。",
    "反复问题是两轮以上督导都发现的，或者销号后重新打开的。",
    "一个问题有多条依据的，在每条依据下各计一次，因此按依据的合计可能大于总数。",
)


def write_report(
    target: Path | IO[bytes], found: AccountabilityReport, names: Mapping[str, str], about: str, mark: str = ""
) -> None:
    """`names` are those of districts by id; `about` says what was counted and of which day."""
    notice = "　".join(filter(None, (about, mark)))
    write_workbook(target, _tables(found, names, notice))


def _tables(found: AccountabilityReport, names: Mapping[str, str], notice: str) -> Iterator[Table]:
    yield _division("总体", "范围", [("全部", found.whole)], notice)
    yield _division(
        "按县区", "县（市、区）", [(names.get(k, k) or OWN_CITY, one) for k, one in found.districts], notice
    )
    yield _division(
        "按责任单位", "责任单位", [(OWN_OFFICE if k == OWN else k, one) for k, one in found.offices], notice
    )
    yield _division("按依据", "依据", found.clauses, notice)
    months = [(f"{one.year}年{one.month}月", one.told, one.closed, one.running) for one in found.months]
    yield Table("按月", [Column(title, 16) for title in ("月份", "告知", "销号", "月末整改中")], months, notice)
    heads = ("督导对象", "所在县区", "反复问题数", "其中未销号", "台账编号")
    offenders = [
        (one.name, names.get(one.district, ""), len(one.numbers), one.running, "、".join(map(str, one.numbers)))
        for one in found.offenders
    ]
    yield Table("反复问题", [Column(title, 20) for title in heads], offenders, notice)
    yield Table("口径", [Column("说明", 100)], [(note,) for note in NOTES], notice)


def _division(name: str, first: str, rows: Sequence[tuple[str, Figures]], notice: str) -> Table:
    columns = [Column(first, 30), *(Column(title, 12) for title in FIGURES)]
    return Table(name, columns, [(label, *_numbers(one)) for label, one in rows], notice)


def _numbers(one: Figures) -> tuple[Value, ...]:
    return (
        *(one.all, one.not_told, one.running, one.overdue, one.reported, one.verified, one.closed),
        "" if one.rate is None else percent(one.rate, WHOLE),
        "" if one.days is None else float(one.days),
        one.repeated,
    )
