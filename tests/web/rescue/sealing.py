"""Rescue files made and opened as the format says, with nothing of the product: HKDF (RFC 5869) by hand."""

import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

DEVICE = "00112233445566aa"
TIME = 1_764_000_000_000


def server_key(data_folder: Path) -> ec.EllipticCurvePrivateKey:
    found = load_pem_private_key((data_folder / "rescue.key").read_bytes(), None)
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def point(pair: ec.EllipticCurvePrivateKey) -> bytes:
    return pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def secret(shared: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256 and no salt; 32 bytes are one block."""
    extracted = hmac.digest(bytes(32), shared, sha256)
    return hmac.digest(extracted, info + b"\x01", sha256)


def agreed(own: ec.EllipticCurvePrivateKey, other: bytes, info: bytes) -> bytes:
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), other)
    return secret(own.exchange(ec.ECDH(), public), info)


def framed(head: dict[str, Any]) -> bytes:
    told = json.dumps(head).encode()
    return b"INSPECTOR-RESCUE" + len(told).to_bytes(4, "big") + told


def packed(said: Any, contents: list[bytes]) -> bytes:
    told = json.dumps(said).encode()
    return len(told).to_bytes(4, "big") + told + b"".join(contents)


def sealed(server: ec.EllipticCurvePrivateKey, plain: bytes, **changed: Any) -> bytes:
    """What a device saves for the server; `changed` is in the head."""
    once, iv = ec.generate_private_key(ec.SECP256R1()), bytes(range(12))
    key = agreed(once, point(server), b"inspector-rescue-1" + point(once) + point(server))
    whose = sha256(point(server)).hexdigest()[:16]
    head = {"format": 1, "key": whose, "device": DEVICE, "count": 1, "time": TIME}
    before = framed(head | {"public": b64encode(point(once)).decode(), "iv": b64encode(iv).decode()} | changed)
    return before + AESGCM(key).encrypt(iv, plain, before)


def unsealed(content: bytes, server: ec.EllipticCurvePrivateKey) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Head, JSON and the rest of what is in a file that a browser saved."""
    assert content[:16] == b"INSPECTOR-RESCUE"
    start = 20 + int.from_bytes(content[16:20], "big")
    head = json.loads(content[20:start])
    public, iv = b64decode(head["public"]), b64decode(head["iv"])
    key = agreed(server, public, b"inspector-rescue-1" + public + point(server))
    plain = AESGCM(key).decrypt(iv, content[start:], content[:start])
    end = 4 + int.from_bytes(plain[:4], "big")
    return head, json.loads(plain[4:end]), plain[end:]
