"""Reading a case file that comes from outside: it may be broken, cut off or made to do harm.

The file is opened for reading only, its schema is not trusted, and nothing of it is believed before it was checked:
marks, length, pages, tables, types, and the content hash of every entry.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from inspector.checklist.cells import CellPathError
from inspector.fieldwork.operations import Level, MalformedOperationError, Operation, check
from inspector.i18n import N_
from inspector.storage.case_files import APPLICATION, CONTENT, FORMAT
from inspector.storage.columns import metadata_of_record

NO_CASE = N_("This is no case file. Choose the file whose name ends in .inspector-case, as it lies on the laptop.")
NEWER = N_("This case file was made by a newer version of the program. Update this program first, then merge again.")
CUT_OFF = N_(
    "The case file is damaged or was copied only in part. Open it once more on the laptop, stop it there, copy it "
    "again and merge that copy. Nothing was changed here."
)
CHANGED = N_(
    "The case file holds something that this program did not write, so nothing was taken over. Keep the file and "
    "show it to your administrator."
)
TOO_MUCH = N_("The case file holds more than fits into one merge. Keep the file and show it to your administrator.")
MOST_OPERATIONS = 100_000
LONGEST_VALUE = 32_000_000  # bytes: above the largest file that is evidence
MOST_STEPS = 20_000  # calls of the progress handler, each after 100,000 steps of SQLite's machine
MOST_INSPECTIONS = 200

CASE = """
SELECT c.id, c.account_id, c.taken_at, c.inspections, c.origin, c.app_version, a.login, a.name, a.created_at
FROM case_file c JOIN account a ON a.id = c.account_id LIMIT 2
"""
OPERATIONS = f"""
SELECT id, inspection_id, level, field, base, value, raw, account_id, device, seq, device_time, content_hash
FROM operation ORDER BY arrival LIMIT {MOST_OPERATIONS + 1}
"""
HELD = f"SELECT sha256 FROM {CONTENT}"
ONE = f"SELECT content FROM {CONTENT} WHERE sha256 = ?"


class UnfitCaseError(ValueError):
    """The file cannot be merged; the message id says why and what to do next."""


class CaseHead(Struct, frozen=True):
    """What a case file says of itself."""

    id: str
    account_id: int
    taken_at: int
    inspections: tuple[str, ...]
    origin: str
    app_version: str
    login: str
    name: str
    account_made_at: int


class CaseReader:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.head = self._head()
        self.operations = tuple(self._operations())
        self.held = frozenset(str(row[0]) for row in self._rows(HELD))

    def content(self, digest: str) -> bytes | None:
        """The bytes of a piece of evidence; None when the file does not hold them whole."""
        row = next(iter(self._rows(ONE, (digest,))), None)
        content = row[0] if row else None
        return content if isinstance(content, bytes) and sha256(content).hexdigest() == digest else None

    def _head(self) -> CaseHead:
        rows = self._rows(CASE)
        kinds = (str, int, int, str, str, str, str, str, int)
        if len(rows) != 1 or not _typed(rows[0], kinds):
            raise UnfitCaseError(CHANGED)
        row = rows[0]
        try:
            listed = json.loads(row[3])
        except (ValueError, RecursionError) as error:
            raise UnfitCaseError(CHANGED) from error
        if (
            not isinstance(listed, list)
            or len(listed) > MOST_INSPECTIONS
            or not all(isinstance(one, str) for one in listed)
        ):
            raise UnfitCaseError(CHANGED)
        return CaseHead(row[0], row[1], row[2], tuple(listed), *row[4:])

    def _operations(self) -> Iterator[Operation]:
        rows = self._rows(OPERATIONS)
        if len(rows) > MOST_OPERATIONS:
            raise UnfitCaseError(TOO_MUCH)
        yield from map(self._operation, rows)

    def _operation(self, row: tuple[Any, ...]) -> Operation:
        text = str | None
        if not _typed(row, (str, str, str, str, text, text, text, int, str, int, int | None, str)):
            raise UnfitCaseError(CHANGED)
        try:
            made = Operation(row[0], row[1], Level(row[2]), *row[3:11])
            check(made)
        except (ValueError, CellPathError, MalformedOperationError) as error:
            raise UnfitCaseError(CHANGED) from error
        if made.content_hash != row[11] or made.level is not Level.team or made.inspection not in self.head.inspections:
            raise UnfitCaseError(CHANGED)
        return made

    def _rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except (sqlite3.Error, ValueError, OverflowError) as error:
            raise UnfitCaseError(CUT_OFF) from error


def _typed(row: tuple[Any, ...], kinds: tuple[Any, ...]) -> bool:
    return all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True))


def is_case_file(file: Path) -> bool:
    """By its mark alone, for telling what was given."""
    with file.open("rb") as opened:
        head = opened.read(100)
    return len(head) == 100 and head.startswith(b"SQLite format 3\x00") and head[68:72] == APPLICATION.to_bytes(4)


@contextmanager
def reading(file: Path) -> Iterator[CaseReader]:
    """Everything that can be told from the file alone is checked; raises UnfitCaseError."""
    _check_header(file)
    # immutable: no lock, no journal and no companion file is looked at
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        _restrict(connection)
        _check_tables(connection)
        _check_pages(connection)
        yield CaseReader(connection)
    finally:
        connection.close()


def _check_header(file: Path) -> None:
    with file.open("rb") as opened:
        head = opened.read(100)
    if not head:
        raise UnfitCaseError(CUT_OFF)
    if len(head) < 100 or not is_case_file(file):
        raise UnfitCaseError(NO_CASE)
    page_size = int.from_bytes(head[16:18])
    page_size = 65536 if page_size == 1 else page_size
    if int.from_bytes(head[60:64]) > FORMAT:
        raise UnfitCaseError(NEWER)
    plain = head[18] == head[19] == 1  # else the last entries would lie in a file beside this one
    if not plain or file.stat().st_size != page_size * int.from_bytes(head[28:32]):
        raise UnfitCaseError(CUT_OFF)


def _restrict(connection: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, 40_000)  # checking our tables takes 7,000; the buffer doubles
    connection.set_progress_handler(_patience(), 100_000)


def _patience() -> Callable[[], int]:
    left = iter(range(MOST_STEPS))
    return lambda: 0 if next(left, None) is not None else 1


def _check_pages(connection: sqlite3.Connection) -> None:
    try:
        sound = connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
        raise UnfitCaseError(CUT_OFF) from error
    if not sound:
        raise UnfitCaseError(CUT_OFF)


def _check_tables(connection: sqlite3.Connection) -> None:
    """Our tables and their indexes; no view, trigger or virtual table, which could run something when read."""
    ours = {*metadata_of_record.tables, "alembic_version", CONTENT}
    try:
        found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise UnfitCaseError(CUT_OFF) from error
    for kind, name, table, sql in found:
        plain = kind == "index" or (kind == "table" and name == table and str(sql).startswith("CREATE TABLE"))
        if not plain or table not in ours or " GENERATED " in f"{sql}".upper():
            raise UnfitCaseError(CHANGED)
