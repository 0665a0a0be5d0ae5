"""A file somebody sent, as sheets of cells: judged from outside first, then opened in a limited child process."""

import marshal
import signal
import struct
import subprocess
import sys
import tempfile
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, overload

from msgspec import Struct, field

from inspector.i18n import N_
from inspector.sheets.preview import NO_PARAMS

MEGABYTE = 1 << 20
LARGEST = 50 * MEGABYTE
LARGEST_UNPACKED = 300 * MEGABYTE
DENSEST = 100
MOST_PARTS = 2_000
SECONDS = 60
LEAST_MEMORY, MOST_MEMORY = 200, 900
"""Megabytes of address space of the child; what a sheet needs beyond the least grows with its unpacked text."""
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from inspector.sheets.parser import main; sys.exit(main())"

Cell = str | float
"""As it stands: a number, or text; dates and truth values as the text one sees, an empty cell as ""."""
Row = Sequence[Cell]
Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""

REASONS: Mapping[str, str] = {
    "empty": N_("The file is empty. Choose the file again."),
    "too_large": N_("The file is larger than {most} MB. Leave out pictures and sheets that are not needed."),
    "bomb": N_("The file unpacks to {times} times its size or more. Copy the table into a new workbook and send that."),
    "too_many_parts": N_("The file holds {parts} parts, more than any workbook. Save it anew in Excel or WPS."),
    "locked": N_("The file is protected by a password. Save it without a password and send it again."),
    "broken": N_("The file is damaged or is no workbook. Open it in Excel or WPS, save it as .xlsx and send that."),
    "web_page": N_("This is a web page with the name of a workbook. Open it in Excel or WPS and save it as .xlsx."),
    "old_xml": N_("This is an XML table. Open it in Excel or WPS and save it as .xlsx."),
    "not_a_table": N_("This is neither a workbook nor a text table. Send an .xlsx or a .csv file."),
    "encoding": N_("The characters of this text file cannot be read. Save it as .xlsx, or as .csv in UTF-8."),
    "broken_text": N_("The quotation marks of this text file do not match. Save the table as .xlsx and send that."),
    "too_much": N_("The sheets of this file need too much memory. Delete empty rows at their end, or split it."),
    "too_slow": N_("Reading this file takes too long. Copy the table into a new workbook, or split it."),
    "no_sheets": N_("Nothing stands in this file. Fill in the table and send it again."),
}


class Unreadable(ValueError):
    """A file that cannot be read as a whole; `message` is a message id with places for `params`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REASONS[code]
        self.params: Mapping[str, str] = params or NO_PARAMS


class Chunk(Struct, frozen=True):
    packed: memoryview
    before: int
    """How many rows lie in the chunks before."""
    count: int

    def unpack(self) -> tuple[list[int], list[list[Cell]]]:
        numbers, rows = marshal.loads(self.packed)
        return numbers, rows


@dataclass(frozen=True, eq=False)
class Rows(Sequence[tuple[int, Row]]):
    """The rows that are not blank with their numbers; unpacked when looked at, so that a large sheet stays small."""

    chunks: Sequence[Chunk] = ()
    total: int = 0

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        return self.between(0, self.total)

    def between(self, first: int, end: int) -> Iterator[tuple[int, Row]]:
        """The rows at places from `first` up to `end`, each chunk unpacked once."""
        for chunk in self.chunks:
            if chunk.before < end and chunk.before + chunk.count > first:
                pairs = zip(*chunk.unpack(), strict=True)
                yield from islice(pairs, max(first - chunk.before, 0), end - chunk.before)

    @overload
    def __getitem__(self, place: int) -> tuple[int, Row]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, Row]]: ...
    def __getitem__(self, place: int | slice) -> tuple[int, Row] | list[tuple[int, Row]]:
        if isinstance(place, slice):
            first, end, step = place.indices(self.total)
            return list(self.between(first, end))[::step]
        at = place + self.total if place < 0 else place
        if not 0 <= at < self.total:
            raise IndexError(place)
        chunk = self.chunks[bisect_right(self.chunks, at, key=lambda one: one.before) - 1]
        numbers, rows = chunk.unpack()
        return numbers[at - chunk.before], rows[at - chunk.before]


@dataclass(frozen=True, eq=False)
class Span(Sequence[tuple[int, Row]]):
    """Some of the rows of a sheet, those of one table."""

    rows: Rows
    first: int
    end: int

    def __len__(self) -> int:
        return max(self.end - self.first, 0)

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        return self.rows.between(self.first, self.end)

    @overload
    def __getitem__(self, place: int) -> tuple[int, Row]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, Row]]: ...
    def __getitem__(self, place: int | slice) -> tuple[int, Row] | list[tuple[int, Row]]:
        if isinstance(place, slice):
            first, end, step = place.indices(len(self))
            return list(self.rows.between(self.first + first, self.first + end))[::step]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        return self.rows[self.first + at]


class Sheet(Struct, frozen=True):
    """`breaks` are the numbers of rows that follow blank ones; `width` the columns of the widest row."""

    name: str
    hidden: bool
    rows: Sequence[tuple[int, Row]]
    width: int = 0
    merged: Sequence[Merged] = ()
    breaks: Sequence[int] = field(default=())
    hidden_rows: Sequence[int] = ()


class Book(Struct, frozen=True):
    name: str
    sheets: tuple[Sheet, ...]


def read_book(path: Path, name: str) -> Book:
    """The sheets of a .xlsx, .xlsm, .xls or .csv; `name` is what the sender called it. Raises Unreadable."""
    kind, megabytes = judge(path)
    with path.open("rb") as source, tempfile.TemporaryFile() as answer:
        code = _parse(source, answer, kind, megabytes)
        if code:
            raise Unreadable(code)
        answer.seek(0)
        sheets = tuple(_sheets(answer.read(), Path(name).stem))
    if not any(len(sheet.rows) for sheet in sheets):
        raise Unreadable("no_sheets")
    return Book(name, sheets)


def judge(path: Path) -> tuple[str, int]:
    """What the file is by its first bytes, and the memory it may take; refused without being opened if it must be."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable("too_large", most=str(LARGEST // MEGABYTE))
    with path.open("rb") as source:
        head = source.read(4096)
        if head.startswith(b"PK"):
            return "zip", _memory(_unpacked(source, size))
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            source.seek(0)
            if "EncryptedPackage".encode("utf-16-le") in source.read():
                raise Unreadable("locked")
            return "ole", _memory(8 * size)
    return _judge_text(head), _memory(4 * size)


def _judge_text(head: bytes) -> str:
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not opening:
        raise Unreadable("empty")
    if opening.startswith(b"<?xml") and b"spreadsheet" in opening:
        raise Unreadable("old_xml")
    if opening.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<meta", b"<table", b"<style")):
        raise Unreadable("web_page")
    wide = b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16: any byte may be half a character
    unusual = not wide and any(byte < 32 and byte not in b"\t\n\r" for byte in head)
    if opening.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z")) or unusual:
        raise Unreadable("not_a_table")
    return "text"


def _unpacked(source: BinaryIO, size: int) -> int:
    """The size its parts say they have unpacked; a file that grows out of all measure is not opened."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, RuntimeError, ValueError) as error:
        raise Unreadable("broken") from error
    if len(parts) > MOST_PARTS:
        raise Unreadable("too_many_parts", parts=str(len(parts)))
    whole = sum(part.file_size for part in parts)
    dense = any(part.file_size > max(part.compress_size, 10_000) * DENSEST for part in parts)
    if dense or whole > LARGEST_UNPACKED or whole > max(size, 10_000) * DENSEST:
        raise Unreadable("bomb", times=str(whole // max(size, 1)))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("locked")
    return whole


def _memory(unpacked: int) -> int:
    """Cells lie in memory twice while a sheet is read, once growing: near four times the text they came from."""
    return int(min(max(LEAST_MEMORY, 60 + 3.7 * unpacked / MEGABYTE), MOST_MEMORY))


def _parse(source: BinaryIO, answer: BinaryIO, kind: str, megabytes: int) -> str:
    """The code of the reason why nothing came back; empty when all did."""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-I", "-c", START, root, kind, str(megabytes), str(SECONDS)]
    try:
        ended = subprocess.run(
            command, stdin=source, stdout=answer, stderr=subprocess.PIPE, timeout=SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return "too_slow"
    if ended.returncode == 0:
        return ""
    said = ended.stderr.decode("utf-8", "replace").strip()
    if said in REASONS:
        return said
    return "too_slow" if ended.returncode == -signal.SIGXCPU else "too_much"


def _sheets(packed: bytes, stem: str) -> Iterator[Sheet]:
    whole = memoryview(packed)
    (length,) = struct.unpack("<Q", whole[-8:])
    for name, hidden, width, chunks, merged, breaks, hidden_rows in marshal.loads(whole[-8 - length : -8]):
        count, found = 0, []
        for at, size, rows in chunks:
            found.append(Chunk(whole[at : at + size], count, rows))
            count += rows
        ranges = tuple(map(tuple, merged))
        rows = Rows(tuple(found), count)
        yield Sheet(name or stem, hidden, rows, width, ranges, tuple(breaks), tuple(hidden_rows))
