"""Exactly one page: a short paper of every kind under every head, filled line by line over the end of page 1.

The last step that is still one page is full to the foot, the next one has two; both are checked and measured, and the
steps beside them. The shipped wording of most kinds is longer than a page holds: they are named with the reason, and
measured in an office's own, brief wording.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from inspector.letters.blocks import (
    Addressee,
    AttachmentStart,
    Block,
    Chart,
    Heading,
    Imprint,
    Letter,
    Paragraph,
    Signatories,
    Variant,
)
from inspector.letters.drafting import draft
from inspector.letters.kinds import KINDS, Paper, kind_of
from inspector.letters.layout import wrapped_lines
from inspector.letters.measures import LINE_HALVES
from inspector.letters.rendered import Page
from inspector.letters.writer import write
from tests.letters.samples import reference
from tests.letters.samples_brief import brief_wording
from tests.letters.samples_short import SHORT
from tests.soak.laid_out import ONE_LINE, filled, laid_out

LINE, GLYPH_EDGES = 28.95, 7.0
"""Points: the pitch of the text, and what boxes of glyphs leave free over and under themselves."""
FOOT = 262 * 72 / 25.4
BEFORE, BEHIND = 2, 2
"""Steps that are tried before and behind the one that should just fill the page."""
_Key = TypeVar("_Key")


class Longer(NamedTuple):
    """Why a kind is longer than a page in its shipped wording, and whether a paper is so."""

    why: str
    holds: Callable[[Sequence[Block]], bool]


def _has(kind: type[Block]) -> Callable[[Sequence[Block]], bool]:
    return lambda blocks: any(isinstance(block, kind) for block in blocks)


def _too_many_lines(blocks: Sequence[Block]) -> bool:
    """By the widths of their texts, each two characters in."""
    texts = [line for block in blocks if isinstance(block, Heading | Paragraph) for line in block.text.split("\n")]
    by_hand = sum(len(block.blank) for block in blocks if isinstance(block, Signatories))
    return sum(wrapped_lines(f"　　{text}", LINE_HALVES) for text in texts) + by_hand > max(ROOM.values())


ATTACHED = Longer("its list is an attachment, which begins a page of its own (7.3.7)", _has(AttachmentStart))
CHARTED = Longer("tables or charts stand between its chapters", _has(Chart))
WORDED = Longer("its chapters alone take more lines than any head leaves", _too_many_lines)
LONGER: Mapping[str, Longer] = {
    "notice": ATTACHED,
    "accountability": ATTACHED,
    "city_report": CHARTED,
    "district_report": CHARTED,
    "work_record": WORDED,
    "preliminary_opinion": WORDED,
    "opinion": WORDED,
    "measure_circular": WORDED,
}
"""In every head, even while the document office has not filled in 版记."""
SLIPS = (
    "rectification_report",
    "rank_annex",
    "talk_record",
    "closure_slip",
    "service_receipt",
    "interview_record",
)
SHIPPED: Mapping[Variant, tuple[str, ...]] = {
    "red": (),
    "letter": SLIPS,
    "plain": tuple(kind for kind in KINDS if kind not in LONGER),
    "preprinted": (),
}
"""The kinds that are one page in the shipped wording; others than SLIPS only without 版记."""
ROOM: Mapping[Variant, int] = {"red": 4, "letter": 10, "plain": 14, "preprinted": 4}
OVER_IMPRINT: Mapping[Variant, int] = {"red": 3, "letter": 9, "plain": 12, "preprinted": 3}
"""Lines between the addressee and a sealed name, without and with 版记: 22 less those of the head (7.2, 7.3.1, 10.1),
two over the name, name, date and 版记.
"""


def crossed(variants: Sequence[Variant], chance: Random) -> list[str]:
    """A head at a time, so that a run of LibreOffice stays small. An AssertionError names paper, head and step."""
    made = sum(_filled_over(_one_page_letters(variant), variant, chance) for variant in variants)
    pairs = len(SHORT) * len(variants)
    shipped = sum(len(SHIPPED[variant]) for variant in variants)
    return [
        f"exactly one page, filled line by line over the end of page 1: {pairs} of {pairs}, short papers of "
        f"{len(SHORT)} kinds in {len(variants)} heads, {made} files more",
        f"  {shipped} of them in the shipped wording, {pairs - shipped} in an office's own, brief one, because the "
        "shipped one is longer than page 1:",
        *(f"  - in every head {', '.join(names)}: {why}" for why, names in _named().items()),
        *(
            f"  - in the head {variant}, which leaves {ROOM[variant]} lines ({OVER_IMPRINT[variant]} over 版记), "
            f"{_others(variant)}"
            for variant in variants
        ),
    ]


def _others(variant: Variant) -> str:
    return ", ".join(kind for kind in KINDS if kind not in LONGER and kind not in SHIPPED[variant]) or "no other"


def _named() -> Mapping[str, list[str]]:
    return {one.why: [name for name in LONGER if LONGER[name] is one] for one in dict.fromkeys(LONGER.values())}


def _one_page_letters(variant: Variant) -> dict[str, Letter]:
    """By kind, in the shipped wording or, where that is shown to be as long as is said here, in a brief one."""
    papers = {kind_of(paper).name: paper for paper in SHORT}
    assert set(papers) == set(KINDS), "a short paper of every kind is needed"
    letters = {
        kind: draft(paper if kind in SLIPS else _unprinted(paper), variant).letter for kind, paper in papers.items()
    }
    for kind, wrong, pages in laid_out(_written(letters, variant)):
        assert not wrong, f"{kind} in {variant}, short: {wrong[0]}"
        assert (len(pages) == 1) == (kind in SHIPPED[variant]), f"{kind} in {variant}, short: {len(pages)} pages"
        assert kind not in LONGER or LONGER[kind].holds(letters[kind].blocks), f"{kind}: not so: {LONGER[kind].why}"
        if len(pages) > 1:
            letters[kind] = draft(papers[kind], variant, brief_wording()).letter
    return letters


def _unprinted(paper: Paper) -> Paper:
    """As it is drafted, before the document office fills in 版记."""
    return replace(paper, occasion=replace(paper.occasion, copies=(), printer="", printed=None))


def _filled_over(letters: Mapping[str, Letter], variant: Variant, chance: Random) -> int:
    """How many files were made: each letter with the lines that should just fill its page, with fewer and with more."""
    steps = {}
    for kind, _, pages in laid_out(_written(letters, variant)):
        fitting = int((_room(pages[0]) - GLYPH_EDGES) / LINE)
        for lines in range(max(fitting - BEFORE, 0), fitting + BEHIND + 1):
            steps[kind, lines] = filled(letters[kind], lines, ONE_LINE, chance)
    pages_by_kind: dict[str, dict[int, list[Page]]] = defaultdict(dict)
    for (kind, lines), wrong, pages in laid_out(_written(steps, variant)):
        assert not wrong, f"{kind} in {variant}, short, with {lines} more lines: {wrong[0]}"
        pages_by_kind[kind][lines] = pages
    for kind, found in pages_by_kind.items():
        full = _last_single(found, f"{kind} in {variant}, short")
        if _addressed_over_imprint(letters[kind]):
            lines = sum(line.top < _foot(full) for line in full.text) - 1
            assert lines == OVER_IMPRINT[variant], f"{kind} in {variant}, short, holds {lines} lines on one page"
    return 2 * len(letters) + len(steps)


def _addressed_over_imprint(letter: Letter) -> bool:
    imprint = any(isinstance(block, Imprint) and block.cc for block in letter.blocks)
    return imprint and any(isinstance(block, Addressee) for block in letter.blocks)


def _last_single(found: Mapping[int, list[Page]], which: str) -> Page:
    """The page before there are two, of which less than a line may be free."""
    counts = [len(pages) for pages in found.values()]
    assert set(counts) == {1, 2} and counts == sorted(counts), f"{which}: pages {counts}"
    full = list(found.values())[counts.count(1) - 1][0]
    assert 0 <= _room(full) < LINE + GLYPH_EDGES, f"{which} goes over while {_room(full):.0f} points are free"
    return full


def _room(page: Page) -> float:
    """Points between the text and its foot."""
    foot = _foot(page)
    return foot - max(line.bottom for line in page.body if line.top < foot)


def _foot(page: Page) -> float:
    """Where 版记 begins, or the foot of the type area where there is none."""
    rows = [line.top for line in page.body if line.text.startswith("抄送") or line.text.rstrip().endswith("印发")]
    return min(rows, default=FOOT)


def _written(letters: Mapping[_Key, Letter], variant: Variant) -> dict[_Key, bytes]:
    return {key: write(letter, reference(variant)) for key, letter in letters.items()}
