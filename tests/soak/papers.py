"""Every paper in every head, short, filling one page exactly, and of ten pages: checked, laid out and measured.

The seed chooses the words that fill the pages. Lines are added one at a time, so that name, date and imprint meet
the foot of the page at every height. Ten pages are filled as letters are, with paragraphs of one to five lines: behind
200 paragraphs of a single line LibreOffice 7.4 no longer keeps a name with the text above it, whatever the file says.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from msgspec.structs import replace

from inspector.letters.blocks import (
    AttachmentNote,
    AttachmentStart,
    Block,
    Imprint,
    Letter,
    Paragraph,
    Signatories,
    Signature,
    Variant,
)
from inspector.letters.check import broken
from inspector.letters.drafting import draft, reference_path
from inspector.letters.kinds import Paper
from inspector.letters.opened import Finding
from inspector.letters.rendered import check_pages, printed
from inspector.letters.writer import write
from tests.letters.samples import reference
from tests.letters.samples_all import EVERY

ONE_LINE, MANY_LINES = 26, 120
STEPS, STEPS_SHORT = range(24), range(0, 24, 8)
TEN_PAGES = 90
"""Paragraphs of one to five lines that go over ten pages with what stands before and after them."""
WORDS = "本次督导按照规定的程序和标准进行所列情况均经现场核查并由双方签字确认有关单位应当逐项整改按期报告"


def run(seed: int, short: bool) -> list[str]:
    """A paper and a head at a time, so that a run of LibreOffice stays small."""
    chance = random.Random(seed)
    variants = [one for one in get_args(Variant) if reference_path(one).is_file()]
    lengths: dict[tuple[str, str], set[int]] = defaultdict(set)
    made = 0
    for paper, variant in product(EVERY, variants[:1] if short else variants):
        kind = f"{type(paper).__name__} {EVERY.index(paper)}"
        files = dict(_files(paper, variant, chance, STEPS_SHORT if short else STEPS))
        for lines, found, pages in _measured(files):
            wrong = [each for each in found if not each.ok]
            assert not wrong, f"{kind} in {variant} with {lines} more lines: {wrong[0]}"
            lengths[kind, variant].add(pages)
            made += 1
    if not short:
        missing = [where for where, pages in lengths.items() if max(pages) < 10]
        assert not missing, f"not ten pages: {missing}"
    kinds = {kind.split()[0] for kind, _ in lengths}
    one_page = sum(1 in pages and 2 in pages for pages in lengths.values())
    return [
        f"papers of {len(kinds)} kinds in {len({variant for _, variant in lengths})} heads: {made} files, "
        "every rule of the check and of the printed pages holds",
        f"filled line by line over the end of page 1: {one_page} of {len(lengths)}",
        f"the longest has {_longest(lengths)} pages",
    ]


def _longest(lengths: dict[tuple[str, str], set[int]]) -> int:
    return max(max(pages) for pages in lengths.values())


def _files(paper: Paper, variant: Variant, chance: random.Random, steps: range) -> Iterator[tuple[int, bytes]]:
    letter = draft(paper, variant).letter
    for lines in (*steps, TEN_PAGES):
        longest = MANY_LINES if lines == TEN_PAGES else ONE_LINE
        yield lines, write(_filled(letter, lines, longest, chance), reference(variant))


def _filled(letter: Letter, paragraphs: int, longest: int, chance: random.Random) -> Letter:
    """With paragraphs of at most `longest` characters before what closes the letter."""
    closing = (AttachmentNote, AttachmentStart, Signature, Signatories, Imprint)
    ends = (place for place, block in enumerate(letter.blocks) if isinstance(block, closing))
    at = next(ends, len(letter.blocks))
    more: list[Block] = [
        Paragraph("".join(chance.choices(WORDS, k=chance.randrange(20, longest)))) for _ in range(paragraphs)
    ]
    return replace(letter, blocks=(*letter.blocks[:at], *more, *letter.blocks[at:]))


def _measured(files: dict[int, bytes]) -> Iterator[tuple[int, list[Finding], int]]:
    """What the check and the printed pages say of each, and how many pages it has."""
    with TemporaryDirectory() as folder:
        paths = []
        for number, data in enumerate(files.values()):
            paths.append(Path(folder) / f"{number}.docx")
            paths[-1].write_bytes(data)
        for (lines, data), pages in zip(files.items(), printed(paths), strict=True):
            yield lines, [*broken(data), *check_pages(pages)], len(pages)
