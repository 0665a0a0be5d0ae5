"""实地督导工作记录 and 访谈记录 on A4, as they stand now, with the signatures drawn on site."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.visit_record import RECORD, Talk, VisitRecord
from inspector.storage import rounds
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Round
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.security import redirect
from inspector.web.sessions import store_of
from inspector.web.visits.gathering import Served, Signed, Visited, visited


class RecordPaper(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection that keeps the record"]
    rounds: Annotated[tuple[Round, ...], "the rounds that the visit serves"]
    served: Annotated[tuple[Served, ...], "their inspections of this unit"]
    record: Annotated[VisitRecord, "what was entered"]
    present: Annotated[tuple[str, ...], "names of the members present"]
    team: Annotated[tuple[Signed, ...], "signatures for the team"]
    unit: Annotated[tuple[Signed, ...], "signatures for the unit"]
    changed: Annotated[bool, "whether a signature stands for something else than what is printed"]


class TalkPaper(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection that keeps the record"]
    talk: Annotated[Talk, "the talk"]
    day: Annotated[str, "its day as it was entered, or empty"]
    number: Annotated[int, "its place among the talks of the visit, from 1"]
    signed: Annotated[tuple[Signed, ...], "signatures under it"]
    changed: Annotated[bool, "whether a signature stands for something else than what is printed"]


@get("/inspections/{inspection:str}/visit/record")
async def record_paper(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    found = await visit_of(request, inspection)
    if found.line.id != inspection:
        return redirect(request, f"/inspections/{found.line.id}/visit/record")
    names = {member.account_id: member.name for member in found.team}
    signed = [one for one in found.signed if one.signature.of == RECORD]
    context = RecordPaper(
        found.line,
        await store_of(request).read(lambda connection: rounds_of(connection, found)),
        found.served,
        found.record,
        tuple(names.get(account, "—") for account in found.record.present),
        tuple(one for one in signed if one.signature.role == "team"),
        tuple(one for one in signed if one.signature.role != "team"),
        any(one.changed for one in signed),
    )
    return page(request, "visits/record.html", context, demo=found.line.demo)


@get("/inspections/{inspection:str}/visit/talks/{key:str}")
async def talk_paper(request: Request[Any, Any, Any], inspection: FromPath[str], key: FromPath[str]) -> Response[str]:
    found = await visit_of(request, inspection)
    talks = [one.key for one in found.record.talks]
    if found.line.id != inspection or key not in talks:
        raise not_found()
    number = talks.index(key)
    signed = tuple(one for one in found.signed if one.signature.of == key)
    changed = any(one.changed for one in signed)
    context = TalkPaper(found.line, found.record.talks[number], found.record.day, number + 1, signed, changed)
    return page(request, "visits/talk.html", context, demo=found.line.demo)


def rounds_of(connection: Connection, found: Visited) -> tuple[Round, ...]:
    """The rounds that the visit serves."""
    listed = [rounds.by_id(connection, one.line.round_id) for one in found.planned]
    return tuple(one for one in listed if one is not None)


async def visit_of(request: Request[Any, Any, Any], inspection: str) -> Visited:
    """404 unless the inspection lies in the account's area and belongs to a visit."""
    await cover(request, inspection)
    memory = memory_of(store_of(request))
    found = await store_of(request).read(lambda connection: visited(connection, memory, inspection))
    if found is None:
        raise not_found()
    return found


handlers: list[HTTPRouteHandler] = [record_paper, talk_paper]
