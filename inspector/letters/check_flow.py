"""Rules on the run of the text: order of numbers, dates, empty lines, breaks; and on drawings in it."""

import re
from collections.abc import Iterator
from itertools import count

from lxml import etree

from inspector.i18n import N_
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, Shown, W

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU_PER_MM, _WIDEST_MM = 36_000, 156
_TWIPS_PER_MM = 1440 / 25.4
_ZEROS = re.compile(r"\d{4}年0\d月|\d{4}年\d{1,2}月0\d日")
_NUMERALS = "一二三四五六七八九十"
_LEVELS = ("一级标题", "二级标题", "三级标题", "四级标题")
_ROOM = ("版记锚点", "版头标注", "公文标志")
"""Empty by right: the anchor of drawings, the first line over the mark where there is no 份号, and the room for a head
that is printed on the sheet already."""
_RUN_ORDER = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
]
_CELL_ORDER = [
    "cnfStyle",
    "tcW",
    "gridSpan",
    "hMerge",
    "vMerge",
    "tcBorders",
    "shd",
    "noWrap",
    "tcMar",
    "textDirection",
    "tcFitText",
    "vAlign",
]
_TABLE_ORDER = [
    "tblStyle",
    "tblpPr",
    "tblOverlap",
    "bidiVisual",
    "tblStyleRowBandSize",
    "tblStyleColBandSize",
    "tblW",
    "jc",
    "tblCellSpacing",
    "tblInd",
    "tblBorders",
    "shd",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblCaption",
    "tblDescription",
]


def spacing(letter: Opened) -> Iterator[Finding]:
    """Distances come from styles: an empty line moves when a font is changed, and a typed break stays behind."""
    empty = [each.place for each in letter.paragraphs if _is_empty(each)]
    yield Finding(N_("no empty lines for spacing"), "5.2.3", not empty, said.first_of(empty), said.document())
    breaks = [each for each in letter.document.iter(f"{W}br") if each.get(f"{W}type") == "page"]
    yield Finding(N_("no page break typed as a character"), "7.3.7", not breaks, str(len(breaks)), said.document())
    announced = [each.place for each in letter.paragraphs if "此页无正文" in each.text]
    yield Finding(N_("no page without text"), "7.3.5", not announced, said.first_of(announced), said.document())


def _is_empty(each: Shown) -> bool:
    properties = each.element.find(f"{W}pPr")
    section = properties is not None and properties.find(f"{W}sectPr") is not None
    drawn = each.element.find(f".//{W}drawing") is not None
    return not (each.text.strip() or section or drawn or each.in_table or each.in_box or each.style in _ROOM)


def order(letter: Opened) -> Iterator[Finding]:
    """Headings of a level count from one under each heading above them."""
    counts = [0, 0, 0, 0]
    for each in letter.paragraphs:
        if each.style == "附件标识":
            counts = [0, 0, 0, 0]
        if each.style not in _LEVELS:
            continue
        level = _LEVELS.index(each.style)
        counts[level] += 1
        counts[level + 1 :] = [0] * (3 - level)
        wanted = _marks(counts[level])[level]
        ok = each.text.startswith(wanted)
        yield Finding(N_("headings numbered in order"), "7.3.3", ok, f"{each.text[:4]} {wanted}", each.place)
    for each in letter.of("公文标题"):
        yield Finding(
            N_("no mark at the title's end"), "7.3.1", each.text[-1:] not in "。；，、", each.text[-1:], each.place
        )


def _marks(number: int) -> tuple[str, str, str, str]:
    tens, ones = divmod(number, 10)
    words = ("" if tens < 2 else _NUMERALS[tens - 1]) + ("十" if tens else "") + (_NUMERALS[ones - 1] if ones else "")
    return f"{words}、", f"（{words}）", f"{number}.", f"（{number}）"


def dates(letter: Opened) -> Iterator[Finding]:
    wrong = [found[0] for each in letter.paragraphs if (found := _ZEROS.search(each.text))]
    yield Finding(N_("dates without leading zeros"), "7.3.5", not wrong, said.first_of(wrong), said.document())


def figures(letter: Opened) -> Iterator[Finding]:
    shown = {each.element: each for each in letter.paragraphs}
    for number, drawing in zip(count(1), letter.document.iter(f"{_WP}inline"), strict=False):
        place = said.figure(number)
        wide = int(drawing.find(f"{_WP}extent").get("cx")) / _EMU_PER_MM
        yield Finding(
            N_("figure inside the type area"), "5.2.1", wide <= _WIDEST_MM + 0.1, said.millimetres(wide), place
        )
        holder = next(shown[one] for one in drawing.iterancestors(f"{W}p") if one in shown)
        rule = holder.values.get("spacing@lineRule", "auto")
        yield Finding(N_("figure outside exact lines"), said.beyond(), rule != "exact", "", place)
    described = [each.get("descr", "") for each in letter.document.iter(f"{_WP}docPr")]
    if described:
        yield Finding(
            N_("drawings have an alternative text"),
            said.beyond(),
            all(described),
            said.first_of(described),
            said.document(),
        )
        numbers = [each.get("id") for each in letter.document.iter(f"{_WP}docPr")]
        alone = len(set(numbers)) == len(numbers)
        yield Finding(
            N_("drawings have numbers of their own"), said.beyond(), alone, said.first_of(numbers), said.document()
        )


def tables(letter: Opened) -> Iterator[Finding]:
    rooms = _rooms(letter)
    for at, table in enumerate(letter.document.iter(f"{W}tbl"), 1):
        if any(ancestor.tag == f"{W}txbxContent" for ancestor in table.iterancestors()):
            continue
        place, wide = said.table(at), sum(int(each.get(f"{W}w")) for each in table.findall(f"{W}tblGrid/{W}gridCol"))
        room = rooms[table]
        ok = wide <= room + 1
        yield Finding(N_("table inside the type area"), "5.2.1", ok, said.millimetres(wide / _TWIPS_PER_MM), place)
        rows = table.findall(f"{W}tr")
        split = [row for row in rows if row.find(f"{W}trPr/{W}cantSplit") is None]
        yield Finding(N_("rows stay whole"), said.beyond(), not split, f"{len(split)}/{len(rows)}", place)


def _rooms(letter: Opened) -> dict[etree._Element, int]:
    """The width of the type area on which each table stands, in twips: its section ends after it."""
    found: dict[etree._Element, int] = {}
    waiting: list[etree._Element] = []
    for element in letter.document.iter(f"{W}tbl", f"{W}sectPr"):
        if element.tag == f"{W}tbl":
            waiting.append(element)
            continue
        size, margins = element.find(f"{W}pgSz"), element.find(f"{W}pgMar")
        room = int(size.get(f"{W}w")) - sum(int(margins.get(f"{W}{side}")) for side in ("left", "right"))
        found |= dict.fromkeys(waiting, room)
        waiting = []
    return found


def schema(letter: Opened) -> Iterator[Finding]:
    for tag, known in (("rPr", _RUN_ORDER), ("tcPr", _CELL_ORDER), ("tblPr", _TABLE_ORDER)):
        wrong = []
        for element in letter.document.iter(f"{W}{tag}"):
            names = [child.tag.removeprefix(W) for child in element if child.tag.removeprefix(W) in known]
            if names != sorted(names, key=known.index):
                wrong.append(names)
        yield Finding(
            N_("run, cell and table properties in schema order"),
            said.beyond(),
            not wrong,
            " ".join(wrong[0]) if wrong else "",
            tag,
        )


RULES = (spacing, order, dates, figures, tables, schema)
