"""Two letters of the same kind to the same unit beside each other: drafts, versions, what was issued before."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.casework.letter_life import LetterState
from inspector.i18n import N_
from inspector.letters.compare import Pair, UnreadableLetter, compare, texts_of
from inspector.storage import blobs, letters
from inspector.storage.store import Store
from inspector.storage.tables import Letter
from inspector.web.letters.letter import DAMAGED, may_read
from inspector.web.letters.words import STATE_NAMES
from inspector.web.pages import PageContext, page
from inspector.web.rectification.access import about_demo
from inspector.web.refusals import Refused
from inspector.web.sessions import store_of

NOT_ALIKE = N_("Only letters of the same kind to the same unit can be laid beside each other.")


class ComparePage(PageContext, frozen=True):
    letter: Annotated[Letter, "the letter on the right"]
    other: Annotated[Letter | None, "the letter on the left; None while none is chosen"]
    others: Annotated[tuple[Letter, ...], "letters that can be laid beside it, the newest first"]
    pairs: Annotated[tuple[Pair, ...], "paragraphs and rows of both, side by side"]
    changed: Annotated[int, "how many of them differ"]
    state_names: Annotated[Mapping[LetterState, str], "message ids by state of a letter"]


@get("/letters/{letter_id:str}/compare")
async def choose_other(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    letter = await may_read(request, letter_id)
    context = ComparePage(letter, None, await _others(request, letter), (), 0, STATE_NAMES)
    return page(request, "papers/compare.html", context, demo=await about_demo(request, letter))


@get("/letters/{letter_id:str}/compare/{other_id:str}")
async def compare_letters(
    request: Request[Any, Any, Any], letter_id: FromPath[str], other_id: FromPath[str]
) -> Response[str]:
    """The other one on the left."""
    letter, other = await may_read(request, letter_id), await may_read(request, other_id)
    if (letter.round_id, letter.unit_id, letter.kind) != (other.round_id, other.unit_id, other.kind):
        raise Refused(400, NOT_ALIKE)
    pairs = await asyncio.to_thread(_pairs, store_of(request), other, letter)
    changed = sum(pair.changed for pair in pairs)
    context = ComparePage(letter, other, await _others(request, letter), pairs, changed, STATE_NAMES)
    return page(request, "papers/compare.html", context, demo=await about_demo(request, letter))


async def _others(request: Request[Any, Any, Any], letter: Letter) -> tuple[Letter, ...]:
    rows = await store_of(request).read(lambda c: letters.of_round(c, letter.round_id, letter.unit_id))
    return tuple(row for row in rows if row.kind == letter.kind and row.id != letter.id)


def _pairs(store: Store, before: Letter, after: Letter) -> tuple[Pair, ...]:
    try:
        return compare(*(texts_of(blobs.read(store.blob_folder, one.blob_sha256)) for one in (before, after)))
    except (OSError, ValueError, UnreadableLetter) as error:
        raise Refused(503, DAMAGED) from error


handlers: list[HTTPRouteHandler] = [choose_other, compare_letters]
