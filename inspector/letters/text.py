"""The text policy: what a value from a record may bring into a letter.

One function, applied to every text before layout. Nothing is lost without a warning that names the field.
"""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

LIMIT = 20_000
"""Characters of one field."""

_LINES = re.compile("[\r\x85\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n|" + _LINES.pattern)
_LATIN_RUN = re.compile(r"[!-~\u00a1-\u024f]+")
_COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_REMOVED = {
    "control characters": re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]"),
    "zero-width characters": re.compile(
        "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
    ),
    "direction controls": re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"),
    "halves of surrogate pairs": re.compile("[\ud800-\udfff]"),
    "non-characters": re.compile(
        "[\ufdd0-\ufdef\ufffe\uffff"
        + "".join(chr(p * 0x10000 + e) for p in range(1, 17) for e in (0xFFFE, 0xFFFF))
        + "]"
    ),
}
_SUSPECT = re.compile(
    "[\n\t" + "".join(each.pattern[1:-1] for each in (*_REMOVED.values(), _LINES, _COMPATIBILITY)) + "]"
)
"""Whatever the policy looks at: a text without any of it passes unread."""
BREAK = "\u200b"
"""The only zero-width character that we write: a place where a long Latin run may break."""


class TextWarning(Struct, frozen=True):
    """`count` characters were removed, unified or cut off in `field` of `record`."""

    record: str
    field: str
    name: str
    count: int

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.name} ({self.count})"


def clean(text: str, record: str, field: str, limit: int = LIMIT) -> tuple[str, tuple[TextWarning, ...]]:
    """The text as it may be printed: NFC, one newline between paragraphs, no control or invisible characters."""
    if passes(text, limit):
        return text, ()
    warnings: list[TextWarning] = []
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    for name, pattern in _REMOVED.items():
        text, count = pattern.subn("", text)
        if count:
            warnings.append(TextWarning(record, field, f"{name} removed", count))
    if count := sum(unicodedata.normalize("NFC", char) != char for char in _COMPATIBILITY.findall(text)):
        warnings.append(TextWarning(record, field, "compatibility ideographs unified", count))
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(part for line in text.split("\n") if (part := line.strip(" ")))
    if len(text) > limit:
        warnings.append(TextWarning(record, field, f"cut off after {limit} characters", len(text) - limit))
        text = text[:limit]
    return text, tuple(warnings)


def passes(text: str, limit: int = LIMIT) -> bool:
    """Whether the policy leaves the text as it is, as nearly always."""
    if len(text) > limit or text[:1] == " " or text[-1:] == " ":
        return False
    return not _SUSPECT.search(text) and (text.isascii() or unicodedata.is_normalized("NFC", text))


def one_line(text: str) -> str:
    return text.replace("\n", " ")


@lru_cache(maxsize=64)
def _too_long(halves: int) -> re.Pattern[str]:
    return re.compile(f"{_LATIN_RUN.pattern[:-1]}{{{halves + 1}}}")


def with_breaks(text: str, halves: int) -> str:
    """Latin runs wider than a line of `halves` half characters get places to break, a third of a line apart."""
    if len(text) <= halves or not _too_long(halves).search(text):
        return text
    step = max(halves // 3, 4)

    def split(match: re.Match[str]) -> str:
        run = match.group()
        if len(run) <= halves:
            return run
        return BREAK.join(run[at : at + step] for at in range(0, len(run), step))

    return _LATIN_RUN.sub(split, text)
