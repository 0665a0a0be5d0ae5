"""Text becomes WordprocessingML here and nowhere else, in the order the schema asks for."""

import re

from msgspec import Struct

from inspector.letters.layout import width

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NARROWEST = 50
"""Per cent of the width; narrower would be hard to read, so that longer marks get a smaller size too."""
_LINE_AT_NARROWEST = 3536
"""442 pt in half points of type for one half character at that width."""
_FROM_LATIN_FONT = re.compile("[“”‘’…—–·°±×÷]")


def escape(text: str) -> str:
    """For element text and attribute values; expects text that went through the text policy.

    Five times as fast as str.translate, and each text of a letter passes here.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(text: str, properties: str = "") -> str:
    """One w:r. Quotes, dashes and dots are told to come from the Chinese font."""
    if _FROM_LATIN_FONT.search(text):
        properties = '<w:rFonts w:hint="eastAsia"/>' + properties
    before = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{before}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def mark_run(mark: str, halves: int = 24) -> str:
    """公文标志 stays on one line: a name of more than `halves` half characters is set narrower."""
    wide = width(mark)
    if wide <= halves:
        return run(mark)
    narrow = halves * 100 // wide
    if narrow >= _NARROWEST:
        return run(mark, f'<w:w w:val="{narrow}"/>')
    size = _LINE_AT_NARROWEST // wide
    return run(mark, f'<w:w w:val="{_NARROWEST}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')


LINE_BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"


class Indent(Struct, frozen=True):
    """Twips."""

    left: int = 0
    right: int = 0
    hanging: int = 0

    def xml(self) -> str:
        first = f'w:hanging="{self.hanging}"' if self.hanging else 'w:firstLine="0"'
        return f'<w:ind w:left="{self.left}" w:right="{self.right}" {first}/>'


class Lay(Struct, frozen=True):
    """What a paragraph has beside its style; `before` and `after` in twips. 0 and None leave it to the style.

    `frame`, `tabs` and `section` are finished XML.
    """

    keep_next: bool = False
    new_page: bool | None = None
    frame: str = ""
    tabs: str = ""
    before: int = 0
    after: int = 0
    indent: Indent | None = None
    align: str = ""
    section: str = ""


PLAIN = Lay()


def paragraph(style: str, runs: str, lay: Lay = PLAIN) -> str:
    """One w:p of a style (its id) around finished runs."""
    own = "" if lay is PLAIN else _own(lay)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr>{runs}</w:p>'


def _own(lay: Lay) -> str:
    parts = ["<w:keepNext/>" if lay.keep_next else ""]
    if lay.new_page is not None:
        parts.append(f'<w:pageBreakBefore w:val="{int(lay.new_page)}"/>')
    parts += [lay.frame, lay.tabs]
    if lay.before or lay.after:
        before = f' w:before="{lay.before}"' if lay.before else ""
        after = f' w:after="{lay.after}"' if lay.after else ""
        parts.append(f"<w:spacing{before}{after}/>")
    if lay.indent:
        parts.append(lay.indent.xml())
    if lay.align:
        parts.append(f'<w:jc w:val="{lay.align}"/>')
    parts.append(lay.section)
    return "".join(parts)


def cell(width: int, paragraphs: str, properties: str = "") -> str:
    """`properties` come after the width: vMerge, shd, vAlign in this order."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{paragraphs}</w:tc>'


def row(cells: str, head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def border(side: str, eighths: int, color: str = "000000", space: int = 0) -> str:
    """`eighths` of a point; 0 draws none."""
    kind = "single" if eighths else "nil"
    return f'<w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}" w:color="{color}"/>'


def table(widths: tuple[int, ...], rows: str, borders: str, margin: int = 0) -> str:
    """Fixed layout; the grid and the cells name the same widths, as WPS reads one and Word the other."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = {"top": margin // 2, "left": margin, "bottom": margin // 2, "right": margin}
    sides = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in margins.items())
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def page_number(properties: str) -> str:
    """— n — (7.5)."""

    def field(inner: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"

    return (
        run("— ", properties)
        + field('<w:fldChar w:fldCharType="begin"/>')
        + field('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + field('<w:fldChar w:fldCharType="separate"/>')
        + field("<w:t>1</w:t>")
        + field('<w:fldChar w:fldCharType="end"/>')
        + run(" —", properties)
    )
