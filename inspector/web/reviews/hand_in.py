"""An inspection handed in on a device without signal, completed when all that was entered there has arrived."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.storage import hand_ins
from inspector.storage.instants import now
from inspector.storage.tables import HandIn, Role
from inspector.web.operations.intake import UNREADABLE
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import OTHER_USER, cover
from inspector.web.refusals import Refused, not_found
from inspector.web.reviews.missing import Missing
from inspector.web.reviews.submission import lacking, submitted
from inspector.web.security import read_json
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

NOT_ALL_THERE = N_("Entries made before signing have not arrived. Send them from the device first.")
LONGEST = {"id": 64, "device": 64, "signed_as": 100}
MOST_OPEN, LATEST = 2000, 2**62


class Intent(NamedTuple):
    """What the person signed: `open` are the questions left open, `last` the last entry of the device, if any."""

    id: str
    device: str
    signed_as: str
    signed_at: int
    open: frozenset[str]
    last: str | None

    def confirms(self, open_: Sequence[Missing]) -> bool:
        return {one.item for one in open_} <= self.open


def intent_of(payload: Any) -> Intent:
    """Raises Refused for what no page of ours sends."""
    found = payload if isinstance(payload, Mapping) else {}
    ident, device, name = (_text(found.get(key), most) for key, most in LONGEST.items())
    at, open_, last = found.get("signed_at"), found.get("open"), found.get("last")
    if type(at) is not int or not 0 <= at < LATEST or not isinstance(last, str | None):
        raise Refused(400, UNREADABLE)
    if not isinstance(open_, list) or len(open_) > MOST_OPEN or not all(isinstance(one, str) for one in open_):
        raise Refused(400, UNREADABLE)
    return Intent(ident, device, name, at, frozenset(open_), last)


def _text(value: object, most: int) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= most:
        raise Refused(400, UNREADABLE)
    return text


@post("/inspections/{inspection:str}/hand-in", roles=[Role.inspector], status_code=200)
async def hand_in(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    """Sent again after a lost reply it is answered as the first time."""
    await cover(request, inspection)
    payload = await read_json(request)
    intent, account, at = intent_of(payload), account_of(request), now()
    if payload.get("user") != str(account.account_id):
        return our_answer("hand-in", {"outcome": "other_user", "message": gettext(OTHER_USER)}, 409)
    memory = memory_of(store_of(request))

    def job(connection: Connection) -> tuple[str, Sequence[Missing]]:
        known = hand_ins.by_id(connection, intent.id)
        if known is not None and (known.inspection_id, known.account_id) == (inspection, account.account_id):
            return "", ()
        found = memory.current(connection, inspection)
        if found is None or known is not None:
            raise not_found()
        live = found[0]
        if intent.last and not hand_ins.arrived(connection, live.city_id, intent.last):
            return NOT_ALL_THERE, ()
        problem = submitted(connection, live, account.account_id, account.role, at, intent.confirms)
        if not problem:
            hand_ins.record(connection, _row(intent, inspection, account.account_id, at))
        return problem, lacking(connection, live) if problem else ()

    problem, listed = await store_of(request).write(job)
    return our_answer("hand-in", _blocked(problem, listed) if problem else {"outcome": "completed"})


def _row(intent: Intent, inspection: str, account: int, at: int) -> HandIn:
    return HandIn(
        id=intent.id,
        inspection_id=inspection,
        account_id=account,
        device=intent.device,
        signed_as=intent.signed_as,
        signed_at=intent.signed_at,
        open_items=json.dumps(sorted(intent.open)),
        completed_at=at,
    )


def _blocked(problem: str, listed: Sequence[Missing]) -> dict[str, Any]:
    wanted = [one for one in listed if one.blocks or one.kind == "unanswered"]
    shown = [{"item": one.item, "title": one.title, "words": one.words} for one in wanted]
    return {"outcome": "blocked", "message": gettext(problem), "missing": shown}


handlers: list[HTTPRouteHandler] = [hand_in]
