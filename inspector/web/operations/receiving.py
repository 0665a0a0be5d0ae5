"""Entries of a form as JSON: taken in, judged, scored and acknowledged."""

from typing import Any

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp

from inspector.fieldwork.operations import Level
from inspector.i18n import N_, gettext
from inspector.settings import Settings
from inspector.storage import inspections
from inspector.storage.instants import now
from inspector.storage.tables import Role
from inspector.web.forms.conflicts import conflict_fragments
from inspector.web.operations.answer import acknowledged, answer
from inspector.web.operations.intake import Taken, entries_of, take
from inspector.web.operations.memory import memory_of
from inspector.web.refusals import not_found
from inspector.web.scope import today
from inspector.web.security import read_json
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

LONGEST_ID = 64
OTHER_USER = N_("These entries are another person's. Nothing was stored; they stay on the device.")


@post("/inspections/{inspection:str}/operations", roles=[Role.inspector], status_code=200)
async def receive_operations(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    await cover(request, inspection)
    return await received(request, inspection, Level.team)


async def received(request: Request[Any, Any, Any], inspection: str, level: Level) -> ASGIApp:
    """A batch of entries of one level, for an account that may enter there.

    `user` is whose entries they are: on a shared tablet another's cookie may have taken the place of theirs,
    and then nothing is taken. Without `mark` no page shows the form, and only the results are told.
    """
    payload = await read_json(request)
    entries = entries_of(payload, inspection)
    store, account, at = store_of(request), account_of(request).account_id, now()
    if payload.get("user", str(account)) != str(account):
        return our_answer("operations", {"refused": "other_user", "message": gettext(OTHER_USER)}, 409)
    memory = memory_of(store)
    taken = await store.write(lambda connection: take(connection, memory, inspection, entries, account, at, level))
    mark = payload.get("mark")
    if not isinstance(mark, str):
        return our_answer("operations", acknowledged(taken))
    return our_answer("operations", answer(taken, mark, await shown_conflicts(request, taken)))


async def cover(request: Request[Any, Any, Any], inspection: str) -> inspections.Place:
    """404 unless the inspection exists and its unit lies in the account's area, alike."""
    scope, on = account_of(request).scope_unit, today(request)
    if len(inspection) > LONGEST_ID:
        raise not_found()
    place = await store_of(request).read(lambda c: inspections.place_within(c, inspection, scope, on))
    if place is None:
        raise not_found()
    return place


async def shown_conflicts(request: Request[Any, Any, Any], taken: Taken) -> dict[str, str]:
    if not taken.live.conflicts:
        return {}
    settings: Settings = request.app.state.settings
    return await store_of(request).read(lambda connection: conflict_fragments(connection, taken.live, settings))


handlers: list[HTTPRouteHandler] = [receive_operations]
