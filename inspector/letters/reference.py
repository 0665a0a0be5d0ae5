"""Compiles a reference .docx: its styles, page and margins stay as constant parts, its slots become known by name."""

import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from lxml import etree

from inspector.letters import styles as s
from inspector.letters.blocks import Variant
from inspector.letters.markup import mark_run, run
from inspector.letters.package import Part, pack

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


class ReferenceProblem(ValueError):
    """A file that can't serve as reference: what is wrong and what to do."""


@dataclass(frozen=True)
class Sections:
    """w:sectPr texts: of the first pages, of later upright pages, of turned pages."""

    first: str
    upright: str
    turned: str


@dataclass(frozen=True, eq=False)
class Reference:
    """A compiled reference file. `ids` maps a slot's style name to the style's id in this file.

    `margins` are the header parts with room for mark and banner.
    """

    variant: Variant
    mark: str
    mark_halves: int
    ids: dict[str, str]
    sections: Sections
    parts: tuple[Part, ...]
    margins: tuple[tuple[str, str], ...]

    def fixed_parts(self, mark: str, banner: str) -> tuple[Part, ...]:
        """Every part but document.xml and core.xml, content types first."""
        return _filled(self, mark or self.mark, banner)


@lru_cache(maxsize=64)
def _filled(reference: Reference, mark: str, banner: str) -> tuple[Part, ...]:
    texts = {"mark": mark_run(mark, reference.mark_halves), "banner": run(banner) if banner else ""}
    filled = []
    for name, text in reference.margins:
        for slot, value in texts.items():
            text = text.replace(_SLOT.format(slot), value)
        filled.append(pack(name, text.encode()))
    return (*reference.parts, *filled)


def load_reference(path: Path) -> Reference:
    return compile_reference(path.read_bytes())


def compile_reference(data: bytes) -> Reference:
    """Raises ReferenceProblem for a file without the slots, with links to outside or with active content."""
    files = _unpacked(data)
    document = _parsed(files, "word/document.xml")
    styles = _parsed(files, "word/styles.xml")  # refuses what is damaged before python-docx opens the whole
    if styles.tag != f"{_W}styles":
        raise ReferenceProblem("styles are missing: save the file as Word document (.docx) again")
    ids = _slots(data)
    margins, head_mark = [], ""
    for name in sorted(files):
        if name.startswith("word/header"):
            text, found = _with_slots(_parsed(files, name), ids)
            margins.append((name, text))
            head_mark = head_mark or found
    body_mark = _text_of_style(document, ids[s.MARK])
    sections = _sections(document)
    variant: Variant = "letter" if head_mark else "red" if body_mark else "plain"
    constant = [name for name in files if _KEPT.fullmatch(name) and not name.startswith("word/header")]
    ordered = sorted(constant, key=lambda name: (name != "[Content_Types].xml", name))
    return Reference(
        variant=variant,
        mark=head_mark or body_mark,
        mark_halves=_mark_halves(styles, ids[s.MARK]),
        ids=ids,
        sections=sections,
        parts=tuple(pack(name, files[name]) for name in ordered),
        margins=tuple(margins),
    )


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except zipfile.BadZipFile as error:
        raise ReferenceProblem("not a .docx file: save it as Word document (.docx) again") from error
    with archive:
        if sum(info.file_size for info in archive.infolist()) > _LARGEST:
            raise ReferenceProblem(f"larger than {_LARGEST} bytes: remove pictures from the reference file")
        files = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    foreign = sorted(name for name in files if not _KEPT.fullmatch(name) and name not in _WRITTEN)
    if foreign:
        raise ReferenceProblem(f"holds parts that letters don't carry: {', '.join(foreign)}; remove them in Word")
    if any(b'TargetMode="External"' in files[name] for name in files if name.endswith(".rels")):
        raise ReferenceProblem("links to something outside: remove the link in Word")
    return files


def _parsed(files: dict[str, bytes], name: str) -> etree._Element:
    if name not in files:
        raise ReferenceProblem(f"{name} is missing: save the file as Word document (.docx) again")
    try:
        return etree.fromstring(files[name], _PARSER)
    except etree.XMLSyntaxError as error:
        raise ReferenceProblem(f"{name} is damaged: {error.msg}") from error


def _slots(data: bytes) -> dict[str, str]:
    import docx  # slow to load, and needed for the first letter only
    from docx.opc.exceptions import PackageNotFoundError

    try:
        named = {style.name: style.style_id for style in docx.Document(BytesIO(data)).styles}
    except (KeyError, ValueError, PackageNotFoundError) as error:
        raise ReferenceProblem(f"Word's parts do not fit together: {error}; save the file again") from error
    wanted = [style.name for style in s.styles("plain")]
    missing = [name for name in wanted if name not in named]
    if missing:
        raise ReferenceProblem(f"styles are missing: {', '.join(missing)}; take them over from the default file")
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


def _text_of_style(document: etree._Element, identifier: str) -> str:
    for element in document.iter(f"{_W}p"):
        style = element.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") == identifier:
            return _plain_text(element)
    return ""


def _mark_halves(styles: etree._Element, identifier: str) -> int:
    """Half characters of the mark's size that go into one line of 442 pt."""
    for style in styles.iter(f"{_W}style"):
        if style.get(f"{_W}styleId") == identifier and (size := style.find(f"{_W}rPr/{_W}sz")) is not None:
            return int(442 * 4 // int(size.get(f"{_W}val")))
    return 24


def _sections(document: etree._Element) -> Sections:
    """The first section, the last one (without a head of its own), and the first turned one."""
    found = list(document.iter(f"{_W}sectPr"))
    if not found:
        raise ReferenceProblem("has no page set-up: save the file as Word document (.docx) again")
    turned = [each for each in found if each.find(f"{_W}pgSz").get(f"{_W}orient") == "landscape"]
    if not turned:
        raise ReferenceProblem("has no landscape section: take it over from the default file")
    upright = [each for each in found if each not in turned]
    return Sections(_text(upright[0]), _text(upright[-1]), _text(turned[0]))


def _text(section: etree._Element) -> str:
    """Without namespace declarations, as the writer's own document declares the same prefixes."""
    section.tail = None
    return re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(section, encoding="unicode"))
