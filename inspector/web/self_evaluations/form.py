"""A unit's own form: the team's questions at the level of the self-evaluation, saved by the same operations."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp
from markupsafe import Markup
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.fieldwork.self_evaluation import overdue
from inspector.fieldwork.states import Role
from inspector.settings import Settings
from inspector.storage.inspections import InspectionLine
from inspector.web.evidence import pages as evidence
from inspector.web.evidence.awaited import AwaitedFile, awaited_files
from inspector.web.forms.conflicts import conflict_fragments
from inspector.web.forms.definition import answered
from inspector.web.forms.pages import Standing, content_of, standing
from inspector.web.forms.post import saved
from inspector.web.forms.words import score_text
from inspector.web.operations.live import path_of
from inspector.web.operations.receiving import received
from inspector.web.pages import PageContext, page
from inspector.web.scope import today
from inspector.web.self_evaluations.access import STATE_NAMES, must_enter, must_see
from inspector.web.sessions import account_of, store_of

UNIT = [Role.reporter, Role.head]


class SelfFormPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection with its unit and round"]
    path: Annotated[str, "address of this form"]
    state_name: Annotated[str, "state of the self-evaluation, a message id"]
    due: Annotated[date, "day until which it is to be handed in"]
    overdue: Annotated[bool, "whether that day is over and it is not handed in"]
    reason: Annotated[str, "of the last return or withdrawal while it is open again, or empty"]
    content: Annotated[Markup, "sections and questions, filled in"]
    mark: Annotated[str, "how far the page's knowledge goes"]
    seen: Annotated[int, "arrival number of the last entry this page shows"]
    score: Annotated[str, "the running self-score in words"]
    writable: Annotated[bool, "whether this reader may enter answers now"]
    head: Annotated[bool, "whether the reader approves it"]
    awaited: Annotated[tuple[AwaitedFile, ...], "files still on their way"]
    device_user: Annotated[int, "account that unsent work on the device belongs to"]


@get("/self-evaluations/{inspection:str}", unit_roles=True)
async def show_self_form(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    own = await must_see(request, inspection)
    settings: Settings = request.app.state.settings

    def query(connection: Connection) -> tuple[Standing, dict[str, str], tuple[AwaitedFile, ...]]:
        found = standing(connection, request, inspection, Level.self)
        return found, conflict_fragments(connection, found.live, settings), awaited_files(connection, found.live)

    found, conflicts, awaited = await store_of(request).read(query)
    add = request.query_params.get("add", "")[:200]
    account = account_of(request)
    context = SelfFormPage(
        found.line,
        path_of(inspection, Level.self),
        STATE_NAMES[own.state],
        own.due,
        overdue(own.state, own.due, today(request)),
        own.line.reason if own.writable else "",
        content_of(found.live, read_only=not own.writable, conflicts=conflicts, add=add),
        found.live.mark,
        found.seen,
        score_text(found.live),
        own.writable,
        account.role is Role.head,
        awaited,
        account.account_id,
    )
    return page(request, "self_evaluations/form.html", context, demo=found.line.demo)


@get("/self-evaluations/{inspection:str}/definition", unit_roles=True)
async def show_self_definition(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    await must_see(request, inspection)
    found = await store_of(request).read(lambda connection: standing(connection, request, inspection, Level.self))
    return answered(request, found.live)


@post(
    "/self-evaluations/{inspection:str}",
    roles=UNIT,
    status_code=200,
    request_max_body_size=evidence.LARGEST_UPLOAD,
)
async def save_self_form(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await must_enter(request, inspection)
    return await saved(request, inspection, Level.self)


@post("/self-evaluations/{inspection:str}/operations", roles=UNIT, status_code=200)
async def receive_self_operations(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    await must_enter(request, inspection)
    return await received(request, inspection, Level.self)


@post(
    "/self-evaluations/{inspection:str}/evidence",
    roles=UNIT,
    status_code=200,
    request_max_body_size=evidence.LARGEST_UPLOAD,
)
async def upload_self_evidence(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    await must_enter(request, inspection)
    return await evidence.uploaded(request, inspection, Level.self)


@get("/self-evaluations/{inspection:str}/evidence/{digest:str}", unit_roles=True)
async def download_self_evidence(
    request: Request[Any, Any, Any], inspection: FromPath[str], digest: FromPath[str]
) -> Response[bytes]:
    """The unit's own files: the team's lie elsewhere and are not shown here."""
    await must_see(request, inspection)
    return await evidence.downloaded(request, inspection, digest, Level.self)


handlers: list[HTTPRouteHandler] = [
    show_self_form,
    show_self_definition,
    save_self_form,
    receive_self_operations,
    upload_self_evidence,
    download_self_evidence,
]
