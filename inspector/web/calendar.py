"""A person's calendar feed: visits and steps of the timetable as iCalendar, at a secret address that can be renewed."""

from secrets import token_urlsafe
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.i18n import DEFAULT_LOCALE, set_locale
from inspector.settings import Settings
from inspector.storage import accounts, calendars
from inspector.storage.instants import now
from inspector.storage.tables import CalendarKey
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

TOKEN_BYTES = 32
LONGEST_TOKEN = 64


class CalendarPage(PageContext, frozen=True):
    key: Annotated[CalendarKey | None, "when the address was made"]
    address: Annotated[str, "the whole address, shown only right after it was made"]
    email: Annotated[str, "where reminders go, as kept or typed"]
    error: Annotated[str, "what is wrong with it"]
    mails: Annotated[bool, "whether reminders go out by mail at all"]


@get("/account/calendar", unit_roles=True)
async def calendar_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await calendar_answer(request)


@post("/account/calendar", unit_roles=True, status_code=200)
async def change_calendar(request: Request[Any, Any, Any]) -> Response[str]:
    """A new address, which ends the one before; or none any more."""
    account, store, at = account_of(request).account_id, store_of(request), now()
    if (await read_form(request)).text("step", 20) == "stop":
        await store.write(lambda connection: calendars.stop(connection, account))
        return await calendar_answer(request)
    token = token_urlsafe(TOKEN_BYTES)
    await store.write(lambda connection: calendars.renew(connection, account, token, at=at))
    return await calendar_answer(request, feed_address(request, token))


def feed_address(request: Request[Any, Any, Any], token: str) -> str:
    return f"{str(request.base_url).rstrip('/')}/calendar/{token}.ics"


async def calendar_answer(
    request: Request[Any, Any, Any], address: str = "", *, typed: str | None = None, error: str = ""
) -> Response[str]:
    """`typed`: an e-mail address that was turned down, with what is wrong about it."""
    account, settings = account_of(request).account_id, request.app.state.settings

    def query(connection: Connection) -> CalendarPage:
        row = accounts.by_id(connection, account)
        email = typed if typed is not None else row.email if row else ""
        return CalendarPage(calendars.of_account(connection, account), address, email, error, settings.sends_mail)

    kept_out = {"cache-control": "no-store", "referrer-policy": "no-referrer"} if address else None
    context = await store_of(request).read(query)
    return page(request, "accounts/calendar.html", context, status=422 if error else 200, headers=kept_out)


@get("/calendar/{name:str}", opt={"public": True})
async def feed(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """What a calendar program fetches without signing in: the address is the key. No child, no answer, no score."""
    token = name.removesuffix(".ics")
    if token == name or not 20 <= len(token) <= LONGEST_TOKEN or not token.isascii():
        raise not_found()
    settings: Settings = request.app.state.settings
    on = today(request)

    def query(connection: Connection) -> bytes | None:
        account, city = calendars.holder(connection, token), calendars.city_opened(connection, token)
        if account is None and city is None:
            return None
        from inspector.web.calendar_events import calendar_of, calendar_of_city  # slow to load, and feeds are rare

        set_locale(account.locale if account else DEFAULT_LOCALE)
        if account is not None:
            found = calendar_of(connection, account, settings, on)
        else:
            found = calendar_of_city(connection, city or "", settings, on)
        content: bytes = found.to_ical()
        return content

    content = await store_of(request).read(query, heavy=True)
    if content is None:
        raise not_found()
    headers = {"cache-control": "private, no-store", "content-disposition": 'inline; filename="inspector.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


handlers: list[HTTPRouteHandler] = [calendar_page, change_calendar, feed]
