"""Every paper in every head, short, filling one page exactly, and of ten pages: checked, laid out and measured.

The seed chooses the words that fill the pages. Lines are added one at a time, so that name, date and imprint meet
the foot of the page at every height. Ten pages are filled as letters are, with paragraphs of one to five lines: behind
200 paragraphs of a single line LibreOffice 7.4 no longer keeps a name with the text above it, whatever the file says.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import get_args

from inspector.letters.blocks import Variant
from inspector.letters.drafting import draft, reference_path
from inspector.letters.kinds import Paper
from inspector.letters.writer import write
from tests.letters.samples import reference
from tests.letters.samples_all import EVERY
from tests.soak.laid_out import MANY_LINES, ONE_LINE, filled, laid_out
from tests.soak.one_page import crossed

STEPS, STEPS_SHORT = range(24), range(0, 24, 8)
TEN_PAGES = 90
"""Paragraphs of one to five lines that go over ten pages with what stands before and after them."""


def run(seed: int, short: bool) -> list[str]:
    """A paper and a head at a time, so that a run of LibreOffice stays small."""
    chance = random.Random(seed)
    variants = [one for one in get_args(Variant) if reference_path(one).is_file()]
    lengths: dict[tuple[str, str], set[int]] = defaultdict(set)
    made = 0
    for paper, variant in product(EVERY, variants[:1] if short else variants):
        kind = f"{type(paper).__name__} {EVERY.index(paper)}"
        files = dict(_files(paper, variant, chance, STEPS_SHORT if short else STEPS))
        for lines, wrong, pages in laid_out(files):
            assert not wrong, f"{kind} in {variant} with {lines} more lines: {wrong[0]}"
            lengths[kind, variant].add(len(pages))
            made += 1
    if not short:
        missing = [where for where, pages in lengths.items() if max(pages) < 10 or len(pages) < 3]
        assert not missing, f"not ten pages, or never over the end of a page: {missing}"
    kinds = {kind.split()[0] for kind, _ in lengths}
    return [
        f"papers of {len(kinds)} kinds in {len({variant for _, variant in lengths})} heads: {made} files, "
        "every rule of the check and of the printed pages holds",
        f"filled line by line over the end of a page: {sum(map(_went_over, lengths.values()))} of {len(lengths)}",
        f"the longest has {_longest(lengths)} pages",
        *([] if short else crossed(variants, chance)),
    ]


def _went_over(pages: set[int]) -> bool:
    """That of ten pages is one of the lengths."""
    return len(pages) > 2


def _longest(lengths: dict[tuple[str, str], set[int]]) -> int:
    return max(max(pages) for pages in lengths.values())


def _files(paper: Paper, variant: Variant, chance: random.Random, steps: range) -> Iterator[tuple[int, bytes]]:
    letter = draft(paper, variant).letter
    for lines in (*steps, TEN_PAGES):
        longest = MANY_LINES if lines == TEN_PAGES else ONE_LINE
        yield lines, write(filled(letter, lines, longest, chance), reference(variant))
