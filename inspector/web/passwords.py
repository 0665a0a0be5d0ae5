"""Passwords: argon2id with 19 MiB, two passes, one lane; two at a time, outside the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST = 10
LONGEST = 128
COMMON = frozenset(
    {
        "1234567890",
        "0123456789",
        "12345678910",
        "0987654321",
        "1234567891",
        "9876543210",
        "qwertyuiop",
        "qwerty12345",
        "password123",
        "password1234",
        "password12",
        "passw0rd123",
        "iloveyou123",
        "a123456789",
        "abc123456789",
        "abcd123456",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "1qazxsw23edc",
        "qazwsxedc123",
        "zaq12wsxcde3",
        "asdfghjkl123",
        "woaini1314520",
        "woaini520",
        "5201314520",
        "1314520520",
        "administrator",
        "admin123456",
        "admin12345",
        "admin@123456",
        "inspector123",
        "changeme123",
        "welcome123",
        "q1w2e3r4t5",
        "147258369a",
        "123456789a",
        "123456789q",
        "a1b2c3d4e5",
        "aa123456789",
        "qq123456789",
    }
)
_TWO_AT_A_TIME = ThreadPoolExecutor(2, thread_name_prefix="inspector-password")


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    return HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """Checked when the account is unknown, so that the answer takes the same time."""
    return hash_password("nobody has this password")


def hash_nobody() -> None:
    """Works that hash out beside what else a start does."""
    _TWO_AT_A_TIME.submit(nobodys_hash)


async def hash_apart(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_TWO_AT_A_TIME, hash_password, password)


async def matches_apart(password_hash: str, password: str) -> bool:
    return await asyncio.get_running_loop().run_in_executor(_TWO_AT_A_TIME, matches, password_hash, password)


def too_easy(password: str, login: str) -> bool:
    """On the list of common ones, made of very few characters, or built around the login."""
    plain = password.casefold()
    return plain in COMMON or len(set(plain)) < 4 or (len(login) >= 3 and login.casefold() in plain)
