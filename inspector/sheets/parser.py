"""The child process that opens a file somebody sent: `KIND MEGABYTES SECONDS`, the file on stdin, packed cells out.

It imports the standard library and the workbook library alone, so that it starts quickly in little memory, and sets
its own limits before it touches the file: what eats memory or time dies here, and whoever asked only learns that.
"""

import csv
import datetime as dt
import gc
import io
import marshal
import re
import resource
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, ZipError

from inspector.sheets.flaws import Unseen, unseen

Row = list[str | float]
STDIN = "/dev/fd/0"
"""No name, no ending: what the file is, its content says."""
ROWS_OF_A_CHUNK = 1_000
PLAIN = 2
"""The version of marshal that does not look for objects that stand twice: there are millions, and all are small."""
BREAKS = 10_000
LONGEST_CELL = 1 << 20
SIMPLE = {str, float}
BLANK: tuple[Row, ...] = ([], [""])
"""How a blank row begins."""
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",\t;，"
FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""What makes Excel keep a code as text when it opens a .csv."""


class Refused(Exception):
    """The file cannot be read; the first argument is the code of the reason."""


class Part(NamedTuple):
    """One sheet as the child hands it on: cells as they stand, and what the library does not show."""

    name: str
    hidden: bool
    rows: Iterable[Row]
    merged: list[tuple[int, int, int, int]]
    flaws: dict[int, dict[int, str]]
    hidden_rows: list[int]


def main() -> int:
    gc.disable()  # nothing here goes round in circles, and the process ends soon
    kind, megabytes, seconds = sys.argv[1:]
    bound(int(megabytes), int(seconds))
    out = sys.stdout.buffer
    try:
        write(out, list_text(Path(STDIN)) if kind == "text" else list_book(STDIN, kind))
    except Refused as refused:
        print(refused.args[0], file=sys.stderr)
        return 3
    except MemoryError:
        print("too_much", file=sys.stderr)
        return 3
    return 0


def bound(megabytes: int, seconds: int) -> None:
    """No more memory and time than this, no core file, and nothing written but the answer."""
    for what, most in (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_FSIZE, 1 << 30),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))  # the first has a signal of its own


def list_book(path: str, kind: str) -> Iterator[Part]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            missed = unseen(path) if kind == "zip" else []
            for place, about in enumerate(book.sheets_metadata):
                sheet = book.get_sheet_by_index(place)
                merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
                rows = cells(sheet.iter_rows(), (sheet.start or (0, 0))[1])
                flaws, hidden = missed[place] if place < len(missed) else Unseen({}, [])
                yield Part(about.name, about.visible != SheetVisibleEnum.Visible, rows, merged, flaws, hidden)
                del sheet, rows
    except PasswordError as error:
        raise Refused("locked") from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise Refused("broken") from error


def cells(rows: Iterable[Sequence[object]], left: int) -> Iterator[Row]:
    """Rows from column A on; dates and truth values as the text a reader of the sheet would see."""
    pad: Row = [""] * left
    for row in rows:
        if not SIMPLE.issuperset(map(type, row)):
            row = [cell if type(cell) in SIMPLE else text_of(cell) for cell in row]
        yield pad + row if left else row  # type: ignore[operator, misc]


def text_of(cell: object) -> str | float:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, dt.time):
        return "1900-01-00" if cell == dt.time() else cell.isoformat("minutes")  # day 0 with a date's format
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def list_text(path: Path) -> Iterator[Part]:
    """A .csv: its encoding is the first in which the whole file makes sense."""
    encoding = encoding_of(path)
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding=encoding, newline="") as source:
            delimiter = delimiter_of(source.read(1 << 16))
    except UnicodeError as error:
        raise Refused("encoding") from error
    with path.open(encoding=encoding, newline="") as source:
        yield Part("", False, texts(csv.reader(source, delimiter=delimiter, strict=True)), [], {}, [])


def texts(rows: Iterable[list[str]]) -> Iterator[Row]:
    try:
        for row in rows:
            yield [as_text(cell) if cell[:1] == "=" else cell for cell in row]
    except csv.Error as error:
        raise Refused("broken_text") from error
    except UnicodeError as error:
        raise Refused("encoding") from error


def as_text(cell: str) -> str:
    match = FORMULA_TEXT.fullmatch(cell)
    return match[1].replace('""', '"') if match else cell


def encoding_of(path: Path) -> str:
    """UTF-16 by its mark, or by the zeros in one half of its bytes: in no other text are there any."""
    with path.open("rb") as source:
        head = source.read(4096)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\0" in head:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as text:
                while text.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused("encoding")


def delimiter_of(opening: str) -> str:
    """The mark that stands in most of the first lines; a comma where none does."""
    lines = [line for line in io.StringIO(opening).read().splitlines()[:30] if line.strip()]
    return max(DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), opening.count(mark)))


def write(out: BinaryIO, parts: Iterable[Part]) -> None:
    """Chunks of rows, then a list of where they lie: the reader unpacks no more than it looks at."""
    sheets, at = [], 0
    for part in parts:
        breaks: list[int] = []
        chunks, width = [], 0
        for numbers, rows in chunked(filled(part), breaks):
            packed = marshal.dumps((numbers, rows), PLAIN)
            out.write(packed)
            chunks.append((at, len(packed), len(rows)))
            at += len(packed)
            width = max(width, max(map(len, rows)))
        sheets.append((part.name, part.hidden, width, chunks, part.merged[:BREAKS], breaks, part.hidden_rows))
    packed = marshal.dumps(sheets)
    out.write(packed)
    out.write(struct.pack("<Q", len(packed)))
    out.flush()


def filled(part: Part) -> Iterator[Row]:
    """The rows with what the library leaves out put back: errors, formulas without value, words of merged cells."""
    tall = sorted(one for one in part.merged if one[2] > one[0])
    if not tall and not part.flaws:
        yield from part.rows
        return
    open_: list[tuple[int, int, str]] = []
    at, last = 0, -1
    for last, row in enumerate(part.rows):
        put_back(row, part.flaws.get(last, {}))
        if open_ and row.count("") < len(row):
            open_ = [one for one in open_ if one[0] >= last]
            for _, left, above in open_:
                if row[left : left + 1] == [""]:
                    row[left] = above
        while at < len(tall) and tall[at][0] <= last:
            _, left, end, _ = tall[at]
            if left < len(row) and isinstance(words := row[left], str) and words:
                open_.append((end, left, words))
            at += 1
        yield row
    for below in range(last + 1, min(max(part.flaws, default=-1), last + BREAKS) + 1):
        yield put_back([], part.flaws.get(below, {}))


def put_back(row: Row, flaws: dict[int, str]) -> Row:
    for column, text in flaws.items():
        row.extend([""] * (column + 1 - len(row)))
        row[column] = text
    return row


def chunked(rows: Iterable[Row], breaks: list[int]) -> Iterator[tuple[list[int], list[Row]]]:
    """Without the blank rows; `breaks` gets the numbers of rows that follow some."""
    numbers: list[int] = []
    kept: list[Row] = []
    before = 0
    for number, row in enumerate(rows, 1):
        if row[:1] in BLANK and row.count("") == len(row):
            continue
        if number > before + 1 and len(breaks) < BREAKS:
            breaks.append(number)
        before = number
        numbers.append(number)
        kept.append(row)
        if len(kept) == ROWS_OF_A_CHUNK:
            yield numbers, kept
            numbers, kept = [], []
    if kept:
        yield numbers, kept
