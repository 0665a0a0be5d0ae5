"""The events of a person's calendar feed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event
from sqlalchemy import Connection

from inspector.fieldwork.states import UNIT_ROLES
from inspector.fieldwork.timetable import Step
from inspector.i18n import gettext
from inspector.settings import Settings
from inspector.storage import rounds, teams, timetables, units, visits
from inspector.storage.instants import moment
from inspector.storage.ledger import Filter
from inspector.storage.tables import Account, Role, Round, RoundStep
from inspector.storage.visits import PlannedVisit
from inspector.web.calendar_deadlines import deadlines
from inspector.web.reminding.lines import area
from inspector.web.rounds.timetable import STEPS

LENGTH = timedelta(hours=2)


def calendar_of(connection: Connection, account: Account, settings: Settings, on: date) -> Calendar:
    """The same record gives the same bytes: stamps come from the record, ids from its keys.

    An inspector's holds visits, a unit's its own last days, everybody else's those of the area.
    """
    calendar = _empty(settings)
    if account.role != Role.inspector:
        unit = account.role in UNIT_ROLES
        wanted = Filter(unit=account.scope_unit or "-") if unit else area(connection, account.scope_unit, on)
        for event in deadlines(connection, wanted, account.scope_unit or "all", settings, on):
            calendar.add_component(event)
        if unit:
            return calendar
    for round_ in _rounds(connection, account, on):
        for step in timetables.of_round(connection, round_.id).values():
            calendar.add_component(_step(round_, step, settings))
    assert account.id is not None
    seen = units.within(connection, account.scope_unit, on) if account.scope_unit else None
    for visit in visits.of_inspector(connection, account.id):
        if visit.line.visit_date is not None and (seen is None or visit.line.unit_id in seen):
            calendar.add_component(_visit(visit, rounds.by_id(connection, visit.line.round_id), settings))
    return calendar


def calendar_of_city(connection: Connection, city: str, settings: Settings, on: date) -> Calendar:
    """All last days of a city, for the whole office."""
    calendar = _empty(settings)
    for event in deadlines(connection, Filter(city=city), city, settings, on):
        calendar.add_component(event)
    return calendar


def _empty(settings: Settings) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Inspector//Supervision//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("Special education supervision"))
    calendar.add("x-wr-timezone", settings.timezone)
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
