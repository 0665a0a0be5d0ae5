"""Ids of rounds, inspections and letters: short, in order of time, not to be guessed in a row."""

from base64 import b32hexencode
from secrets import token_bytes

from inspector.storage.instants import now


def new_id() -> str:
    """20 lower-case letters and digits: 48 bits of milliseconds, 52 random ones."""
    moment = (now() // 1000).to_bytes(6, "big")
    return b32hexencode(moment + token_bytes(7))[:20].decode().lower()
