"""Statements in the reader's area, and one of them: what was said, its course, and the decision about it."""

import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.remedies import AGAINST_MEASURES, Decision, Remedy, StatementObstacle
from inspector.i18n import N_, gettext
from inspector.storage import (
    findings,
    inspections,
    letters,
    measure_remedies,
    rectification,
    statement_steps,
    statements,
)
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.instants import now
from inspector.storage.sessions import SignedIn
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.statement_steps import Verdict
from inspector.storage.tables import Finding, Letter, Role, Statement
from inspector.web.form_input import read_form
from inspector.web.letters.letter import may_read
from inspector.web.letters.wish import is_day
from inspector.web.pages import PageContext, page
from inspector.web.rectification.access import about_demo
from inspector.web.rectification.letters import moments_of
from inspector.web.rectification.timeline import Line, of_moments
from inspector.web.rectification.words import DECISION_NAMES, FIELDS, REMEDY_NAMES
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import cities_of, is_id, shows_demo
from inspector.web.scope import must_cover, today, units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LONGEST = 5000
TEXTS = ("decision", "reason", "change", "day")
DECIDING = (Role.clerk, Role.evaluator)


class Names(Struct, frozen=True):
    """Message ids by word."""

    kinds: Mapping[Remedy, str]
    decisions: Mapping[Decision, str]


NAMES = Names(REMEDY_NAMES, DECISION_NAMES)


class Listed(Struct, frozen=True):
    """A statement with what it is about."""

    statement: Statement
    letter: Letter | None
    finding: Finding | None

    @property
    def unit_name(self) -> str:
        return self.finding.unit_name if self.finding else self.letter.recipient if self.letter else ""


class StatementsPage(PageContext, frozen=True):
    waiting: Annotated[tuple[Listed, ...], "statements that nobody decided about, the oldest first"]
    decided: Annotated[tuple[Listed, ...], "the others, the newest first"]
    names: Annotated[Names, "what things are called"]


@get("/statements")
async def statements_page(request: Request[Any, Any, Any]) -> Response[str]:
    account, seen = account_of(request), await units_in_scope(request)

    def read(connection: Connection) -> list[Listed]:
        found = [one for city in cities_of(connection, account) for one in statements.of_city(connection, city)]
        listed = [about(connection, one) for one in found if seen is None or one.unit_id in seen]
        return [one for one in listed if account.role is not Role.inspector or _inspected(connection, one, account)]

    found = await store_of(request).read(read)
    waiting = tuple(one for one in found if one.statement.decided_on is None)
    decided = tuple(reversed([one for one in found if one.statement.decided_on is not None]))
    context = StatementsPage(waiting, decided, NAMES)
    return page(request, "statements/list.html", context, demo=await shows_demo(request))


def _inspected(connection: Connection, one: Listed, account: SignedIn) -> bool:
    """Whether it answers a letter about what this inspector inspects: those see no other letters either."""
    lines = inspections.of_unit(connection, one.statement.unit_id)
    mine = {line.round_id for line in lines if line.inspector_id == account.account_id}
    return one.letter is not None and one.letter.round_id in mine


def about(connection: Connection, row: Statement) -> Listed:
    letter = letters.by_id(connection, row.letter_id) if row.letter_id else None
    return Listed(row, letter, findings.by_id(connection, row.finding_id) if row.finding_id else None)


class Tried(Struct, frozen=True):
    typed: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class StatementPage(PageContext, frozen=True):
    one: Annotated[Listed, "the statement and what it is about"]
    lines: Annotated[tuple[Line, ...], "its course with those of the same paper"]
    files: Annotated[tuple[tuple[str, str], ...], "its files: name and address"]
    decisions: Annotated[tuple[Decision, ...], "what the reader may decide, or nothing"]
    measure: Annotated[bool, "whether it is against a measure, which is carried out all the same"]
    typed: Annotated[Mapping[str, str], "what stands in the form"]
    error: Annotated[str, "what is wrong with the whole, or empty"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    names: Annotated[Names, "what things are called"]


@get("/statements/{statement:str}")
async def statement_page(request: Request[Any, Any, Any], statement: FromPath[str]) -> Response[str]:
    return await _page(request, await _covered(request, statement), Tried())


async def _covered(request: Request[Any, Any, Any], statement: str) -> Statement:
    row = await store_of(request).read(lambda c: statements.by_id(c, statement)) if is_id(statement) else None
    if row is None:
        raise not_found()
    await may_open(request, row)
    return row


async def may_open(request: Request[Any, Any, Any], row: Statement) -> None:
    """404 for whom the letter that it answers is closed to."""
    if row.letter_id:
        await may_read(request, row.letter_id)
    await must_cover(request, row.unit_id)


async def _page(request: Request[Any, Any, Any], row: Statement, tried: Tried) -> Response[str]:
    on, role = today(request), account_of(request).role

    def read(connection: Connection) -> tuple[Listed, tuple[Line, ...], Mapping[str, str]]:
        one = about(connection, row)
        said = measure_remedies.of_letter(connection, one.letter) if one.letter else [row]
        lines = of_moments(moments_of(connection, one.letter, said, on, None), on) if one.letter else ()
        return one, lines, rectification.files(connection, row.unit_id, json.loads(row.proofs))

    one, lines, files = await store_of(request).read(read)
    context = StatementPage(
        one,
        lines,
        tuple((name, f"/statements/{row.id}/proofs/{digest}") for digest, name in files.items()),
        _open_to(row, role),
        row.kind in AGAINST_MEASURES,
        {"day": on.isoformat(), "decision": "", "reason": "", "change": ""} | dict(tried.typed),
        tried.error,
        tried.errors,
        NAMES,
    )
    demo = await about_demo(request, one.letter) if one.letter else False
    return page(request, "statements/statement.html", context, status=tried.status, demo=demo)


def _open_to(row: Statement, role: Role) -> tuple[Decision, ...]:
    """What a role may decide: a finding is dropped by an evaluator, and only where the statement names one."""
    if row.decided_on is not None or role not in DECIDING:
        return ()
    drops = role is Role.evaluator if row.finding_id else row.kind in AGAINST_MEASURES
    return tuple(one for one in Decision if one is not Decision.dropped or drops)


@post("/statements/{statement:str}", roles=DECIDING, status_code=200)
async def decide(request: Request[Any, Any, Any], statement: FromPath[str]) -> Response[str]:
    row, form = await _covered(request, statement), await read_form(request)
    typed = {name: form.text(name, LONGEST) for name in TEXTS}
    if typed["decision"] not in set(Decision):
        raise Refused(400)
    if not is_day(typed["day"]):
        return await _page(request, row, Tried(typed, errors={"day": gettext(N_("Give the day."))}, status=422))
    verdict = Verdict(Decision(typed["decision"]), typed["reason"], date.fromisoformat(typed["day"]), typed["change"])
    by, at, on = account_of(request).account_id, now(), today(request)
    job = partial(statement_steps.decide, statement_id=row.id, verdict=verdict, by=by, at=at, today=on)
    try:
        await store_of(request).write(job)
    except StatementProblem as problem:
        return await _failed(request, row, typed, problem)
    except FindingProblem as problem:
        return await _page(request, row, Tried(typed, gettext(problem.message), status=409))
    return redirect(request, f"/statements/{row.id}")


async def _failed(
    request: Request[Any, Any, Any], row: Statement, typed: Mapping[str, str], problem: StatementProblem
) -> Response[str]:
    where, words = FIELDS.get(problem.obstacle, ""), gettext(problem.message)
    if where:
        return await _page(request, row, Tried(typed, errors={where: words}, status=422))
    late = problem.obstacle is StatementObstacle.decided_already
    return await _page(request, await _covered(request, row.id) if late else row, Tried(typed, words, status=409))


handlers: list[HTTPRouteHandler] = [statements_page, statement_page, decide]
