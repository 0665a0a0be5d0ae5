"""Rules on the page: paper, margins, grid, fonts, page numbers, tables, the file itself."""

from collections.abc import Iterator

from lxml import etree

from inspector.i18n import N_, gettext
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, W

_A4_MM = (210, 297)
_TWIPS_PER_MM = 1440 / 25.4
_TOP_MM, _BINDING_MM, _AREA_MM = 37, 28, (156, 225)
_SCHEMA_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
)


def _near(value: float, wanted: float, slack: float) -> bool:
    return abs(value - wanted) <= slack


def _mm(element: etree._Element, name: str) -> float:
    return int(element.get(f"{W}{name}", "0")) / _TWIPS_PER_MM


def _turned(section: etree._Element) -> bool:
    return bool(section.find(f"{W}pgSz").get(f"{W}orient") == "landscape")


def page(letter: Opened) -> Iterator[Finding]:
    for at, section in enumerate(letter.sections, 1):
        place = said.section(at)
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        width, height = _mm(size, "w"), _mm(size, "h")
        top, right, bottom, left = (_mm(margins, side) for side in ("top", "right", "bottom", "left"))
        if _turned(section):
            width, height = height, width
            top, right, bottom, left = right, bottom, left, top
        ok = _near(width, _A4_MM[0], 0.5) and _near(height, _A4_MM[1], 0.5)
        yield Finding(N_("paper is A4"), "5.1", ok, said.millimetres(width, height), place)
        ok = _near(top, _TOP_MM, 1) and _near(left, _BINDING_MM, 1)
        yield Finding(
            N_("head and binding margins"),
            "5.2.1",
            ok,
            said.first_of([said.millimetres(top), said.millimetres(left)]),
            place,
        )
        area = (width - left - right, height - top - bottom)
        ok = _near(area[0], _AREA_MM[0], 0.5) and _near(area[1], _AREA_MM[1], 0.5)
        yield Finding(N_("type area"), "5.2.1", ok, said.millimetres(*area), place)


def grid(letter: Opened) -> Iterator[Finding]:
    """22 lines of 28 characters, and neither 23 nor 29."""
    section = letter.sections[0]
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    room = [
        int(size.get(f"{W}{length}")) - sum(int(margins.get(f"{W}{side}")) for side in sides)
        for length, sides in (("w", ("left", "right")), ("h", ("top", "bottom")))
    ]
    for each in letter.of("公文正文")[:1]:
        line = each.number("spacing@line", 240)
        exact = each.values.get("spacing@lineRule") == "exact"
        yield Finding(N_("22 lines a page"), "5.2.3", exact and room[1] // line == 22, said.points(line), each.place)
        left_over = room[1] - 22 * line
        yield Finding(N_("lines fill the type area"), "5.2.3", 0 <= left_over <= 60, said.points(left_over), each.place)
        values = each.runs[0][1]
        pitch = int(values.get("sz", 20)) * 10 + int(values.get("spacing", 0))
        yield Finding(N_("28 characters a line"), "5.2.3", room[0] // pitch == 28, said.points(pitch), each.place)
    pitch_of_grid = section.find(f"{W}docGrid")
    kind = "" if pitch_of_grid is None else pitch_of_grid.get(f"{W}type", "")
    yield Finding(N_("grid of lines"), "5.2.3", kind == "lines", kind, said.section(1))


def fonts(letter: Opened) -> Iterator[Finding]:
    """Named Chinese font in each slot of each run; body 3号仿宋 black."""
    themed = [name for name, data in letter.files.items() if name.endswith(".xml") and b"Theme=" in data]
    yield Finding(N_("no theme fonts"), "5.2.2", not themed, said.first_of(themed), gettext("styles"))
    unnamed, quotes = [], []
    for each in letter.paragraphs:
        for text, values in each.runs:
            named = [values.get(f"rFonts@{slot}", "") for slot in ("ascii", "hAnsi", "eastAsia")]
            if not all(named):
                unnamed.append(each.place)
            quoted = any(char in "“”‘’…—" for char in text)
            if quoted and named[0] != named[2] and values.get("rFonts@hint") != "eastAsia":
                quotes.append(each.place)
    yield Finding(N_("fonts are named"), "5.2.2", not unnamed, "", said.first_of(unnamed))
    yield Finding(N_("quotes in the Chinese font"), "5.2.2", not quotes, "", said.first_of(quotes))
    for each in letter.of("公文正文"):
        for _, values in each.runs:
            font, size = values.get("rFonts@eastAsia", ""), values.get("sz", "")
            ok = font.startswith("仿宋") and size == "32" and values.get("color", "auto") in ("auto", "000000")
            yield Finding(N_("text is 3号仿宋"), "5.2.2", ok, f"{font} {size}", each.place)


def page_numbers(letter: Opened) -> Iterator[Finding]:
    settings = letter.part("word/settings.xml").find(f"{W}evenAndOddHeaders")
    yield Finding(N_("odd and even pages differ"), "7.5", settings is not None, "", gettext("settings"))
    for at, section in enumerate(letter.sections, 1):
        for kind, side in (("default", "right"), ("even", "left")):
            footer = letter.margin(section, "footer", kind)
            place = said.foot(at, kind)
            numbers = [] if footer is None else [each for each in letter.shown(footer) if "—" in each.text]
            if not numbers:
                yield Finding(N_("page number"), "7.5", False, said.nothing(), place)
                continue
            number = numbers[-1]
            values = number.runs[0][1]
            ok = number.values.get("jc", "left") == side and number.number(f"ind@{side}") == 280
            yield Finding(
                N_("page number at the edge, 1 in"), "7.5", ok, said.alignment(number.values.get("jc", "left")), place
            )
            ok = values.get("rFonts@ascii") == "宋体" and values.get("sz") == "28"
            yield Finding(
                N_("page number is 4号宋体"), "7.5", ok, f"{values.get('rFonts@ascii')} {values.get('sz')}", place
            )
            text = number.text.replace(" ", "")
            ok = text.startswith("—") and text.endswith("—") and "PAGE" in _fields(footer)
            yield Finding(N_("page number between dashes"), "7.5", ok, number.text, place)
        if not _turned(section):
            bottom, footer_mm = _mm(section.find(f"{W}pgMar"), "bottom"), _mm(section.find(f"{W}pgMar"), "footer")
            dash = bottom - footer_mm - 3.1
            yield Finding(
                N_("dash 7 mm under the text"), "7.5", _near(dash, 7, 1), said.millimetres(dash), said.section(at)
            )


def _fields(part: etree._Element) -> str:
    return "".join(each.text or "" for each in part.iter(f"{W}instrText"))


def tables(letter: Opened) -> Iterator[Finding]:
    for at, table in enumerate(letter.document.iter(f"{W}tbl"), 1):
        place = said.table(at)
        widths = [int(each.get(f"{W}w")) for each in table.findall(f"{W}tblGrid/{W}gridCol")]
        rows = [
            [int(each.get(f"{W}w")) for each in row.findall(f"{W}tc/{W}tcPr/{W}tcW")] for row in table.findall(f"{W}tr")
        ]
        wrong = [row for row in rows if sum(row) != sum(widths) or (len(row) == len(widths) and row != widths)]
        yield Finding(N_("cells as wide as the grid"), said.beyond(), not wrong, "", place)
        if any(ancestor.tag == f"{W}txbxContent" for ancestor in table.iterancestors()):
            continue
        repeated = table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        yield Finding(N_("head repeated on each page"), said.beyond(), repeated, "", place)
    inside = [each for each in letter.paragraphs if each.in_table and not each.in_box]
    fixed = [each.place for each in inside if each.values.get("spacing@lineRule") == "exact"]
    yield Finding(
        N_("automatic line height in tables"), said.beyond(), not fixed, said.first_of(fixed), said.document()
    )


def file(letter: Opened) -> Iterator[Finding]:
    core = letter.files.get("docProps/core.xml", b"").decode("utf-8", "replace")
    ok = "<dc:title></dc:title>" not in core and "<dc:title" in core and "python-docx" not in core
    yield Finding(N_("properties name title and office"), said.beyond(), ok, "", gettext("properties"))
    wrong = [names for names in map(_names, letter.document.iter(f"{W}pPr")) if names != _ordered(names)]
    yield Finding(
        N_("elements in schema order"), said.beyond(), not wrong, " ".join(wrong[0]) if wrong else "", said.document()
    )


def _names(element: etree._Element) -> list[str]:
    return [child.tag.removeprefix(W) for child in element if isinstance(child.tag, str)]


def _ordered(names: list[str]) -> list[str]:
    known = [name for name in names if name in _SCHEMA_ORDER]
    return sorted(known, key=_SCHEMA_ORDER.index)


RULES = (page, grid, fonts, page_numbers, tables, file)
