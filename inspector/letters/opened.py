"""A .docx opened for checking: paragraphs with the properties that take effect. Shares no code with the writer."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO

from lxml import etree
from msgspec import Struct, field

from inspector.i18n import N_

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LARGEST_UNPACKED = 100_000_000
MOST_TAGS = 2_000_000
"""Of one part: ten times a letter with a table of a thousand rows."""
MOST_PARTS = 2_000
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class Finding(Struct, frozen=True):
    """One rule at one place: `found` is what stands there, `clause` that of GB/T 9704-2012."""

    rule: str
    clause: str
    ok: bool
    found: str
    place: str


class Shown(Struct):
    """A paragraph and its effective properties: attributes by `element@attribute`, flags by element name."""

    element: etree._Element
    style: str
    text: str
    values: dict[str, str]
    runs: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    in_table: bool = False
    in_box: bool = False

    def number(self, name: str, default: int = 0) -> int:
        return int(self.values.get(name, default))

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def place(self) -> str:
        return f"{self.style}: {self.text[:12]}"


def _flat(properties: etree._Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if properties is None:
        return found
    for child in properties:
        if not isinstance(child.tag, str):
            continue
        tag = child.tag.removeprefix(W)
        if tag == "rPr":
            continue
        found[tag] = child.get(f"{W}val", "1")
        for name, value in child.attrib.items():
            found[f"{tag}@{name.removeprefix(W)}"] = value
        if tag == "pBdr":
            for side in child:
                for name, value in side.attrib.items():
                    found[f"border-{side.tag.removeprefix(W)}@{name.removeprefix(W)}"] = value
    return found


class Unopened(ValueError):
    """Why a file is not opened: a message id, with places for `params`."""

    def __init__(self, message: str, **params: str) -> None:
        super().__init__(message)
        self.message, self.params = message, params


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The parts, after their number and their sizes were looked at."""
    if not data:
        raise Unopened(N_("The file is empty."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unopened(N_("This is an old .doc file or one with a password. Save it as .docx without a password."))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            whole = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or whole > LARGEST_UNPACKED:
                raise Unopened(
                    N_("The file unpacks to more than a letter can hold ({parts} parts)."), parts=str(len(parts))
                )
            return {part.filename: _small(archive.read(part), parts) for part in parts if not part.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, zlib.error, struct.error, EOFError, OSError) as error:
        raise Unopened(N_("The file is damaged or is no Word document. Save it as .docx again.")) from error


def _small(content: bytes, parts: list[zipfile.ZipInfo]) -> bytes:
    if content.count(b"<") > MOST_TAGS:
        raise Unopened(N_("The file unpacks to more than a letter can hold ({parts} parts)."), parts=str(len(parts)))
    return content


class Opened:
    """Raises Unopened for what is no Word file, KeyError or lxml's XMLSyntaxError for one whose parts are missing."""

    def __init__(self, data: bytes) -> None:
        self.files = _unpacked(data)
        self.document = self.part("word/document.xml")
        self._styles = {style.get(f"{W}styleId"): style for style in self.part("word/styles.xml").iter(f"{W}style")}
        defaults = self.part("word/styles.xml").find(f"{W}docDefaults")
        self._paragraph_defaults = _flat(defaults.find(f"{W}pPrDefault/{W}pPr")) if defaults is not None else {}
        self._run_defaults = _flat(defaults.find(f"{W}rPrDefault/{W}rPr")) if defaults is not None else {}

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[name], _PARSER)

    @cached_property
    def relations(self) -> dict[str, str]:
        found = self.part("word/_rels/document.xml.rels")
        return {each.get("Id"): "word/" + each.get("Target").removeprefix("/word/") for each in found}

    @cached_property
    def sections(self) -> list[etree._Element]:
        return list(self.document.iter(f"{W}sectPr"))

    @cached_property
    def paragraphs(self) -> list[Shown]:
        return list(self.shown(self.document))

    def of(self, style: str) -> list[Shown]:
        return [each for each in self.paragraphs if each.style == style]

    def margin(self, section: etree._Element, tag: str, kind: str) -> etree._Element | None:
        """The header or footer part of a section, by its own reference."""
        for reference in section.findall(f"{W}{tag}Reference"):
            if reference.get(f"{W}type") == kind:
                return self.part(self.relations[reference.get(f"{R}id")])
        return None

    def shown(self, part: etree._Element) -> Iterator[Shown]:
        for element in part.iter(f"{W}p"):
            properties = element.find(f"{W}pPr")
            style = properties.find(f"{W}pStyle") if properties is not None else None
            chain = self._chain("Normal" if style is None else style.get(f"{W}val"))
            values = dict(self._paragraph_defaults)
            runs = dict(self._run_defaults)
            for each in chain:
                values |= _flat(each.find(f"{W}pPr"))
                runs |= _flat(each.find(f"{W}rPr"))
            own = _flat(properties)
            values |= own
            if own.get("ind@hanging") or own.get("ind@firstLine"):
                values.pop("ind@firstLineChars", None)
            pieces = [
                (_text(run), runs | _flat(run.find(f"{W}rPr")))
                for run in element.findall(f"{W}r")
                if any(run.find(f"{W}{tag}") is not None for tag in ("t", "br", "tab"))
            ]
            name = chain[-1].find(f"{W}name").get(f"{W}val") if chain else ""
            ancestors = {ancestor.tag for ancestor in element.iterancestors()}
            yield Shown(
                element,
                name,
                "".join(text for text, _ in pieces),
                values,
                pieces or [("", runs)],
                f"{W}tbl" in ancestors,
                f"{W}txbxContent" in ancestors,
            )

    def _chain(self, identifier: str) -> list[etree._Element]:
        """Base style first."""
        found: list[etree._Element] = []
        while identifier in self._styles and self._styles[identifier] not in found:
            found.insert(0, self._styles[identifier])
            based = found[0].find(f"{W}basedOn")
            identifier = "" if based is None else based.get(f"{W}val")
        return found


def _text(run: etree._Element) -> str:
    found = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(child.text or "" if child.tag == f"{W}t" else found.get(child.tag, "") for child in run)
