"""The zip around the parts: fixed order and time, constant parts compressed once."""

import struct
import zlib
from collections.abc import Iterable

from msgspec import Struct

_DOS_TIME, _DOS_DATE = 0, (1980 - 1980) << 9 | 1 << 5 | 1
_VERSION, _UTF8, _DEFLATED = 20, 0x800, 8
_LEVEL = 4
"""Half the time of the usual 6 for a letter one per cent longer."""
_MADE_BY = struct.pack("<H", _VERSION)


class Part(Struct, frozen=True):
    """One compressed file of the package."""

    name: str
    crc: int
    size: int
    deflated: bytes


def pack(name: str, content: bytes) -> Part:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Part(name, zlib.crc32(content), len(content), packer.compress(content) + packer.flush())


def unpacked(part: Part) -> bytes:
    return zlib.decompress(part.deflated, -15)


class Lead(Struct, frozen=True):
    """Parts that many letters begin with, laid side by side once: bytes, their directory, their number."""

    body: bytes = b""
    directory: bytes = b""
    count: int = 0


NO_LEAD = Lead()


def side_by_side(parts: Iterable[Part], lead: Lead = NO_LEAD) -> Lead:
    """`lead` and the parts after it; [Content_Types].xml must come first, as some readers want it there."""
    body, directory, offset, count = [lead.body], [lead.directory], len(lead.body), lead.count
    for part in parts:
        name = part.name.encode()
        sizes = part.crc, len(part.deflated), part.size, len(name), 0
        shared = struct.pack("<HHHHHIIIHH", _VERSION, _UTF8, _DEFLATED, _DOS_TIME, _DOS_DATE, *sizes)
        body += [b"PK\x03\x04", shared, name, part.deflated]
        directory += [b"PK\x01\x02", _MADE_BY, shared, struct.pack("<HHHII", 0, 0, 0, 0, offset), name]
        offset += 4 + len(shared) + len(name) + len(part.deflated)
        count += 1
    return Lead(b"".join(body), b"".join(directory), count)


def assemble(parts: Iterable[Part], lead: Lead = NO_LEAD) -> bytes:
    """The bytes of the zip."""
    whole = side_by_side(parts, lead)
    counts = whole.count, whole.count, len(whole.directory), len(whole.body)
    return whole.body + whole.directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, *counts, 0)
