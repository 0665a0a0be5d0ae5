"""What goes out beside pages: answers to our own scripts, and files that are made for a download."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote

from litestar.response import Stream
from litestar.response.base import ASGIResponse
from litestar.serialization import encode_json
from litestar.types import ASGIApp

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PIECE = 256 * 1024
UNFIT_FOR_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def our_answer(kind: str, told: Mapping[str, Any], status: int = 200) -> ASGIApp:
    """JSON that names itself ours: a device believes no answer without that name, as a portal or proxy gives one."""
    return ASGIResponse(body=encode_json(told), status_code=status, headers={"inspector-answer": kind})


def attachment(title: str, ending: str) -> str:
    """Content-Disposition with the Chinese name (RFC 6266) and a plain one for old clients."""
    name = f"{UNFIT_FOR_NAMES.sub('', title).strip(' .')[:80] or 'file'}.{ending}"
    return f"attachment; filename=\"inspector.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"


async def sent(write: Callable[[IO[bytes]], None], title: str, ending: str, media_type: str) -> Stream:
    """What `write` writes, in a thread into a file without a name, sent piece by piece.

    A mistake is an error page and no half file.
    """
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 (it lives as long as its pieces are sent)
    try:
        await asyncio.to_thread(write, file)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    headers: dict[str, Any] = {"content-disposition": attachment(title, ending), "content-length": str(size)}
    return Stream(_pieces(file), media_type=media_type, headers=headers)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
