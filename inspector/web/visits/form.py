"""The work record of a visit as a form: entries like any other, in the inspection that keeps the record."""

from secrets import token_hex
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from markupsafe import Markup
from sqlalchemy import Connection

from inspector.fieldwork.visit_record import CELLS
from inspector.settings import Settings
from inspector.storage import recusals, visits
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.teams import MemberLine
from inspector.web.forms.conflicts import conflict_fragments
from inspector.web.forms.filling import filled
from inspector.web.forms.layout import Form
from inspector.web.forms.pages import standing, writable
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.pages import Frame, PageContext, environment, frame_of, page
from inspector.web.refusals import not_found
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.visits.gathering import Served, Visited, team_of, visited
from inspector.web.visits.layout import SIGNERS, layout


class VisitFormPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection that keeps the record"]
    served: Annotated[tuple[Served, ...], "the inspections of the visit"]
    content: Annotated[Markup, "the cells, filled in"]
    mark: Annotated[str, "how far the page's knowledge of the inspection goes"]
    seen: Annotated[int, "arrival number of the last entry this page shows"]
    score: Annotated[str, "empty: the record has no score"]
    writable: Annotated[bool, "whether this reader may enter anything now"]
    recused: Annotated[bool, "whether this reader keeps out of the unit"]
    device_user: Annotated[int, "account that unsent work on the device belongs to"]
    members: Annotated[tuple[MemberLine, ...], "members of the team, who may sign"]
    people: Annotated[tuple[tuple[str, str], ...], "function and name of the unit's persons, who may sign"]
    signers: Annotated[dict[str, str], "message ids of whom a signature stands for"]


def form_for(connection: Connection, inspection_id: str) -> Form:
    """The layout of the record that an inspection keeps."""
    return layout(team_of(connection, visits.together(connection, inspection_id)))


@get("/inspections/{inspection:str}/visit")
async def visit_form(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    settings: Settings = request.app.state.settings
    account, at, memory = account_of(request).account_id, now(), memory_of(store_of(request))
    add = request.query_params.get("add", "")[:200]

    def query(connection: Connection) -> VisitFormPage | str:
        found = visited(connection, memory, inspection)
        if found is None:
            raise not_found()
        if found.line.id != inspection:
            return found.line.id
        here = standing(connection, request, inspection)
        barred = recusals.recused(connection, inspection, account, at)
        may = writable(request, found.line) and not barred
        conflicts = conflict_fragments(connection, found.live, settings)
        form = layout(found.team)
        values = filled(found.live, form, read_only=not may, conflicts=conflicts, add=add)
        content = form.content.fill(values | _parts(found, frame_of(request)))
        people = tuple((one.function, one.name) for one in found.record.people)
        own = (may, barred, account, found.team, people, SIGNERS)
        return VisitFormPage(found.line, found.served, Markup(content), found.live.mark, here.seen, "", *own)

    context = await store_of(request).read(query)
    if isinstance(context, str):
        return redirect(request, f"/inspections/{context}/visit")
    return page(request, "visits/form.html", context, demo=context.line.demo)


def _parts(found: Visited, frame: Frame) -> dict[str, str]:
    """What stands on the form beside its cells."""
    looked = environment().get_template("visits/_looked.html").render(served=found.served)
    planned = environment().get_template("visits/_planned.html").render(line=found.line)
    signed = environment().get_template("visits/_signatures.html")
    views: dict[str, Any] = {
        "signed": found.signed,
        "talks": found.record.talks,
        "form": found.live.path,
        "frame": frame,
    }
    shown = signed.render(**views, columns=tuple(CELLS["signatures"]), signers=SIGNERS)
    return {"looked:": looked, "planned:": planned, "signatures:": shown, "next_row:": row_key()}


def row_key() -> str:
    """A row's own key: sorts by the instant it was made, and no two devices make the same."""
    return f"{now() // 1000:011x}{token_hex(2)}"


handlers: list[HTTPRouteHandler] = [visit_form]
