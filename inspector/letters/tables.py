"""Tables of a letter: repeated heads, joined cells, shades."""

from itertools import pairwise

from inspector.letters import styles as s
from inspector.letters.blocks import Cell, Column, Table
from inspector.letters.markup import PLAIN, Lay, border, cell, paragraph, row, run, table
from inspector.letters.text import one_line, with_breaks

MARGIN = 60
_SHADES = ("", "F2F2F2", "D9D9D9", "BFBFBF", "A6A6A6")
_TWIPS_PER_HALF = 105


def table_xml(block: Table, ids: dict[str, str], wide: int, kept: Lay = PLAIN) -> str:
    """Caption, table and notes over `wide` twips; `kept` lays out its end."""
    widths = column_widths(block.columns, wide)
    heads = row(
        "".join(_head(block, column, each, ids) for column, each in zip(block.columns, widths, strict=True)),
        head=True,
    )
    rows = "".join(_row(block, at, widths, ids, kept) for at in range(len(block.rows)))
    lines = "".join(border(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    caption = paragraph(ids[s.CAPTION], run(block.caption)) if block.caption else ""
    notes = "".join(paragraph(ids[s.TABLE_NOTE], run(line), kept) for note in block.notes for line in note.split("\n"))
    return caption + table(widths, heads + rows, lines, MARGIN) + (notes or paragraph(ids[s.ANCHOR], "", kept))


def column_widths(columns: tuple[Column, ...], wide: int) -> tuple[int, ...]:
    """Twips that add up to `wide` exactly, in proportion to the shares."""
    total = sum(column.share for column in columns)
    edges, used = [0], 0
    for column in columns:
        used += column.share
        edges.append(wide * used // total)
    return tuple(after - before for before, after in pairwise(edges))


def _head(block: Table, column: Column, width: int, ids: dict[str, str]) -> str:
    lay = Lay(keep_next=True) if block.together else PLAIN
    return cell(width, paragraph(ids[s.TABLE_HEAD], run(column.head), lay), '<w:vAlign w:val="center"/>')


def _row(block: Table, at: int, widths: tuple[int, ...], ids: dict[str, str], kept: Lay) -> str:
    if len(block.rows[at]) == 1 < len(widths):
        return _group(block.rows[at][0], widths, ids)
    found = []
    for place, (content, column, width) in enumerate(zip(block.rows[at], block.columns, widths, strict=True)):
        below = block.rows[at + 1] if at + 1 < len(block.rows) else ()
        starts = place < len(below) and below[place].joined
        held = block.together if below else bool(block.notes) or kept.keep_next
        lay = Lay(keep_next=held, align="" if column.align == "left" else column.align)
        found.append(_cell(content, width, ids, lay, starts=starts))
    return row("".join(found))


def _group(content: Cell, widths: tuple[int, ...], ids: dict[str, str]) -> str:
    """A row of one cell heads the rows below it and stays on their page."""
    inner = paragraph(ids[s.TABLE_HEAD], run(one_line(content.text)), Lay(keep_next=True, align="left"))
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADES[1]}"/><w:vAlign w:val="center"/>'
    return row(cell(sum(widths), inner, f'<w:gridSpan w:val="{len(widths)}"/>{fill}'))


def _cell(content: Cell, width: int, ids: dict[str, str], lay: Lay, *, starts: bool) -> str:
    properties = "<w:vMerge/>" if content.joined else '<w:vMerge w:val="restart"/>' if starts else ""
    if content.shade:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADES[content.shade]}"/>'
    room = (width - 2 * MARGIN) // _TWIPS_PER_HALF
    texts = ("",) if content.joined else content.text.split("\n")
    inner = "".join(paragraph(ids[s.TABLE_TEXT], run(with_breaks(text, room)) if text else "", lay) for text in texts)
    return cell(width, inner, properties + '<w:vAlign w:val="center"/>')
