"""A person's calendar feed: visits and steps of the timetable as iCalendar, at a secret address that can be renewed."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.i18n import set_locale
from inspector.settings import Settings
from inspector.storage import calendars
from inspector.storage.instants import now
from inspector.storage.tables import CalendarKey
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

TOKEN_BYTES = 32
LONGEST_TOKEN = 64


@dataclass(frozen=True)
class CalendarPage(PageContext):
    key: Annotated[CalendarKey | None, "when the address was made"]
    address: Annotated[str, "the whole address, shown only right after it was made"]


@get("/account/calendar")
async def calendar_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, "")


@post("/account/calendar", status_code=200)
async def change_calendar(request: Request[Any, Any, Any]) -> Response[str]:
    """A new address, which ends the one before; or none any more."""
    account, store, at = account_of(request).account_id, store_of(request), now()
    if (await read_form(request)).text("step", 20) == "stop":
        await store.write(lambda connection: calendars.stop(connection, account))
        return await _page(request, "")
    token = token_urlsafe(TOKEN_BYTES)
    await store.write(lambda connection: calendars.renew(connection, account, token, at=at))
    return await _page(request, f"{str(request.base_url).rstrip('/')}/calendar/{token}.ics")


async def _page(request: Request[Any, Any, Any], address: str) -> Response[str]:
    account = account_of(request).account_id
    key = await store_of(request).read(lambda connection: calendars.of_account(connection, account))
    kept_out = {"cache-control": "no-store", "referrer-policy": "no-referrer"} if address else None
    return page(request, "accounts/calendar.html", CalendarPage(key, address), headers=kept_out)


@get("/calendar/{name:str}", opt={"public": True})
async def feed(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """What a calendar program fetches without signing in: the address is the key. No child, no answer, no score."""
    token = name.removesuffix(".ics")
    if token == name or not 20 <= len(token) <= LONGEST_TOKEN or not token.isascii():
        raise not_found()
    settings: Settings = request.app.state.settings
    on = today(request)

    def query(connection: Connection) -> bytes | None:
        account = calendars.holder(connection, token)
        if account is None:
            return None
        from inspector.web.calendar_events import calendar_of  # the library is slow to load, and feeds are rare

        set_locale(account.locale)
        content: bytes = calendar_of(connection, account, settings, on).to_ical()
        return content

    content = await store_of(request).read(query)
    if content is None:
        raise not_found()
    headers = {"cache-control": "private, no-store", "content-disposition": 'inline; filename="inspector.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


handlers: list[HTTPRouteHandler] = [calendar_page, change_calendar, feed]
