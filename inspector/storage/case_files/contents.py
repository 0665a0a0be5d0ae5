"""The bytes of photos and documents inside a case file.

While the file is open they also lie in a folder beside it, where the record looks for them. That folder is only a
copy: whatever came in is put into the file before it is acknowledged.
"""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from inspector.storage import blobs
from inspector.storage.case_files import CONTENT
from inspector.storage.raw import Cursor
from inspector.storage.store import Store

MAKE = f"CREATE TABLE {CONTENT} (sha256 VARCHAR(64) NOT NULL PRIMARY KEY, content BLOB NOT NULL)"
PUT = f"INSERT INTO {CONTENT} (sha256, content) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING"
OUTSIDE = f"SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM {CONTENT})"
HELD = f"SELECT sha256 FROM {CONTENT}"
ONE = f"SELECT content FROM {CONTENT} WHERE sha256 = ?"


def put(connection: Connection, folder: Path, digests: Iterable[str]) -> None:
    """What is missing or damaged on the disk is left out: a photo less must not hold up the rest."""
    cursor = Cursor(connection)
    for digest in digests:
        try:
            content = blobs.read(folder, digest)
        except (OSError, ValueError):
            continue
        cursor.run(PUT, (digest, content))


def outside(connection: Connection) -> list[str]:
    """Files the record lists that are not in the case file yet."""
    return [row[0] for row in Cursor(connection).rows(OUTSIDE, ())]


async def pack(store: Store) -> None:
    waiting = await store.read(outside)
    if waiting:
        await store.write(lambda connection: put(connection, store.blob_folder, waiting))


def reconcile(store: Store) -> None:
    """When a case file is opened: the folder beside it gets what the file holds, and the other way round."""
    store.blob_folder.mkdir(parents=True, exist_ok=True)
    store.read_now(lambda connection: _unpack(connection, store.blob_folder))
    waiting = store.read_now(outside)
    if waiting:
        store.write_now(lambda connection: put(connection, store.blob_folder, waiting))


def _unpack(connection: Connection, folder: Path) -> None:
    cursor = Cursor(connection)
    for (digest,) in cursor.rows(HELD, ()):
        if not blobs.path(folder, digest).exists():
            row = cursor.row(ONE, (digest,))
            assert row is not None
            blobs.keep(folder, row[0])
