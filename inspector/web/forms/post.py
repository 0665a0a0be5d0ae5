"""The form sent as a whole, without JavaScript: what differs from what the page showed becomes entries."""

import json
from collections.abc import Iterator
from typing import Any

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.checklist.cells import VISIT
from inspector.fieldwork.heads import fold
from inspector.fieldwork.operations import Head, Level
from inspector.storage import operations
from inspector.storage.ids import new_id
from inspector.storage.instants import now
from inspector.storage.tables import Role
from inspector.web.evidence import pages as evidence
from inspector.web.evidence.keeping import pieces
from inspector.web.form_input import FormInput, read_form
from inspector.web.forms.layout import Form, form_of
from inspector.web.forms.layout_items import CellView
from inspector.web.operations.intake import Entry, take
from inspector.web.operations.live import Live, item_of, path_of
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.refusals import not_found
from inspector.web.security import redirect
from inspector.web.self_evaluations.beside import adopted, not_proven, released
from inspector.web.sessions import account_of, store_of
from inspector.web.visits.form import form_for

DEVICE = "page"


@post(
    "/inspections/{inspection:str}",
    roles=[Role.inspector],
    status_code=200,
    request_max_body_size=evidence.LARGEST_UPLOAD,
)
async def save_form(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    return await saved(request, inspection, Level.team)


async def saved(request: Request[Any, Any, Any], inspection: str, level: Level) -> Response[str]:
    form = await read_form(request)
    store, memory = store_of(request), memory_of(store_of(request))
    account, at = account_of(request).account_id, now()

    def job(connection: Connection) -> None:
        found = memory.current(connection, inspection, level)
        if found is None:
            raise not_found()
        live = found[0]
        entries = list(_entries(connection, live, form))
        own = released(connection, memory, inspection) if level is Level.team else None
        if own is not None:
            entries = _with_buttons(live, own, form, entries)
        if entries:
            take(connection, memory, inspection, entries, account, at, level)

    await store.write(job)
    for name, files in form.files.items():
        item, _, wanted = name.removeprefix("file:").partition("/")
        for file in files:
            if name.startswith("file:") and file.filename:
                await evidence.keep_file(request, inspection, item, wanted, file, level)
    return redirect(request, f"{path_of(inspection, level)}{'/visit' if _of_visit(form) else ''}{_new_row(form)}")


def _of_visit(form: FormInput) -> bool:
    """Whether it was the sheet of the visit's work record."""
    return form.text("sheet", 20) == VISIT


def _with_buttons(live: Live, own: Live, form: FormInput, entries: list[Entry]) -> list[Entry]:
    """A button beside the self-evaluation speaks for the whole question, whatever else its fields said."""
    taken, unproven = form.text("adopt", 64), form.text("unproven", 64)
    if not (taken or unproven):
        return entries
    cells = adopted(live, own, taken) if taken else not_proven(live, unproven)
    rest = [one for one in entries if item_of(one.field) != (taken or unproven)]
    heads = live.heads
    return rest + [_entry(live, path, heads.get(path, Head()).operation, raw) for path, raw in cells]


def _new_row(form: FormInput) -> str:
    """The page shows an empty row that was asked for, as it does with JavaScript."""
    head = form.text("add", 200)
    code = form.text(f"code:{head}", 32) if head else ""
    return f"?add={head}/{code}#{head}" if code else ""


def _entries(connection: Connection, live: Live, form: FormInput) -> Iterator[Entry]:
    seen = form.text("seen", 20)
    history = operations.history(connection, live.city_id, live.id, live.level)
    known = [one.arrived for one in history if seen.isdecimal() and one.arrival <= int(seen)]
    shown = fold(known, live.level)
    layout = form_for(connection, live.id) if _of_visit(form) and live.level is Level.team else form_of(live)
    for path, cell in _cells(layout, form):
        head = shown.get(path, Head())
        raw = _raw(cell, form.all(path))
        if raw != ((head.raw or "") if head.value is None else head.value):
            yield _entry(live, path, head.operation, raw)
    yield from _pieces(live, form)
    path, _, chosen = form.text("choose", 300).partition("|")
    if chosen:
        yield from _settled(live, path, chosen, history)


def _entry(live: Live, path: str, base: str | None, raw: str) -> Entry:
    return Entry(new_id(), live.id, path, base, raw, DEVICE, 0, None)


def _cells(layout: Form, form: FormInput) -> Iterator[tuple[str, CellView]]:
    """Every input that the page had: the fixed ones, and those of the rows it sent."""
    if form.has("seen"):
        yield from layout.cells.items()
    for path in form.values:
        stem, _, column = path.rpartition("/")
        cell = layout.columns.get(stem.rpartition("/")[0], {}).get(column)
        if cell is not None:
            yield path, cell


def _raw(cell: CellView, sent: list[str]) -> str:
    """What the inputs of one cell say together."""
    filled = [text.strip() for text in sent if text.strip()]
    if cell.type == "select_multiple":
        return ",".join(key for key, _ in cell.choices if key in filled)
    picked = [text for text in filled if text in dict(cell.alternatives)]
    return next(iter(picked or filled), "")


def _pieces(live: Live, form: FormInput) -> Iterator[Entry]:
    gone = form.text("remove", 200)
    for path, piece in pieces(live).items():
        caption = form.text(f"caption:{path}", 500)
        base = live.heads[path].operation
        if path == gone:
            yield _entry(live, path, base, "")
        elif form.has(f"caption:{path}") and caption != piece["caption"]:
            yield _entry(live, path, base, json.dumps({"caption": caption}))


def _settled(
    live: Live,
    path: str,
    chosen: str,
    history: list[operations.Entry],
) -> Iterator[Entry]:
    """The chosen text becomes the answer, and one entry says so for each of the others."""
    said = {one.arrived.operation.id: one.arrived.operation for one in history}
    head = live.heads.get(path, Head())
    if chosen not in said or path not in live.conflicts or said[chosen].field != path:
        return
    raw = said[chosen].raw if said[chosen].raw is not None else said[chosen].value
    if chosen != head.operation:
        yield _entry(live, path, head.operation, raw or "")
    for leaf in live.conflicts[path]:
        if leaf.id != chosen:
            yield _entry(live, path, leaf.id, raw or "")


handlers: list[HTTPRouteHandler] = [save_form]
