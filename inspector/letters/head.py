"""版头 of the first page: what stands over the mark, the mark in the text, number and 签发人 (7.2, 10.1)."""

from inspector.letters import drawing as d
from inspector.letters import measures as m
from inspector.letters import styles as s
from inspector.letters.blocks import Letter
from inspector.letters.layout import width
from inspector.letters.markup import TAB, Lay, cell, mark_run, paragraph, row, run, table
from inspector.letters.reference import Reference
from inspector.letters.text import one_line

EMPTY_NUMBER = "〔　　　　〕　　号"
_SIZES = range(72, 34, -2)
"""Half points that the names of a joint issue are tried in."""
_NARROWEST = 66
"""Per cent of their width."""


def margin_mark(letter: Letter) -> str:
    """The mark in the letter format's header: of a joint issue only the host's (10.1)."""
    return one_line(letter.joint[0] if letter.joint and letter.variant == "letter" else letter.mark)


def head_xml(letter: Letter, reference: Reference) -> str:
    """Everything over the title. Plain paper has a number only if there is one."""
    marked, ids = _marked(letter), reference.ids
    if letter.variant == "letter":
        return _beside_number([text for text in marked if text], letter, ids)
    over = "".join(paragraph(ids[s.HEAD], run(text) if text else "") for text in marked)
    mark = "" if letter.variant == "plain" else _mark(letter, reference, reference.mark_before - len(marked) * m.LINE)
    number = _number(letter, ids) if letter.variant != "plain" or letter.number else ""
    return over + mark + number


def _marked(letter: Letter) -> list[str]:
    """份号, 密级和保密期限, 紧急程度 in this order; the second keeps the second line (7.2.2)."""
    copy, secrecy, urgency = (one_line(text) for text in (letter.copy_number, letter.secrecy, letter.urgency))
    lines = [copy.zfill(6)] if copy else [""] if secrecy else []
    return [*lines, *(text for text in (secrecy, urgency) if text)]


def _beside_number(marked: list[str], letter: Letter, ids: dict[str, str]) -> str:
    """In letter format the first of them stands on the number's line at the other edge, in a box of its own."""
    if not marked:
        return _number(letter, ids)
    first, *below = (paragraph(ids[s.HEAD], run(text)) for text in marked)
    place = d.Place(m.LEFT * m.EMU_PER_TWIP, (m.TOP + m.LETTER_NUMBER) * m.EMU_PER_TWIP)
    size = (m.TEXT_WIDTH // 2 * m.EMU_PER_TWIP, m.LINE * m.EMU_PER_TWIP)
    box = d.text_box(d.Drawing(99, "版头标注", "份号、密级或紧急程度"), place, size, first)
    return _number(letter, ids, box) + "".join(below)


def _mark(letter: Letter, reference: Reference, before: int) -> str:
    """The mark stays where it is, however many lines stand over it; pre-printed paper leaves its room free."""
    ids = reference.ids
    if letter.variant == "red" and letter.joint:
        room = paragraph(ids[s.ANCHOR], "", Lay(before=before))
        return room + _joint(tuple(one_line(name) for name in letter.joint), ids)
    mark = "" if letter.variant == "preprinted" else one_line(letter.mark) or reference.mark
    lay = Lay(before=before if before != reference.mark_before else 0)
    return paragraph(ids[s.MARK], mark_run(mark, reference.mark_halves) if mark else "", lay)


def _joint(names: tuple[str, ...], ids: dict[str, str]) -> str:
    """The names under each other, the host first, spread to one width; 文件 at the right, centred over them (7.2.4)."""
    widest = max(map(width, names))
    size = next((size for size in _SIZES if _names_room(size) >= widest * size * _NARROWEST // 20), _SIZES[-1])
    size = min(size, 160 // len(names))
    wide = min(widest * size * 5, _names_room(size))
    narrow = max(wide * 100 // (widest * size * 5), 1)
    scaled = f'<w:w w:val="{narrow}"/>' if narrow < 100 else ""
    sized = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    lines = "".join(paragraph(ids[s.JOINT], run(name, scaled + sized)) for name in names)
    paper = paragraph(ids[s.JOINT], run("文件", sized), Lay(align="right"))
    right = size * 25
    cells = cell(wide, lines) + cell(right, paper, '<w:vAlign w:val="center"/>')
    return table((wide, right), row(cells, head=True), "")


def _names_room(size: int) -> int:
    """Twips beside 文件 and half a character of gap."""
    return m.TEXT_WIDTH - size * 25


def _number(letter: Letter, ids: dict[str, str], before: str = "") -> str:
    number = one_line(letter.number) or EMPTY_NUMBER
    signer = one_line(letter.signer)
    if not signer or letter.variant == "letter":
        return paragraph(ids[s.NUMBER], before + run(number))
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{m.TEXT_WIDTH - m.CHARACTER}"/></w:tabs>'
    runs = run(f"　{number}") + TAB + run("签发人：") + run(signer, s.fonts(s.KAITI))
    return paragraph(ids[s.NUMBER], runs, Lay(tabs=stop, align="left"))
