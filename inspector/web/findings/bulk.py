"""Many findings changed at once: looked at before, told row by row after, taken back while nobody went on."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep
from inspector.i18n import N_, gettext
from inspector.storage import finding_events, findings, holidays, ledger
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.instants import now
from inspector.storage.tables import Finding, FindingEvent, Role
from inspector.web.findings.asked import area, read
from inspector.web.findings.bulk_steps import BULK_NAMES, BULK_STEPS, Change, changes, step_for
from inspector.web.findings.step_fields import FIELDS, LONGEST, NO_DAY, NoDay
from inspector.web.findings.steps import advance_as
from inspector.web.findings.words import SEVERITY_NAMES
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.clerk, Role.evaluator]
MOST = 500
NONE_CHOSEN = N_("Choose at least one finding.")
MOVED_ON = N_("Somebody went on with it meanwhile: it cannot be taken back.")
TAKEN_BACK = N_("Taken back.")
TOO_MANY = N_("At most 500 findings at once: narrow the list down.")


class Outcome(Struct, frozen=True):
    """One row: what changes or has changed, or why nothing does."""

    row: Finding
    changes: tuple[Change, ...] = ()
    problem: str = ""


class _LookedAt(Exception):
    """Ends a preview: the writer takes back what the job has done."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


class BulkPage(PageContext, frozen=True):
    chosen: Annotated[tuple[Outcome, ...], "row by row"]
    steps: Annotated[Mapping[FindingStep, str], "what the reader may do to many, message ids"]
    step: Annotated[FindingStep, "what is done to them"]
    fields: Annotated[tuple[str, ...], "what that asks for"]
    typed: Annotated[Mapping[str, str], "what was typed"]
    errors: Annotated[Mapping[str, str], "what is wrong with it, by field"]
    previewed: Annotated[bool, "whether the rows show what would change"]
    bulk: Annotated[str, "name of what was done, empty before"]
    undoable: Annotated[int, "rows with which nobody went on since"]
    mine: Annotated[bool, "whether the reader may take it back"]
    severities: Annotated[Mapping[str, str], "message ids"]
    on: Annotated[date, "the day of today"]


@post("/ledger/bulk", roles=ROLES, status_code=200)
async def bulk(request: Request[Any, Any, Any]) -> Response[str]:
    """The chosen rows, then what would change, then (`sure`) the change itself."""
    form, role = await read_form(request), account_of(request).role
    steps = BULK_STEPS[role]
    name = form.text("step", 20) or next(iter(steps))
    if name not in steps:
        raise Refused(400)
    step, rows = FindingStep(name), await _chosen(request, form)
    typed = {field: form.text(field, LONGEST.get(field, 20)) for field in FIELDS[step] if field != "file"}
    if not form.has("look") and not form.has("sure"):
        return _page(request, [Outcome(row) for row in rows], step, typed)
    try:
        return await _try(request, form, rows, step, typed)
    except NoDay as problem:
        errors = {problem.field: gettext(NO_DAY)}
        return _page(request, [Outcome(row) for row in rows], step, typed, errors=errors, status=422)


async def _try(
    request: Request[Any, Any, Any],
    form: FormInput,
    rows: list[Finding],
    step: FindingStep,
    typed: Mapping[str, str],
) -> Response[str]:
    sure, name = form.has("sure"), uuid4().hex
    seen = {row.id: int(text) if (text := form.text(f"seen:{row.id}", 10)).isdecimal() else None for row in rows}
    by, at, on = account_of(request).account_id, now(), today(request)

    def job(connection: Connection) -> list[Outcome]:
        found = []
        for row in rows:
            try:
                made = step_for(step, typed, row, holidays.days_of(connection, row.city_id))
                version = seen[row.id] if sure else None
                after = advance_as(connection, row, made, by=by, at=at, today=on, seen=version, bulk=name)
                found.append(Outcome(after, changes(row, after)))
            except FindingProblem as problem:
                found.append(Outcome(row, problem=problem.message))
        if not sure:
            raise _LookedAt(found)
        return found

    try:
        outcomes = await store_of(request).write(job)
    except _LookedAt as looked:
        return _page(request, looked.outcomes, step, typed, previewed=True, before=rows)
    done = sum(not one.problem for one in outcomes)
    return _page(request, outcomes, step, typed, bulk=name, undoable=done, mine=True)


async def _chosen(request: Request[Any, Any, Any], form: FormInput) -> list[Finding]:
    """Those that were ticked, or all that the list found; only of the reader's area."""
    seen, on = await area(request), today(request)

    def query(connection: Connection) -> list[Finding]:
        if form.has("everything"):
            values = dict(parse_qsl(form.text("query", 2000)))
            wish = read(values, values.get("sort", ""), "")
            wanted = wish.filter.limited(seen)
            return ledger.page(connection, wanted, wish.order, 0, MOST + 1, on)
        found = [findings.by_id(connection, one) for one in dict.fromkeys(form.all("pick")[: MOST + 1])]
        return [row for row in found if row is not None and seen.covers(row.city_id, row.unit_id)]

    rows = await store_of(request).read(query)
    if not rows or len(rows) > MOST:
        raise Refused(422, TOO_MANY if rows else NONE_CHOSEN)
    return rows


def _page(
    request: Request[Any, Any, Any],
    outcomes: list[Outcome],
    step: FindingStep,
    typed: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    previewed: bool = False,
    before: list[Finding] | None = None,
    bulk: str = "",
    undoable: int = 0,
    mine: bool = False,
    status: int = 200,
) -> Response[str]:
    if before:  # what was only tried bears the version before it
        outcomes = [Outcome(row, one.changes, one.problem) for row, one in zip(before, outcomes, strict=True)]
    steps = {one: BULK_NAMES[one] for one in BULK_STEPS.get(account_of(request).role, ())}
    context = BulkPage(
        tuple(outcomes),
        steps,
        step,
        tuple(field for field in FIELDS.get(step, ()) if field != "file"),
        {"day": today(request).isoformat()} | {name: text for name, text in typed.items() if text},
        errors or {},
        previewed,
        bulk,
        undoable,
        mine,
        SEVERITY_NAMES,
        today(request),
    )
    demo = any(one.row.demo for one in outcomes)
    return page(request, "ledger/bulk.html", context, status=status, demo=demo)


@get("/ledger/bulk/{name:str}", roles=ROLES)
async def bulk_done(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
    """What was done to many at once, as it stands now."""
    events, outcomes = await _of_bulk(request, name)
    undoable, mine = sum(not one.problem for one in outcomes), _is_mine(request, events, outcomes)
    step = FindingStep(events[0].step)
    return _page(request, outcomes, step, {}, bulk=name, undoable=undoable, mine=mine)


@post("/ledger/bulk/{name:str}/undo", roles=ROLES, status_code=200)
async def undo_bulk(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
    events, outcomes = await _of_bulk(request, name)
    if not _is_mine(request, events, outcomes):
        raise Refused(403, N_("Whoever changed many at once takes that back."))
    by, at = account_of(request).account_id, now()
    await store_of(request).write(lambda connection: findings.undo(connection, name, by=by, at=at))
    return redirect(request, f"/ledger/bulk/{name}")


async def _of_bulk(request: Request[Any, Any, Any], name: str) -> tuple[list[FindingEvent], list[Outcome]]:
    seen = await area(request)

    def query(connection: Connection) -> tuple[list[FindingEvent], list[Outcome]]:
        events = finding_events.of_bulk(connection, name)
        rows = [(one, findings.by_id(connection, one.finding_id)) for one in events]
        return events, [
            Outcome(row, problem=_since(connection, one, row))
            for one, row in rows
            if row is not None and seen.covers(row.city_id, row.unit_id)
        ]

    events, outcomes = await store_of(request).read(query)
    if not outcomes:
        raise not_found()
    return events, outcomes


def _since(connection: Connection, event: FindingEvent, row: Finding) -> str:
    later = [one.step for one in finding_events.of_finding(connection, row.id) if one.number > event.number]
    if not later:
        return ""
    return TAKEN_BACK if later[0] == FindingStep.undo else MOVED_ON


def _is_mine(request: Request[Any, Any, Any], events: list[FindingEvent], outcomes: list[Outcome]) -> bool:
    """Nor for somebody who has left the area of some of them since."""
    by = account_of(request).account_id
    return len(outcomes) == len(events) and all(one.account_id == by for one in events)


handlers: list[HTTPRouteHandler] = [bulk, bulk_done, undo_bulk]
