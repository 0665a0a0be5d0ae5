"""What a cell of a form may hold: its address looked up in the form, what was typed read against it."""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from inspector.checklist.cells import DRAW, EVIDENCE, NOTE, REASON, STATE, VISIT, Cell, CellPathError, parse
from inspector.checklist.fields import Field, FieldProblem
from inspector.checklist.fields import parse as parse_field
from inspector.checklist.items import Item
from inspector.fieldwork import visit_record
from inspector.fieldwork.draw import DrawError
from inspector.fieldwork.operations import Level
from inspector.fieldwork.roster_draw import RosterDraw, from_text, to_text
from inspector.i18n import N_
from inspector.scoring.answers import field_at
from inspector.scoring.assess import MANUAL
from inspector.web.operations.live import Live

LONGEST_CAPTION = 200
PLACE = re.compile(r"-?\d{1,2}\.\d{1,6},-?\d{1,3}\.\d{1,6},\d{1,6}", re.ASCII)
TEXT = Field.model_construct(type="text", alternatives={})
MESSAGES = (
    N_("Too long: {length} characters, at most {most}."),
    N_("Write the number out in {unit}, not in ten thousands (万)."),
    N_("'{text}' is not a number."),
    N_("'{text}' is not a whole number."),
    N_("Hardly possible: expected {low} to {high}."),
    N_("Must not be negative."),
    N_("'{text}' is not a date; write it like 2025-06-30."),
    N_("Hardly possible: the year {year}."),
    N_("'{text}' is not one of the choices."),
    N_("This is no draw."),
    N_("'{text}' is not a time; write it like 09:30."),
)
"""What `checklist.fields.parse` and `visit_record.canonical` can say, marked for translation."""


class FormCell(NamedTuple):
    """One place of the form that takes an entry; `field` and `part` of an answer only."""

    kind: Literal["answer", "state", "row_state", "reason", "note", "draw", "evidence", "visit"]
    address: Cell
    field: Field = TEXT
    part: str = ""


def cell_at(live: Live, path: str) -> FormCell | None:
    """None for an address that this form does not have."""
    try:
        address = parse(path)
    except CellPathError:
        return None
    if address.item == VISIT:
        return _visit_cell(live, address)
    item = live.links.items.get(address.item)
    if item is None or item.rolls_up or not _occurs(live, address):
        return None
    if address.column == EVIDENCE:
        known = address.key.partition("-")[0] in item.see and not address.row
        return FormCell("evidence", address) if known else None
    if address.column in (REASON, NOTE):
        return None if address.row else FormCell("reason" if address.column == REASON else "note", address)
    if address.column == DRAW:
        known = item.ask.sample is not None and not address.row and live.level is Level.team
        return FormCell("draw", address) if known else None
    if not _has_row(item, address):
        return None
    if address.column == STATE:
        by_unit = live.level is Level.self  # a unit says what does not concern it; the rest is the team's to say
        return FormCell("row_state" if address.row or by_unit else "state", address)
    found = field_at(item, address)
    if found is None or (not address.row and (item.ask.rows or item.ask.sample)):
        return None
    return FormCell("answer", address, *found)


def _visit_cell(live: Live, address: Cell) -> FormCell | None:
    """The record of a visit is the team's; a unit that evaluates itself has none."""
    if live.level is not Level.team:
        return None
    if address.column == EVIDENCE:
        own = not (address.row or address.occurrence) and visit_record.is_signature(address.key.partition("-")[0])
        return FormCell("evidence", address) if own else None
    return FormCell("visit", address) if visit_record.kind_at(address) else None


def _occurs(live: Live, address: Cell) -> bool:
    return not address.occurrence or any(one.key == address.occurrence for one in live.times[address.item])


def _has_row(item: Item, address: Cell) -> bool:
    if not address.row:
        return True
    return address.row in item.ask.rows or (item.ask.sample is not None and len(address.row) <= 32)


def read(cell: FormCell, raw: str) -> str | FieldProblem:
    """The canonical text of what was typed; empty when nothing was."""
    if cell.kind == "answer":
        return parse_field(cell.field, raw, cell.part)
    if cell.kind in ("reason", "note"):
        return parse_field(TEXT, raw)
    if cell.kind == "evidence":
        return raw
    if cell.kind == "draw":
        found = drawn(raw)
        return to_text(found) if found else FieldProblem("This is no draw.")
    if cell.kind == "visit":
        kind = visit_record.kind_at(cell.address)
        assert kind is not None
        return visit_record.canonical(kind, raw)
    allowed = MANUAL if cell.kind == "state" else ("not_applicable",)
    if raw and raw not in allowed:
        return FieldProblem("'{text}' is not one of the choices.", {"text": raw[:40]})
    return raw


def drawn(raw: str | None) -> RosterDraw | None:
    """The draw that a cell holds, made again; None when the text is none, or not what its own seed gives."""
    try:
        return from_text(raw) if raw else None
    except DrawError:
        return None


def draw_refused(live: Live, path: str, base: str | None, raw: str) -> str:
    """Why a draw is not taken over; empty when it is. One that stands already, chosen among several, always is."""
    others = [one.value for one in live.conflicts.get(path, ())]
    head = live.heads.get(path)
    present = head.value if head else None
    found = drawn(raw)
    if found is None:
        return "draw_differs"
    if to_text(found) in (present, *others):
        return ""
    cell = cell_at(live, path)
    sample = live.links.items[cell.address.item].ask.sample if cell else None
    if sample is None or found.of != sample.of:
        return "draw_differs"
    least = len(found.frame) if sample.draw == "all" else min(sample.draw.at_least, len(found.frame))
    if len(found.codes) < least:
        return "draw_few"
    return "draw_again" if base and present and not found.replaced else ""


def captioned(present: str | None, raw: str) -> str | None:
    """A piece of evidence with the caption or place of `raw`, or "" to take it away; None for anything else.

    A device never says which file: it can only speak of the piece that stands there.
    """
    if not raw:
        return ""
    if present is None:
        return None
    try:
        wish = json.loads(raw)
    except ValueError:
        return None
    about = {name: wish[name] for name in ("caption", "place") if name in wish} if isinstance(wish, dict) else {}
    if not about or not well_described(about):
        return None
    found = json.loads(present) | {name: text.strip() for name, text in about.items()}
    return piece(**{name: text for name, text in found.items() if text or name != "place"})


def well_described(about: Mapping[str, Any]) -> bool:
    """A caption that fits; a place in decimal degrees with its accuracy in metres, such as 22.27072,113.57673,12."""
    caption, place = about.get("caption", ""), about.get("place", "")
    texts = isinstance(caption, str) and isinstance(place, str)
    return texts and len(caption) <= LONGEST_CAPTION and (not place or PLACE.fullmatch(place) is not None)


def piece(**values: Any) -> str:
    """A piece of evidence as the text of its cell."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
