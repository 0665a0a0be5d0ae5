"""The form of a visit's work record: its cells as the templates of every form read them."""

from collections.abc import Mapping, Sequence

from inspector.checklist.cells import VISIT, parse
from inspector.fieldwork.visit_record import CELLS, RECORD, Kind
from inspector.i18n import N_, gettext
from inspector.storage.teams import MemberLine
from inspector.web.forms.layout import Form, Layout, compiled
from inspector.web.forms.layout_items import NEW_ROW, ROW_PLACE, CellView

LABELS: Mapping[str, Mapping[str, str]] = {
    "": {
        "day": N_("Day of the visit"),
        "began": N_("Began"),
        "ended": N_("Ended"),
        "place": N_("Where it was"),
        "materials": N_("Materials taken along or copied"),
        "observed": N_("Facts observed"),
        "told": N_("What was told to the unit"),
        "remarks": N_("What the unit says to it"),
    },
    "people": {"function": N_("Function"), "name": N_("Name of the person")},
    "talks": {
        "with": N_("Talked to"),
        "began": N_("Time"),
        "place": N_("Where it was"),
        "asked_by": N_("Who asked"),
        "said": N_("Questions and answers"),
    },
    "team": {"present": N_("Present")},
    "signatures": {
        "of": N_("Signed under"),
        "role": N_("Who signs"),
        "name": N_("Name of the person"),
        "function": N_("Function"),
        "signed": N_("Signed at"),
        "content": N_("Fingerprint of what was signed"),
        "refused": N_("Reason of the refusal"),
        "witness": N_("Witness"),
    },
}
HINTS = {
    "visit@talks/with": N_("The function, such as head of teaching, or a code. Never a child's name."),
    "visit@people/function": N_("Adults of the unit only."),
    "visit/place": N_("When it was not at the unit itself."),
    "visit/observed": N_("What was seen, read or counted; judgements stand in the form."),
}
TYPES: Mapping[Kind, str] = {"day": "date", "clock": "clock", "line": "line", "text": "text", "yes": "state"}
ROWS = {"people": "visits/_person.html", "talks": "visits/_talk.html"}


SIGNERS = {
    "team": N_("For the team"),
    "unit": N_("For the unit"),
    "talked": N_("The person talked to"),
}
GROUPS = {"team": N_("Members of the team present"), "people": N_("Persons of the unit present")}
GROUPS |= {"talks": N_("Talk"), "signatures": N_("Signature")}


def place_text(path: str) -> str:
    """A cell of the record as a reader finds it on the form."""
    cell = parse(path)
    group = gettext(GROUPS[cell.occurrence]) if cell.occurrence in GROUPS else ""
    label = N_("Signature") if cell.key else LABELS[cell.occurrence][cell.column]
    return " · ".join(part for part in (group, gettext(label)) if part)


def shown_text(path: str, raw: str) -> str:
    """What was entered there, in words where it is a key."""
    column = parse(path).column
    if column == "of":
        return gettext("Work record of the visit") if raw == RECORD else gettext("Talk")
    if column == "present":
        return gettext("Present")
    return gettext(SIGNERS[raw]) if column == "role" and raw in SIGNERS else raw


def layout(members: Sequence[MemberLine]) -> Form:
    """The form for the members of the visit's team; small enough to be made for each page."""
    own = {name: _cell("", name) for name in CELLS[""]}
    present = {member.account_id: _present(member) for member in members}
    columns = {f"{VISIT}@{group}": {name: _cell(group, name) for name in CELLS[group]} for group in ROWS}
    rows: dict[str, Layout] = {}
    for group, template in ROWS.items():
        rows[f"{VISIT}@{group}"] = compiled(template, cells=columns[f"{VISIT}@{group}"], head=f"{VISIT}@{group}")
    content = compiled("visits/_content.html", own=own, members=members, present=present, columns=columns)
    cells = {cell.path: cell for cell in (*own.values(), *present.values())}
    new_rows = {f"new_row:{head}": row.fill({"code:": NEW_ROW}) for head, row in rows.items()}
    return Form((), cells, columns, content, rows, new_rows)


def _cell(group: str, name: str) -> CellView:
    head = f"{VISIT}@{group}" if group else VISIT
    path = f"{head}/{ROW_PLACE}/{name}" if group else f"{head}/{name}"
    label, hint = gettext(LABELS[group][name]), HINTS.get(f"{head}/{name}", "")
    kind = TYPES[CELLS[group][name]]
    return CellView(path, name if group else path, kind, label, label, gettext(hint) if hint else "")


def _present(member: MemberLine) -> CellView:
    path = f"{VISIT}@team/m{member.account_id}/present"
    return CellView(path, path, "state", member.name, member.name)
