"""版记 at the foot of the last page (GB/T 9704 7.4): a text box with a table, anchored in the last paragraph.

Floating tables and frames stay in the flow in LibreOffice; borders of paragraphs would follow their indents. The
anchoring paragraph keeps the box's height free over itself, and is itself off the grid, which would give it a line.
A page that it has to itself is numbered like any other: 7.5 spares it only behind a blank page, and none is made here.
"""

from functools import lru_cache

from inspector.letters import drawing as d
from inspector.letters import measures as m
from inspector.letters import styles as s
from inspector.letters.blocks import Imprint
from inspector.letters.layout import copies, date_text, wrapped_lines
from inspector.letters.markup import Indent, Lay, border, cell, paragraph, row, run, table
from inspector.letters.reference import Reference

_HALVES = (m.TEXT_WIDTH - 2 * m.IMPRINT_CHARACTER) * 2 // m.IMPRINT_CHARACTER
_THICK, _THIN = 8, 6
_DATE_HALVES = 28
_DATE_WIDTH = _DATE_HALVES * m.IMPRINT_CHARACTER // 2
_COLUMNS = (m.TEXT_WIDTH - _DATE_WIDTH, _DATE_WIDTH)
_BORDERS = "<w:tcBorders/>"


@lru_cache(maxsize=64)
def imprint_xml(block: Imprint, reference: Reference) -> str:
    """The anchoring paragraph; empty text when there is nothing to print. The letters of a round mostly share it.

    In letter format there are no rules and no 印发 (10.1).
    """
    ids, letter_format = reference.ids, reference.variant == "letter"
    rows: list[tuple[str, int]] = []
    if block.cc:
        rows.append(_copies(block.cc, ids))
    if not letter_format and (block.printer or block.date):
        rows.append(_printed(block, ids))
    if not rows:
        return ""
    height = sum(lines for _, lines in rows) * m.IMPRINT_LINE + 40
    cells = [
        row(content.replace(_BORDERS, "" if letter_format else _borders(at, len(rows))))
        for at, (content, _) in enumerate(rows)
    ]
    inner = table(_COLUMNS, "".join(cells), "") + paragraph(ids[s.ANCHOR], "")
    box = d.text_box(
        d.Drawing(100, "版记", "版记：抄送和印发"),
        d.Place("center", "bottom", "margin"),
        (m.TEXT_WIDTH * m.EMU_PER_TWIP, height * m.EMU_PER_TWIP),
        inner,
    )
    return paragraph(ids[s.ANCHOR], box, Lay(before=height))


def _borders(at: int, count: int) -> str:
    top = border("top", _THICK if at == 0 else _THIN)
    bottom = border("bottom", _THICK if at == count - 1 else _THIN)
    return f"<w:tcBorders>{top}{bottom}</w:tcBorders>"


def _copies(offices: tuple[str, ...], ids: dict[str, str]) -> tuple[str, int]:
    text = copies(offices)
    indent = Indent(left=4 * m.IMPRINT_CHARACTER, right=m.IMPRINT_CHARACTER, hanging=3 * m.IMPRINT_CHARACTER)
    content = paragraph(ids[s.IMPRINT], run(text), Lay(indent=indent))
    return cell(m.TEXT_WIDTH, content, f'<w:gridSpan w:val="2"/>{_BORDERS}'), wrapped_lines(text[3:], _HALVES - 9)


def _printed(block: Imprint, ids: dict[str, str]) -> tuple[str, int]:
    """Two cells, as tabs in text boxes differ between programs."""
    day = f"{date_text(block.date)}印发" if block.date else "　　年　　月　　日印发"
    left = Indent(left=m.IMPRINT_CHARACTER)
    right = Indent(right=m.IMPRINT_CHARACTER)
    name = paragraph(ids[s.IMPRINT], run(block.printer), Lay(indent=left))
    printed = paragraph(ids[s.IMPRINT], run(day), Lay(indent=right, align="right"))
    lines = wrapped_lines(block.printer, _HALVES + 2 - _DATE_HALVES)
    return cell(_COLUMNS[0], name, _BORDERS) + cell(_DATE_WIDTH, printed, _BORDERS), lines
