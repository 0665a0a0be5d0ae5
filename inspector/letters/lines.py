"""Lines of text into blocks; the syntax is described in `wording`.

Values stand as placeholders while a line is read, so that nothing in a value can be a mark.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from inspector.letters.blocks import (
    Addressee,
    AttachmentNote,
    AttachmentStart,
    Block,
    Heading,
    Note,
    Origin,
    PageBreak,
    Paragraph,
    Title,
)


class Told(str):
    """A printed text that knows where it comes from."""

    origin: Origin

    def __new__(cls, text: str, origin: Origin) -> "Told":
        made = super().__new__(cls, text)
        made.origin = origin
        return made


HOLDER = "\ue000{}\ue001"
_HELD = re.compile("\ue000([0-9]+)\ue001")
_DIGITS = "〇一二三四五六七八九"
LEVEL_MARKS: tuple[tuple[Literal[1, 2, 3, 4], re.Pattern[str]], ...] = (
    (1, re.compile("[一二三四五六七八九十]+、")),
    (2, re.compile("（[一二三四五六七八九十]+）")),
    (3, re.compile(r"[0-9]+[.．]")),
    (4, re.compile("（[0-9]+）")),
)
_BEGINS = frozenset("一二三四五六七八九十（0123456789")
"""What the mark of a heading can begin with."""
_READY = re.compile(r"\|([a-z_]+)\|")


def chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def heading_mark(level: int, number: int) -> str:
    """GB/T 9704 7.3.3: 一、 （一） 1. （1）."""
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.", f"（{number}）")[level - 1]


def parse(text: str, held: Sequence[str], ready: Mapping[str, Block]) -> tuple[Block, ...]:
    """Raises ValueError for a |name| that is not ready and for a paper without a title."""
    reader = _Reader(held, ready)
    for line in text.splitlines():
        if line.strip():
            reader.read(line.strip())
    reader.end_note()
    if not any(isinstance(block, Title) for block in reader.blocks):
        raise ValueError("there is no line with a title (# …)")
    return _numbered(reader.blocks)


class _Reader(Struct):
    held: Sequence[str]
    ready: Mapping[str, Block]
    blocks: list[Block] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    attachments: list[str] = field(default_factory=list)
    started: int = 0

    def read(self, line: str) -> None:
        if line.startswith("附件："):
            self.attachments.append(self._filled(line[3:]))
            return
        self.end_note()
        if line.startswith("## "):
            self._subtitle(line[3:])
        elif line.startswith("附件页"):
            self._attachment(line)
        elif found := _READY.fullmatch(line):
            self._ready(found[1])
        else:
            self.blocks.append(self._simple(line))

    def _simple(self, line: str) -> Block:
        if line == "---":
            return PageBreak()
        if line.startswith("# "):
            return Title(self._pieces(line[2:]))
        if line.startswith("主送："):
            return Addressee(self._filled(line[3:]))
        if line.startswith("附注："):
            return Note(self._filled(line[3:]), "end")
        if line.startswith("注："):
            return Note(self._filled(line))
        return self._heading(line) or Paragraph(*self._told(line))

    def _heading(self, line: str) -> Heading | None:
        for level, mark in LEVEL_MARKS if line[0] in _BEGINS else ():
            if found := mark.match(line):
                self.counts[level - 1] += 1
                self.counts[level:] = [0] * (4 - level)
                printed = heading_mark(level, self.counts[level - 1])
                return Heading(level, printed, *self._told(line[found.end() :]))
        return None

    def _subtitle(self, line: str) -> None:
        if not self.blocks or not isinstance(self.blocks[-1], Title):
            raise ValueError("a line under the title (## …) must follow the title")
        self.blocks[-1] = Title(self.blocks[-1].pieces, self._filled(line))

    def _attachment(self, line: str) -> None:
        kind, _, title = line.partition("：")
        if kind not in ("附件页", "附件页（横）") or not title:
            raise ValueError(f"{line}: write 附件页：… or 附件页（横）：…")
        self.started += 1
        self.counts = [0, 0, 0, 0]
        self.blocks.append(AttachmentStart(self.started, Title(self._pieces(title)), kind != "附件页"))

    def _ready(self, name: str) -> None:
        if name not in self.ready:
            raise ValueError(f"|{name}| is no block of this paper; it has {', '.join(sorted(self.ready))}")
        self.blocks.append(self.ready[name])

    def end_note(self) -> None:
        if self.attachments:
            self.blocks.append(AttachmentNote(tuple(self.attachments)))
            self.attachments = []

    def _filled(self, line: str) -> str:
        return self._told(line)[0]

    def _told(self, line: str) -> tuple[str, tuple[Origin, ...]]:
        """The line with the values in it, and their origins, each once."""
        parts = _HELD.split(line)
        if len(parts) == 1:
            return line, ()
        values = [self.held[int(place)] for place in parts[1::2]]
        parts[1::2] = values
        return "".join(parts), tuple(dict.fromkeys(value.origin for value in values if isinstance(value, Told)))

    def _pieces(self, line: str) -> tuple[str, ...]:
        return tuple(self._filled(piece) for piece in line.split("|") if piece)


def _numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A single attachment is printed 附件, without a number (7.3.7)."""
    starts = [block for block in blocks if isinstance(block, AttachmentStart)]
    if len(starts) != 1:
        return tuple(blocks)
    alone = AttachmentStart(0, starts[0].title, starts[0].landscape)
    return tuple(alone if block is starts[0] else block for block in blocks)
