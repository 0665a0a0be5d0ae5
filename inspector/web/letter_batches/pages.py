"""Batches of letters: planned, begun, watched, paused, taken back, and downloaded as one file."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.kinds import KINDS
from inspector.storage import accounts, batches, letters
from inspector.storage.instants import now
from inspector.storage.tables import LetterBatch, LetterBatchLine, Role
from inspector.web.districts.survey import OpenedRound, open_round
from inspector.web.form_input import read_form
from inspector.web.letter_batches.bundle import Bundled, write_bundle
from inspector.web.letter_batches.order import Order, first_order, order_of, read_order
from inspector.web.letter_batches.plan import BATCH_KINDS, STOPS, PlanLine, plan, ready
from inspector.web.letter_batches.runner import wake
from inspector.web.letter_batches.steps import OF_THE_UNIT, REASONS, of_the_form, wish_of
from inspector.web.letter_batches.views import (
    STATE_NAMES,
    STEP_NAMES,
    BatchPage,
    BatchView,
    LineView,
    PlanPage,
    first_lines,
    view_of,
)
from inspector.web.letters.known import Known, known_of_all
from inspector.web.letters.letter import DAMAGED
from inspector.web.letters.pages import may_see_letters
from inspector.web.letters.stationery import VARIANT_NAMES
from inspector.web.letters.wish import KIND_NAMES, Wish, first_wish
from inspector.web.letters.words import STATE_NAMES as LETTER_STATE_NAMES
from inspector.web.pages import page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sending import sent
from inspector.web.sessions import account_of, store_of

CLERKS = [Role.clerk]
MOVED = N_("The batch has moved on meanwhile. Look at it again.")
NONE_READY = N_("No paper of this kind can be made now: the list says for each unit why.")


def path_of(round_id: str, batch_id: str = "") -> str:
    base = f"/rounds/{quote(round_id, safe='')}/letters/batches"
    return f"{base}/{quote(batch_id, safe='')}" if batch_id else base


@get("/rounds/{round_id:str}/letters/batches")
async def plan_batch(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """The form with what would be made, for a clerk; for others the batches only."""
    opened = await open_round(request, round_id)
    kind = request.query_params.get("kind", BATCH_KINDS[0])
    lines = await _plan(request, opened, kind)
    wish = await _wish(opened, kind, lines, None, request) if account_of(request).role is Role.clerk else None
    return await _plan_page(request, opened, kind, lines, wish)


@post("/rounds/{round_id:str}/letters/batches", roles=CLERKS, status_code=200)
async def begin_batch(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """One click: the batch is in the record, the server goes through it by itself."""
    opened, form = await open_round(request, round_id), await read_form(request)
    typed = {name: form.text(name) for name in form.values}
    kind, again = typed.pop("kind", ""), typed.pop("again", "") == "yes"
    lines = await _plan(request, opened, kind)
    wish = await _wish(opened, kind, lines, typed, request)
    units = ready(lines, again=again)
    if wish is None or wish.errors:
        return await _plan_page(request, opened, kind, lines, wish, again=again, status=422)
    if not units:
        return await _plan_page(request, opened, kind, lines, wish, again=again, status=409, refused=NONE_READY)
    batch = LetterBatch(
        id=uuid4().hex,
        round_id=opened.round.id,
        kind=kind,
        wish=json.dumps(typed, ensure_ascii=False, sort_keys=True),
        created_by=account_of(request).account_id,
        created_at=now(),
    )
    batch_id = await store_of(request).write(lambda connection: batches.add(connection, batch, units))
    wake(request)
    return redirect(request, path_of(round_id, batch_id))


async def _plan(request: Request[Any, Any, Any], opened: OpenedRound, kind: str) -> list[PlanLine]:
    if kind not in BATCH_KINDS:
        raise Refused(400, N_("There is no such letter for this unit."))
    return await store_of(request).read(lambda connection: plan(connection, opened, kind), heavy=True)


async def _wish(
    opened: OpenedRound,
    kind: str,
    lines: list[PlanLine],
    typed: Mapping[str, str] | None,
    request: Request[Any, Any, Any],
) -> Wish | None:
    """The form is read for the first unit: what it holds is the same for all. `typed`: None before anybody typed."""
    if not lines:
        return None
    unit, day = lines[0].unit, today(request)
    known = await _known(request, opened)
    if typed is None:
        return first_wish(opened, unit, kind, day, known)
    wish = wish_of(opened, kind, unit, typed, day, known)
    return replace(wish, errors=of_the_form(wish.errors or {}))


async def _known(request: Request[Any, Any, Any], opened: OpenedRound) -> Known:
    return await store_of(request).read(lambda c: known_of_all(c, opened.round.city_id, opened.round.id))


async def _plan_page(
    request: Request[Any, Any, Any],
    opened: OpenedRound,
    kind: str,
    lines: list[PlanLine],
    wish: Wish | None,
    *,
    again: bool = False,
    status: int = 200,
    refused: str = "",
) -> Response[str]:
    names = {unit: subject.name for unit, subject in opened.survey.subjects.items()}

    def job(connection: Connection) -> tuple[BatchView, ...]:
        """Each counts the units only that the reader may see letters of."""
        found = ((one, batches.lines(connection, one.id)) for one in batches.of_round(connection, opened.round.id))
        seen = ((one, [line for line in lines if _may_read(request, opened, line.unit_id)]) for one, lines in found)
        return tuple(view_of(one, lines, names) for one, lines in seen if lines)

    context = PlanPage(
        round=opened.round,
        kind=kind,
        kinds={name: KIND_NAMES[name] for name in BATCH_KINDS},
        wish=wish,
        again=again,
        lines=tuple(lines) if wish else (),
        count=len(ready(lines, again=again)),
        stop_names=STOPS,
        batches=await store_of(request).read(job),
        state_names=STATE_NAMES,
        variant_names=VARIANT_NAMES,
        offices=(await _known(request, opened)).offices,
        of_the_unit=OF_THE_UNIT,
        refused=refused,
    )
    return page(request, "letter_batches/plan.html", context, status=status, demo=opened.round.demo)


@get("/rounds/{round_id:str}/letters/batches/{batch_id:str}")
async def show_batch(
    request: Request[Any, Any, Any], round_id: FromPath[str], batch_id: FromPath[str]
) -> Response[str]:
    opened, batch, lines = await _batch(request, round_id, batch_id)
    return await batch_page(request, opened, batch, lines)


async def batch_page(
    request: Request[Any, Any, Any],
    opened: OpenedRound,
    batch: LetterBatch,
    lines: list[LetterBatchLine],
    order: Order | None = None,
    status: int = 200,
) -> Response[str]:
    """`order`: as typed, with what is wrong; else the form shows what is known."""
    store, names = store_of(request), {unit: one.name for unit, one in opened.survey.subjects.items()}
    found = await store.read(lambda connection: batches.letters_of(connection, batch.id))
    maker, may_act = batch.created_by, _may_act(request, opened, lines)
    view = view_of(batch, [line for line in lines if _may_read(request, opened, line.unit_id)], names)
    if may_act and view.to_issue and order is None:
        order = await _first_order(request, opened, batch)
    people = await store.read(lambda c: accounts.named(c, [maker] if maker else []))
    seen = [
        LineView(names[line.unit_id], line, found.get(line.unit_id))
        for line in lines
        if _may_read(request, opened, line.unit_id)
    ]
    listed = first_lines(seen)
    context = BatchPage(
        round=opened.round,
        view=view,
        lines=listed,
        hidden=len(seen) - len(listed),
        may_act=may_act,
        order=order,
        numbers=_run(batch, view.total),
        kind_name=KINDS[batch.kind].label,
        state_names=STATE_NAMES,
        step_names=STEP_NAMES,
        letter_state_names=LETTER_STATE_NAMES,
        reasons=REASONS,
        maker=people.get(maker or 0, ""),
    )
    return page(request, "letter_batches/batch.html", context, status=status, demo=opened.round.demo)


async def _first_order(request: Request[Any, Any, Any], opened: OpenedRound, batch: LetterBatch) -> Order:
    city, own = opened.round.city_id, KINDS[batch.kind].own_series
    code = await store_of(request).read(lambda c: letters.last_code(c, city, batch.kind, own_series=own))
    typed = "" if own else json.loads(batch.wish).get("code", "")
    return first_order(batch, typed or code, today(request))


def _run(batch: LetterBatch, total: int) -> str:
    """运教督〔2026〕12号—运教督〔2026〕24号; empty for the own series, whose numbers are not known before."""
    if not batch.issuing or not total:
        return ""
    order = order_of(batch)
    return "" if order.own_series else f"{order.number(0)}—{order.number(total - 1)}"


@post("/rounds/{round_id:str}/letters/batches/{batch_id:str}/issue", roles=CLERKS, status_code=200)
async def issue_batch(
    request: Request[Any, Any, Any], round_id: FromPath[str], batch_id: FromPath[str]
) -> Response[str]:
    opened, batch, lines = await _batch(request, round_id, batch_id)
    if not _may_act(request, opened, lines):
        raise not_found()
    form, by = await read_form(request), account_of(request).account_id
    typed = {name: form.text(name) for name in form.values}
    order = read_order(typed, await _first_order(request, opened, batch), by=by, today=today(request))
    if order.errors:
        return await batch_page(request, opened, batch, lines, order, 422)
    if not await store_of(request).write(lambda connection: batches.order(connection, batch_id, order.kept())):
        raise conflict(MOVED)
    wake(request)
    return redirect(request, path_of(round_id, batch_id))


@post("/rounds/{round_id:str}/letters/batches/{batch_id:str}", roles=CLERKS, status_code=200)
async def change_batch(
    request: Request[Any, Any, Any], round_id: FromPath[str], batch_id: FromPath[str]
) -> Response[str]:
    opened, batch, lines = await _batch(request, round_id, batch_id)
    if not _may_act(request, opened, lines):
        raise not_found()
    act = (await read_form(request)).text("act")
    if act not in ACTS:
        raise Refused(400)
    if not await store_of(request).write(lambda connection: ACTS[act](connection, batch)):
        raise conflict(MOVED)
    wake(request)
    return redirect(request, path_of(round_id, batch_id))


def _pause(connection: Connection, batch: LetterBatch) -> bool:
    return batches.change_state(connection, batch.id, ("running",), "paused")


def _go_on(connection: Connection, batch: LetterBatch, *, leave_out: bool = False) -> bool:
    if not batches.change_state(connection, batch.id, ("paused", "stopped"), "running"):
        return False
    batches.forget_failures(connection, batch.id, leave_out=leave_out)
    return True


def _undo(connection: Connection, batch: LetterBatch) -> bool:
    return batches.undo(connection, batch.id)


ACTS: Mapping[str, Callable[[Connection, LetterBatch], bool]] = {
    "pause": _pause,
    "resume": _go_on,
    "leave-out": partial(_go_on, leave_out=True),
    "undo": _undo,
}


@get("/rounds/{round_id:str}/letters/batches/{batch_id:str}/all.zip")
async def batch_file(request: Request[Any, Any, Any], round_id: FromPath[str], batch_id: FromPath[str]) -> Stream:
    """The letters that the reader may read, with their index."""
    opened, batch, lines = await _batch(request, round_id, batch_id)
    store = store_of(request)
    made = await store.read(lambda connection: batches.letters_of(connection, batch.id))
    found = [
        Bundled(line.place, opened.survey.subjects[line.unit_id].name, made[line.unit_id])
        for line in lines
        if line.unit_id in made and _may_read(request, opened, line.unit_id)
    ]
    if not found:
        raise not_found()
    notice = "演示数据" if opened.round.demo else ""
    title = f"{opened.round.title}-{gettext(KINDS[batch.kind].label)}"
    try:
        return await sent(partial(write_bundle, store.blob_folder, found, notice), title, "zip", "application/zip")
    except (OSError, ValueError) as error:
        raise Refused(503, DAMAGED) from error


async def _batch(
    request: Request[Any, Any, Any], round_id: str, batch_id: str
) -> tuple[OpenedRound, LetterBatch, list[LetterBatchLine]]:
    """404 where the batch does not exist or the reader may see none of its units, alike."""
    opened, store = await open_round(request, round_id), store_of(request)
    batch = await store.read(lambda connection: batches.by_id(connection, batch_id))
    if batch is None or batch.round_id != round_id:
        raise not_found()
    lines = await store.read(lambda connection: batches.lines(connection, batch_id))
    if not any(_may_read(request, opened, line.unit_id) for line in lines):
        raise not_found()
    return opened, batch, lines


def _may_read(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> bool:
    return opened.covers(unit) and may_see_letters(request, opened, unit)


def _may_act(request: Request[Any, Any, Any], opened: OpenedRound, lines: list[LetterBatchLine]) -> bool:
    """A clerk for all of its units: nobody goes on with, or takes back, letters of a foreign area."""
    return account_of(request).role is Role.clerk and all(opened.covers(line.unit_id) for line in lines)


handlers: list[HTTPRouteHandler] = [plan_batch, begin_batch, show_batch, issue_batch, change_batch, batch_file]
