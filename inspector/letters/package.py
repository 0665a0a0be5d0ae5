"""The zip around the parts: fixed order and time, constant parts compressed once."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_DOS_TIME, _DOS_DATE = 0, (1980 - 1980) << 9 | 1 << 5 | 1
_VERSION, _UTF8, _DEFLATED = 20, 0x800, 8


@dataclass(frozen=True)
class Part:
    """One compressed file of the package."""

    name: str
    crc: int
    size: int
    deflated: bytes


def pack(name: str, content: bytes) -> Part:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Part(name, zlib.crc32(content), len(content), packer.compress(content) + packer.flush())


@lru_cache(maxsize=256)
def pack_once(name: str, content: bytes) -> Part:
    """As `pack`, for parts that come again in the next letter."""
    return pack(name, content)


def assemble(parts: Iterable[Part]) -> bytes:
    """The bytes of the zip; [Content_Types].xml must come first, as some readers want it there."""
    body, directory, offset, count = [], [], 0, 0
    for part in parts:
        name = part.name.encode()
        shared = struct.pack(
            "<HHHHHIIIHH",
            _VERSION,
            _UTF8,
            _DEFLATED,
            _DOS_TIME,
            _DOS_DATE,
            part.crc,
            len(part.deflated),
            part.size,
            len(name),
            0,
        )
        body += [b"PK\x03\x04", shared, name, part.deflated]
        directory += [
            b"PK\x01\x02",
            struct.pack("<H", _VERSION),
            shared,
            struct.pack("<HHHII", 0, 0, 0, 0, offset),
            name,
        ]
        offset += 4 + len(shared) + len(name) + len(part.deflated)
        count += 1
    index = b"".join(directory)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(index), offset, 0)
    return b"".join([*body, index, end])
