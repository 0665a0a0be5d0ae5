"""Entries that differ, side by side: who said what, when and on which device, for a person to choose."""

import json

from babel.dates import format_datetime
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, typed
from inspector.i18n import current_locale, gettext
from inspector.scoring.assess import MANUAL
from inspector.scoring.results import show
from inspector.settings import Settings
from inspector.storage import accounts, devices, operations
from inspector.storage.instants import moment
from inspector.storage.operations import Entry
from inspector.web.forms.drawing import draw_text
from inspector.web.operations.fields import FormCell, cell_at, drawn, read
from inspector.web.operations.live import Live
from inspector.web.pages import RESULT_NAMES, environment
from inspector.web.visits import layout as visits


class Side(Struct, frozen=True):
    id: str
    who: str
    when: str
    device: str
    shown: str
    raw: str


def conflict_fragments(connection: Connection, live: Live, settings: Settings) -> dict[str, str]:
    """A fragment for each address with open conflicts, the answer that stands first."""
    if not live.conflicts:
        return {}
    standing = {path: head.operation for path in live.conflicts if (head := live.heads.get(path)) and head.operation}
    differing = [one.id for others in live.conflicts.values() for one in others]
    entries = operations.entries(connection, live.city_id, [*standing.values(), *differing])
    people = list({one.arrived.operation.account for one in entries.values()})
    names, on = accounts.named(connection, people), devices.names(connection, people)
    found = {}
    for path, others in live.conflicts.items():
        shown = [standing.get(path, ""), *(one.id for one in others)]
        sides = [_side(live, entries[one], names, on, settings) for one in shown if one in entries]
        leaves = " ".join(one.id for one in others)
        template = environment().get_template("forms/_conflict.html")
        found[path] = template.render(path=path, sides=sides, leaves=leaves)
    return found


def _side(live: Live, entry: Entry, names: dict[int, str], on: dict[tuple[str, int], str], settings: Settings) -> Side:
    said = entry.arrived.operation
    raw = said.raw if said.raw is not None else said.value or ""
    when = format_datetime(moment(entry.received_at, settings.zone), "short", locale=current_locale())
    device = on.get((said.device, said.account), "")
    return Side(said.id, names.get(said.account, "—"), when, device, shown_text(live, said.field, raw), raw)


def shown_text(live: Live, path: str, raw: str) -> str:
    """What was entered as a reader sees it: labels instead of keys; what cannot be read stays as typed."""
    cell = cell_at(live, path)
    if cell is None or not raw:
        return raw
    if cell.kind == "visit":
        return visits.shown_text(path, raw)
    if cell.kind in ("state", "row_state") and raw in MANUAL:
        return gettext(RESULT_NAMES[raw])
    if cell.kind == "evidence":
        return json.loads(raw)["caption"] or gettext("A file")
    if cell.kind == "draw" and (found := drawn(raw)):
        return draw_text(found)
    return raw if cell.kind != "answer" else _answer(cell, raw)


def _answer(cell: FormCell, raw: str) -> str:
    canonical = read(cell, raw)
    if isinstance(canonical, FieldProblem) or cell.field.type == "document":
        return cell.field.alternatives.get(raw, raw)
    if canonical == "-":
        return gettext("None of them")
    return show(cell.field.options, cell.field.alternatives, typed(cell.field, canonical))
