"""Rosters of one unit: the codes that a sample is drawn from on site."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.storage import rosters
from inspector.storage.units import UnitAt
from inspector.web.imports.words import roster_label
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.rounds.access import is_id, shows_demo
from inspector.web.scope import unit_in_scope
from inspector.web.sessions import store_of
from inspector.web.units.tree import editions_for


class RostersPage(PageContext, frozen=True):
    unit: Annotated[UnitAt, "the unit shown"]
    rosters: Annotated[tuple[tuple[str, tuple[str, ...]], ...], "name of each roster with its codes"]


@get("/units/{unit_id:str}/rosters")
async def unit_rosters(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    if not is_id(unit_id):
        raise not_found()
    unit = await unit_in_scope(request, unit_id)

    def query(connection: Connection) -> RostersPage:
        edition = next(iter(editions_for(connection, unit.city_id)), None)
        found = rosters.of_unit(connection, unit.city_id, unit.id)
        return RostersPage(unit, tuple((roster_label(edition, fact), tuple(codes)) for fact, codes in found.items()))

    context = await store_of(request).read(query, heavy=True)
    return page(request, "units/rosters.html", context, demo=await shows_demo(request))


handlers: list[HTTPRouteHandler] = [unit_rosters]
