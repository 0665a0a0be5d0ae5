"""The file itself: kept while something waits for it, its tables in outline, its rows as they would be taken.

Everything here works on the disk and takes its time: to be run in a thread.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from inspector.checklist.edition import Edition
from inspector.sheets.columns import targets
from inspector.sheets.heading import SheetTable, find_tables
from inspector.sheets.preview import KnownUnit, Preview
from inspector.sheets.reading import read_book
from inspector.sheets.taking import preview
from inspector.storage import blobs
from inspector.storage.tables import Import

SAMPLES = 3
LONGEST_SAMPLE = 60


class Outline(Struct, frozen=True):
    """A table of a file without its rows: what the page of its columns shows."""

    sheet: str
    hidden: bool
    head_row: int
    columns: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    count: int

    def values(self, place: int) -> tuple[str, ...]:
        """The sample values of one column."""
        return tuple(row[place] for row in self.samples if place < len(row) and row[place])

    @property
    def table(self) -> SheetTable:
        """As much of the table as guessing needs."""
        rows = [(self.head_row + place, list(row)) for place, row in enumerate(self.samples, 1)]
        return SheetTable(self.sheet, self.hidden, self.head_row, self.columns, rows)


def folder_of(blob_folder: Path) -> Path:
    """Apart from photos and papers: these bytes go as soon as nothing waits for them."""
    return blob_folder / "imports"


def keep(blob_folder: Path, content: bytes) -> str:
    return blobs.keep(folder_of(blob_folder), content)


def forget(blob_folder: Path, digest: str) -> None:
    blobs.path(folder_of(blob_folder), digest).unlink(missing_ok=True)


def outlined(blob_folder: Path, digest: str, name: str) -> tuple[Outline, ...]:
    """The tables of a file, those on hidden sheets last. Raises Unreadable."""
    found = find_tables(read_book(blobs.path(folder_of(blob_folder), digest), name))
    return tuple(_outline(table) for table in found)


def _outline(table: SheetTable) -> Outline:
    samples: list[tuple[str, ...]] = []
    count = 0
    for _, cells in table.rows:
        if len(samples) < SAMPLES:
            samples.append(tuple(_shown(cell) for cell in cells))
        count += 1
    return Outline(table.sheet, table.hidden, table.head_row, tuple(table.columns), tuple(samples), count)


def _shown(cell: object) -> str:
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell if cell is not None else "")
    return text[:LONGEST_SAMPLE]


def packed(outlines: Sequence[Outline]) -> str:
    return json.dumps([asdict(one) for one in outlines], ensure_ascii=False)


def without_samples(outline: str) -> str:
    """What may stay when the file is gone: titles, no values of anybody."""
    return json.dumps([one | {"samples": []} for one in json.loads(outline)], ensure_ascii=False)


def unpacked(outline: str) -> tuple[Outline, ...]:
    return tuple(
        Outline(
            one["sheet"],
            one["hidden"],
            one["head_row"],
            tuple(one["columns"]),
            tuple(map(tuple, one["samples"])),
            one["count"],
        )
        for one in json.loads(outline)
    )


def read_rows(blob_folder: Path, row: Import, known: Sequence[KnownUnit], edition: Edition | None) -> Preview:
    """The rows of an import as its columns are understood, with every problem by cell.

    `known` holds units of one city only, perhaps not its top: so the reader is not told which city it is.
    """
    tables = find_tables(read_book(blobs.path(folder_of(blob_folder), row.file_sha256), row.file_name))
    mapping: Mapping[int, str] = {int(place): name for place, name in json.loads(row.mapping).items()}
    return preview(tables[row.place], targets(edition)[row.target], mapping, known, edition)
