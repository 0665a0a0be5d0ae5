"""The visit to a unit: what is open there for this reader, in all rounds, with the one work record of the day."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.visit_signing import Gap
from inspector.storage import teams, visits
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Role
from inspector.storage.units import UnitAt
from inspector.storage.visits import PlannedVisit
from inspector.web.forms.pages import STATE_NAMES
from inspector.web.operations.memory import Memory, memory_of
from inspector.web.pages import PageContext, page
from inspector.web.scope import today, unit_in_scope
from inspector.web.sessions import account_of, store_of
from inspector.web.visits.gathering import Visited, visited
from inspector.web.visits.lacking import GAPS, lacking


class DayOfVisit(Struct, frozen=True):
    """The inspections of one visit, that which keeps the work record first; `lacks`: what the record lacks."""

    day: date | None
    visit: Visited
    lacks: tuple[Gap, ...]


class VisitPage(PageContext, frozen=True):
    unit: Annotated[UnitAt, "the unit visited"]
    on: Annotated[date, "the day of today"]
    days: Annotated[tuple[DayOfVisit, ...], "its open visits: today's first, then by day, without a day last"]
    state_names: Annotated[dict[Any, str], "names by state of an inspection"]
    gap_names: Annotated[dict[Gap, str], "message ids of what a record may lack"]


@get("/visits/{unit_id:str}")
async def visit_page(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit, on, account = await unit_in_scope(request, unit_id), today(request), account_of(request)
    memory = memory_of(store_of(request))
    days = await store_of(request).read(lambda c: tuple(_days(c, memory, unit.id, account, on)), heavy=True)
    demo = any(one.visit.line.demo for one in days)
    return page(request, "visits/visit.html", VisitPage(unit, on, days, STATE_NAMES, GAPS), demo=demo)


def _days(connection: Connection, memory: Memory, unit: str, account: SignedIn, on: date) -> Iterator[DayOfVisit]:
    planned = [one for one in visits.of_unit(connection, unit) if one.line.round_state == "open"]
    mine = list(_covered(connection, planned, account))
    mine.sort(key=lambda one: (one.line.visit_date != on, one.line.visit_date or date.max))
    for day, found in groupby(mine, key=lambda one: one.line.visit_date):
        visit = visited(connection, memory, next(found).line.id)
        if visit is not None:
            yield DayOfVisit(day, visit, tuple(lacking(visit)))


def _covered(connection: Connection, planned: Iterable[PlannedVisit], account: SignedIn) -> Iterator[PlannedVisit]:
    """An inspector sees the rounds of the own teams, those without any, and what is given to the person."""
    for one in planned:
        team = {member.account_id for member in teams.of_round(connection, one.line.round_id)}
        own = not team or account.account_id in team or one.line.inspector_id == account.account_id
        if account.role is not Role.inspector or own:
            yield one


handlers: list[HTTPRouteHandler] = [visit_page]
