"""What the workbook library passes over in silence: errors, formulas without a value, and rows that are hidden.

Runs inside the child process, beside `parser.py`. The first two read as empty cells there, and an empty cell is an
answer.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NO_VALUE = "\0="
"""Stands in a cell whose formula has never been worked out; no text of a workbook begins so."""
MOST = 10_000
PIECE = 1 << 20
CELL = re.compile(rb"<c\s([^<>]*)(?:/>|>(.*?)</c>)", re.DOTALL)
PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
VALUE = re.compile(rb"<(v|is|t)\b[^<>]*[^/<>]?>\s*[^<\s]")
ERROR = re.compile(rb"<v>([^<]*)</v>")
ROW = re.compile(rb"<row\s[^<>]*>")
ROW_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


class Unseen(NamedTuple):
    """`cells`: by row and column, counted from 0, what stands there; `hidden`: numbers of rows, counted from 1."""

    cells: dict[int, dict[int, str]]
    hidden: list[int]


def unseen(path: str) -> list[Unseen]:
    """For each sheet in the order of the workbook."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        return [unseen_of(archive, name) if name in names else Unseen({}, []) for name in sheet_files(archive)]


def sheet_files(archive: zipfile.ZipFile) -> list[str]:
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return []  # the library says what is wrong with it
    targets = {link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))) for link in links}
    sheets = book.iter(f"{MAIN}sheet")
    return [targets.get(sheet.get(RELATION), "/").removeprefix("/") for sheet in sheets]


def unseen_of(archive: zipfile.ZipFile, name: str) -> Unseen:
    found: dict[int, dict[int, str]] = {}
    hidden: list[int] = []
    for piece in suspects(archive, name):
        rows = (ROW_NUMBER.search(row) for row in ROW.findall(piece) if HIDDEN.search(row))
        hidden += (int(row[1]) for row in rows if row)
        for cell in CELL.finditer(piece):
            text = flaw(cell[1], cell[2] or b"")
            place = PLACE.search(cell[1]) if text else None
            if place is not None:
                found.setdefault(int(place[2]) - 1, {})[column(place[1])] = text
        if sum(map(len, found.values())) > MOST or len(hidden) > MOST:
            break
    return Unseen(found, hidden)


def suspects(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Pieces of whole cells, and heads of rows, in which an error, a formula or a hidden row stands."""
    rest = b""
    with archive.open(name) as source:
        while piece := source.read(PIECE):
            piece = rest + piece
            end = max(piece.rfind(b"<c"), 0)  # before it every cell is whole
            rest = piece[end:][: 2 * PIECE]
            if suspicious(piece, end):
                yield piece[:end]
    if suspicious(rest, len(rest)):
        yield rest


def suspicious(piece: bytes, end: int) -> bool:
    return any(piece.find(sign, 0, end) >= 0 for sign in (b't="e"', b"<f", b" hidden="))


def flaw(attributes: bytes, inside: bytes) -> str:
    if b't="e"' in attributes:
        error = ERROR.search(inside)
        return error[1].decode("utf-8", "replace") if error and error[1].startswith(b"#") else "#ERROR!"
    if b"<f" in inside and not VALUE.search(inside) and b't="str"' not in attributes:
        return NO_VALUE
    return ""


def column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
