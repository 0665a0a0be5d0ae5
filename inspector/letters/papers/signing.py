"""Room for signatures under a record, and rows of a slip: left is what, right is filled in or left to be."""

from collections.abc import Sequence

from inspector.letters.blocks import Cell, Column, Table

BLANK = "　\n　"
"""Two lines high, to write in by hand."""


def signatures(who: Sequence[str]) -> Table:
    """A row for each side, to be signed by hand under some of the text."""
    rows = tuple((Cell(one), Cell(BLANK), Cell("年　　月　　日")) for one in who)
    return Table((Column("签名人", 12), Column("签名", 18), Column("日期", 12, "center")), rows, together=True)


def slip(rows: Sequence[tuple[str, str]]) -> Table:
    """An empty right side is filled in by hand."""
    columns = (Column("项目", 10), Column("内容", 32))
    return Table(columns, tuple((Cell(left), Cell(right or BLANK)) for left, right in rows))
