"""The container of a rescue file, format 1.

    INSPECTOR-RESCUE       16 bytes
    length of the head      4 bytes, big-endian
    head                   JSON: format, key (whose it is), device, count, time (milliseconds), public, iv
    sealed                 AES-256-GCM under the iv; everything before it is authenticated along

The key comes by HKDF-SHA256 from ECDH on P-256 between the server's pair and one made for this file alone, whose
public point is `public`; its info is "inspector-rescue-1" with both points, the file's own first.

What is sealed: 4 bytes length, JSON with `operations`, `files` and `intents`, then the files' bytes one after the
other, each as long as its `size` says.
"""

import json
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from inspector.i18n import N_
from inspector.storage.rescues import key

MAGIC = b"INSPECTOR-RESCUE"
FORMAT = 1
LONGEST_HEAD = 10_000
NOT_ONE = N_("This is no rescue file. Choose the file that the device saved; its name begins with inspector-rescue.")
NEWER = N_("This rescue file was made by a newer release. Bring the server up to date, then import it.")
OTHER_SERVER = N_(
    "This rescue file was made for another server. Import it there: at the address the device works with."
)
DAMAGED = N_("The rescue file is damaged or incomplete. Copy it from the device once more, or save it there anew.")


class UnfitRescueError(ValueError):
    """With words for the reader, as a message id."""


class Head(Struct, frozen=True):
    """What stands in the clear: from which device, how much, and when it was saved there (milliseconds)."""

    key: str
    device: str
    count: int
    time: int


class Rescued(Struct, frozen=True):
    """An opened file: its JSON as it came, and the bytes of its files in their order."""

    head: Head
    said: dict[str, Any]
    contents: Sequence[bytes]


def opened(content: bytes, pair: EllipticCurvePrivateKey) -> Rescued:
    """Raises UnfitRescueError."""
    start, told = _head(content)
    try:
        head = Head(str(told["key"]), str(told["device"])[:64], _number(told["count"]), _number(told["time"]))
        public, iv = b64decode(told["public"], validate=True), b64decode(told["iv"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise UnfitRescueError(DAMAGED) from error
    if head.key != key.key_id(key.point(pair)):
        raise UnfitRescueError(OTHER_SERVER)
    return _unpacked(head, _unsealed(content[start:], public, iv, content[:start], pair))


def _number(told: Any) -> int:
    if type(told) is not int or not 0 <= told < 2**53:
        raise ValueError
    return told


def _head(content: bytes) -> tuple[int, dict[str, Any]]:
    """Where what is sealed begins, and what stands before it."""
    begins = len(MAGIC) + 4
    if not content.startswith(MAGIC):
        raise UnfitRescueError(NOT_ONE)
    length = int.from_bytes(content[len(MAGIC) : begins], "big")
    told = _json(content[begins : begins + length]) if length <= LONGEST_HEAD else {}
    number = told.get("format")
    if type(number) is not int or number < 1:
        raise UnfitRescueError(DAMAGED)
    if number > FORMAT:
        raise UnfitRescueError(NEWER)
    return begins + length, told


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnfitRescueError(DAMAGED) from error
    if not isinstance(found, dict):
        raise UnfitRescueError(DAMAGED)
    return found


def _unsealed(sealed: bytes, public: bytes, iv: bytes, before: bytes, pair: EllipticCurvePrivateKey) -> bytes:
    info = b"inspector-rescue-1" + public + key.point(pair)
    try:
        shared = pair.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public))
        secret = HKDF(algorithm=SHA256(), length=32, salt=b"", info=info).derive(shared)
        return AESGCM(secret).decrypt(iv, sealed, before)
    except (InvalidTag, ValueError) as error:
        raise UnfitRescueError(DAMAGED) from error


def _unpacked(head: Head, plain: bytes) -> Rescued:
    place = 4 + int.from_bytes(plain[:4], "big")
    said, contents = _json(plain[4:place]), []
    files = said.get("files")
    for one in files if isinstance(files, list) else ():
        size = one.get("size") if isinstance(one, dict) else None
        if type(size) is not int or size < 0:
            raise UnfitRescueError(DAMAGED)
        contents.append(plain[place : place + size])
        place += size
    if place != len(plain):
        raise UnfitRescueError(DAMAGED)
    return Rescued(head, said, contents)
