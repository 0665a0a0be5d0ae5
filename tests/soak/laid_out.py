"""Letters filled with text and laid out: what the check and the printed pages say of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

from msgspec.structs import replace

from inspector.letters.blocks import (
    AttachmentNote,
    AttachmentStart,
    Block,
    Heading,
    Imprint,
    Letter,
    Paragraph,
    Signatories,
    Signature,
    Table,
)
from inspector.letters.check import broken
from inspector.letters.opened import Finding
from inspector.letters.rendered import Page, check_pages, printed

ONE_LINE, MANY_LINES = 26, 120
"""Characters that a paragraph stays under."""
WORDS = "本次督导按照规定的程序和标准进行所列情况均经现场核查并由双方签字确认有关单位应当逐项整改按期报告"
_Key = TypeVar("_Key")


def filled(letter: Letter, paragraphs: int, longest: int, chance: Random) -> Letter:
    """With paragraphs shorter than `longest` before what closes the letter, or the heading over it."""
    ends = (place for place, block in enumerate(letter.blocks) if _closes(block))
    at = next(ends, len(letter.blocks))
    at -= isinstance(letter.blocks[at - 1], Heading)
    more: list[Block] = [
        Paragraph("".join(chance.choices(WORDS, k=chance.randrange(20, longest)))) for _ in range(paragraphs)
    ]
    return replace(letter, blocks=(*letter.blocks[:at], *more, *letter.blocks[at:]))


def _closes(block: Block) -> bool:
    closing = (AttachmentNote, AttachmentStart, Signature, Signatories, Imprint)
    return isinstance(block, closing) or (isinstance(block, Table) and block.together)


def laid_out(files: Mapping[_Key, bytes]) -> Iterator[tuple[_Key, list[Finding], list[Page]]]:
    """What is wrong with each file by the check and by its printed pages, and these; one run of LibreOffice."""
    with TemporaryDirectory() as folder:
        paths = []
        for number, data in enumerate(files.values()):
            paths.append(Path(folder) / f"{number}.docx")
            paths[-1].write_bytes(data)
        for (key, data), pages in zip(files.items(), printed(paths), strict=True):
            yield key, [each for each in (*broken(data), *check_pages(pages)) if not each.ok], pages
