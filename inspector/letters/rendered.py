"""What is printed: LibreOffice lays the pages out, poppler says where the text stands, and the places are measured.

A table of numbers of its own, in points from the upper left corner of the page. LibreOffice stands in for Word: what
it breaks elsewhere (a font that is not installed) shows here too.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from lxml import etree
from msgspec import Struct

from inspector.i18n import N_
from inspector.letters import check_words as said
from inspector.letters.opened import Finding

_SECONDS = 1800
_POINTS_PER_MM = 72 / 25.4
_TOP, _BOTTOM, _LEFT, _RIGHT = (mm * _POINTS_PER_MM for mm in (37, 262, 28, 184))
_DASH = (262 + 7) * _POINTS_PER_MM
_ONE_IN = 14
_DATE = re.compile(r"(20\d\d)?\s*年\s*\d*\s*月\s*\d*\s*日")
_NUMBER = re.compile(r"—\s*(\d+)\s*—")
_FULL_WIDTH = re.compile("[\u2014\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef]")
_TAKEN_ALONG = re.compile("[（《〔“‘]|.[，。；：、！？）》〕”’]|[0-9A-Za-z]")
"""How a line begins that left room in the line above it: a mark may not stand at the edge, a number is not broken."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_XHTML = "{http://www.w3.org/1999/xhtml}"


class NoRenderer(RuntimeError):
    """A program that lays out or measures is not there; `message` is a message id."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Line(Struct, frozen=True):
    """Its text and box, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Page(Struct, frozen=True):
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def upright(self) -> bool:
        return self.height > self.width

    @property
    def body(self) -> list[Line]:
        """Lines whose middle lies inside the type area, from the top."""
        inside = [line for line in self.lines if _TOP - 4 < (line.top + line.bottom) / 2 < _BOTTOM + 4]
        return sorted(inside, key=lambda line: (line.top, line.left))

    @property
    def text(self) -> list[Line]:
        """Those in 3号 at the left edge or 2 characters in."""
        return [line for line in self.body if 16 < line.bottom - line.top < 26 and line.left < _LEFT + 40]


def check_rendered(files: Sequence[Path]) -> list[list[Finding]]:
    """For each file what holds of its printed pages; one run of LibreOffice for all of them."""
    return [check_pages(pages) for pages in printed(files)]


def check_pages(pages: list[Page]) -> list[Finding]:
    return [each for rule in RULES for each in rule(pages)]


def printed(files: Sequence[Path]) -> list[list[Page]]:
    """The pages of each file. Raises NoRenderer without LibreOffice or poppler, and where nothing came of a file."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    poppler = shutil.which("pdftotext")
    if office is None:
        raise NoRenderer(N_("LibreOffice is not installed here, so nothing can be laid out."))
    if poppler is None:
        raise NoRenderer(N_("poppler's pdftotext is not installed here, so nothing can be measured."))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        numbered = [folder / f"{number}.docx" for number in range(len(files))]
        for copy, file in zip(numbered, files, strict=True):
            copy.write_bytes(file.read_bytes())
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        _run([office, profile, "--headless", "--convert-to", "pdf", "--outdir", name, *map(str, numbered)])
        return [_pages(poppler, copy.with_suffix(".pdf")) for copy in numbered]


def _run(command: list[str]) -> bytes:
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False).stdout
    except subprocess.TimeoutExpired as error:
        raise NoRenderer(N_("LibreOffice took too long.")) from error


def _pages(poppler: str, pdf: Path) -> list[Page]:
    if not pdf.is_file():
        raise NoRenderer(N_("LibreOffice could not lay out a file."))
    tree = etree.fromstring(_run([poppler, "-bbox-layout", str(pdf), "-"]), _PARSER)
    return [_page(element) for element in tree.iter(f"{_XHTML}page")]


def _page(element: etree._Element) -> Page:
    lines = []
    for line in element.iter(f"{_XHTML}line"):
        text = " ".join(word.text or "" for word in line.iter(f"{_XHTML}word"))
        lines.append(Line(text, *(float(line.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))))
    return Page(float(element.get("width")), float(element.get("height")), tuple(lines))


def lines_a_page(pages: list[Page]) -> Iterator[Finding]:
    """The pitch between lines of text, of which the type area holds 22 and not 23."""
    for number, page in enumerate(pages, 1):
        if not page.upright:
            continue
        steps = [after.top - before.top for before, after in pairwise(page.text)]
        usual = [step for step in steps if 27 <= step <= 31]
        if len(usual) >= 3:
            pitch = sum(usual) / len(usual)
            ok = int((_BOTTOM - _TOP + 0.5) // pitch) == 22
            yield Finding(N_("printed: 22 lines a page"), "5.2.3", ok, said.points(pitch * 20), said.page(number))


def characters_a_line(pages: list[Page]) -> Iterator[Finding]:
    """Lines that reach the right edge hold 28 characters, unless the next one begins with what may not be broken."""
    for number, page in enumerate(pages, 1):
        if not page.upright:
            continue
        full = [
            line
            for line, below in pairwise(page.text)
            if line.left < _LEFT + 4 and abs(line.right - _RIGHT) < 4 and not _TAKEN_ALONG.match(below.text)
        ]
        counts = [len(line.text) for line in full if all(map(_FULL_WIDTH.match, line.text))]
        if counts:
            ok = max(counts) == 28
            yield Finding(N_("printed: 28 characters a line"), "5.2.3", ok, str(max(counts)), said.page(number))


def nothing_cut(pages: list[Page]) -> Iterator[Finding]:
    for number, page in enumerate(pages, 1):
        out = [line for line in page.lines if line.left < 0 or line.right > page.width or line.bottom > page.height]
        found = out[0].text[:12] if out else ""
        yield Finding(N_("printed: nothing outside the sheet"), "5.1", not out, found, said.page(number))


def page_numbers(pages: list[Page]) -> Iterator[Finding]:
    """On upright pages at the outer edge, 1 character in, the dash 7 mm under the type area."""
    for number, page in enumerate(pages, 1):
        if not page.upright:
            continue
        found = [line for line in page.lines if _NUMBER.fullmatch(line.text.strip()) and line.top > _BOTTOM]
        place = said.page(number)
        if not found:
            yield Finding(N_("printed: page number"), "7.5", number == 1, "", place)
            continue
        (line, *_), printed_number = found, _NUMBER.fullmatch(found[0].text.strip())
        told = printed_number[1] if printed_number else ""
        yield Finding(N_("printed: page number"), "7.5", told == str(number), told, place)
        off = abs(line.right - (_RIGHT - _ONE_IN)) if number % 2 else abs(line.left - (_LEFT + _ONE_IN))
        yield Finding(N_("printed: page number at the outer edge"), "7.5", off < 3, said.points(off * 20), place)
        middle = (line.top + line.bottom) / 2
        yield Finding(
            N_("printed: dash 7 mm under the text"),
            "7.5",
            abs(middle - _DASH) < 6,
            said.points((middle - _BOTTOM) * 20),
            place,
        )


def imprint(pages: list[Page]) -> Iterator[Finding]:
    """版记 ends at the foot of the last page's type area."""
    rows = [line for line in pages[-1].lines if line.text.startswith("抄送") or line.text.rstrip().endswith("印发")]
    if not rows:
        return
    last = max(line.bottom for line in pages[-1].body)
    gap = _BOTTOM - last
    ok = -3 <= gap <= 14
    yield Finding(
        N_("printed: 版记 at the foot of the last page"), "7.4", ok, said.points(gap * 20), said.page(len(pages))
    )


def text_on_page_1(pages: list[Page]) -> Iterator[Finding]:
    """The first page must show text of the body, which is set flush left or 2 characters in."""
    body = [line for line in pages[0].text if len(line.text) >= 5]
    yield Finding(N_("printed: text on page 1"), "7.3.3", bool(body), str(len(body)), said.page(1))


def name_with_text(pages: list[Page]) -> Iterator[Finding]:
    """署名 and 成文日期, filled in or not, share their page with text or a table: 此页无正文 is no way out any more."""
    for number, page in enumerate(pages, 1):
        dates = [line for line in page.body if _DATE.fullmatch(line.text.strip()) and line.left > page.width / 2]
        if not dates:
            continue
        above = [
            line
            for line in page.body
            if line.top < dates[0].top and line.left < _LEFT + 60 and not line.text.startswith("附件")
        ]
        yield Finding(N_("printed: name and date with text"), "7.3.5", bool(above), "", said.page(number))


def no_empty_page(pages: list[Page]) -> Iterator[Finding]:
    empty = [said.page(number) for number, page in enumerate(pages, 1) if not page.body and page.upright]
    yield Finding(N_("printed: no empty page"), "7.3.7", not empty, "", said.first_of(empty))


RULES = (
    lines_a_page,
    characters_a_line,
    nothing_cut,
    page_numbers,
    imprint,
    text_on_page_1,
    name_with_text,
    no_empty_page,
)
