"""整改情况报告: how far the problems of a place are put right, counted in the ledger; it says no pupil numbers."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Chart, Column, Series, Table
from inspector.letters.papers.asked import ADDRESSEE, CONTACT, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion

RATE_NOTE = "注：销号率为已销号数占已告知问题数的比例；用时为从发文告知之日到销号之日的自然日数，取中位数。"
OFFICE_NOTE = "注：同一问题只计入计划明确的第一责任单位；没有点名单位的由督导对象自行负责。"


class Progress(Struct, frozen=True):
    """Numbers of problems of a place or office; `rate` and `days` as printed, a dash where there are none."""

    name: str
    all: int = 0
    running: int = 0
    overdue: int = 0
    closed: int = 0
    rate: str = "—"
    days: str = "—"


class MonthProgress(Struct, frozen=True):
    """`name` as printed, 2026年3月."""

    name: str
    told: int
    closed: int


class Returned(Struct, frozen=True):
    """A unit whose problems came back; `numbers` are those of the ledger."""

    unit: str
    count: int
    running: int
    numbers: str


class RectificationReport(Struct, frozen=True):
    """`counted_on` decides what is late. `again` are problems that came back, in `repeat` stories."""

    occasion: Occasion
    unit: str
    addressee: str
    counted_on: date
    whole: Progress
    not_told: int = 0
    places: tuple[Progress, ...] = ()
    offices: tuple[Progress, ...] = ()
    months: tuple[MonthProgress, ...] = ()
    again: tuple[Returned, ...] = ()
    demand: str = ""


def progress_table(rows: Sequence[Progress], first: str, caption: str, note: str) -> Table:
    heads = (("问题数", 5), ("整改中", 5), ("其中逾期", 5), ("已销号", 5), ("销号率", 7), ("用时（日）", 6))
    columns = (Column(first, 14), *(Column(head, share, "center") for head, share in heads))
    return Table(columns, tuple(tuple(map(Cell, _texts(one))) for one in rows), caption, (note,))


def _texts(one: Progress) -> tuple[str, ...]:
    return (one.name, *map(str, (one.all, one.running, one.overdue, one.closed)), one.rate, one.days)


def again_table(paper: RectificationReport) -> Table:
    columns = (
        Column("督导对象", 14),
        Column("问题数", 5, "center"),
        Column("其中未销号", 6, "center"),
        Column("台账编号", 14),
    )
    rows = tuple(tuple(map(Cell, (one.unit, str(one.count), str(one.running), one.numbers))) for one in paper.again)
    return Table(columns, rows, "反复出现的问题")


def progress_chart(paper: RectificationReport) -> Chart:
    names = tuple(one.name for one in paper.months)
    told, closed = (tuple(str(getattr(one, name)) for one in paper.months) for name in ("told", "closed"))
    words = "；".join(f"{one.name}告知{one.told}项、销号{one.closed}项" for one in paper.months)
    return Chart(
        "column", "按月告知和销号的问题", names, (Series("告知", told), Series("销号", closed)), f"{words}。", "项"
    )


def overview(paper: RectificationReport) -> str:
    whole = paper.whole
    if not whole.all:
        return "台账中没有本次督导的问题"
    told = f"共有问题{whole.all}项"
    told += f"，其中{paper.not_told}项尚未告知" if paper.not_told else ""
    told += f"；整改中{whole.running}项" + (f"（逾期{whole.overdue}项）" if whole.overdue else "（没有逾期的）")
    told += f"，已销号{whole.closed}项，销号率{whole.rate}" if whole.running + whole.closed else ""
    return told + (f"，从发文告知到销号用时的中位数为{whole.days}日" if whole.closed and whole.days != "—" else "")


def _values(paper: RectificationReport) -> Values:
    return {"overview": overview(paper)}


def _ready(paper: RectificationReport) -> Mapping[str, Block]:
    return {
        "places": progress_table(paper.places, "县（市、区）", "各县（市、区）整改情况", RATE_NOTE),
        "offices": progress_table(paper.offices, "责任单位", "各责任单位整改情况", OFFICE_NOTE),
        "again": again_table(paper),
        "progress_chart": progress_chart(paper),
    }


KIND = Kind(
    "rectification_report",
    N_("Report on rectification"),
    RectificationReport,
    lambda paper: paper.unit,
    _values,
    _ready,
    statutory=True,
    asks=(
        ADDRESSEE,
        Field("demand", N_("What is to be done next"), "long", hint=N_("Printed as a chapter of its own.")),
        CONTACT,
    ),
)
