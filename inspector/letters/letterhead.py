"""Builds the reference .docx of an office: styles, page, headers and footers, one paragraph a slot.

A clerk may change mark and styles of the file in Word; `reference` reads it back.
"""

from msgspec import Struct

from inspector.letters import drawing as d
from inspector.letters import measures as m
from inspector.letters import styles as s
from inspector.letters.blocks import Variant
from inspector.letters.markup import (
    DECLARATION,
    NAMESPACES,
    Lay,
    escape,
    mark_run,
    page_number,
    paragraph,
    run,
)
from inspector.letters.package import assemble, pack

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class Office(Struct, frozen=True):
    """`mark` is the name as printed in red; the red head adds 文件 to it, the letter format doesn't (10.1)."""

    name: str
    mark: str


DEFAULT_OFFICE = Office("督导机构", "发文机关名称")
"""A placeholder: letters in the shipped files carry the office's own name as mark."""


def build(office: Office, variant: Variant) -> bytes:
    """The reference file; compile it with `reference.compile_reference`."""
    ids = {style.name: f"gw{number}" for number, style in enumerate(s.styles(variant), 1)}
    parts = {
        "[Content_Types].xml": _content_types(variant),
        "_rels/.rels": _package_relations(),
        "word/document.xml": _document(office, variant, ids),
        "word/_rels/document.xml.rels": _relations(variant),
        "word/styles.xml": s.styles_part(variant),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": s.font_table_part(),
        **{f"word/{name}.xml": text for name, text in _margins(office, variant, ids).items()},
        "docProps/core.xml": core_properties(f"{office.name}文书样式", office.name, "2012-07-01"),
        "docProps/app.xml": f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Inspector</Application></Properties>',
    }
    return assemble(pack(name, text.encode()) for name, text in parts.items())


def core_properties(title: str, author: str, day: str) -> str:
    """docProps/core.xml; `day` is an ISO date, the time is always midnight."""
    stamp = f'xsi:type="dcterms:W3CDTF">{day}T00:00:00Z'
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(author)}</cp:lastModifiedBy>"
        f"<dcterms:created {stamp}</dcterms:created><dcterms:modified {stamp}</dcterms:modified></cp:coreProperties>"
    )


def _names(variant: str) -> list[str]:
    names = ["header_odd", "header_even", "footer_odd", "footer_even", "footer_wide_odd", "footer_wide_even"]
    return [*names, "header_first", "footer_first"] if variant == "letter" else names


def _content_types(variant: str) -> str:
    kinds = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
    }
    kinds |= {name: name.partition("_")[0] for name in _names(variant)}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override '
        'PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        "</Types>"
    )


def _package_relations() -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        f'<Relationship Id="rId3" Type="{_RELATION}/extended-properties" Target="docProps/app.xml"/></Relationships>'
    )


def _relations(variant: str) -> str:
    targets = {"styles": "styles", "settings": "settings", "fontTable": "fontTable"}
    targets |= {name: name.partition("_")[0] for name in _names(variant)}
    entries = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{name}.xml"/>' for name, kind in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _settings() -> str:
    return (
        f"{DECLARATION}<w:settings {NAMESPACES}><w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat></w:settings>"
    )


def section(variant: str, *, wide: bool = False, first: bool = True) -> str:
    """w:sectPr. A landscape page is the portrait sheet turned clockwise, so each margin moves on by one side."""
    turned = "wide_" if wide else ""
    references = [("header", "default", "header_odd"), ("header", "even", "header_even")]
    references += [("footer", "default", f"footer_{turned}odd"), ("footer", "even", f"footer_{turned}even")]
    own_first = variant == "letter" and first
    if own_first:
        references += [("header", "first", "header_first"), ("footer", "first", "footer_first")]
    linked = "".join(f'<w:{tag}Reference w:type="{kind}" r:id="{name}"/>' for tag, kind, name in references)
    if wide:
        size = f'<w:pgSz w:w="{m.PAGE_HEIGHT}" w:h="{m.PAGE_WIDTH}" w:orient="landscape"/>'
        margins = (m.LEFT, m.TOP, m.RIGHT, m.BOTTOM)
    else:
        size = f'<w:pgSz w:w="{m.PAGE_WIDTH}" w:h="{m.PAGE_HEIGHT}"/>'
        margins = (m.TOP, m.RIGHT, m.BOTTOM, m.LEFT)
    sides = " ".join(
        f'w:{side}="{value}"' for side, value in zip(("top", "right", "bottom", "left"), margins, strict=True)
    )
    footer = 850 if wide else m.FOOTER
    return (
        f'<w:sectPr>{linked}{size}<w:pgMar {sides} w:header="{m.HEADER if not wide else 700}" w:footer="{footer}" '
        f'w:gutter="0"/>{"<w:titlePg/>" if own_first else ""}'
        f'<w:docGrid w:type="lines" w:linePitch="{m.LINE}"/></w:sectPr>'
    )


def _document(office: Office, variant: str, ids: dict[str, str]) -> str:
    shown = [name for name in ids if name not in (s.BANNER, s.PAGE_NUMBER)]
    if variant not in ("red", "preprinted"):
        shown.remove(s.MARK)
    mark = mark_run(office.mark + "文件") if variant == "red" else ""
    slots = [paragraph(ids[name], mark if name == s.MARK else run(f"〔{name}〕")) for name in shown]
    wide = paragraph(ids[s.ANCHOR], "", Lay(section=section(variant, wide=True, first=False)))
    first = paragraph(ids[s.ANCHOR], "", Lay(section=section(variant)))
    return (
        f"{DECLARATION}<w:document {NAMESPACES}><w:body>{''.join(slots)}{first}{wide}"
        f"{paragraph(ids[s.BODY], '')}{section(variant, first=False)}</w:body></w:document>"
    )


def _margins(office: Office, variant: str, ids: dict[str, str]) -> dict[str, str]:
    banner = paragraph(ids[s.BANNER], "")
    found = {
        "header_odd": _part("hdr", banner),
        "header_even": _part("hdr", banner),
        "footer_odd": _part("ftr", _footer(ids, "right")),
        "footer_even": _part("ftr", _footer(ids, "left")),
        "footer_wide_odd": _part("ftr", _turned_footer(ids, "right")),
        "footer_wide_even": _part("ftr", _turned_footer(ids, "left")),
    }
    if variant == "letter":
        found["header_first"] = _part("hdr", banner + _letter_head(office, ids))
        found["footer_first"] = _part("ftr", _letter_foot(ids))
    return found


def _part(tag: str, content: str) -> str:
    return f"{DECLARATION}<w:{tag} {NAMESPACES}>{content}</w:{tag}>"


def _footer(ids: dict[str, str], align: str) -> str:
    return paragraph(ids[s.PAGE_NUMBER], page_number(""), Lay(align=align))


def _turned_footer(ids: dict[str, str], align: str) -> str:
    """The number stays where it stands on upright pages: at the left edge of the turned page, text clockwise."""
    inner = _footer(ids, align)
    band = 400 * m.EMU_PER_TWIP
    place = d.Place((m.BOTTOM - 397) * m.EMU_PER_TWIP - band, m.LEFT * m.EMU_PER_TWIP)
    box = d.text_box(d.Drawing(1, "页码", "页码"), place, (band, m.TEXT_WIDTH * m.EMU_PER_TWIP), inner, turned=True)
    return paragraph(ids[s.ANCHOR], box)


def _letter_head(office: Office, ids: dict[str, str]) -> str:
    """10.1: top edge of the mark 30 mm under the page's; 4 mm under it the double rule, 170 mm, thick over thin."""
    twips, mm = m.TWIPS_PER_MM, m.EMU_PER_MM
    frame = (
        f'<w:framePr w:w="{round(174 * twips)}" w:h="760" w:hRule="exact" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="page" w:x="{round(18 * twips)}" w:y="{round(30 * twips)}"/>'
    )
    mark = paragraph(ids[s.MARK], mark_run(office.mark), Lay(frame=frame))
    return mark + paragraph(ids[s.ANCHOR], _double_rule(1, 30 * mm + int(12.7 * mm) + 4 * mm, thick_first=True))


def _letter_foot(ids: dict[str, str]) -> str:
    return paragraph(ids[s.ANCHOR], _double_rule(1, 277 * m.EMU_PER_MM, thick_first=False))


def _double_rule(number: int, y: int, *, thick_first: bool) -> str:
    thick, thin, gap = 28_575, 9_525, 32_000
    weights = (thick, thin) if thick_first else (thin, thick)
    return "".join(
        d.rule(
            d.Drawing(number + at, "红色双线", "红色双线"),
            d.Place(20 * m.EMU_PER_MM, y + at * gap),
            170 * m.EMU_PER_MM,
            weight,
            s.RED,
        )
        for at, weight in enumerate(weights)
    )
