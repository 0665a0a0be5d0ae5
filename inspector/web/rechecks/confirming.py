"""One re-check: before and after of each finding, the decision about all of them at once, or calling it off."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.deadlines import Days
from inspector.fieldwork.states import Action, Obstacle, State
from inspector.i18n import gettext
from inspector.storage import findings, holidays, rechecks, recusals
from inspector.storage.finding_letters import by_term
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.instants import now
from inspector.storage.rechecks import RecheckProblem
from inspector.storage.tables import Role, Round
from inspector.web.findings.words import STATE_NAMES as FINDING_STATES
from inspector.web.form_input import read_form
from inspector.web.forms.pages import STATE_NAMES
from inspector.web.letters.offers import new_path
from inspector.web.operations.memory import Memory, memory_of
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.rechecks.comparing import Comparison, comparison, share_text
from inspector.web.rechecks.decisions import Typed, day_of, read_decisions
from inspector.web.rechecks.words import CALLED_OFF, DAY, INSPECTOR, LEFT, OUTCOMES, OUTSIDE, WAYS
from inspector.web.reviews.submission import OBSTACLES, act, unconfirmable
from inspector.web.rounds.assign import Person, people_for
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

OFFICE = [Role.clerk, Role.evaluator]


class RecheckPage(PageContext, frozen=True):
    found: Annotated[Comparison, "the re-check and what it follows"]
    first: Annotated[Round, "the round it follows"]
    state_name: Annotated[str, "its state, a message id"]
    finding_states: Annotated[Mapping[Any, str], "names by state of a finding"]
    outcomes: Annotated[Mapping[str, str], "names by outcome"]
    ways: Annotated[Mapping[str, tuple[str, ...]], "what can be decided, by where a finding stands"]
    share_text: Annotated[Any, "a share in millionths as per cent"]
    decides: Annotated[bool, "whether the reader decides now"]
    plans: Annotated[bool, "whether the reader may give it to another, or call it off"]
    people: Annotated[tuple[Person, ...], "inspectors to choose from"]
    papers: Annotated[Mapping[str, str], "forms of letters that can follow, by kind"]
    typed: Annotated[Mapping[str, str], "what was typed"]
    errors: Annotated[Mapping[str, str], "what is wrong, by input; empty name: the whole"]


@get("/rechecks/{inspection:str}")
async def recheck_page(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    return await _page(request, inspection, {}, {}, 200)


@post("/rechecks/{inspection:str}", roles=[Role.evaluator], status_code=200)
async def confirm(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    """The inspection, every finding and the score in one transaction: all of it or nothing."""
    await cover(request, inspection)
    form, store, at, on = await read_form(request), store_of(request), now(), today(request)
    memory, account = memory_of(store), account_of(request)
    shown, days = await store.read(lambda connection: _counted(connection, memory, inspection))
    typed = read_decisions(form, shown, days)
    if typed.errors:
        return await _page(request, inspection, typed.values, typed.errors, 422)

    def job(connection: Connection) -> None:
        found, days = _counted(connection, memory, inspection)
        if problem := unconfirmable(connection, found.live):
            raise RecheckProblem(problem)
        if problem := act(connection, inspection, Action.confirm, account.account_id, account.role, at):
            raise RecheckProblem(problem)
        decided(connection, read_decisions(form, found, days), found, by=account.account_id, at=at, on=on)

    try:
        await store.write(job)
    except RecheckProblem as problem:
        return await _page(request, inspection, typed.values, {"": gettext(problem.message)}, 409)
    return redirect(request, f"/rechecks/{inspection}")


def _counted(connection: Connection, memory: Memory, inspection: str) -> tuple[Comparison, Days]:
    found = comparison(connection, memory, inspection)
    return found, holidays.days_of(connection, found.line.city_id)


def decided(connection: Connection, typed: Typed, found: Comparison, *, by: int, at: int, on: date) -> None:
    """Raises RecheckProblem that names the finding which somebody moved meanwhile."""
    day = typed.day
    if typed.errors or day is None:
        raise RecheckProblem(OBSTACLES[Obstacle.state])
    for one in typed.decisions:
        step = one.step(day, typed.due, typed.due_source)
        if step is None:
            continue
        try:
            findings.advance(connection, one.row.finding.id, step, by=by, at=at, today=on, seen=one.version)
        except FindingProblem as problem:
            number = gettext("Finding No. %(number)s") % {"number": one.row.finding.number}
            raise RecheckProblem(f"{number}：{gettext(problem.message)}") from problem
    kept = [one.kept for one in typed.decisions]
    scores = {"before": found.scores.before, "after": found.scores.after}
    rechecks.decide(connection, found.recheck, kept, day=day, new_due=typed.due, **scores, at=at)


@post("/rechecks/{inspection:str}/plan", roles=OFFICE, status_code=200)
async def replan(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    """Another inspector or another day."""
    place = await cover(request, inspection)
    form, at = await read_form(request), now()
    person = next((one for one in await _people(request, inspection) if str(one.account.id) == form.text("to")), None)
    day, errors = day_of(form.text("on", 20)), dict[str, str]()
    if day is None:
        errors["on"] = gettext(DAY)
    if person is None or not person.covers(place.unit_id):
        errors["to"] = gettext(OUTSIDE if person and not person.reaches(place.unit_id) else INSPECTOR)
    if person is None or day is None or errors:
        return await _page(request, inspection, {"to": form.text("to"), "on": form.text("on", 20)}, errors, 422)

    def job(connection: Connection) -> None:
        recheck = rechecks.of_inspection(connection, inspection)
        assert recheck is not None and person.account.id is not None
        rechecks.replan(connection, recheck, person.account.id, day, at=at)

    return await _tried(request, inspection, job)


@post("/rechecks/{inspection:str}/off", roles=OFFICE, status_code=200)
async def call_off(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)
    reason, at = (await read_form(request)).text("why", 500), now()
    if not reason:
        return await _page(request, inspection, {}, {"why": gettext(CALLED_OFF)}, 422)

    def job(connection: Connection) -> None:
        found = comparison(connection, memory_of(store_of(request)), inspection)
        rechecks.call_off(connection, found.recheck, reason, at=at)

    return await _tried(request, inspection, job)


async def _tried(request: Request[Any, Any, Any], inspection: str, job: Callable[[Connection], None]) -> Response[str]:
    by, at = account_of(request).account_id, now()

    def unless_recused(connection: Connection) -> None:
        if recusals.recused(connection, inspection, by, at):
            raise RecheckProblem(rechecks.SELF_RECUSED)
        job(connection)

    try:
        await store_of(request).write(unless_recused)
    except RecheckProblem as problem:
        return await _page(request, inspection, {}, {"": gettext(problem.message)}, 409)
    return redirect(request, f"/rechecks/{inspection}")


async def _people(request: Request[Any, Any, Any], inspection: str) -> tuple[Person, ...]:
    on, at, memory = today(request), now(), memory_of(store_of(request))

    def query(connection: Connection) -> tuple[Person, ...]:
        found = comparison(connection, memory, inspection)
        people = people_for(connection, found.first.ground.round, on, at)
        return tuple(one for one in people if one.covers(found.line.unit_id))

    return await store_of(request).read(query)


async def _page(
    request: Request[Any, Any, Any], inspection: str, typed: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response[str]:
    account, at, memory = account_of(request), now(), memory_of(store_of(request))
    people = await _people(request, inspection) if account.role in (Role.clerk, Role.evaluator) else ()
    on = today(request)

    def query(connection: Connection) -> RecheckPage:
        found, days = _counted(connection, memory, inspection)
        first, state = found.first.ground.round, State(found.line.state)
        barred = recusals.recused(connection, inspection, account.account_id, at)
        over = state in (State.confirmed, State.void)
        return RecheckPage(
            found,
            first,
            STATE_NAMES[state],
            FINDING_STATES,
            OUTCOMES,
            WAYS,
            share_text,
            state is State.submitted and account.role is Role.evaluator and not barred,
            not over and account.role in (Role.clerk, Role.evaluator) and not barred,
            people,
            _papers(found, state, account.role),
            typed or _first_typed(found, on, days),
            errors if errors or not barred else {"": gettext(OBSTACLES[Obstacle.recused])},
        )

    context = await store_of(request).read(query)
    return page(request, "rechecks/recheck.html", context, status=status, demo=context.found.line.demo)


def _first_typed(found: Comparison, on: date, days: Days) -> dict[str, str]:
    """The day of the visit, unless the ledger went on since: a step is never dated before the last one.

    The new last day is counted from it by the items' own terms: the longest of those that have something left.
    """
    steps = [row.finding.last_day for row in found.rows if row.finding.last_day is not None]
    day = min(on, max([found.line.visit_date or on, *steps]))
    typed = {"day": day.isoformat(), "due": "", "due_source": ""}
    for row in found.rows:
        key = row.finding.id
        first = row.compared.proposed if row.way == "checked" else WAYS[row.way][0]
        typed |= {f"outcome-{key}": first, f"seen-{key}": row.seen}
    left = [row.finding for row in found.rows if typed[f"outcome-{row.finding.id}"] in LEFT]
    terms = [last for row in left if (last := by_term(row, day, days))]
    return typed | ({"due": max(terms).isoformat()} if terms else {})


def _papers(found: Comparison, state: State, role: Role) -> dict[str, str]:
    if state is not State.confirmed or role is not Role.clerk:
        return {}
    done = any(row.kept.outcome == "done" for row in found.rows)
    kinds = ["recheck_opinion", *(["closure_slip"] if done else [])]
    return {kind: new_path(found.recheck.follows, found.line.unit_id, kind) for kind in kinds}


handlers: list[HTTPRouteHandler] = [recheck_page, confirm, replan, call_off]
