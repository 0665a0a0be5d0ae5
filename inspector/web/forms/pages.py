"""The form of an inspection: one page, filled from what the record holds by now."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.fieldwork.states import ENTERING, State
from inspector.i18n import N_
from inspector.settings import Settings
from inspector.storage import inspections, recusals, shares
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.shares import ShareLine
from inspector.storage.tables import Role
from inspector.web.evidence.awaited import AwaitedFile, awaited_files
from inspector.web.forms.conflicts import conflict_fragments
from inspector.web.forms.drawing import draw_fragments, frames
from inspector.web.forms.filling import NOTHING, filled
from inspector.web.forms.layout import Form, form_of
from inspector.web.forms.words import score_text
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.rechecks.beside import beside_again
from inspector.web.refusals import not_found
from inspector.web.scope import today
from inspector.web.self_evaluations.beside import Beside, beside
from inspector.web.sessions import account_of, store_of

STATE_NAMES = {
    State.assigned: N_("Assigned"),
    State.in_progress: N_("In progress"),
    State.submitted: N_("Submitted"),
    State.returned: N_("Returned"),
    State.confirmed: N_("Confirmed"),
    State.void: N_("Void"),
}


class Around(Struct, frozen=True):
    """What a form is shown with: the rosters of its unit, who takes which section, files on their way."""

    rosters: Mapping[str, Sequence[str]]
    shares: Mapping[str, ShareLine]
    awaited: tuple[AwaitedFile, ...] = ()

    def of(self, account: int) -> list[str]:
        return [section for section, one in self.shares.items() if one.account_id == account]


NOTHING_AROUND = Around({}, {})


class FormPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection with its unit and round"]
    state_name: Annotated[str, "its state, a message id"]
    content: Annotated[Markup, "sections and questions, filled in"]
    mark: Annotated[str, "how far the page's knowledge of the inspection goes"]
    seen: Annotated[int, "arrival number of the last entry this page shows"]
    score: Annotated[str, "the running score in words"]
    writable: Annotated[bool, "whether this reader may enter answers now"]
    recused: Annotated[bool, "whether this reader keeps out of the unit"]
    device_user: Annotated[int, "account that unsent work on the device belongs to"]
    awaited: Annotated[tuple[AwaitedFile, ...], "files still on their way"]
    self_notice: Annotated[str, "why no self-evaluation stands beside the questions, or empty"]
    shared: Annotated[bool, "whether some of its sections are the reader's"]


class Standing(Struct, frozen=True):
    """What the pages about one inspection read from the record."""

    live: Live
    line: InspectionLine
    seen: int


def standing(
    connection: Connection, request: Request[Any, Any, Any], inspection: str, level: Level = Level.team
) -> Standing:
    found = memory_of(store_of(request)).current(connection, inspection, level)
    line = inspections.line(connection, inspection)
    if found is None or line is None:
        raise not_found()
    return Standing(found[0], line, found[1].arrived or 0)


def writable(request: Request[Any, Any, Any], line: InspectionLine) -> bool:
    entering = line.state in ENTERING and line.round_state == "open"
    return entering and account_of(request).role is Role.inspector


@get("/inspections/{inspection:str}")
async def show_form(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    context = await form_page(request, inspection)
    return page(request, "forms/form.html", context, demo=context.line.demo)


async def form_page(request: Request[Any, Any, Any], inspection: str) -> FormPage:
    """The form as it stands, for whoever may read it."""
    settings: Settings = request.app.state.settings
    account, at = account_of(request).account_id, now()
    on, memory = today(request), memory_of(store_of(request))

    def query(connection: Connection) -> tuple[Standing, dict[str, str], Beside, bool, Around]:
        found = standing(connection, request, inspection)
        barred = recusals.recused(connection, inspection, account, at)
        may = writable(request, found.line) and not barred
        again = beside_again(connection, memory, found.live)
        own = Beside(again) if again else beside(connection, memory, found.live, on, writable=may)
        conflicts = conflict_fragments(connection, found.live, settings)
        given_out = shares.of_inspection(connection, inspection)
        around = Around(frames(connection, found.live), given_out, awaited_files(connection, found.live))
        return found, conflicts, own, barred, around

    found, conflicts, own, recused, around = await store_of(request).read(query)
    may = writable(request, found.line) and not recused
    add = request.query_params.get("add", "")[:200]
    mine = around.of(account)
    content = content_of(
        found.live, read_only=not may, conflicts=conflicts, add=add, beside=own.fragments, around=around, mine=mine
    )
    return FormPage(
        found.line,
        STATE_NAMES[found.line.state],
        content,
        found.live.mark,
        found.seen,
        score_text(found.live),
        may,
        recused,
        account,
        around.awaited,
        own.notice,
        bool(mine),
    )


def content_of(live: Live, **how: Any) -> Markup:
    """The questions as they stand, filled in as `values_of` is asked to."""
    form = form_of(live)
    return Markup(form.content.fill(values_of(live, form, **how)))


def values_of(
    live: Live,
    form: Form,
    *,
    read_only: bool,
    conflicts: Mapping[str, str],
    add: str = "",
    beside: Mapping[str, str] = NOTHING,
    around: Around = NOTHING_AROUND,
    mine: Collection[str] = (),
) -> dict[str, str]:
    draws = draw_fragments(live, form, around.rosters, conflicts)
    names = {section: one.name for section, one in around.shares.items()}
    return filled(
        live,
        form,
        read_only=read_only,
        conflicts=conflicts,
        add=add,
        beside=beside,
        draws=draws,
        shares=names,
        mine=mine,
    )


handlers: list[HTTPRouteHandler] = [show_form]
