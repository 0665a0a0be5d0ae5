"""What a clerk changed in a reference file, in words: the mark, the page, each slot's style, heads and feet of pages.

Two files are compared by what takes effect, so that a program that only writes the same in another way changed nothing.
"""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree
from msgspec import Struct, field

from inspector.i18n import N_, gettext
from inspector.letters import styles as s
from inspector.letters.reference import compile_reference, opened

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TWIPS_PER_MM, _EMU_PER_MM = 1440 / 25.4, 36_000
_SIZES = {
    84: "初号",
    72: "小初",
    52: "一号",
    48: "小一",
    44: "2号",
    36: "小二",
    32: "3号",
    30: "小三",
    28: "4号",
    24: "小四",
}
_SIZES |= {21: "5号", 18: "小五"}
_ALIGNED = {"left": N_("left-aligned"), "center": N_("centred"), "right": N_("right-aligned"), "both": N_("justified")}
_ALIGNED |= {"start": N_("left-aligned"), "end": N_("right-aligned")}
_SECTIONS = (N_("First page"), N_("Upright pages"), N_("Landscape pages"))


class Change(Struct, frozen=True):
    """`place` and `what` are message ids, but a style's name stands as it is; the values are words."""

    place: str
    what: str
    before: str
    after: str


class Look(Struct, frozen=True):
    """All that can be seen of a reference file: values in words by place and by what they are of."""

    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def look(data: bytes) -> Look:
    """Raises ReferenceProblem."""
    files, ids, _ = opened(data)
    styles = etree.fromstring(files["word/styles.xml"])
    places = {s.MARK: {N_("text"): compile_reference(data).mark}}
    effective = _Styles(styles)
    for name, identifier in ids.items():
        places.setdefault(name, {}).update(effective.words(identifier))
    for place, section in zip(_SECTIONS, _sections(files), strict=True):
        places[place] = {**_page(section), **dict(_margins(files, section, ids))}
    return Look(places)


def differences(before: bytes, after: bytes) -> list[Change]:
    """In the order in which the places stand on a letter."""
    old, new = look(before).places, look(after).places
    return [
        Change(place, what, old[place].get(what, ""), value)
        for place, values in new.items()
        for what, value in values.items()
        if old[place].get(what, "") != value
    ]


class _Styles:
    """What takes effect in a paragraph style, its base styles and the defaults included."""

    def __init__(self, part: etree._Element) -> None:
        self._styles = {each.get(f"{_W}styleId"): each for each in part.iter(f"{_W}style")}
        self._defaults = [each for kind in ("rPr", "pPr") for each in part.findall(f"{_W}docDefaults/*/{_W}{kind}")]

    def words(self, identifier: str) -> dict[str, str]:
        values: dict[str, str] = {}
        for properties in [*self._defaults, *self._chain(identifier)]:
            values |= dict(_flat(properties))
        return {what: said(values) for what, said in _SAID.items()}

    def _chain(self, identifier: str) -> list[etree._Element]:
        """Properties of the base style first."""
        found: list[etree._Element] = []
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            style = self._styles[identifier]
            found[:0] = [each for kind in ("pPr", "rPr") for each in style.findall(f"{_W}{kind}")]
            based = style.find(f"{_W}basedOn")
            identifier = "" if based is None else based.get(f"{_W}val", "")
        return found


def _flat(properties: etree._Element) -> Iterator[tuple[str, str]]:
    """Attributes as element@attribute; `spacing` of characters apart from that of lines."""
    kind = properties.tag.removeprefix(_W)
    for child in properties:
        tag = child.tag.removeprefix(_W)
        name = "tracking" if kind == "rPr" and tag == "spacing" else tag
        yield name, child.get(f"{_W}val", "1")
        for attribute, value in child.attrib.items():
            yield f"{name}@{attribute.removeprefix(_W)}", value
        for side in child if tag == "pBdr" else ():
            for attribute, value in side.attrib.items():
                yield f"{side.tag.removeprefix(_W)}@{attribute.removeprefix(_W)}", value


def _points(twips: str | None) -> str:
    return gettext("%(points)s pt") % {"points": f"{int(twips or 0) / 20:g}"}


def _size(values: Mapping[str, str]) -> str:
    half_points = int(values.get("sz", "20"))
    points = _points(str(half_points * 10))
    return f"{points}（{_SIZES[half_points]}）" if half_points in _SIZES else points


def _font(values: Mapping[str, str]) -> str:
    chinese, latin = values.get("rFonts@eastAsia", "—"), values.get("rFonts@ascii", "—")
    return chinese if chinese == latin else f"{chinese}, {latin}"


def _color(values: Mapping[str, str]) -> str:
    found = values.get("color", "auto").upper()
    return {"AUTO": gettext("black"), "000000": gettext("black"), "FF0000": gettext("red")}.get(found, f"#{found}")


def _line(values: Mapping[str, str]) -> str:
    height, rule = values.get("spacing@line", "240"), values.get("spacing@lineRule", "auto")
    if rule == "auto":
        return gettext("%(count)s times the type's height") % {"count": f"{int(height) / 240:g}"}
    exact = _points(height)
    return exact if rule == "exact" else gettext("at least %(points)s") % {"points": exact}


def _rule(values: Mapping[str, str]) -> str:
    """The line under a paragraph: weight, colour, distance."""
    if values.get("bottom@val", "nil") in ("nil", "none"):
        return gettext("none")
    weight, space = int(values.get("bottom@sz", "0")) / 8, values.get("bottom@space", "0")
    return f"{weight:g} pt #{values.get('bottom@color', 'auto').upper()}, {space} pt"


def _first(values: Mapping[str, str]) -> str:
    hanging = int(values.get("ind@hanging", "0"))
    return _points(str(-hanging if hanging else int(values.get("ind@firstLine", "0"))))


def _on(name: str) -> Callable[[Mapping[str, str]], str]:
    return lambda values: gettext("no") if values.get(name, "0") in ("0", "false", "none") else gettext("yes")


def _at(name: str) -> Callable[[Mapping[str, str]], str]:
    return lambda values: _points(values.get(name))


_SAID: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    N_("font"): _font,
    N_("size"): _size,
    N_("colour"): _color,
    N_("bold"): _on("b"),
    N_("italic"): _on("i"),
    N_("underlined"): _on("u"),
    N_("space between characters"): _at("tracking"),
    N_("alignment"): lambda values: gettext(_ALIGNED.get(values.get("jc", "left"), values.get("jc", "left"))),
    N_("line height"): _line,
    N_("space above"): _at("spacing@before"),
    N_("space below"): _at("spacing@after"),
    N_("indent at the left"): _at("ind@left"),
    N_("indent at the right"): _at("ind@right"),
    N_("first line"): _first,
    N_("line under it"): _rule,
    N_("begins a page"): _on("pageBreakBefore"),
    N_("stays with the next paragraph"): _on("keepNext"),
}


def _sections(files: Mapping[str, bytes]) -> tuple[etree._Element, ...]:
    """Of the first page, the upright pages, the landscape pages."""
    found = list(etree.fromstring(files["word/document.xml"]).iter(f"{_W}sectPr"))
    turned = [each for each in found if each.find(f"{_W}pgSz").get(f"{_W}orient") == "landscape"]
    upright = [each for each in found if each not in turned]
    return upright[0], upright[-1], turned[0]


def _mm(twips: str | None) -> str:
    return gettext("%(length)s mm") % {"length": f"{int(twips or 0) / _TWIPS_PER_MM:.1f}"}


def _page(section: etree._Element) -> dict[str, str]:
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    grid = section.find(f"{_W}docGrid")
    paper = f"{_mm(size.get(f'{_W}w'))} × {_mm(size.get(f'{_W}h'))}"
    sides = {
        N_("margin at the top"): "top",
        N_("margin at the right"): "right",
        N_("margin at the bottom"): "bottom",
        N_("margin at the left"): "left",
        N_("head's distance from the edge"): "header",
        N_("foot's distance from the edge"): "footer",
    }
    found = {what: _mm(margins.get(f"{_W}{side}")) for what, side in sides.items()}
    return {N_("paper"): paper, **found, N_("line grid"): _points("0" if grid is None else grid.get(f"{_W}linePitch"))}


_KINDS = {
    ("header", "first"): N_("head of the first page"),
    ("header", "default"): N_("head of odd pages"),
    ("header", "even"): N_("head of even pages"),
    ("footer", "first"): N_("foot of the first page"),
    ("footer", "default"): N_("foot of odd pages"),
    ("footer", "even"): N_("foot of even pages"),
}


def _margins(files: Mapping[str, bytes], section: etree._Element, ids: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    relations = etree.fromstring(files["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): "word/" + each.get("Target").removeprefix("/word/") for each in relations}
    for (tag, kind), what in _KINDS.items():
        for reference in section.findall(f"{_W}{tag}Reference"):
            if reference.get(f"{_W}type") == kind:
                part = etree.fromstring(files[targets[reference.get(f"{_R}id")]])
                yield what, "；".join(_shown(part, ids[s.MARK]))


def _shown(part: etree._Element, mark_style: str) -> Iterator[str]:
    """Texts but the mark, with their alignment, and drawings with place and length, to half a millimetre."""
    for element in part.iter(f"{_W}p"):
        style, aligned = element.find(f"{_W}pPr/{_W}pStyle"), element.find(f"{_W}pPr/{_W}jc")
        text = "".join(each.text or "" for each in element.findall(f"{_W}r/{_W}t")).strip()
        framed = element.find(f"{_W}pPr/{_W}framePr")
        if framed is not None:
            yield f"{_half_mm(framed.get(f'{_W}x'), _TWIPS_PER_MM)} × {_half_mm(framed.get(f'{_W}y'), _TWIPS_PER_MM)}"
        if text and (style is None or style.get(f"{_W}val") != mark_style):
            turn = "" if aligned is None else gettext(_ALIGNED.get(aligned.get(f"{_W}val"), ""))
            yield f"{_without_page(text)} {turn}".strip()
    for anchor in part.iter(f"{_WP}anchor", f"{_WP}inline"):
        x, y = (_half_mm(anchor.findtext(f"{_WP}position{axis}/{_WP}posOffset"), _EMU_PER_MM) for axis in "HV")
        named, extent = anchor.find(f"{_WP}docPr"), anchor.find(f"{_WP}extent")
        wide, high = (_half_mm(extent.get(side), _EMU_PER_MM) for side in ("cx", "cy"))
        grows = next(anchor.iter(f"{_A}spAutoFit"), None) is not None  # as large as its text, whatever the file says
        yield f"{named.get('name')}（{x} × {y} mm{'' if grows else f', {wide} × {high} mm'}）"


def _without_page(text: str) -> str:
    """A page number shows whichever page the program had laid out."""
    return text if not text.startswith("—") else "— n —"


def _half_mm(length: str | None, per_mm: float) -> str:
    return f"{round(int(length or 0) / per_mm * 2) / 2:g}"
