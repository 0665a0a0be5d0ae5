"""Findings taken over into the ledger: of units above a confirmed one, and of a round that was confirmed before."""

from collections.abc import Collection
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.stories import Story, stories
from inspector.fieldwork.states import State
from inspector.storage import inspections, ledger, taking_over
from inspector.storage.finding_taking import Taken
from inspector.storage.instants import now
from inspector.storage.ledger import Filter, Totals
from inspector.storage.store import Store
from inspector.storage.tables import Role, Round
from inspector.web.districts.survey import OpenedRound, open_round, whole_round
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.rounds.access import must_set_up
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

AT_ONCE = 40
"""Units in one transaction: answers that are being saved meanwhile wait for no more than that."""


class TakingPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    totals: Annotated[Totals, "what of it stands in the ledger by now"]
    units: Annotated[int, "its confirmed inspections"]
    done: Annotated[int | None, "how many of these are taken over; None before it is begun"]
    taken: Annotated[Taken, "what that changed so far"]
    path: Annotated[str, "this page"]


@get("/rounds/{round_id:str}/ledger", roles=[Role.evaluator, Role.clerk, Role.administrator])
async def taking_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    return await _page(request, await open_round(request, round_id), None, Taken())


@post("/rounds/{round_id:str}/ledger", roles=[Role.evaluator], status_code=200)
async def take_round(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """The next units; the answer asks for those after them by itself. Taking anything twice changes nothing."""
    opened = await open_round(request, round_id)
    must_set_up(request, opened.round.city_id)
    form = await read_form(request)
    done = int(text) if (text := form.text("done", 6)).isdecimal() else 0
    before = Taken(*(int(text) if (text := form.text(name, 9)).isdecimal() else 0 for name in Taken._fields))
    batch = _confirmed(opened)[done : done + AT_ONCE]
    taken = await take_units(store_of(request), opened, batch, by=account_of(request).account_id, at=now())
    sums = Taken(*(one + other for one, other in zip(before, taken, strict=True)))
    return await _page(request, opened, done + len(batch), sums)


async def _page(request: Request[Any, Any, Any], opened: OpenedRound, done: int | None, taken: Taken) -> Response[str]:
    on, wanted = today(request), Filter(city=opened.round.city_id, units=opened.scope, round=opened.round.id)
    totals = await store_of(request).read(lambda connection: ledger.totals(connection, wanted, on))
    path = f"/rounds/{quote(opened.round.id, safe='')}/ledger"
    context = TakingPage(opened.round, totals, len(_confirmed(opened)), done, taken, path)
    return page(request, "ledger/taking.html", context, demo=opened.round.demo)


def _confirmed(opened: OpenedRound) -> list[str]:
    return sorted(unit for unit, line in opened.inspections.items() if line.state is State.confirmed)


async def take_units(store: Store, opened: OpenedRound, units: Collection[str], *, by: int | None, at: int) -> Taken:
    """What is said of them is worked out beside the writer, which only writes it down."""
    found = await opened.build(lambda survey: {unit: stories(survey, unit) for unit in units})
    return await store.write(partial(_take, round_=opened.round, found=found, by=by, at=at))


def _take(connection: Connection, round_: Round, found: dict[str, list[Story]], by: int | None, at: int) -> Taken:
    taken = [taking_over.take(connection, round_, unit, told, by=by, at=at) for unit, told in found.items()]
    return Taken(*map(sum, zip(*taken, strict=True))) if taken else Taken()


async def take_above_anew(store: Store, inspection_id: str, *, by: int, at: int) -> None:
    """What a confirmed inspection says can change what is found at the confirmed units above it."""
    place = await store.read(lambda connection: inspections.place(connection, inspection_id))
    if place is None:
        return
    above = await store.read(lambda connection: taking_over.confirmed_above(connection, *place))
    opened = await whole_round(store, place.round_id) if above else None
    if opened is not None:
        await take_units(store, opened, above, by=by, at=at)


handlers: list[HTTPRouteHandler] = [taking_page, take_round]
