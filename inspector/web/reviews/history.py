"""Who entered what, when and on which device: every entry of one question, whatever became of it."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.cells import VISIT, in_visit
from inspector.i18n import N_, gettext
from inspector.storage import accounts, devices, operations
from inspector.storage.inspections import InspectionLine
from inspector.storage.rescues import records as rescues
from inspector.web.forms.conflicts import shown_text
from inspector.web.forms.pages import standing
from inspector.web.operations.live import Live, item_of
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.sessions import store_of
from inspector.web.visits import layout

OUTCOMES = {
    "applied": N_("Taken over"),
    "same": N_("Said the same already"),
    "conflict": N_("Differed from another entry"),
    "refused": N_("Kept, not taken over"),
    "id_reused": N_("Kept apart: its number was used before"),
}


class Said(Struct, frozen=True):
    field: str
    place: str
    shown: str
    who: str
    device: str
    at: int
    outcome: str
    stands: bool
    brought_by: str
    """Who brought it in from a rescue file, or empty."""


class HistoryPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    title: Annotated[str, "the question"]
    item: Annotated[str, "its id"]
    said: Annotated[tuple[Said, ...], "its entries, the last first"]


@get("/inspections/{inspection:str}/history/{item:str}")
async def history_page(
    request: Request[Any, Any, Any], inspection: FromPath[str], item: FromPath[str]
) -> Response[str]:
    await cover(request, inspection)

    def query(connection: Connection) -> tuple[InspectionLine, Live, tuple[Said, ...]]:
        found = standing(connection, request, inspection)
        return found.line, found.live, _said(connection, found.live, item)

    line, live, said = await store_of(request).read(query)
    known = live.links.items.get(item)
    if known is None and item != VISIT:
        raise not_found()
    title = known.ask.question or known.title if known else gettext("Work record of the visit")
    context = HistoryPage(line, title, item, said)
    return page(request, "reviews/history.html", context, demo=line.demo)


def _said(connection: Connection, live: Live, item: str) -> tuple[Said, ...]:
    entries = [
        one
        for one in operations.history(connection, live.city_id, live.id, live.level)
        if item_of(one.arrived.operation.field) == item
    ]
    people = list({one.arrived.operation.account for one in entries})
    names, on = accounts.named(connection, people), devices.names(connection, people)
    bringers = rescues.bringers(connection, live.id)
    found = []
    for one in reversed(entries):
        said = one.arrived.operation
        head = live.heads.get(said.field)
        raw = said.raw if said.raw is not None else said.value or ""
        shown = _evidence(raw) if "/evidence/" in said.field else shown_text(live, said.field, raw)
        stands = head is not None and head.operation == said.id
        outcome = gettext(OUTCOMES[str(one.arrived.outcome)])
        place = place_text(live, said.field)
        by = bringers.get(said.id, "")
        who, device = names.get(said.account, "—"), on.get((said.device, said.account), "")
        found.append(Said(said.field, place, shown, who, device, one.received_at, outcome, stands, by))
    return tuple(found)


def _evidence(raw: str) -> str:
    return gettext("A file") if raw else gettext("Taken away")


def place_text(live: Live, path: str) -> str:
    """A cell's address as a reader finds it on the form: occurrence, row, column."""
    if in_visit(path):
        return layout.place_text(path)
    head, _, rest = path.partition("/")
    item = live.links.items[head.partition("@")[0]]
    time = next((one.label for one in live.times[item.id] if one.key and one.key == head.partition("@")[2]), "")
    row, _, column = rest.rpartition("/")
    if row == "evidence":
        words = item.see.get(column.partition("-")[0])
        return words.words if words else column
    row_label = item.ask.rows[row].label if row in item.ask.rows else row
    fixed = {"state": N_("Instead of an answer"), "reason": N_("Reason"), "note": N_("Note"), "draw": N_("Draw")}
    asked = item.ask.fields.get(column)
    label = asked.label if asked else gettext(fixed[column]) if column in fixed else column
    return " · ".join(part for part in (time, row_label, label) if part)


handlers: list[HTTPRouteHandler] = [history_page]
