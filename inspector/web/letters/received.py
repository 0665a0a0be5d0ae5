"""What was delivered to a unit, for its head: papers that are written to it, no drafts, no confidential ones."""

from collections.abc import Collection
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterState
from inspector.storage import letters
from inspector.storage.letter_inputs import is_secret
from inspector.storage.tables import Letter, Role
from inspector.web.letters.drafts import WORD, file_name
from inspector.web.letters.letter import file_response
from inspector.web.refusals import not_found
from inspector.web.scope import must_cover
from inspector.web.sessions import store_of

WRITTEN_TO_UNITS = frozenset(
    {
        "notice",
        "preliminary_opinion",
        "opinion",
        "accountability",
        "rectification_notice",
        "urging",
        "recheck_opinion",
        "talk_notice",
        "situation_circular",
        "measure_circular",
    }
)
"""Kinds; the others are records, slips, and papers to a committee or a government above."""
WITH_THE_UNIT = frozenset({LetterState.delivered, LetterState.replied})


def may_receive(letter: Letter) -> bool:
    return letter.kind in WRITTEN_TO_UNITS and letter.state in WITH_THE_UNIT and not is_secret(letter)


def received(connection: Connection, units: Collection[str]) -> tuple[Letter, ...]:
    """About these units, the newest first."""
    return tuple(one for one in letters.of_units(connection, units, WITH_THE_UNIT) if may_receive(one))


@get("/received/{letter_id:str}/file", roles=[Role.head])
async def received_file(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[bytes]:
    """The frozen bytes. 404 for everything that is not theirs to have, alike."""
    store = store_of(request)
    letter = await store.read(lambda connection: letters.by_id(connection, letter_id))
    if letter is None or not may_receive(letter):
        raise not_found()
    await must_cover(request, letter.unit_id)
    return await file_response(store, letter.blob_sha256, WORD, file_name(letter.title))


handlers: list[HTTPRouteHandler] = [received_file]
