"""Where a person's reminders go, and for the administrator what was sent, what failed, and the feeds of the city."""

import re
from secrets import token_urlsafe
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.settings import Settings
from inspector.storage import accounts, calendars, reminders, units
from inspector.storage.instants import now
from inspector.storage.tables import CityCalendarKey, ReminderDigest, Role
from inspector.storage.units import UnitAt
from inspector.web.calendar import TOKEN_BYTES, calendar_answer, feed_address
from inspector.web.form_input import read_form
from inspector.web.holidays.access import city_to_change
from inspector.web.pages import PageContext, page
from inspector.web.rounds.access import cities_of, shows_demo
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator]
MOST = 40
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
STATES = {
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "failed": N_("failed, is tried again"),
    "given_up": N_("given up"),
}


class Message(Struct, frozen=True):
    """One message of the list; `to` is a person's or a city's name."""

    row: ReminderDigest
    to: str
    state: str


class RemindersPage(PageContext, frozen=True):
    mail: Annotated[str, "the mail server, empty: switched off"]
    robot: Annotated[bool, "whether a robot is switched on"]
    messages: Annotated[tuple[Message, ...], "the newest messages"]
    feeds: Annotated[tuple[tuple[UnitAt, CityCalendarKey | None], ...], "cities with the key of their feed"]
    address: Annotated[str, "a feed's whole address, shown only right after it was made"]


@get("/reminders", roles=ROLES)
async def reminder_list(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, "")


@post("/reminders/feed", roles=ROLES, status_code=200)
async def change_feed(request: Request[Any, Any, Any]) -> Response[str]:
    """A new address for a city's deadlines, which ends the one before; or none any more."""
    form = await read_form(request)
    city = (await city_to_change(request, form.text("city", 64))).city.id
    store, by, at = store_of(request), account_of(request).account_id, now()
    if form.text("step", 20) == "stop":
        await store.write(lambda connection: calendars.stop_city(connection, city))
        return await _page(request, "")
    token = token_urlsafe(TOKEN_BYTES)
    await store.write(lambda connection: calendars.renew_city(connection, city, token, by=by, at=at))
    return await _page(request, feed_address(request, token))


@post("/account/email", unit_roles=True, status_code=200)
async def change_address(request: Request[Any, Any, Any]) -> Response[str]:
    """The account's own; empty ends the mails."""
    typed, account = (await read_form(request)).text("email", 2000), account_of(request).account_id
    if typed and not is_address(typed):
        return await calendar_answer(request, typed=typed, error=gettext("This is no e-mail address."))
    await store_of(request).write(lambda connection: accounts.set_email(connection, account, typed))
    return redirect(request, "/account/calendar")


def is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text))


async def _page(request: Request[Any, Any, Any], address: str) -> Response[str]:
    settings: Settings = request.app.state.settings
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> RemindersPage:
        own = cities_of(connection, account)
        cities = [city for one in own if (city := units.by_id(connection, one, on)) is not None]
        seen = None if account.scope_unit is None else units.within(connection, account.scope_unit, on)
        found = (_message(connection, row, cities, seen) for row in reminders.newest(connection, MOST))
        feeds = tuple((city, calendars.of_city(connection, city.id)) for city in cities)
        messages = tuple(one for one in found if one is not None)
        mail = settings.smtp_host if settings.sends_mail else ""
        return RemindersPage(mail, bool(settings.robot_url), messages, feeds, address)

    context = await store_of(request).read(query, heavy=True)
    kept_out = {"cache-control": "no-store", "referrer-policy": "no-referrer"} if address else None
    return page(request, "reminding/reminders.html", context, headers=kept_out, demo=await shows_demo(request))


def _message(
    connection: Connection, row: ReminderDigest, cities: list[UnitAt], seen: frozenset[str] | None
) -> Message | None:
    """None for what goes to somebody outside the reader's area."""
    if row.channel == "robot":
        names = [city.name for city in cities if city.id == row.recipient]
        return Message(row, names[0], STATES[row.state]) if names else None
    account = accounts.by_id(connection, int(row.recipient))
    if account is None or not (seen is None or account.scope_unit in seen):
        return None
    return Message(row, account.name, STATES[row.state])


handlers: list[HTTPRouteHandler] = [reminder_list, change_feed, change_address]
