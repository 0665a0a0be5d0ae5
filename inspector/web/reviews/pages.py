"""From the hands of the inspector to the evaluator: submit, review, return with reasons, confirm."""

from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.states import ENTERING, Action, Obstacle, State, actions
from inspector.i18n import gettext
from inspector.storage import hand_ins, rechecks, recusals, uploads
from inspector.storage.hand_ins import HandInLine
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.tables import Role
from inspector.web.evidence.awaited import AwaitedFile, awaited_files
from inspector.web.facts.access import reader_of
from inspector.web.facts.moves import MoveView, since_visit
from inspector.web.findings.taking import take_above_anew
from inspector.web.form_input import FormInput, read_form
from inspector.web.forms.pages import STATE_NAMES, Standing, standing
from inspector.web.forms.words import score_text
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.rechecks.words import NO_CAMPAIGN
from inspector.web.refusals import conflict, not_found
from inspector.web.reviews.answers import ReviewedLate, ReviewSection, entered_by_recused, late_entries, sections
from inspector.web.reviews.missing import Missing, asked, missing
from inspector.web.reviews.submission import OBSTACLES, act, confirmed, submitted
from inspector.web.security import redirect
from inspector.web.self_evaluations.beside import credibility_of, released
from inspector.web.self_evaluations.trust import CredibilityRow, row_of
from inspector.web.sessions import account_of, store_of
from inspector.web.visits.lacking import Hints, hints


class SubmitPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    blocking: Annotated[tuple[Missing, ...], "what must be settled first"]
    other: Annotated[tuple[Missing, ...], "what may stay as it is"]
    open: Annotated[int, "questions that would stay not checked"]
    asked: Annotated[bool, "whether anything is asked of the unit at all"]
    possible: Annotated[bool, "whether it can be submitted at all now"]
    error: Annotated[str, "why the last try failed, or empty"]
    score: Annotated[str, "the running score"]
    visit: Annotated[Hints, "what the work record of the visit lacks, with the path to it"]


class ReviewPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    state_name: Annotated[str, "its state, a message id"]
    sections: Annotated[tuple[ReviewSection, ...], "all answers with results and findings"]
    conflicts: Annotated[int, "cells in which entries still differ"]
    recused: Annotated[int, "items whose answer was entered by a person recused by now"]
    late: Annotated[tuple[ReviewedLate, ...], "entries that came after submission"]
    awaited: Annotated[tuple[AwaitedFile, ...], "files still on their way"]
    moved: Annotated[tuple[MoveView, ...], "what facts that changed after the visit moved"]
    score: Annotated[str, "the score in words"]
    grade: Annotated[str, "the grade of the scheme"]
    may: Annotated[frozenset[str], "steps that this reader may take: confirm, return"]
    credibility: Annotated[CredibilityRow | None, "of the self-evaluation; None: none was released"]
    hand_in: Annotated[HandInLine | None, "signed on a device without signal; None: on the page, or not yet"]
    error: Annotated[str, "why the last step failed, or empty"]
    reason: Annotated[str, "what was typed as reason of a return"]
    visit: Annotated[Hints, "what the work record of the visit lacks, with the path to it"]
    recheck: Annotated[bool, "whether it is a re-check, which is confirmed on a page of its own"]


@get("/inspections/{inspection:str}/submit", roles=[Role.inspector])
async def submit_page(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    return await _submit_page(request, inspection, "")


async def _submit_page(request: Request[Any, Any, Any], inspection: str, error: str) -> Response[str]:
    account, at, memory = account_of(request).account_id, now(), memory_of(store_of(request))
    found, barred, awaited, visit = await store_of(request).read(
        lambda c: (
            standing(c, request, inspection),
            recusals.recused(c, inspection, account, at),
            uploads.awaited(c, inspection),
            hints(c, memory, inspection),
        )
    )
    listed = missing(found.live, (one.item for one in awaited))
    context = SubmitPage(
        found.line,
        tuple(one for one in listed if one.blocks),
        tuple(one for one in listed if not one.blocks),
        sum(one.kind == "unanswered" for one in listed),
        bool(asked(found.live)),
        found.line.state in ENTERING and found.line.round_state == "open" and not barred,
        error,
        score_text(found.live),
        visit,
    )
    status = 409 if error else 200
    return page(request, "reviews/submit.html", context, status=status, demo=found.line.demo)


@post("/inspections/{inspection:str}/submit", roles=[Role.inspector], status_code=200)
async def submit(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    form = await read_form(request)
    confirmed, account, at = form.has("stays_open"), account_of(request), now()
    memory = memory_of(store_of(request))

    def job(connection: Connection) -> str:
        found = memory.current(connection, inspection)
        if found is None:
            raise not_found()
        return submitted(connection, found[0], account.account_id, account.role, at, lambda _: confirmed)

    problem = await store_of(request).write(job)
    if problem:
        return await _submit_page(request, inspection, gettext(problem))
    return redirect(request, f"/inspections/{inspection}/review")


@get("/inspections/{inspection:str}/review")
async def review_page(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    return await _review_page(request, inspection, "", "")


class _Reviewed(NamedTuple):
    """What the record says for a review; `barred`: the reader is recused from the unit."""

    found: Standing
    late: tuple[ReviewedLate, ...]
    awaited: tuple[AwaitedFile, ...]
    listed: tuple[ReviewSection, ...]
    moved: tuple[MoveView, ...]
    own: Live | None
    barred: bool
    hand_in: HandInLine | None
    visit: Hints
    recheck: bool


async def _reviewed(request: Request[Any, Any, Any], inspection: str) -> _Reviewed:
    zone, reader = request.app.state.settings.zone, await reader_of(request)
    account, at, memory = account_of(request).account_id, now(), memory_of(store_of(request))

    def query(connection: Connection) -> _Reviewed:
        found = standing(connection, request, inspection)
        recused = entered_by_recused(connection, found.live, at)
        return _Reviewed(
            found,
            late_entries(connection, found.live),
            awaited_files(connection, found.live),
            sections(found.live, recused),
            since_visit(connection, found.live.ground.round, found.line, zone, reader),
            released(connection, memory, inspection),
            recusals.recused(connection, inspection, account, at),
            hand_ins.last(connection, inspection),
            hints(connection, memory, inspection),
            rechecks.of_inspection(connection, inspection) is not None,
        )

    return await store_of(request).read(query)


async def _review_page(request: Request[Any, Any, Any], inspection: str, error: str, reason: str) -> Response[str]:
    found, late, awaited, listed, moved, own, barred, signed, visit, recheck = await _reviewed(request, inspection)
    role, tally = account_of(request).role, found.live.tally()
    open_ = found.line.round_state == "open" and not barred
    may = frozenset(str(one) for one in actions(State(found.line.state), role)) if open_ else frozenset()
    context = ReviewPage(
        found.line,
        STATE_NAMES[found.line.state],
        listed,
        len(found.live.conflicts),
        sum(bool(item.recused) for section in listed for item in section.items),
        late,
        awaited,
        moved,
        score_text(found.live),
        tally.grade,
        may,
        row_of(found.line.unit_name, credibility_of(found.live, own)) if own else None,
        signed if signed and signed.completed_at == found.line.submitted_at else None,
        error or (gettext(OBSTACLES[Obstacle.recused]) if barred else ""),
        reason,
        visit,
        recheck,
    )
    return page(request, "reviews/review.html", context, status=409 if error else 200, demo=found.line.demo)


@post("/inspections/{inspection:str}/review", roles=[Role.evaluator], status_code=200)
async def review(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    form = await read_form(request)
    wishes = {"confirm": Action.confirm, "return": Action.send_back}
    action = wishes.get(form.text("step", 20))
    if action is None:
        raise conflict(OBSTACLES[Obstacle.state])
    account, at = account_of(request), now()
    reason = await _reason(request, inspection, form) if action is Action.send_back else ""
    memory = memory_of(store_of(request))

    def job(connection: Connection) -> str:
        found = memory.current(connection, inspection)
        if action is Action.confirm and rechecks.of_inspection(connection, inspection):
            return NO_CAMPAIGN
        if action is Action.confirm and found:
            return confirmed(connection, found[0], account.account_id, account.role, at)
        return act(connection, inspection, action, account.account_id, account.role, at, reason)

    problem = await store_of(request).write(job)
    if problem:
        return await _review_page(request, inspection, gettext(problem), form.text("reason"))
    if action is Action.confirm:
        await take_above_anew(store_of(request), inspection, by=account.account_id, at=at)
    return redirect(request, f"/inspections/{inspection}/review")


async def _reason(request: Request[Any, Any, Any], inspection: str, form: FormInput) -> str:
    """The general reason and those beside single questions, as one text."""
    found = await store_of(request).read(lambda connection: standing(connection, request, inspection))
    lines = [form.text("reason", 2000)]
    for place, (name, result) in enumerate(found.live.results.items(), 1):
        said = form.text(f"reason:{name}", 500)
        if said:
            lines.append(f"{place}. {result.item.title}：{said}")
    return "\n".join(line for line in lines if line)


handlers: list[HTTPRouteHandler] = [submit_page, submit, review_page, review]
