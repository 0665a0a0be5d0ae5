"""信函格式 (10.1): mark, double rules and number of a letter; applies when the first page has a head of its own."""

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from inspector.i18n import N_
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, Shown, W

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU_PER_MM, _TWIPS_PER_MM = 36_000, 1440 / 25.4
_RED = "FF0000"
_LONG, _ASIDE, _UNDER_EDGE, _MARK_HIGH, _UNDER_MARK = 170, 20, 30, 12.7, 4
_HEAD, _FOOT = _UNDER_EDGE + _MARK_HIGH + _UNDER_MARK, 297 - 20
_BELOW_RULE = 4.9
"""7/8 of the height of a 3号 character, in millimetres."""
_AREA = 156


class _Rule(Struct, frozen=True):
    """In millimetres from the sheet's corner; `weight` in EMU."""

    left: float
    top: float
    long: float
    weight: int
    color: str


def letter_format(letter: Opened) -> Iterator[Finding]:
    section = letter.sections[0]
    if section.find(f"{W}titlePg") is None:
        return
    header, footer = letter.margin(section, "header", "first"), letter.margin(section, "footer", "first")
    unnumbered = footer is not None and not any("PAGE" in (one.text or "") for one in footer.iter(f"{W}instrText"))
    yield Finding(N_("no number on page 1"), "10.1", unnumbered, "", said.first_page("foot"))
    for part, end, wanted in ((header, "head", _HEAD), (footer, "foot", _FOOT)):
        yield from _double_rule(_rules(part), end, wanted)
    yield from _mark([] if header is None else [one for one in letter.shown(header) if one.style == "公文标志"])
    yield from _number(letter, section)


def _rules(part: etree._Element | None) -> list[_Rule]:
    """The horizontal lines of a part, from the top."""
    if part is None:
        return []
    anchors = [one for one in part.iter(f"{_WP}anchor") if one.find(f"{_WP}extent").get("cy") == "0"]
    return sorted(map(_rule, anchors), key=lambda one: one.top)


def _rule(anchor: etree._Element) -> _Rule:
    left, top = (_offset(anchor, axis) for axis in "HV")
    line = anchor.find(f".//{_A}ln")
    color = anchor.find(f".//{_A}ln//{_A}srgbClr")
    return _Rule(
        left,
        top,
        int(anchor.find(f"{_WP}extent").get("cx")) / _EMU_PER_MM,
        0 if line is None else int(line.get("w", "0")),
        "" if color is None else color.get("val", "").upper(),
    )


def _offset(anchor: etree._Element, axis: str) -> float:
    return int(anchor.findtext(f"{_WP}position{axis}/{_WP}posOffset", "0")) / _EMU_PER_MM


def _double_rule(found: list[_Rule], end: str, wanted: float) -> Iterator[Finding]:
    place = said.first_page(end)
    wide = [f"{one.long:.1f}" for one in found]
    ok = len(found) == 2 and all(abs(one.left - _ASIDE) <= 0.5 and abs(one.long - _LONG) <= 0.5 for one in found)
    yield Finding(N_("red double rule of 170 mm"), "10.1", ok, said.first_of(wide), place)
    ok = bool(found) and abs(found[0].top - wanted) <= 1.5
    top = said.millimetres(found[0].top) if found else said.nothing()
    yield Finding(N_("place of the double rule"), "10.1", ok, top, place)
    colors = [one.color for one in found]
    yield Finding(N_("double rule is red"), "10.1", set(colors) == {_RED}, said.first_of(colors), place)
    weights = [one.weight for one in found]
    ok = weights == sorted(weights, reverse=end == "head") and len(set(weights)) == 2
    told = said.first_of([said.points(one / 635) for one in weights])
    yield Finding(N_("double rule is thick outside and thin inside"), "10.1", ok, told, place)


def _mark(marks: list[Shown]) -> Iterator[Finding]:
    place = said.first_page("head")
    tops = [each.number("framePr@y") / _TWIPS_PER_MM for each in marks]
    ok = any(abs(top - _UNDER_EDGE) <= 1 for top in tops)
    yield Finding(
        N_("mark 30 mm under the edge"), "10.1", ok, said.first_of([said.millimetres(top) for top in tops]), place
    )
    ok = bool(marks) and not any("文件" in each.text for each in marks)
    yield Finding(N_("mark is the name alone"), "10.1", ok, "".join(each.text for each in marks), place)
    yield Finding(N_("one mark, that of the host"), "10.1", len(marks) == 1, str(len(marks)), place)
    for each in marks:
        values = each.runs[0][1]
        font, color = values.get("rFonts@eastAsia", ""), values.get("color", "")
        ok = "小标宋" in font and color == _RED
        yield Finding(N_("letter's mark is red 小标宋"), "10.1", ok, f"{font} {color}", place)
        left, wide = (each.number(f"framePr@{name}") / _TWIPS_PER_MM for name in ("x", "w"))
        centred = each.values.get("jc") == "center" and abs(left + wide / 2 - 105) <= 1
        yield Finding(
            N_("letter's mark is centred on the sheet"), "10.1", centred, said.millimetres(left + wide / 2), place
        )


def _number(letter: Opened, section: etree._Element) -> Iterator[Finding]:
    """The distance is that of the line's upper edge."""
    top = int(section.find(f"{W}pgMar").get(f"{W}top")) / _TWIPS_PER_MM
    for each in letter.of("发文字号")[:1]:
        gap = top + each.number("spacing@before") / _TWIPS_PER_MM - _HEAD
        ok = abs(gap - _BELOW_RULE) <= 1
        yield Finding(N_("number 7/8 of a character under the rule"), "10.1", ok, said.millimetres(gap), each.place)
        boxes = [one for one in letter.of("版头标注") if one.in_box]
        for box in boxes:
            anchor = next(box.element.iterancestors(f"{_WP}anchor"), None)
            off = 0.0 if anchor is None else _offset(anchor, "V") - _HEAD - _BELOW_RULE
            yield Finding(N_("first line of the head beside the number"), "10.1", abs(off) <= 1, "", box.place)


RULES = (letter_format,)
