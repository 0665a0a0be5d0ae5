"""Files outside the database, named by their SHA-256, and the table that lists them.

A file is complete under its name or not there at all: written beside, synced, then renamed into place.
"""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import Connection

from inspector.storage.instants import SECOND
from inspector.storage.rows import add, one, table
from inspector.storage.tables import Blob

B = table(Blob).c


def keep(folder: Path, content: bytes) -> str:
    """Puts the bytes on disk and returns their SHA-256. To be called before `record`, outside the writer."""
    digest = sha256(content).hexdigest()
    target = path(folder, digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)
    return digest


def keep_for(folder: Path, content: bytes, days: int, at: int) -> str:
    """As `keep`, in a folder that nothing stays in: what has lain there for so many days goes first."""
    oldest = at / SECOND - days * 86_400
    for left in folder.glob("*/*"):
        if left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)
    return keep(folder, content)


def path(folder: Path, digest: str) -> Path:
    """Where the file lies. Raises ValueError for what is no SHA-256, such as a path from outside."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return folder / digest[:2] / digest


def read(folder: Path, digest: str) -> bytes:
    """Raises FileNotFoundError when missing, ValueError when the bytes are no longer those of the digest."""
    content = path(folder, digest).read_bytes()
    if sha256(content).hexdigest() != digest:
        raise ValueError(f"the file {digest} was damaged or changed")
    return content


def record(connection: Connection, blob: Blob) -> None:
    """Lists a file that is on disk; the same bytes again keep their first name and type."""
    if by_digest(connection, blob.sha256) is None:
        add(connection, blob)


def by_digest(connection: Connection, digest: str) -> Blob | None:
    return one(connection, Blob, B.sha256 == digest)


def _write(target: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """The new name itself must survive a power failure too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
