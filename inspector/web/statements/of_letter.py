"""Statements on one letter: its course, and a clerk's entry of one that came on paper."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.remedies import AGAINST_MEASURES, Remedy
from inspector.i18n import N_, gettext
from inspector.storage import blobs, finding_letters, holidays, measure_remedies, statement_steps
from inspector.storage.instants import now
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.statement_steps import Coming
from inspector.storage.tables import Blob, Finding, Letter, Role, Statement
from inspector.web.evidence.files import LARGEST_FILE
from inspector.web.form_input import FormInput, read_form
from inspector.web.letters.letter import may_read
from inspector.web.letters.wish import is_day
from inspector.web.pages import PageContext, page
from inspector.web.rectification.access import about_demo
from inspector.web.rectification.kept_files import kept
from inspector.web.rectification.letters import moments_of
from inspector.web.rectification.timeline import Line, of_moments
from inspector.web.rectification.words import FIELDS
from inspector.web.refusals import Refused, not_found
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.statements.pages import LONGEST, NAMES, Listed, Names, about

PATH = "/letters/{letter_id:str}/statements"
NO_DAY = N_("Give the day.")


class Tried(Struct, frozen=True):
    typed: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class LetterStatementsPage(PageContext, frozen=True):
    letter: Annotated[Letter, "the letter"]
    lines: Annotated[tuple[Line, ...], "its course"]
    listed: Annotated[tuple[Listed, ...], "what was said"]
    remedies: Annotated[tuple[Remedy, ...], "what may be said against it"]
    findings: Annotated[tuple[Finding, ...], "findings it tells"]
    enters: Annotated[bool, "whether the reader enters what came on paper"]
    measure: Annotated[bool, "whether it is a measure, which is carried out all the same"]
    typed: Annotated[Mapping[str, str], "what stands in the form"]
    error: Annotated[str, "what is wrong with the whole, or empty"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    names: Annotated[Names, "what things are called"]


@get(PATH)
async def letter_statements(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    return await _page(request, await may_read(request, letter_id), Tried())


async def _page(request: Request[Any, Any, Any], letter: Letter, tried: Tried) -> Response[str]:
    on, remedies = today(request), statement_steps.remedies_of(letter)
    if not remedies:
        raise not_found()
    clerk = account_of(request).role is Role.clerk

    def read(connection: Connection) -> LetterStatementsPage:
        said = measure_remedies.of_letter(connection, letter)
        told = statement_steps.received_on(connection, letter.id) is not None
        return LetterStatementsPage(
            letter,
            of_moments(moments_of(connection, letter, said, on, None), on),
            tuple(about(connection, one) for one in said),
            remedies,
            tuple(finding_letters.spoken_of(connection, letter)),
            clerk and told and letter.state != "withdrawn",
            bool(set(remedies) & set(AGAINST_MEASURES)),
            {"kind": remedies[0].value, "finding": "", "note": "", "day": on.isoformat()} | dict(tried.typed),
            tried.error,
            tried.errors,
            NAMES,
        )

    context, demo = await store_of(request).read(read), await about_demo(request, letter)
    return page(request, "statements/letter.html", context, status=tried.status, demo=demo)


@post(PATH, roles=[Role.clerk], status_code=200, request_max_body_size=LARGEST_FILE + 1_000_000)
async def enter_statement(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    """One that came on paper, with the day it came; its scan is kept with it."""
    letter, form = await may_read(request, letter_id), await read_form(request)
    typed = {name: form.text(name, LONGEST) for name in ("kind", "finding", "note", "day")}
    if typed["kind"] not in set(Remedy):
        raise Refused(400)
    if not is_day(typed["day"]):
        return await _page(request, letter, Tried(typed, errors={"day": gettext(NO_DAY)}, status=422))
    try:
        await _enter(request, letter, typed, await _scan(request, form))
    except StatementProblem as problem:
        where, words = FIELDS.get(problem.obstacle, ""), gettext(problem.message)
        tried = Tried(typed, errors={where: words}, status=422) if where else Tried(typed, words, status=409)
        return await _page(request, letter, tried)
    except Refused as refused:
        if refused.status_code not in (413, 422):
            raise
        return await _page(request, letter, Tried(typed, errors={"file": gettext(refused.message)}, status=422))
    return redirect(request, f"/letters/{letter.id}/statements")


async def _scan(request: Request[Any, Any, Any], form: FormInput) -> Blob | None:
    file = next((one for one in form.files.get("file", ()) if one.filename), None)
    return (await kept(store_of(request), await file.read(), now()))[0] if file else None


async def _enter(request: Request[Any, Any, Any], letter: Letter, typed: Mapping[str, str], scan: Blob | None) -> None:
    by, at, on = account_of(request).account_id, now(), today(request)
    proofs = (scan.sha256,) if scan else ()
    coming = Coming(
        Remedy(typed["kind"]), typed["note"], date.fromisoformat(typed["day"]), proofs, letter.id, typed["finding"]
    )

    def job(connection: Connection) -> Statement:
        if scan is not None:
            blobs.record(connection, scan)
        days = holidays.days_of(connection, letter.city_id)
        return statement_steps.file(connection, coming, by=by, at=at, today=on, days=days)

    await store_of(request).write(job)


handlers: list[HTTPRouteHandler] = [letter_statements, enter_statement]
