"""A finding that no short form can ask about any more: an evaluator says what was found, with reason and proof."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.deadlines import Days
from inspector.casework.finding_life import FindingObstacle, FindingStep, Step
from inspector.casework.rechecked import Compared, fed_again
from inspector.i18n import gettext
from inspector.scoring.results import Result
from inspector.storage import blobs, findings, holidays, rechecks, recusals
from inspector.storage.finding_letters import by_term
from inspector.storage.finding_problems import MESSAGES, FindingProblem
from inspector.storage.instants import now
from inspector.storage.tables import Blob, Finding, Role
from inspector.web.findings.words import STATE_NAMES
from inspector.web.form_input import FormInput, read_form
from inspector.web.letters.files import LARGEST_UPLOAD, keep, sent_file
from inspector.web.operations.memory import Memory, memory_of
from inspector.web.pages import PageContext, page
from inspector.web.rechecks import words
from inspector.web.rechecks.comparing import share_text
from inspector.web.rechecks.decisions import RECHECKED, day_of, due_on_free_day
from inspector.web.rechecks.planning import WHYS, barred, first_live
from inspector.web.refusals import Refused, not_found
from inspector.web.scope import must_cover, today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LONGEST_NAME = 100


class ByHandPage(PageContext, frozen=True):
    finding: Annotated[Finding, "the finding"]
    state_name: Annotated[str, "its state, a message id"]
    why: Annotated[str, "why no form asks it, or empty when one could"]
    running: Annotated[str, "inspection of a re-check that has it, or empty"]
    fed: Annotated[Compared | None, "before and after re-checks below, of what rolls up"]
    shares: Annotated[tuple[str, str], "both shares as per cent"]
    outcomes: Annotated[Mapping[str, str], "what can be decided, with names"]
    open: Annotated[bool, "whether it can be checked again at all"]
    typed: Annotated[Mapping[str, str], "what was typed"]
    errors: Annotated[Mapping[str, str], "what is wrong, by input; empty name: the whole"]


@get("/rechecks/by-hand/{finding:str}", roles=[Role.evaluator])
async def by_hand_page(request: Request[Any, Any, Any], finding: FromPath[str]) -> Response[str]:
    row = await _covered(request, finding)
    on = today(request)
    days = await store_of(request).read(lambda connection: holidays.days_of(connection, row.city_id))
    due = by_term(row, on, days)
    return await _page(request, row, {"day": on.isoformat(), "due": due.isoformat() if due else ""}, {}, 200)


@post(
    "/rechecks/by-hand/{finding:str}",
    roles=[Role.evaluator],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def decide(request: Request[Any, Any, Any], finding: FromPath[str]) -> Response[str]:
    row, form, store = await _covered(request, finding), await read_form(request), store_of(request)
    typed = {name: form.text(name, 4000) for name in ("outcome", "day", "due", "due_known", "due_source", "note")}
    days = await store.read(lambda connection: holidays.days_of(connection, row.city_id))
    errors, by, at, on = _faults(typed, days), account_of(request).account_id, now(), today(request)
    blob: Blob | None = None
    try:
        blob = await _proof(request, form, row, at)
    except Refused as refused:
        errors["file"] = gettext(refused.message)
    if typed["outcome"] == "done" and blob is None and "file" not in errors:
        errors["file"] = gettext(words.PROOF)
    if errors:
        return await _page(request, row, typed, errors, 422)
    due = day_of(typed["due"]) if typed["outcome"] in words.LEFT else None
    step = Step(
        FindingStep.recheck,
        note=typed["note"],
        day=day_of(typed["day"]),
        due=due,
        due_source=typed["due_source"] if due else "",
        outcome=RECHECKED[typed["outcome"]],
        proofs=(blob.sha256,) if blob else (),
    )
    version = form.text("version", 9)
    seen = int(version) if version.isdecimal() else -1
    try:
        await store.write(lambda connection: _advance(connection, row, step, blob, by, at, on, seen))
    except (FindingProblem, rechecks.RecheckProblem) as problem:
        return await _page(request, await _covered(request, finding), typed, {"": gettext(problem.message)}, 409)
    return redirect(request, "/rechecks")


def _advance(
    connection: Connection, row: Finding, step: Step, blob: Blob | None, by: int, at: int, on: date, seen: int
) -> None:
    if rechecks.running(connection, [row.id]):
        raise rechecks.RecheckProblem(rechecks.TWICE)
    if blob is not None:
        blobs.record(connection, blob)
    kept_out = by in recusals.of_unit(connection, row.last_round, row.unit_id, at)
    findings.advance(connection, row.id, step, by=by, at=at, today=on, seen=seen, recused=kept_out)


def _faults(typed: Mapping[str, str], days: Days) -> dict[str, str]:
    found = {}
    day, due = day_of(typed["day"]), day_of(typed["due"])
    if typed["outcome"] not in RECHECKED:
        found["outcome"] = words.OUTCOME
    if day is None:
        found["day"] = words.DAY
    if typed["outcome"] in words.LEFT and due is None:
        found["due"] = words.DUE
    if not typed["note"]:
        found["note"] = MESSAGES[FindingObstacle.reason_missing]
    errors = {name: gettext(what) for name, what in found.items()}
    return errors or (due_on_free_day(typed, days) if typed["outcome"] in words.LEFT else {})


async def _proof(request: Request[Any, Any, Any], form: FormInput, row: Finding, at: int) -> Blob | None:
    content = await sent_file(form)
    return await keep(store_of(request), content, row.title[:LONGEST_NAME], at) if content else None


async def _covered(request: Request[Any, Any, Any], finding: str) -> Finding:
    row = await store_of(request).read(lambda connection: findings.by_id(connection, finding[:64]))
    if row is None:
        raise not_found()
    await must_cover(request, row.unit_id)
    return row


async def _page(
    request: Request[Any, Any, Any], row: Finding, typed: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response[str]:
    memory = memory_of(store_of(request))

    def query(connection: Connection) -> ByHandPage:
        live = first_live(connection, memory, row.last_round, row.unit_id)
        why = barred(live, row)
        fed = _fed(connection, memory, row) if why == WHYS["rolls_up"] else None
        return ByHandPage(
            row,
            next(name for state, name in STATE_NAMES.items() if state == row.state),
            why,
            rechecks.running(connection, [row.id]).get(row.id, ""),
            fed,
            (share_text(fed.before.low), share_text(fed.after.low)) if fed else ("", ""),
            {name: words.OUTCOMES[name] for name in RECHECKED},
            row.state in rechecks.CHECKABLE,
            typed if not fed else {"outcome": fed.proposed, **typed},
            errors,
        )

    context = await store_of(request).read(query, heavy=True)
    return page(request, "rechecks/by_hand.html", context, status=status, demo=row.demo)


def _fed(connection: Connection, memory: Memory, row: Finding) -> Compared:
    """What the units below give by now, those checked again with what was found there last."""
    live = first_live(connection, memory, row.last_round, row.unit_id)
    assert live is not None
    again: dict[str, dict[str, Result]] = {}
    for one in rechecks.confirmed(connection, row.last_round):
        found = memory.current(connection, one.inspection_id)
        items = {kept.item_id for kept in rechecks.found_again(connection, one.round_id)}
        if found is not None:
            results = {name: result for name, result in found[0].results.items() if name in items}
            again.setdefault(found[0].subject.id, {}).update(results)
    return fed_again(live.ground.survey, again, row.unit_id, row.item_id)


handlers: list[HTTPRouteHandler] = [by_hand_page, decide]
