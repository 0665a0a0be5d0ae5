"""Two Word files beside each other: what was taken out, what was put in, paragraph by paragraph and row by row.

Reads any .docx, ours or one saved by Word or WPS: deleted text of tracked changes is left out, inserted text is taken.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from io import BytesIO
from typing import Literal

from lxml import etree
from msgspec import Struct

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_LARGEST = 48_000_000
_MOST_TAGS = 1_000_000
"""Of the main part: beyond a table of some thousand rows, and read in seconds."""
_WINDOW = 40
"""How many lines ahead a changed one is looked for."""
_LONG = 1_500
"""Words of a line: a longer one is compared clause by clause, and resemblance is judged by its beginning."""
_WORDS = re.compile(r"[A-Za-z0-9]+(?:[.,%][A-Za-z0-9]+)*%?|\s+|.", re.DOTALL)
_CLAUSES = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]|[^，。；：！？\n]+")
_ALIKE = 0.35
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}

Change = Literal["same", "gone", "new"]


DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, ValueError, RuntimeError, SyntaxError)
"""What zipfile and lxml raise for bytes that are no Word file."""


class UnreadableLetter(ValueError):
    """A file that can't be compared because it is no Word document."""


class Line(Struct, frozen=True):
    """A paragraph (one text) or a table's row (a text for each cell)."""

    texts: tuple[str, ...]
    row: bool = False

    @property
    def text(self) -> str:
        return "｜".join(self.texts)


class Piece(Struct, frozen=True):
    change: Change
    text: str


class Pair(Struct, frozen=True):
    """What stood before and what stands now; an empty side has no counterpart."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    row: bool = False

    @property
    def changed(self) -> bool:
        return any(piece.change != "same" for piece in (*self.before, *self.after))


def texts_of(data: bytes) -> tuple[Line, ...]:
    """Paragraphs and rows of the body in reading order, empty ones left out. Raises UnreadableLetter."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _LARGEST:
                raise UnreadableLetter("the file is too large")
            content = archive.read("word/document.xml")
        if content.count(b"<") > _MOST_TAGS:
            raise UnreadableLetter("the file is too large")
        root = etree.fromstring(content, _PARSER)
    except DAMAGED as error:
        raise UnreadableLetter(str(error)) from error
    return tuple(line for line in _lines(root) if any(line.texts))


def compare(before: Sequence[Line], after: Sequence[Line]) -> tuple[Pair, ...]:
    """Every line of both, each once, in order; lines that resemble each other stand side by side."""
    matcher = SequenceMatcher(None, before, after)
    found: list[Pair] = []
    for change, at, end, start, stop in matcher.get_opcodes():
        if change == "equal":
            found.extend(_same(line) for line in before[at:end])
        else:
            found.extend(_beside(list(before[at:end]), list(after[start:stop])))
    return tuple(found)


def _lines(root: etree._Element) -> Iterator[Line]:
    for element in root.iter(f"{_W}p", f"{_W}tr"):
        above = {one.tag for one in element.iterancestors()}
        if _FALLBACK in above or f"{_W}tr" in above:
            continue  # a text box is written twice, for new readers and for old; a row takes what stands in it
        if element.tag == f"{_W}tr":
            yield Line(tuple(_cell(cell) for cell in element.iterchildren(f"{_W}tc")), row=True)
        else:
            yield Line((_own_text(element),))


def _cell(cell: etree._Element) -> str:
    return "\n".join(filter(None, (_own_text(one) for one in cell.iter(f"{_W}p"))))


def _own_text(paragraph: etree._Element) -> str:
    """Without the paragraphs of text boxes that hang on it."""
    found = []
    for element in paragraph.iter(f"{_W}t", *_BREAKS):
        if next(element.iterancestors(f"{_W}p")) is paragraph:
            found.append(_BREAKS.get(element.tag) or element.text or "")
    return "".join(found).strip()


def _same(line: Line) -> Pair:
    piece = (Piece("same", line.text),)
    return Pair(piece, piece, line.row)


def _beside(gone: list[Line], new: list[Line]) -> Iterator[Pair]:
    """Each new line beside the first gone one that resembles it; order is kept on both sides."""
    rest = gone
    for line in new:
        place = next((at for at, one in enumerate(rest[:_WINDOW]) if one.row == line.row and _alike(one, line)), None)
        if place is None:
            yield Pair((), (Piece("new", line.text),), line.row)
            continue
        yield from (Pair((Piece("gone", one.text),), (), one.row) for one in rest[:place])
        yield _marked(rest[place], line)
        rest = rest[place + 1 :]
    yield from (Pair((Piece("gone", one.text),), (), one.row) for one in rest)


def _alike(one: Line, other: Line) -> bool:
    matcher = SequenceMatcher(None, one.text[:_LONG], other.text[:_LONG])
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _marked(one: Line, other: Line) -> Pair:
    before, after = _WORDS.findall(one.text), _WORDS.findall(other.text)
    if max(len(before), len(after)) > _LONG:
        before, after = _CLAUSES.findall(one.text), _CLAUSES.findall(other.text)
    left: list[Piece] = []
    right: list[Piece] = []
    for change, at, end, start, stop in SequenceMatcher(None, before, after).get_opcodes():
        same = change == "equal"
        if at < end:
            left.append(Piece("same" if same else "gone", "".join(before[at:end])))
        if start < stop:
            right.append(Piece("same" if same else "new", "".join(after[start:stop])))
    return Pair(tuple(left), tuple(right), one.row)
