"""A person's calendar feed: visits and steps of the timetable as iCalendar, at a secret address that can be renewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Annotated, Any

from icalendar import Alarm, Calendar, Event
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.timetable import Step
from inspector.i18n import gettext, set_locale
from inspector.settings import Settings
from inspector.storage import calendars, rounds, teams, timetables, units, visits
from inspector.storage.instants import moment, now
from inspector.storage.tables import Account, CalendarKey, Role, Round, RoundStep
from inspector.storage.visits import PlannedVisit
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.rounds.timetable import STEPS
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

LENGTH = timedelta(hours=2)
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
        set_locale(account.locale)
        content: bytes = calendar_of(connection, account, settings, on).to_ical()
        return content

    content = await store_of(request).read(query)
    if content is None:
        raise not_found()
    headers = {"cache-control": "private, no-store", "content-disposition": 'inline; filename="inspector.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def calendar_of(connection: Connection, account: Account, settings: Settings, on: date) -> Calendar:
    """The same record gives the same bytes: stamps come from the record, ids from its keys."""
    calendar = Calendar()
    calendar.add("prodid", "-//Inspector//Supervision//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("Special education supervision"))
    calendar.add("x-wr-timezone", settings.timezone)
    for round_ in _rounds(connection, account, on):
        for step in timetables.of_round(connection, round_.id).values():
            calendar.add_component(_step(round_, step, settings))
    assert account.id is not None
    area = units.within(connection, account.scope_unit, on) if account.scope_unit else None
    for visit in visits.of_inspector(connection, account.id):
        if visit.line.visit_date is not None and (area is None or visit.line.unit_id in area):
            calendar.add_component(_visit(visit, rounds.by_id(connection, visit.line.round_id), settings))
    return calendar


def _rounds(connection: Connection, account: Account, on: date) -> Iterator[Round]:
    """Open rounds: an inspector's own teams, for everybody else those of the city."""
    assert account.id is not None
    mine = set(teams.rounds_of(connection, account.id)) if account.role == Role.inspector else None
    city = units.city_of(connection, account.scope_unit) if account.scope_unit else None
    for round_ in rounds.everything(connection):
        ours = city in (None, round_.city_id) if account.scope_unit is None or city else False
        if round_.state == "open" and ours and (mine is None or round_.id in mine):
            yield round_


def _step(round_: Round, step: RoundStep, settings: Settings) -> Event:
    event = Event()
    event.add("uid", f"step-{round_.id}-{step.step}@inspector")
    event.add("dtstamp", _stamp(round_, settings))
    event.add("dtstart", step.first)
    event.add("dtend", step.last + timedelta(days=1))
    event.add("summary", "：".join((gettext(STEPS[Step(step.step)]), round_.title)))
    event.add("description", step.source or gettext("no legal source: set by the office"))
    event.add("transp", "TRANSPARENT")
    return event


def _visit(visit: PlannedVisit, round_: Round | None, settings: Settings) -> Event:
    assert round_ is not None and visit.line.visit_date is not None
    event, day = Event(), visit.line.visit_date
    event.add("uid", f"visit-{visit.line.id}@inspector")
    event.add("dtstamp", _stamp(round_, settings))
    if visit.start:
        hour, minute = map(int, visit.start.split(":"))
        begin = datetime(day.year, day.month, day.day, hour, minute, tzinfo=settings.zone)
        event.add("dtstart", begin)
        event.add("dtend", begin + LENGTH)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", visit.line.unit_name)
        alarm.add("trigger", timedelta(minutes=-60))
        event.add_component(alarm)
    else:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", "：".join((gettext("On-site visit"), visit.line.unit_name)))
    event.add("description", "\n".join(part for part in (visit.line.round_title, visit.note) if part))
    return event


def _stamp(round_: Round, settings: Settings) -> datetime:
    """When the round opened: the feed itself changes nothing."""
    return moment(round_.opened_at or round_.created_at, settings.zone)


handlers: list[HTTPRouteHandler] = [calendar_page, change_calendar, feed]
