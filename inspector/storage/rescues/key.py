"""The server's key pair for rescue files: made once, kept beside the record, read by the server alone.

A backup of the data folder must hold it: without it no rescue file that was made for this server can be opened.
"""

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

FILE = "rescue.key"


def opened(data_folder: Path) -> EllipticCurvePrivateKey:
    """Makes it first where there is none. Raises ValueError when the file is damaged."""
    file = data_folder / FILE
    if not file.exists():
        _make(file)
    found = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(found, EllipticCurvePrivateKey):
        raise ValueError(f"{file} is not a key of this program: put the file of the last backup in its place")
    return found


def _make(file: Path) -> None:
    """Two servers that start at once agree: the first one's key stands."""
    pair = generate_private_key(SECP256R1())
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=".new-") as new:  # mode 600
        new.write(pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        new.flush()
        os.fsync(new.fileno())
        try:
            os.link(new.name, file)
        except FileExistsError:
            return


def point(pair: EllipticCurvePrivateKey) -> bytes:
    """The public key as an uncompressed point of the curve, 65 bytes."""
    return pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def text(pair: EllipticCurvePrivateKey) -> str:
    """The public key as pages hold it."""
    return b64encode(point(pair)).decode()


def key_id(public: bytes) -> str:
    """16 hex digits of its SHA-256, by which a file says for whom it is."""
    return sha256(public).hexdigest()[:16]
