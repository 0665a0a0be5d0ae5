"""A device says that it is there, what waits on it, and whether it has forgotten; it hears whether it should."""

import re
from typing import Any

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp
from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import devices
from inspector.storage.instants import now
from inspector.web.devices.naming import plain_name
from inspector.web.refusals import Refused
from inspector.web.security import read_json
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

MOST_WAITING = 10**6
ID = re.compile("[0-9a-f]{16}")


@post("/devices/hello", unit_roles=True, status_code=200)
async def hello(request: Request[Any, Any, Any]) -> ASGIApp:
    told = await read_json(request)
    device, waiting = _device(told)
    account, at = account_of(request).account_id, now()
    name = plain_name(request.headers.get("user-agent", ""))

    def job(connection: Connection) -> dict[str, bool]:
        if told.get("forgotten") is True:
            return {"forgotten": devices.purged(connection, device, account, waiting=waiting, at=at)}
        found = devices.contact(connection, device, account, name=name, waiting=waiting, at=at)
        return {"forget": found.forget_at is not None}

    answer = await store_of(request).write(job)
    return our_answer("devices", answer)


@post("/devices/farewell", public=True, status_code=200)
async def farewell(request: Request[Any, Any, Any]) -> ASGIApp:
    """From a device on which nobody is signed in any more: its number is all it has to show.

    It learns nothing but whether that person is to be forgotten there.
    """
    told = await read_json(request)
    device, waiting = _device(told)
    account, at = _account(told), now()

    def job(connection: Connection) -> dict[str, bool]:
        if told.get("forgotten") is True:
            return {"forgotten": devices.purged(connection, device, account, waiting=waiting, at=at)}
        found = devices.find(connection, device, account)
        return {"forget": found is not None and found.forget_at is not None and found.forgotten_at is None}

    answer = await store_of(request).write(job)
    return our_answer("devices", answer)


def _account(told: Any) -> int:
    account = told.get("account")
    if isinstance(account, str) and account.isascii() and account.isdecimal() and len(account) < 12:
        return int(account)
    raise Refused(400, N_("A device says whose pages it keeps."))


def _device(told: Any) -> tuple[str, int]:
    device, waiting = (told.get("device"), told.get("waiting")) if isinstance(told, dict) else (None, None)
    if isinstance(device, str) and ID.fullmatch(device) and type(waiting) is int and 0 <= waiting <= MOST_WAITING:
        return device, waiting
    raise Refused(400, N_("A device says its number (16 hex digits) and how many entries wait on it."))


handlers: list[HTTPRouteHandler] = [hello, farewell]
