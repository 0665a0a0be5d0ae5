"""自评表 on A4: what the unit says of itself, with the self-score and a line for its head's signature."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.storage.inspections import InspectionLine
from inspector.storage.self_evaluations import SelfLine
from inspector.storage.tables import Round
from inspector.web.forms.pages import Standing, standing
from inspector.web.forms.words import score_text
from inspector.web.operations.live import path_of
from inspector.web.pages import PageContext, page
from inspector.web.reviews.answers import ReviewSection, sections
from inspector.web.self_evaluations.access import STATE_NAMES, must_see
from inspector.web.sessions import store_of


class SelfRecordPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    own: Annotated[SelfLine, "where the self-evaluation stands"]
    path: Annotated[str, "address of the self-evaluation"]
    state_name: Annotated[str, "its state, a message id"]
    round: Annotated[Round, "its round, with approval number and dates"]
    sections: Annotated[tuple[ReviewSection, ...], "all answers"]
    score: Annotated[str, "the self-score in words"]


@get("/self-evaluations/{inspection:str}/record", unit_roles=True)
async def self_record(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    own = await must_see(request, inspection)

    def query(connection: Connection) -> Standing:
        return standing(connection, request, inspection, Level.self)

    found = await store_of(request).read(query)
    context = SelfRecordPage(
        found.line,
        own.line,
        path_of(inspection, Level.self),
        STATE_NAMES[own.state],
        found.live.ground.round,
        sections(found.live),
        score_text(found.live),
    )
    return page(request, "self_evaluations/record.html", context, demo=found.line.demo)


handlers: list[HTTPRouteHandler] = [self_record]
