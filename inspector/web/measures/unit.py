"""One unit: what is proposed and why, taking or not taking it, and what people state of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.measure_life import Bar, CaseObstacle, CaseState
from inspector.checklist.ladder import STATED
from inspector.i18n import gettext
from inspector.storage import accounts, ids, measure_bars, measure_facts, measures
from inspector.storage.instants import now
from inspector.storage.measure_problems import CaseProblem
from inspector.storage.measures import Choice
from inspector.storage.tables import MeasureCase, Role, StatedFact
from inspector.storage.units import UnitAt
from inspector.web.form_input import read_form
from inspector.web.letters.wish import is_day
from inspector.web.measures.access import DECIDING, READING, last_known, unit_of
from inspector.web.measures.ladders import ladder_of
from inspector.web.measures.lines import ProposalLine, proposal_lines
from inspector.web.measures.words import APPROVER_NAMES, HOW_FAR, PUBLICATION_NAMES, STATE_NAMES
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import shows_demo
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LONGEST = 2000
FIELDS = {
    CaseObstacle.text_missing: "note",
    CaseObstacle.skip_reason_missing: "skip_reason",
    CaseObstacle.post_missing: "post",
    CaseObstacle.day_missing: "day",
    CaseObstacle.day_ahead: "day",
    CaseObstacle.evidence_missing: "evidence",
}
Deciding = Callable[..., MeasureCase]


class Tried(Struct, frozen=True):
    """What was typed and is not kept yet: `about` is a measure, `fact`, or the id of a stated fact."""

    about: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class UnitPage(PageContext, frozen=True):
    unit: Annotated[UnitAt, "the unit as last known"]
    exists: Annotated[bool, "whether it exists today"]
    ladder_title: Annotated[str, "the ladder that holds for its city"]
    proposals: Annotated[tuple[ProposalLine, ...], "what the ladder proposes"]
    cases: Annotated[tuple[MeasureCase, ...], "its cases, the newest first"]
    stated: Annotated[tuple[StatedFact, ...], "what people stated of it"]
    people: Annotated[Mapping[int, str], "names by account"]
    conditions: Annotated[Mapping[str, str], "message ids of what can be stated"]
    names: Annotated[Mapping[str, Mapping[Any, str]], "message ids of states, approvers and publication"]
    may_decide: Annotated[bool, "whether the reader takes or refuses proposals"]
    barred: Annotated[Bar | None, "why the reader keeps out of it"]
    today: Annotated[date, "the last day that can be given"]
    tried: Annotated[Tried, "what came back"]


@get("/measures/units/{unit_id:str}", roles=READING)
async def unit_page(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    return await _page(request, unit_id, Tried())


@post("/measures/units/{unit_id:str}/take", roles=DECIDING, status_code=200)
async def take(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    return await _decide(request, unit_id, measures.propose)


@post("/measures/units/{unit_id:str}/refuse", roles=DECIDING, status_code=200)
async def refuse(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    return await _decide(request, unit_id, measures.refuse)


async def _decide(request: Request[Any, Any, Any], unit_id: str, decide: Deciding) -> Response[str]:
    unit, _ = await unit_of(request, unit_id)
    form, on, by, at = await read_form(request), today(request), account_of(request).account_id, now()
    typed = {name: form.text(name, LONGEST) for name in ("day", "note", "post", "skip_reason")}
    measure, day = form.text("measure", 64), day_of(typed["day"])
    if day is None:
        return await _page(request, unit_id, _failed(measure, typed, CaseProblem(CaseObstacle.day_missing)))
    chosen = Choice(measure, day, typed["note"], typed["post"], typed["skip_reason"])

    def job(connection: Connection) -> MeasureCase:
        city = last_known(connection, unit.city_id, on)
        ladder = ladder_of(city.name if city else "")
        return decide(connection, unit, ladder, chosen, by=by, at=at, today=on)

    try:
        case = await store_of(request).write(job)
    except CaseProblem as problem:
        return await _page(request, unit_id, _failed(measure, typed, problem))
    return redirect(
        request, f"/measures/{case.id}" if case.state == CaseState.proposed else f"/measures/units/{unit_id}"
    )


@post("/measures/units/{unit_id:str}/facts", roles=DECIDING, status_code=200)
async def state_fact(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Response[str]:
    unit, _ = await unit_of(request, unit_id)
    form, account, at, on = await read_form(request), account_of(request), now(), today(request)
    typed = {name: form.text(name, LONGEST) for name in ("condition", "text", "evidence", "happened_on")}
    day = day_of(typed["happened_on"])
    if day is None:
        return await _page(request, unit_id, _failed("fact", typed, CaseProblem(CaseObstacle.day_missing)))
    row = StatedFact(
        id=ids.new_id(),
        city_id=unit.city_id,
        unit_id=unit.id,
        condition=typed["condition"][:32],
        text=typed["text"],
        evidence=typed["evidence"],
        happened_on=day,
        stated_by=account.account_id,
        stated_at=at,
    )

    def job(connection: Connection) -> None:
        if account.account_id in measure_bars.barred(connection, unit.id, on=on, at=at):
            raise CaseProblem(CaseObstacle.recused)
        measure_facts.state(connection, row, on)

    try:
        await store_of(request).write(job)
    except CaseProblem as problem:
        return await _page(request, unit_id, _failed("fact", typed, problem))
    return redirect(request, f"/measures/units/{unit_id}")


@post("/measures/units/{unit_id:str}/facts/{fact_id:str}/withdraw", roles=DECIDING, status_code=200)
async def withdraw_fact(
    request: Request[Any, Any, Any], unit_id: FromPath[str], fact_id: FromPath[str]
) -> Response[str]:
    await unit_of(request, unit_id)
    form, by, at = await read_form(request), account_of(request).account_id, now()
    reason = form.text("reason", LONGEST)
    try:
        await store_of(request).write(
            lambda c: measure_facts.withdraw(c, unit_id, fact_id, by=by, at=at, reason=reason)
        )
    except CaseProblem as problem:
        if problem.obstacle is CaseObstacle.stale:
            raise Refused(409, problem.message) from problem
        return await _page(request, unit_id, _failed(fact_id, {"reason": reason}, problem))
    return redirect(request, f"/measures/units/{unit_id}")


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if is_day(text) else None


def _failed(about: str, typed: Mapping[str, str], problem: CaseProblem) -> Tried:
    return Tried(about, typed, {FIELDS.get(problem.obstacle, ""): gettext(problem.message)})


async def _page(request: Request[Any, Any, Any], unit_id: str, tried: Tried) -> Response[str]:
    unit, exists = await unit_of(request, unit_id)
    account, on, at = account_of(request), today(request), now()

    def query(connection: Connection) -> UnitPage:
        city = last_known(connection, unit.city_id, on)
        if city is None:
            raise not_found()
        ladder = ladder_of(city.name)
        found = measures.standing(connection, unit.id, ladder, on)
        stated = measure_facts.stated_of(connection, unit.id)
        who = [one for fact in stated for one in (fact.stated_by, fact.withdrawn_by) if one is not None]
        return UnitPage(
            unit,
            exists,
            ladder.title,
            proposal_lines(ladder, found) if exists else (),
            tuple(measures.of_unit(connection, unit.id)),
            tuple(stated),
            accounts.named(connection, who),
            {name: HOW_FAR[name] for name in STATED},
            {"state": STATE_NAMES, "approver": APPROVER_NAMES, "publication": PUBLICATION_NAMES},
            exists and account.role in (Role.clerk, Role.evaluator),
            measure_bars.barred(connection, unit.id, on=on, at=at).get(account.account_id),
            on,
            tried,
        )

    context = await store_of(request).read(query)
    return page(
        request, "measures/unit.html", context, status=422 if tried.errors else 200, demo=await shows_demo(request)
    )


handlers: list[HTTPRouteHandler] = [unit_page, take, refuse, state_fact, withdraw_fact]
