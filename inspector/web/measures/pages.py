"""Accountability: what is proposed in the reader's area, the cases that run, the archive, and the ladder itself."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.measure_life import CaseState
from inspector.checklist.ladder import Ladder
from inspector.i18n import gettext
from inspector.storage import measures, units
from inspector.storage.tables import MeasureCase
from inspector.web.measures.access import READING, covers, last_known
from inspector.web.measures.ladders import ladder_of
from inspector.web.measures.lines import case_reasons, in_one_line, proposal_lines, titles
from inspector.web.measures.words import (
    APPROVER_NAMES,
    CLOCK_NAMES,
    MARK_NAMES,
    PUBLICATION_NAMES,
    SIDE_NAMES,
    STATE_NAMES,
    TRANSFER_NAMES,
    how_far,
)
from inspector.web.pages import PageContext, page
from inspector.web.rounds.access import cities_of, shows_demo
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of


class UnitLine(Struct, frozen=True):
    """A unit for which something is proposed: the measures by name, and why in one line."""

    id: str
    name: str
    measures: tuple[str, ...]
    why: str


class CaseLine(Struct, frozen=True):
    case: MeasureCase
    why: str


class MeasuresPage(PageContext, frozen=True):
    proposed: Annotated[tuple[UnitLine, ...], "units for which the ladder proposes something"]
    cases: Annotated[tuple[CaseLine, ...], "cases, the newest first"]
    states: Annotated[Mapping[CaseState, str], "message ids by state"]
    archived: Annotated[bool, "whether this is the archive"]


class LadderPage(PageContext, frozen=True):
    ladders: Annotated[tuple[Ladder, ...], "the ladders that hold in the reader's cities"]
    words: Annotated[Mapping[str, Mapping[Any, str]], "message ids by what they name"]
    asked: Annotated[Mapping[tuple[str, str], tuple[str, ...]], "what triggers ask for, by ladder and measure"]


@get("/measures", roles=READING)
async def measures_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _listed(request, archived=False)


@get("/measures/archive", roles=READING)
async def archive(request: Request[Any, Any, Any]) -> Response[str]:
    return await _listed(request, archived=True)


async def _listed(request: Request[Any, Any, Any], *, archived: bool) -> Response[str]:
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> MeasuresPage:
        proposed: list[UnitLine] = []
        cases: list[CaseLine] = []
        for city in cities_of(connection, account):
            for case in measures.of_city(connection, city, archived=archived):
                if covers(connection, account, case.unit_id, on):
                    rows = measures.findings_of(connection, case.id)
                    why = in_one_line(case_reasons(case, measures.ladder_of(case), rows))
                    cases.append(CaseLine(case, why))
            top = last_known(connection, city, on)
            if archived or top is None:
                continue
            ladder = ladder_of(top.name)
            tree = {unit.id: unit.name for unit in units.tree(connection, city, on)}
            seen = units.within(connection, account.scope_unit, on) if account.scope_unit else frozenset(tree)
            offers = measures.of_all_units(connection, city, ladder, on)
            for unit in (one for one in tree if one in seen and one in offers):
                lines = proposal_lines(ladder, offers[unit])
                why = in_one_line([reason for line in lines for reason in line.reasons])
                names = tuple(dict.fromkeys(line.title for line in lines))
                proposed.append(UnitLine(unit, tree[unit], names, why))
        return MeasuresPage(tuple(proposed), tuple(cases), STATE_NAMES, archived)

    context = await store_of(request).read(query, heavy=True)
    return page(request, "measures/measures.html", context, demo=await shows_demo(request))


@get("/measures/ladder", roles=READING)
async def ladder_page(request: Request[Any, Any, Any]) -> Response[str]:
    """The rules as they are read, with what each rests on."""
    account, on = account_of(request), today(request)

    def query(connection: Connection) -> tuple[Ladder, ...]:
        tops = [last_known(connection, city, on) for city in cities_of(connection, account)]
        found = {one.id: one for one in (ladder_of(top.name) for top in tops if top is not None)}
        return tuple(found.values())

    found = await store_of(request).read(query)
    asked = {
        (ladder.id, name): tuple(
            gettext(", ").join(how_far(one, least) for one, least in trigger.asked.items())
            for trigger in measure.triggers
        )
        for ladder in found
        for name, measure in ladder.measures.items()
    }
    words: dict[str, Mapping[Any, str]] = {"approver": APPROVER_NAMES, "publication": PUBLICATION_NAMES}
    words |= {"side": SIDE_NAMES, "mark": MARK_NAMES, "transfer": TRANSFER_NAMES, "clock": CLOCK_NAMES}
    words |= {one.id: titles(one) for one in found}
    return page(request, "measures/ladder.html", LadderPage(found, words, asked))


handlers: list[HTTPRouteHandler] = [measures_page, archive, ladder_page]
