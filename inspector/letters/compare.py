"""What changed between two texts of a letter, paragraph by paragraph."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from lxml import etree

from inspector.letters.opened import Opened

Kind = Literal["same", "changed", "added", "removed"]
ALIKE = 0.5
"""From this share of equal characters on, two paragraphs count as one that was changed."""


@dataclass(frozen=True)
class Change:
    """A paragraph on both sides; the side where it does not stand is empty."""

    kind: Kind
    before: str
    after: str


class UnreadableLetter(ValueError):
    """No Word document that we can read the text of."""


def texts_of(docx: bytes) -> list[str]:
    """The paragraphs as printed, tables and boxes included, without empty ones. Raises UnreadableLetter."""
    try:
        found = [shown.text.replace("\n", "").strip() for shown in Opened(docx).paragraphs]
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, AttributeError, ValueError, OSError) as error:
        raise UnreadableLetter(str(error)) from error
    return [text for text in found if text]


def compare(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Every paragraph of both sides once, in order; `same` ones too, so that a page can show the whole."""
    found: list[Change] = []
    for tag, left, right, low, high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Change("same", text, text) for text in before[left:right]]
        else:
            found += _replaced(before[left:right], after[low:high])
    return found


def changed(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Only what differs."""
    return [one for one in compare(before, after) if one.kind != "same"]


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Paragraphs that resemble each other are one that changed, as is one that stands for one; the rest came or went."""
    pairs = _pairs(before, after)
    last_left = last_right = 0
    for left, right in [*pairs, (len(before), len(after))]:
        yield from _between(before[last_left:left], after[last_right:right])
        if left < len(before):
            yield Change("changed", before[left], after[right])
        last_left, last_right = left + 1, right + 1


def _between(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if len(before) == len(after) == 1:
        yield Change("changed", before[0], after[0])
        return
    yield from (Change("removed", text, "") for text in before)
    yield from (Change("added", "", text) for text in after)


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Places of paragraphs that resemble each other, rising on both sides."""
    found: list[tuple[int, int]] = []
    start = 0
    for left, text in enumerate(before):
        likeness = [(_alike(text, other), -place) for place, other in enumerate(after[start:], start)]
        best, place = max(likeness, default=(0.0, 0))
        if best >= ALIKE:
            found.append((left, -place))
            start = 1 - place
    return found


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0
