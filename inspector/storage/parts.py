"""The bytes of files that are not complete yet, one file an upload; how far one has come is its length."""

import os
import time
from pathlib import Path

KEPT_DAYS = 7


def folder_of(blob_folder: Path) -> Path:
    return blob_folder / "uploads"


def length(blob_folder: Path, upload_id: str) -> int:
    try:
        return _path(blob_folder, upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def append(blob_folder: Path, upload_id: str, offset: int, piece: bytes) -> None:
    """Writes one piece at its place: the same piece twice, even at the same moment, gives the same file.

    Raises OSError when it does not fit; the file is then as long as before.
    """
    target = _path(blob_folder, upload_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(target, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _write(handle, offset, piece)
    except OSError:
        os.truncate(handle, offset)
        raise
    finally:
        os.close(handle)


def _write(handle: int, offset: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        written = os.pwrite(handle, rest, offset)
        offset, rest = offset + written, rest[written:]


def read(blob_folder: Path, upload_id: str) -> bytes:
    return _path(blob_folder, upload_id).read_bytes()


def drop(blob_folder: Path, upload_id: str) -> None:
    _path(blob_folder, upload_id).unlink(missing_ok=True)


def sweep(blob_folder: Path) -> int:
    """Removes what has not grown for seven days, and says how many files that were.

    The announcements stay: what was promised and never came is still to be seen, and starts anew if it comes.
    """
    oldest = time.time() - KEPT_DAYS * 86400
    stale = [one for one in folder_of(blob_folder).glob("*") if one.stat().st_mtime < oldest]
    for one in stale:
        one.unlink(missing_ok=True)
    return len(stale)


def _path(blob_folder: Path, upload_id: str) -> Path:
    """Ids are checked where they come in; a path from outside ends here all the same."""
    if not upload_id.replace("-", "").isalnum() or not upload_id.isascii():
        raise ValueError("not the id of an upload")
    return folder_of(blob_folder) / upload_id
