"""Compiles a reference .docx: its styles, page and margins stay as constant parts, its slots become known by name."""

import re
import struct
import zipfile
import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from lxml import etree
from msgspec import Struct

from inspector.i18n import N_
from inspector.letters import resaved
from inspector.letters import styles as s
from inspector.letters.blocks import Variant
from inspector.letters.charts import Drawn
from inspector.letters.markup import mark_run, run
from inspector.letters.package import Lead, Part, assemble, pack, side_by_side, unpacked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/app\.xml|word/_rels/document\.xml\.rels"
    r"|word/(?:styles|settings|fontTable|webSettings|numbering|footnotes|endnotes|theme/\w+|(?:header|footer)\w*)\.xml"
    r"|word/_rels/(?:header|footer)\w*\.xml\.rels|word/media/[\w.-]+"
)
_WRITTEN = ("word/document.xml", "docProps/core.xml")
_LARGEST = 8_000_000
_SLOT = "\ue000{}\ue001"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_DOCUMENT = b"wordprocessingml.document.main+xml"
_NO_DOCX = N_("This is no Word document (.docx) without macros and password. Save it as one in Word.")


class ReferenceProblem(ValueError):
    """A file that can't serve as reference: what is wrong and what to do, as message id with its figures."""

    def __init__(self, message: str, **figures: object) -> None:
        super().__init__(message % figures)
        self.message = message
        self.figures = figures


class Sections(Struct, frozen=True):
    """w:sectPr texts: of the first pages, of later upright pages, of turned pages."""

    first: str
    upright: str
    turned: str


class Reference(Struct, frozen=True, eq=False):
    """A compiled reference file. `ids` maps a slot's style name to the style's id in this file.

    `mark_before` are the twips over the mark, `margins` the header parts with room for mark and banner. `dropped` names
    parts of the file that letters don't carry and that did no harm.
    """

    variant: Variant
    mark: str
    mark_halves: int
    mark_before: int
    ids: dict[str, str]
    sections: Sections
    parts: tuple[Part, ...]
    margins: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...] = ()

    def fixed_parts(self, mark: str, banner: str, charts: int = 0) -> Lead:
        """Every part but document.xml, core.xml and those of the charts, content types first."""
        return _laid(self, mark or self.mark, banner, charts)

    def loose_parts(self, mark: str, banner: str, charts: int = 0) -> tuple[Part, ...]:
        """The same, not laid together: for a letter that adds to them."""
        return _filled(self, mark or self.mark, banner, charts)


@lru_cache(maxsize=64)
def _laid(reference: Reference, mark: str, banner: str, charts: int) -> Lead:
    return side_by_side(_filled(reference, mark, banner, charts))


def _filled(reference: Reference, mark: str, banner: str, charts: int) -> tuple[Part, ...]:
    texts = {"mark": mark_run(mark, reference.mark_halves), "banner": run(banner) if banner else ""}
    filled = []
    for name, text in reference.margins:
        for slot, value in texts.items():
            text = text.replace(_SLOT.format(slot), value)
        filled.append(pack(name, text.encode()))
    parts = reference.parts if not charts else tuple(_with_charts(part, Drawn.of(charts)) for part in reference.parts)
    return (*parts, *filled)


def _with_charts(part: Part, drawn: Drawn) -> Part:
    """Content types and the document's relations name each chart; the other parts stay as they are."""
    added = {"[Content_Types].xml": drawn.types, "word/_rels/document.xml.rels": drawn.relations}.get(part.name)
    if added is None:
        return part
    head, end, tail = unpacked(part).rpartition(b"</")
    return pack(part.name, head + added.encode() + end + tail)


def load_reference(path: Path) -> Reference:
    return compile_reference(path.read_bytes())


def compile_reference(data: bytes) -> Reference:
    """Raises ReferenceProblem for a file without the slots, with links to outside or with active content."""
    files, ids, dropped = opened(data)
    document, styles = _parsed(files, "word/document.xml"), _parsed(files, "word/styles.xml")
    margins, head_mark = [], ""
    for name in sorted(files):
        if name.startswith("word/header"):
            text, found = _with_slots(_parsed(files, name), ids)
            margins.append((name, text))
            head_mark = head_mark or found
    body_mark = _text_of_style(document, ids[s.MARK])
    sections = _sections(document)
    variant: Variant = "letter" if head_mark else _of_body(body_mark)
    constant = [name for name in files if _KEPT.fullmatch(name) and not name.startswith("word/header")]
    ordered = sorted(constant, key=lambda name: (name != "[Content_Types].xml", name))
    return Reference(
        variant=variant,
        mark=head_mark or body_mark or "",
        mark_halves=_mark_halves(styles, ids[s.MARK]),
        mark_before=_before(styles, ids[s.MARK]),
        ids=ids,
        sections=sections,
        parts=tuple(pack(name, files[name]) for name in ordered),
        margins=tuple(margins),
        dropped=dropped,
    )


def _of_body(mark: str | None) -> Variant:
    """A paragraph for the mark without a text is the room that pre-printed paper needs."""
    if mark is None:
        return "plain"
    return "red" if mark.strip() else "preprinted"


def opened(data: bytes) -> tuple[dict[str, bytes], dict[str, str], tuple[str, ...]]:
    """Its parts as if no program had rewritten them, the slots' style ids by name, and the parts left behind."""
    files, dropped = _unpacked(data)
    _parsed(files, "word/document.xml")
    _parsed(files, "word/styles.xml")
    ids = _slots(files)
    return resaved.restored(files, ids[s.MARK]), ids, dropped


def _unpacked(data: bytes) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The parts that may serve, and the names of those that were left behind.

    Raises ReferenceProblem for what is no plain .docx, is too large, links to outside or holds active content.
    """
    files = _files(data)
    foreign = sorted(name for name in files if not _KEPT.fullmatch(name) and name not in _WRITTEN)
    active = [name for name in foreign if not resaved.HARMLESS.fullmatch(name)]
    if active:
        message = N_("The file holds parts that a letter must not carry: %(names)s. Remove them in Word.")
        raise ReferenceProblem(message, names=", ".join(active[:5]))
    for name in files:
        if name.endswith((".xml", ".rels")):
            _parsed(files, name)
    if _DOCUMENT not in files.get("[Content_Types].xml", b""):
        raise ReferenceProblem(_NO_DOCX)
    if any(_leads_out(_parsed(files, name)) for name in files if name.endswith(".rels")):
        raise ReferenceProblem(N_("The file links to something outside. Remove the link in Word."))
    return resaved.without(files, foreign), tuple(foreign)


def _files(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            small = sum(info.file_size for info in infos) <= _LARGEST
            files = {info.filename: archive.read(info) for info in infos if small}
    except (zipfile.BadZipFile, struct.error, zlib.error, ValueError, RuntimeError, EOFError, OSError) as error:
        raise ReferenceProblem(_NO_DOCX) from error  # RuntimeError: it is locked, or packed in an unknown way
    if not small:
        message = N_("Unpacked, the file is larger than %(most)s MB. Remove pictures from it.")
        raise ReferenceProblem(message, most=_LARGEST // 1_000_000)
    return files


def _leads_out(relations: etree._Element) -> bool:
    return any(each.get("TargetMode") == "External" for each in relations)


def _parsed(files: dict[str, bytes], name: str) -> etree._Element:
    if name not in files:
        message = N_("The file lacks its part %(part)s. Save it as Word document (.docx) again.")
        raise ReferenceProblem(message, part=name)
    try:
        root = etree.fromstring(files[name], _PARSER)
        if root.getroottree().docinfo.doctype:  # Word writes none, and a letter would carry its entities on
            raise etree.XMLSyntaxError("a document type is declared", 0, 0, 0)
        return root
    except etree.XMLSyntaxError as error:
        message = N_("The file's part %(part)s is damaged. Save it as Word document (.docx) again.")
        raise ReferenceProblem(message, part=name) from error


def _slots(files: dict[str, bytes]) -> dict[str, str]:
    import docx  # slow to load, and needed for the first letter only
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(BytesIO(assemble(pack(name, files[name]) for name in files)))
        named = {style.name: style.style_id for style in document.styles}
    except (KeyError, ValueError, AttributeError, PackageNotFoundError) as error:
        raise ReferenceProblem(N_("The file's parts do not fit together. Save it in Word again.")) from error
    wanted = [style.name for style in s.styles("plain")]
    missing = [name for name in wanted if name not in named]
    if missing:
        message = N_("The file lacks the styles %(names)s. Begin from the downloaded reference file.")
        raise ReferenceProblem(message, names="、".join(missing))
    return {name: named[name] for name in wanted}


def _with_slots(part: etree._Element, ids: dict[str, str]) -> tuple[str, str]:
    """The header with placeholders for mark and banner, and the mark it had."""
    mark = ""
    for element in part.iter(f"{_W}p"):
        style = element.find(f"{_W}pPr/{_W}pStyle")
        used = "" if style is None else style.get(f"{_W}val")
        slot = {ids[s.MARK]: "mark", ids[s.BANNER]: "banner"}.get(used)
        if slot:
            if slot == "mark":
                mark = _plain_text(element)
            for child in element.findall(f"{_W}r"):
                if child.find(f"{_W}drawing") is None:
                    element.remove(child)
            _append_text(element, _SLOT.format(slot))
    return etree.tostring(part, encoding="unicode"), mark


def _append_text(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = text


def _plain_text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _text_of_style(document: etree._Element, identifier: str) -> str | None:
    """Of the first paragraph of the style; None where there is none."""
    for element in document.iter(f"{_W}p"):
        style = element.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") == identifier:
            return _plain_text(element)
    return None


def _mark_halves(styles: etree._Element, identifier: str) -> int:
    """Half characters of the mark's size that go into one line of 442 pt."""
    for style in styles.iter(f"{_W}style"):
        if style.get(f"{_W}styleId") == identifier and (size := style.find(f"{_W}rPr/{_W}sz")) is not None:
            return int(442 * 4 // int(size.get(f"{_W}val")))
    return 24


def _before(styles: etree._Element, identifier: str) -> int:
    for style in styles.iter(f"{_W}style"):
        if style.get(f"{_W}styleId") == identifier and (space := style.find(f"{_W}pPr/{_W}spacing")) is not None:
            return int(space.get(f"{_W}before", "0"))
    return 0


def _sections(document: etree._Element) -> Sections:
    """The first section, the last one (without a head of its own), and the first turned one."""
    found = list(document.iter(f"{_W}sectPr"))
    if not found:
        raise ReferenceProblem(N_("The file has no page set-up. Save it as Word document (.docx) again."))
    if any(each.find(f"{_W}pgSz") is None or each.find(f"{_W}pgMar") is None for each in found):
        raise ReferenceProblem(N_("A section of the file has no page size or margins. Set them in Word."))
    turned = [each for each in found if each.find(f"{_W}pgSz").get(f"{_W}orient") == "landscape"]
    if not turned or len(turned) == len(found):
        message = N_("The file lacks its upright or its landscape section. Begin from the downloaded reference file.")
        raise ReferenceProblem(message)
    upright = [each for each in found if each not in turned]
    return Sections(_text(upright[0]), _text(upright[-1]), _text(turned[0]))


def _text(section: etree._Element) -> str:
    """Without namespace declarations, as the writer's own document declares the same prefixes."""
    section.tail = None
    grid = section.find(f"{_W}docGrid")
    if grid is not None and grid.get(f"{_W}type") == "lines":
        grid.attrib.pop(f"{_W}charSpace", None)  # without meaning there; LibreOffice writes one that fits no integer
    return re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(section, encoding="unicode"))
