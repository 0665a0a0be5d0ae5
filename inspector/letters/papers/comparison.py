"""A round beside the one before it, as a report prints it."""

from datetime import date

from msgspec import Struct

from inspector.letters.blocks import Cell, Column, Table


class SectionShares(Struct, frozen=True):
    """Shares as printed; `change` in percentage points, a dash while one of the two is an interval.

    `drawn` is the earlier one for a chart: a decimal, the lower end of an interval.
    """

    title: str
    before: str
    now: str
    change: str
    drawn: str


class ItemChanges(Struct, frozen=True):
    """`name` of the change as printed, and the items."""

    name: str
    items: tuple[str, ...]


class Comparison(Struct, frozen=True):
    """`title` and `as_of` are those of the earlier round; `limits` say what cannot be compared and why."""

    title: str
    as_of: date
    sections: tuple[SectionShares, ...] = ()
    changes: tuple[ItemChanges, ...] = ()
    limits: tuple[str, ...] = ()


def section_table(found: Comparison, caption: str) -> Table:
    columns = (
        Column("一级指标", 14),
        Column("上次得分率", 8, "center"),
        Column("本次得分率", 8, "center"),
        Column("增减（百分点）", 8, "center"),
    )
    rows = tuple(tuple(map(Cell, (one.title, one.before, one.now, one.change))) for one in found.sections)
    return Table(columns, rows, caption)
