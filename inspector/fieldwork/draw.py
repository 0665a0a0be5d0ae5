"""The draw of a sample from a frame: strata, quotas and a published seed, so simple that anybody can replay it.

The method, in full:

1. The key of a unit is the SHA-256, in lower-case hexadecimal, of the UTF-8 text made of the seed, one line feed
   (U+000A) and the unit's id.
2. In each stratum the units are put in ascending order of their keys.
3. The first n are drawn. n is the quota of the stratum: a number, or a share of its units rounded up, but not
   fewer than its minimum and not more than there are units.

So the order in which the frame is written does not matter, a unit more in one stratum changes nothing in another,
and `printf '%s\\n%s' SEED UNIT | sha256sum` is enough to check a line by hand.

The digest of a frame is the SHA-256 of one line for each unit, ended by a line feed: stratum, tab, id; the lines
in ascending order of their UTF-8 bytes.
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import sha256
from math import ceil

from msgspec import Struct

METHOD = "sha256-v1"
LONGEST_SEED = 100
_NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%", re.ASCII)


class DrawError(ValueError):
    """A seed, quota or frame that nobody can draw by."""


class Framed(Struct, frozen=True):
    """A unit of the frame; `stratum` is a key such as `east/regular_school`."""

    unit: str
    stratum: str


class Quota(Struct, frozen=True):
    """`take` as written, `3` or `20%`; `at_least` is the minimum of a share."""

    take: str
    at_least: int = 0

    def of(self, size: int) -> int:
        """How many of `size` units. Raises DrawError for what is neither a number nor a share up to 100 %."""
        if _NUMBER.fullmatch(self.take):
            return min(int(self.take), size)
        found = _SHARE.fullmatch(self.take)
        if found is None or Fraction(found[1]) > 100 or self.at_least < 0:
            raise DrawError(f"{self.take!r} is neither a number nor a share such as 20%")
        return min(max(ceil(Fraction(found[1]) / 100 * size), self.at_least), size)


def key(seed: str, unit: str) -> str:
    return sha256(f"{seed}\n{unit}".encode()).hexdigest()


def draw(frame: Iterable[Framed], quotas: Mapping[str, Quota], seed: str) -> tuple[str, ...]:
    """The drawn units, by stratum and inside it in the order of the draw; a stratum without quota draws none.

    Raises DrawError for a bad seed or quota, and for a unit that stands in the frame twice.
    """
    check_seed(seed)
    units = list(frame)
    if len({one.unit for one in units}) != len(units):
        raise DrawError("a unit stands in the frame twice")
    drawn: list[str] = []
    for stratum, members in sorted(strata(units).items()):
        count = quotas[stratum].of(len(members)) if stratum in quotas else 0
        drawn += sorted(members, key=lambda unit: (key(seed, unit), unit))[:count]
    return tuple(drawn)


def strata(frame: Iterable[Framed]) -> dict[str, list[str]]:
    """Ids by stratum, both in ascending order."""
    found: dict[str, list[str]] = {}
    for one in sorted(frame, key=lambda one: (one.stratum, one.unit)):
        found.setdefault(one.stratum, []).append(one.unit)
    return found


def frame_digest(frame: Iterable[Framed]) -> str:
    lines = sorted(f"{one.stratum}\t{one.unit}\n".encode() for one in frame)
    return sha256(b"".join(lines)).hexdigest()


def check_seed(seed: str) -> None:
    """One line of printable text without margins: it must survive being read out and typed in again."""
    if not 0 < len(seed) <= LONGEST_SEED or not seed.isprintable() or seed != seed.strip():
        raise DrawError("a seed is one line of at most 100 printable characters")
