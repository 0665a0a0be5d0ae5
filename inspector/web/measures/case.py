"""One case: why, where it stands, which terms run, what happened, its letters, and the next step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection, select

from inspector.casework.measure_clocks import source_of
from inspector.casework.measure_life import (
    BEFORE_FORCE,
    OUTCOMES,
    POSTS,
    STATEMENTS,
    CaseMove,
    CaseObstacle,
    CaseState,
    CaseStep,
    case_steps,
)
from inspector.casework.remedies import Decision, Remedy
from inspector.checklist.ladder import Ladder
from inspector.i18n import gettext
from inspector.letters.kinds import KINDS
from inspector.storage import accounts, measure_standing, measures, statements
from inspector.storage.instants import now
from inspector.storage.measure_problems import CaseProblem
from inspector.storage.rows import many, table
from inspector.storage.tables import Finding, Letter, MeasureCase, MeasureEvent, Statement
from inspector.web.form_input import read_form
from inspector.web.letters.offers import new_path
from inspector.web.letters.words import STATE_NAMES as LETTER_STATES
from inspector.web.measures.access import DECIDING, READING, case_of
from inspector.web.measures.lines import ClockLine, Reason, case_reasons, clock_lines, in_one_line, titles
from inspector.web.measures.unit import day_of
from inspector.web.measures.words import (
    APPROVER_NAMES,
    NOTE_NAMES,
    PUBLICATION_NAMES,
    STATE_NAMES,
    STEP_NAMES,
    exit_name,
)
from inspector.web.pages import PageContext, page
from inspector.web.rectification.words import DECISION_NAMES, REMEDY_NAMES
from inspector.web.refusals import Refused
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LONGEST = 4000
TEXTS = ("note", "outcome", "person", "post", "facts", "grounds", "late", "letter")
LINE = (*BEFORE_FORCE, CaseState.in_force, CaseState.ended)
WHERE = {
    CaseObstacle.text_missing: "note",
    CaseObstacle.day_missing: "day",
    CaseObstacle.day_early: "day",
    CaseObstacle.day_ahead: "day",
    CaseObstacle.hearing_runs: "outcome",
    CaseObstacle.outcome_missing: "outcome",
    CaseObstacle.exit_unknown: "outcome",
    CaseObstacle.approver_missing: "person",
    CaseObstacle.approver_barred: "person",
    CaseObstacle.approver_post: "post",
    CaseObstacle.facts_missing: "facts",
    CaseObstacle.grounds_missing: "grounds",
    CaseObstacle.too_late: "late",
    CaseObstacle.letter_unknown: "letter",
    CaseObstacle.letter_withdrawn: "letter",
}


class TriedStep(Struct, frozen=True):
    step: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Offered(Struct, frozen=True):
    """A step as a form: which inputs it has, the choices of its outcome and post, and what stands there at first."""

    step: CaseStep
    name: str
    note: str
    outcomes: tuple[tuple[str, str], ...] = ()
    posts: tuple[tuple[str, str], ...] = ()
    first: Mapping[str, str] = field(default_factory=dict)


class Told(Struct, frozen=True):
    """An event with its words; `letter` is the one bound by it."""

    event: MeasureEvent
    name: str
    outcome: str
    who: str
    letter: Letter | None


class Said(Struct, frozen=True):
    """A statement against the measure; `decision` is empty while it waits."""

    id: str
    name: str
    on: date
    decision: str
    late: bool


class CasePage(PageContext, frozen=True):
    case: Annotated[MeasureCase, "the case"]
    reasons: Annotated[tuple[Reason, ...], "why it was proposed, as the facts were then"]
    findings: Annotated[tuple[Finding, ...], "findings it rests on"]
    facts: Annotated[Mapping[str, str], "what the ladder says of the measure, by message id"]
    remedies: Annotated[tuple[str, ...], "remedies with their terms"]
    line: Annotated[tuple[tuple[str, bool], ...], "message ids of the states on its way, and which is reached"]
    state: Annotated[str, "message id of its state"]
    clocks: Annotated[tuple[ClockLine, ...], "terms that began"]
    events: Annotated[tuple[Told, ...], "what happened, the first one first"]
    said: Annotated[tuple[Said, ...], "review and appeal that the unit asked for on its own page, or on paper"]
    offered: Annotated[tuple[Offered, ...], "steps open to the reader"]
    new_letters: Annotated[tuple[tuple[str, str], ...], "message id of a paper of this measure, and its form"]
    letters: Annotated[tuple[Letter, ...], "letters of the unit that can be bound"]
    letter_states: Annotated[Mapping[Any, str], "message ids"]
    withdrawn: Annotated[tuple[Letter, ...], "bound letters that were withdrawn since"]
    today: Annotated[date, "the last day that can be given"]
    tried: Annotated[TriedStep, "what came back"]


@get("/measures/{case_id:str}", roles=READING)
async def case_page(request: Request[Any, Any, Any], case_id: FromPath[str]) -> Response[str]:
    return await _page(request, await case_of(request, case_id), TriedStep())


@post("/measures/{case_id:str}/steps", roles=DECIDING, status_code=200)
async def take_step(request: Request[Any, Any, Any], case_id: FromPath[str]) -> Response[str]:
    case, form = await case_of(request, case_id), await read_form(request)
    name, seen = form.text("step", 20), form.text("seen", 10)
    if name not in set(CaseStep) or not seen.isdecimal():
        raise Refused(400)
    typed = {one: form.text(one, LONGEST) for one in TEXTS} | {"day": form.text("day", 20)}
    move = CaseMove(CaseStep(name), day=day_of(typed["day"]), **{one: typed[one] for one in TEXTS})
    by, at, on = account_of(request).account_id, now(), today(request)
    try:
        await store_of(request).write(
            lambda c: measures.advance(c, case.id, move, by=by, at=at, today=on, seen=int(seen))
        )
    except CaseProblem as problem:
        errors = {WHERE.get(problem.obstacle, ""): gettext(problem.message)}
        late = problem.obstacle in (CaseObstacle.stale, CaseObstacle.state)
        again = await case_of(request, case_id)
        return await _page(request, again, TriedStep(name, typed, errors), 409 if late else 422)
    return redirect(request, f"/measures/{case.id}")


async def _page(
    request: Request[Any, Any, Any], case: MeasureCase, tried: TriedStep, status: int = 200
) -> Response[str]:
    context = await store_of(request).read(lambda c: _built(c, request, case, tried))
    return page(request, "measures/case.html", context, status=status, demo=case.demo)


def _built(c: Connection, request: Request[Any, Any, Any], case: MeasureCase, tried: TriedStep) -> CasePage:
    account, on, ladder = account_of(request), today(request), measures.ladder_of(case)
    told, rows = measures.events(c, case.id), measures.findings_of(c, case.id)
    at = measure_standing.standing(c, case, ladder, told, by=account.account_id, today=on, at=now())
    letters = _letters(c, case)
    reasons = case_reasons(case, ladder, rows)
    measure, names = ladder.measures[case.measure_id], accounts.named(c, [one.account_id for one in told])
    bound = [letters[one.letter_id] for one in told if one.letter_id in letters]
    return CasePage(
        case,
        reasons,
        tuple(rows),
        {"approves": APPROVER_NAMES[measure.approves], "publication": PUBLICATION_NAMES[measure.publication]},
        _remedies(ladder, case),
        tuple((STATE_NAMES[state], _reached(case, state)) for state in LINE),
        STATE_NAMES[CaseState(case.state)],
        clock_lines(measure_standing.running(c, case, ladder, told), on),
        tuple(_told(one, ladder, names, letters) for one in told),
        tuple(map(_said, statements.of_measure(c, case.id))),
        tuple(_offer(one, ladder, case, rows, reasons) for one in case_steps(at, account.role)),
        _new_letters(case, measure.letters),
        tuple(one for one in letters.values() if one.state != "withdrawn" and one not in bound),
        LETTER_STATES,
        tuple(one for one in bound if one.state == "withdrawn"),
        on,
        tried,
    )


def _letters(connection: Connection, case: MeasureCase) -> dict[str, Letter]:
    columns = table(Letter).c
    query = select(table(Letter)).where(columns.unit_id == case.unit_id).order_by(columns.created_at.desc())
    return {one.id: one for one in many(connection, Letter, query)}


def _new_letters(case: MeasureCase, kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if case.round_id is None or case.state in (CaseState.not_taken, CaseState.ended, CaseState.corrected):
        return ()
    return tuple((KINDS[kind].label, new_path(case.round_id, case.unit_id, kind)) for kind in kinds)


def _reached(case: MeasureCase, state: CaseState) -> bool:
    return CaseState(case.state) in LINE and LINE.index(state) <= LINE.index(CaseState(case.state))


def _remedies(ladder: Ladder, case: MeasureCase) -> tuple[str, ...]:
    words = gettext("%(title)s: to %(to)s within %(within)s days, decided within %(decided)s days (%(source)s)")
    found = [ladder.remedies[name] for name in ladder.measures[case.measure_id].remedies]
    return tuple(
        words
        % {
            "title": one.title,
            "to": one.to,
            "within": one.within.days if one.within else "",
            "decided": one.decided.days if one.decided else "",
            "source": source_of(ladder.sources, one.source) or gettext("no legal source"),
        }
        for one in found
    )


def _said(one: Statement) -> Said:
    decision = DECISION_NAMES[Decision(one.decision)] if one.decision else ""
    return Said(one.id, REMEDY_NAMES[Remedy(one.kind)], one.received_on, decision, one.late)


def _told(event: MeasureEvent, ladder: Ladder, names: Mapping[int, str], letters: Mapping[str, Letter]) -> Told:
    outcome = exit_name(event.outcome, titles(ladder)) if event.outcome else ""
    bound = letters.get(event.letter_id) if event.letter_id else None
    return Told(event, STEP_NAMES[event.step], outcome, names.get(event.account_id, ""), bound)


def _offer(
    step: CaseStep, ladder: Ladder, case: MeasureCase, rows: Sequence[Finding], reasons: Sequence[Reason]
) -> Offered:
    ways: tuple[str, ...] = ()
    if step is CaseStep.hear:
        ways = STATEMENTS
    elif step in (CaseStep.answer_review, CaseStep.answer_appeal):
        ways = OUTCOMES
    measure = ladder.measures[case.measure_id]
    if step is CaseStep.end:
        ways = tuple(sorted(measure_standing.exits(measure)))
    first: dict[str, str] = {}
    if step is CaseStep.enact:
        told = [f"第{row.number}号：{row.text}" for row in rows]
        first["facts"] = "\n".join([*told, in_one_line(reasons)])
        first["grounds"] = "、".join(source_of(ladder.sources, name) for name in measure.source)
    return Offered(
        step,
        STEP_NAMES[step],
        NOTE_NAMES.get(step, ""),
        tuple((way, exit_name(way, titles(ladder))) for way in ways),
        tuple((post, post) for post in POSTS[measure.approves]) if step is CaseStep.approve else (),
        first,
    )


handlers: list[HTTPRouteHandler] = [case_page, take_step]
