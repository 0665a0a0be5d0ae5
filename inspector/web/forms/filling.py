"""The values that a form is filled with: answers, badges, progress, facts, evidence and conflicts of one inspection."""

import json
from collections.abc import Collection, Container, Mapping

from inspector.checklist.cells import DRAW
from inspector.checklist.fields import YES_NO, FieldProblem
from inspector.fieldwork.operations import Head, Level
from inspector.i18n import N_, gettext
from inspector.web.forms.layout import Form, text
from inspector.web.forms.layout_items import CellView
from inspector.web.forms.words import badge, hidden, note_needed, problem_text, settled, trouble
from inspector.web.operations.fields import cell_at, drawn, read
from inspector.web.operations.live import Live
from inspector.web.pages import environment

CHECKED, HIDDEN, OPEN, DISABLED, MINE = " checked", " hidden", " open", " disabled", " data-mine"
NOTHING: Mapping[str, str] = {}
NOTE_NAMES = {Level.team: N_("Note"), Level.self: N_("Account of gains and losses")}
INVALID = ' aria-invalid="true"'


def filled(
    live: Live,
    form: Form,
    *,
    read_only: bool = False,
    conflicts: Mapping[str, str] = NOTHING,
    add: str = "",
    beside: Mapping[str, str] = NOTHING,
    draws: Mapping[str, str] = NOTHING,
    shares: Mapping[str, str] = NOTHING,
    mine: Collection[str] = (),
) -> dict[str, str]:
    """Everything by slot, escaped. `conflicts` are fragments by address, `add` names an empty row: `head/code`.

    `beside` are fragments by item: what the unit says of itself; `draws` by block: how its sample was drawn.
    `shares` are names by section: who takes it; `mine` the sections of the reader.
    """
    values: dict[str, str] = {**form.constant, "note_name:": text(gettext(NOTE_NAMES[live.level]))}
    if live.level is Level.self:
        values["by_team:"] = HIDDEN
    values |= {f"self:{item}": html for item, html in beside.items()}
    values |= {f"draw:{head}": html for head, html in draws.items()}
    values |= {f"share:{section}": text(name) for section, name in shares.items()}
    values |= {f"mine:{section}": MINE for section in mine}
    if read_only:
        values["disabled:"] = DISABLED
    rows, pieces = _entered(values, live, form, conflicts)
    block, _, code = add.rpartition("/")
    if block in form.columns and code:
        rows.setdefault(block, {}).setdefault(code, {"code:": text(code)})["new:"] = ""
    for head_, codes in rows.items():
        values[f"rows:{head_}"] = "".join(form.row(head_, one) for one in codes.values() if len(one) > 1)
    for slot, found in pieces.items():
        item = slot.partition("/")[0]
        values[f"pieces:{slot}"] = "".join(found)
        values[f"count:{item}"] = str(int(values.get(f"count:{item}", "0")) + len(found))
        values[f"open:{item}/see"] = OPEN
    values |= {f"fact:{key}": text(shown) for key, shown in fact_values(live, form).items()}
    _results(values, live, form)
    return values


def _entered(
    values: dict[str, str], live: Live, form: Form, conflicts: Mapping[str, str]
) -> tuple[dict[str, dict[str, dict[str, str]]], dict[str, list[str]]]:
    """The fixed cells into their slots; the rows of samples by head and code, the pieces of evidence by request."""
    rows = _drawn_rows(live, form)
    pieces: dict[str, list[str]] = {}
    for path, head in live.heads.items():
        cell = form.cells.get(path)
        if cell is not None:
            _enter(values, live, path, path, cell, head, conflicts)
        elif "/evidence/" in path:
            _piece(pieces, live, path, head)
        else:
            _row_cell(rows, live, form, path, head, conflicts)
    return rows, pieces


def _drawn_rows(live: Live, form: Form) -> dict[str, dict[str, dict[str, str]]]:
    """A row for each drawn code, whether anything was entered there or not."""
    found = {}
    for path, head in live.heads.items():
        block, _, column = path.rpartition("/")
        made = drawn(head.value) if column == DRAW and block in form.columns else None
        if made is not None:
            found[block] = {code: {"code:": text(code), "drawn:": ""} for code in made.codes}
    return found


def _enter(
    values: dict[str, str],
    live: Live,
    path: str,
    key: str,
    cell: CellView,
    head: Head,
    conflicts: Mapping[str, str],
) -> None:
    """One cell into its slots; `key` is its address as the slots know it."""
    values[f"base:{key}"] = head.operation or ""
    shown = head.raw or "" if head.value is None else head.value
    if cell.type in ("select_one", "state"):
        values[f"checked:{key}={text(shown)}"] = CHECKED
    elif cell.type == "select_multiple":
        values |= {f"checked:{key}={text(one)}": CHECKED for one in shown.split(",")}
    elif cell.alternatives and shown in dict(cell.alternatives):
        values[f"checked:{key}={shown}"] = CHECKED
    else:
        values[f"value:{key}"] = text(shown)
    if shown and key.endswith(("/note", "/state")):
        values[f"open:{key}"] = OPEN
    if head.value is None and head.raw:
        values[f"problem:{key}"] = text(problem_of(live, path, head))
        values[f"invalid:{key}"] = INVALID
    if path in conflicts:
        values[f"conflict:{key}"] = conflicts[path]


def problem_of(live: Live, path: str, head: Head) -> str:
    """Why what was typed could not be read; empty when it could."""
    if head.value is not None or not head.raw:
        return ""
    cell = cell_at(live, path)
    found = read(cell, head.raw) if cell else None
    return problem_text(found) if isinstance(found, FieldProblem) else ""


def _row_cell(
    rows: dict[str, dict[str, dict[str, str]]],
    live: Live,
    form: Form,
    path: str,
    head: Head,
    conflicts: Mapping[str, str],
) -> None:
    """A cell of a sample; one that no longer belongs to the form is left aside."""
    stem, _, column = path.rpartition("/")
    block, _, code = stem.rpartition("/")
    cell = form.columns.get(block, {}).get(column)
    if cell is None:
        return
    row = rows.setdefault(block, {}).setdefault(code, {"code:": text(code)})
    if head.value is not None or head.raw or path in conflicts:
        _enter(row, live, path, column, cell, head, conflicts)
    elif len(row) > 1:
        row[f"base:{column}"] = head.operation or ""


def _piece(pieces: dict[str, list[str]], live: Live, path: str, head: Head) -> None:
    if head.value:
        item, _, key = path.partition("/evidence/")
        found = json.loads(head.value)
        slot = f"{item.partition('@')[0]}/{key.partition('-')[0]}"
        pieces.setdefault(slot, []).append(piece_html(live.path, path, head.operation or "", found))


def piece_html(form: str, path: str, base: str, piece: Mapping[str, str]) -> str:
    template = environment().get_template("forms/_piece.html")
    return template.render(form=form, path=path, base=base, piece=piece)


def fact_values(live: Live, form: Form) -> dict[str, str]:
    """The given facts as a reader sees them, by key of their slot; a dash for one that nobody entered."""
    facts = live.ground.edition.checklist.facts
    found = {}
    for key in {fact.key for section in form.sections for item in section.items for fact in item.facts}:
        name, _, dimension = key.partition(":")
        shown = next((one for unit in live.subject.line if (one := unit.facts.get(name, {}).get(dimension))), "")
        choices = facts[name].choices or (YES_NO if facts[name].type == "select_one" else {})
        found[key] = choices[shown].label if shown in choices else shown or "—"
    return found


def _results(values: dict[str, str], live: Live, form: Form) -> None:
    for name, result in live.results.items():
        values[f"badge:{name}"] = badge(result)
        if hidden(result):
            values[f"hidden:{name}"] = HIDDEN
        words = trouble(live, result)
        if words:
            values[f"trouble:{name}"] = text(words)
            if note_needed(live, result.item):
                values |= {f"open:{block}/note": OPEN for block in _heads(live, name)}
    for section, (done, whole) in progress(live).items():
        values[f"progress:{section}"] = f"{done}/{whole}"


def _heads(live: Live, item: str) -> list[str]:
    return [f"{item}@{one.key}" if one.key else item for one in live.times[item]]


def progress(live: Live, sections: Container[str] | None = None) -> dict[str, tuple[int, int]]:
    """By section, of these or of all, how many of the questions in sight are settled, and how many there are."""
    section_of, fed = live.ground.edition.section_of, live.links.fed
    found: dict[str, tuple[int, int]] = {}
    for name, result in live.results.items():
        section = section_of[name]
        if sections is not None and section not in sections:
            continue
        done, whole = found.get(section, (0, 0))
        if name not in fed and not hidden(result):
            done, whole = done + settled(live, result), whole + 1
        found[section] = done, whole
    return found
