"""Undoes what Word and LibreOffice Writer do to a reference file merely by saving it.

Both add parts that letters don't carry. LibreOffice turns framed paragraphs into text boxes, writes every drawing
twice, loses the place of drawings on pages it never laid out, and switches on hanging marks and hyphens.
"""

import posixpath
import re
from collections.abc import Collection

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_EMU_PER_TWIP, _EMU_PER_POINT = 635, 12_700
_HAIR = 1_270
"""EMU: a drawn line that claims a tenth of a point of height has none."""

HARMLESS = re.compile(
    r"docProps/(?:custom\.xml|thumbnail\.\w+)|customXml/.+|_xmlsignatures/.+|\[trash\]/.+"
    r"|word/(?:comments\w*|people|stylesWithEffects)\.xml|word/_rels/(?:fontTable|settings|comments\w*)\.xml\.rels"
    r"|word/(?:charts|diagrams|glossary|fonts|ink|documenttasks)/.+|word/printerSettings\d*\.bin"
)
"""Parts of the body, of Word's own book-keeping, and embedded fonts, which are never passed on."""
_SETTINGS = ("evenAndOddHeaders", "characterSpacingControl", "compat", "defaultTabStop")
_AS_PRINTED = ("overflowPunct", "autoSpaceDE", "autoSpaceDN")
_BEFORE_THEM = frozenset(
    {
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
        *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap"),
    }
)
"""As the schema orders the properties of a paragraph."""


def without(files: dict[str, bytes], dropped: Collection[str]) -> dict[str, bytes]:
    """The package without those parts: neither content types nor relations name them any more."""
    kept = {name: data for name, data in files.items() if name not in dropped}
    for name, data in kept.items():
        if name == "[Content_Types].xml":
            kept[name] = _pruned(data, "PartName", "", dropped)
        elif name.endswith(".rels"):
            kept[name] = _pruned(data, "Target", posixpath.dirname(posixpath.dirname(name)), dropped)
    return kept


def _pruned(data: bytes, attribute: str, folder: str, dropped: Collection[str]) -> bytes:
    root = _read(data)
    for entry in list(root):
        if _resolved(folder, entry.get(attribute, "")) in dropped:
            root.remove(entry)
    return _bytes(root)


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def restored(files: dict[str, bytes], mark_style: str) -> dict[str, bytes]:
    """The package with drawings once, the mark in its frame, and the settings and marks that letters are set with.

    `mark_style` is the id of 公文标志.
    """
    changed = dict(files)
    for name in files:
        if re.fullmatch(r"word/(?:header|footer)\w*\.xml", name):
            root = _read(files[name])
            _unwrap(root)
            _straighten(root)
            _frame_mark(root, mark_style)
            changed[name] = _bytes(root)
    changed["word/styles.xml"] = _styles(files["word/styles.xml"])
    for name, cleaned in (("word/settings.xml", _settings), ("word/fontTable.xml", _fonts)):
        if name in files:
            changed[name] = cleaned(files[name])
    return changed


def _unwrap(root: etree._Element) -> None:
    """Of each mc:AlternateContent the first choice, at the place that its fallback remembers."""
    for both in list(root.iter(f"{_MC}AlternateContent")):
        choice, fallback = both.find(f"{_MC}Choice"), both.find(f"{_MC}Fallback")
        chosen = choice if choice is not None else fallback
        parent = both.getparent()
        if chosen is None or parent is None:
            continue
        if fallback is not None:
            _place_as_before(chosen, fallback)
        at = parent.index(both)
        parent[at : at + 1] = list(chosen)


def _place_as_before(chosen: etree._Element, fallback: etree._Element) -> None:
    offsets = [each for each in chosen.iter(f"{_WP}posOffset") if each.text == "0"]
    styles = [each.get("style", "") for each in fallback.iter() if each.get("style")]
    if len(offsets) != 2 or not styles:
        return
    for offset, side in zip(offsets, ("left", "top"), strict=True):
        points = re.search(rf"margin-{side}:(-?[\d.]+)pt", styles[0])
        if points:
            offset.text = str(round(float(points[1]) * _EMU_PER_POINT))


def _straighten(root: etree._Element) -> None:
    for anchor in root.iter(f"{_WP}anchor"):
        lengths = [each for each in (*anchor.iter(f"{_WP}extent"), *anchor.iter(f"{_A}ext")) if each.get("cy")]
        if any(each.get("prst") == "line" for each in anchor.iter(f"{_A}prstGeom")):
            for each in lengths:
                if int(each.get("cy")) <= _HAIR:
                    each.set("cy", "0")
        for body in anchor.iter(f"{_WPS}bodyPr"):
            if body.get("vert") and body.get("rot"):
                body.set("rot", "0")  # the text is turned already; Word would turn it once more


def _frame_mark(root: etree._Element, mark_style: str) -> None:
    for anchor in list(root.iter(f"{_WP}anchor")):
        paragraph = anchor.find(f".//{_W}txbxContent/{_W}p")
        style = None if paragraph is None else paragraph.find(f"{_W}pPr/{_W}pStyle")
        holder = next(anchor.iterancestors(f"{_W}p"), None)
        run = next(anchor.iterancestors(f"{_W}r"), None)
        if style is None or style.get(f"{_W}val") != mark_style or holder is None or run is None:
            continue
        style.addnext(_frame(anchor))
        run.getparent().remove(run)
        holder.addprevious(paragraph)


def _frame(anchor: etree._Element) -> etree._Element:
    x, y = (anchor.findtext(f"{_WP}position{axis}/{_WP}posOffset", "0") for axis in "HV")
    extent = anchor.find(f"{_WP}extent")
    places = {"w": extent.get("cx"), "h": extent.get("cy"), "x": x, "y": y}
    twips = {f"{_W}{name}": str(round(int(value) / _EMU_PER_TWIP)) for name, value in places.items()}
    fixed = {"hRule": "exact", "wrap": "around", "vAnchor": "page", "hAnchor": "page"}
    return etree.Element(f"{_W}framePr", {**twips, **{f"{_W}{name}": value for name, value in fixed.items()}})


def _styles(data: bytes) -> bytes:
    """No hanging marks, no blanks between Chinese and Latin: in the default style, from which all others follow."""
    root = _read(data)
    for style in root.iter(f"{_W}style"):
        if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
            properties = style.find(f"{_W}pPr")
            if properties is None:
                properties = etree.SubElement(style, f"{_W}pPr")
            _set_as_printed(properties)
    return _bytes(root)


def _set_as_printed(properties: etree._Element) -> None:
    for name in _AS_PRINTED:
        for found in properties.findall(f"{_W}{name}"):
            properties.remove(found)
    at = sum(isinstance(child.tag, str) and child.tag.removeprefix(_W) in _BEFORE_THEM for child in properties)
    for step, name in enumerate(_AS_PRINTED):
        properties.insert(at + step, etree.Element(f"{_W}{name}", {f"{_W}val": "0"}))


def _settings(data: bytes) -> bytes:
    """What bears on the page stays; a program's own book-keeping, protection and hyphenation go."""
    root = _read(data)
    for child in list(root):
        if not isinstance(child.tag, str) or child.tag.removeprefix(_W) not in _SETTINGS:
            root.remove(child)
    return _bytes(root)


def _fonts(data: bytes) -> bytes:
    """Names and stand-ins of fonts, none embedded."""
    root = _read(data)
    for font in root:
        for child in list(font):
            if isinstance(child.tag, str) and child.tag.startswith(f"{_W}embed"):
                font.remove(child)
    return _bytes(root)


def _read(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _bytes(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written
