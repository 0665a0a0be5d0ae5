"""The columns of the ledger as a workbook: the same shape goes out and comes back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from inspector.casework.finding_life import FindingState
from inspector.casework.ledger_lines import LedgerLine

Kind = Literal["text", "date", "choice", "mark"]
Shown = str | int | date | None
STATE_WORDS: Mapping[FindingState, str] = {
    FindingState.found: "已发现，尚未告知",
    FindingState.open: "整改中",
    FindingState.reported: "已报整改",
    FindingState.partly: "部分完成整改",
    FindingState.verified: "复查通过，待销号",
    FindingState.closed: "已销号",
    FindingState.dropped: "已撤销",
}
DONE, ONGOING = "已完成整改", "正在整改"
OUTCOMES: Mapping[str, Literal["done", "ongoing"]] = {DONE: "done", ONGOING: "ongoing"}


class LedgerColumn(Struct, frozen=True):
    """`typed`: for the office to fill in, at most `longest` characters; `was` are titles such columns also have."""

    name: str
    title: str
    width: int
    show: Callable[[LedgerLine], Shown]
    kind: Kind = "text"
    typed: bool = False
    longest: int = 0
    hint: str = ""
    was: tuple[str, ...] = ()


LONG, SHORT, REASON = 2000, 50, 500
COLUMNS: tuple[LedgerColumn, ...] = (
    LedgerColumn("number", "台账编号", 9, lambda one: one.number, was=("序号",)),
    LedgerColumn("unit", "督导对象", 20, lambda one: one.unit, was=("单位", "单位名称")),
    LedgerColumn("text", "存在问题", 44, lambda one: one.text, was=("问题",)),
    LedgerColumn("basis", "依据", 22, lambda one: one.basis),
    LedgerColumn("office", "责任单位", 16, lambda one: one.office),
    LedgerColumn("action", "整改要求", 26, lambda one: one.action),
    LedgerColumn("due", "整改期限", 12, lambda one: one.due, "date"),
    LedgerColumn("state", "整改状态", 14, lambda one: STATE_WORDS[one.state]),
    LedgerColumn("measure", "整改措施", 34, lambda one: one.measure, typed=True, longest=LONG),
    LedgerColumn("person", "责任人", 10, lambda one: one.person, typed=True, longest=SHORT),
    LedgerColumn("progress", "进展情况", 34, lambda one: one.progress, typed=True, longest=LONG),
    LedgerColumn("outcome", "整改结果", 12, lambda one: DONE if one.done else "", "choice", typed=True),
    LedgerColumn("reported", "报告日期", 12, lambda one: one.reported, "date", typed=True),
    LedgerColumn("asked", "申请延期至", 12, lambda one: one.asked, "date", typed=True),
    LedgerColumn("reason", "申请延期理由", 24, lambda one: "", typed=True, longest=REASON, was=("延期理由",)),
    LedgerColumn("proofs", "佐证材料", 10, lambda one: f"{one.proofs}份" if one.proofs else ""),
    LedgerColumn("checked_by", "复查人", 10, lambda one: one.checked_by),
    LedgerColumn("checked_on", "复查日期", 12, lambda one: one.checked_on, "date"),
    LedgerColumn("closed_on", "销号日期", 12, lambda one: one.closed_on, "date"),
    LedgerColumn("mark", "校验码", 12, lambda one: one.mark, "mark"),
)
BY_NAME = {column.name: column for column in COLUMNS}
LOCKED = tuple(one for one in COLUMNS if not one.typed and one.name not in ("number", "unit", "mark"))
"""Shown to the office and compared when the sheet comes back; number, unit and mark have faults of their own."""
NEEDED = ("number", "unit", "mark")
HINTS = (
    "黄色栏目由责任单位填写，其余栏目请勿改动；空白单元格视为不作改动。",
    "整改措施、责任人、进展情况：直接填写。",
    "整改完成的，整改结果选择“已完成整改”，并填写报告日期（向督导机构报告的日期）和进展情况。",
    "需要延期的，填写申请延期至（日期）和申请延期理由；日期应晚于整改期限。",
    "日期写作2026-03-01或2026年3月1日。请勿合并单元格、隐藏行、增删列或写入公式。",
    "佐证材料的文件在系统中上传，本表只显示份数。请勿写入儿童姓名。",
)
