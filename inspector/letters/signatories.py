"""Signatures drawn on site: a table with the drawing beside the words, so that no exact line cuts it."""

from collections.abc import Callable, Iterator

from inspector.letters import styles as s
from inspector.letters.blocks import Column, Signatories, Signatory
from inspector.letters.markup import Lay, border, cell, paragraph, row, run, table
from inspector.letters.tables import MARGIN, column_widths
from inspector.letters.text import with_breaks

_COLUMNS = (Column("签名", 3), Column("签名人和时间", 5))
_HALVES = 50
_MIDDLE = '<w:vAlign w:val="center"/>'


def signatories_xml(block: Signatories, ids: dict[str, str], wide: int, shown: Callable[[Signatory], str]) -> str:
    """`shown` gives the run of a drawing."""
    if not block.signed:
        return "".join(paragraph(ids[s.BODY], run(line), lay) for line, lay in _kept(block.blank))
    widths = column_widths(_COLUMNS, wide)
    heads = [paragraph(ids[s.TABLE_HEAD], run(column.head)) for column in _COLUMNS]
    head = row("".join(cell(width, inner, _MIDDLE) for width, inner in zip(widths, heads, strict=True)), head=True)
    rows = "".join(_row(one, widths, ids, shown) for one in block.signed)
    lines = "".join(border(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    return table(widths, head + rows, lines, MARGIN) + paragraph(ids[s.ANCHOR], "")


def _kept(lines: tuple[str, ...]) -> Iterator[tuple[str, Lay]]:
    """Lines to sign by hand stay together."""
    for place, line in enumerate(lines, 1):
        yield line, Lay(keep_next=place < len(lines))


def _row(one: Signatory, widths: tuple[int, ...], ids: dict[str, str], shown: Callable[[Signatory], str]) -> str:
    picture = shown(one) if one.drawing else run("—")
    words = "".join(paragraph(ids[s.TABLE_TEXT], run(with_breaks(line, _HALVES))) for line in one.lines)
    drawn = paragraph(ids[s.TABLE_TEXT], picture, Lay(align="center"))
    return row(cell(widths[0], drawn, _MIDDLE) + cell(widths[1], words, _MIDDLE))
