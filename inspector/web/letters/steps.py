"""The steps of a letter, taken from its page; what fails comes back with the reason and everything typed."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.letter_life import DATED, REASONED, LetterObstacle, LetterStep
from inspector.casework.letter_numbers import is_code, read_code
from inspector.i18n import N_, gettext
from inspector.letters.kinds import KINDS
from inspector.storage import blobs, letters
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Blob, Letter, Role
from inspector.web.districts.survey import open_unit
from inspector.web.form_input import FormInput, read_form
from inspector.web.letters.files import LARGEST_UPLOAD, keep, sent_file
from inspector.web.letters.issuing import Deviates, Issue, issue
from inspector.web.letters.letter import Tried, letter_page, may_read
from inspector.web.letters.pages import all_files_here, disputed
from inspector.web.letters.wish import is_day
from inspector.web.letters.words import EVENT_NAMES, FIELDS, in_words
from inspector.web.refusals import Refused
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

TEXTS = ("number", "series", "day", "person", "way", "note", "reason")
LONGEST_NOTE = 2000
LATE = frozenset({LetterObstacle.stale, LetterObstacle.state})
UNSETTLED = N_("Entries about this letter still differ, and somebody of the team has to choose first.")


@post(
    "/letters/{letter_id:str}/steps",
    roles=[Role.clerk, Role.evaluator],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def take_step(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    letter, form = await may_read(request, letter_id), await read_form(request)
    name, seen = form.text("step", 20), form.text("seen", 10)
    if name not in set(LetterStep) or not seen.isdecimal():
        raise Refused(400)
    step, typed = LetterStep(name), {field: form.text(field, LONGEST_NOTE) for field in TEXTS}
    try:
        await _take(request, letter, step, typed, form, int(seen))
    except LifeProblem as problem:
        return await _again(request, letter_id, step, typed, problem, int(seen))
    except Refused as refused:
        if refused.status_code not in (409, 413, 422):
            raise
        where = "" if refused.status_code == 409 else "file"
        tried = Tried(typed, {where: gettext(refused.message)})
        return await letter_page(request, letter_id, tried, refused.status_code)
    return redirect(request, f"/letters/{letter_id}")


async def _take(
    request: Request[Any, Any, Any],
    letter: Letter,
    step: LetterStep,
    typed: Mapping[str, str],
    form: FormInput,
    seen: int,
) -> None:
    day = _day(step, typed["day"], today(request))
    by, at, store = account_of(request).account_id, now(), store_of(request)
    if step is LetterStep.issue:
        await _settled(request, letter)
        await issue(store, letter.id, _issue(request, letter, typed, day, seen))
        return
    content = await sent_file(form)
    name = f"{letter.title} {gettext(EVENT_NAMES[step])}"
    blob = await keep(store, content, name, at, word=step is LetterStep.reply) if content else None
    note = typed["reason"] if step in REASONED else typed["note"]
    said = (
        {"note": note, "day": day, "person": typed["person"], "way": typed["way"]} if step in DATED else {"note": note}
    )
    await store.write(partial(_advance, letter_id=letter.id, step=step, blob=blob, by=by, at=at, seen=seen, said=said))


def _advance(
    connection: Connection,
    letter_id: str,
    step: LetterStep,
    blob: Blob | None,
    by: int,
    at: int,
    seen: int,
    said: dict[str, Any],
) -> None:
    if blob is not None:
        blobs.record(connection, blob)
    digest = blob.sha256 if blob else None
    letters.advance(connection, letter_id, step, by=by, at=at, seen=seen, blob=digest, **said)


def _day(step: LetterStep, text: str, on: date) -> date | None:
    """Nothing is recorded before it happened. What is no day counts as missing."""
    if step not in DATED or not is_day(text):
        return None
    day = date.fromisoformat(text)
    if day > on:
        raise LifeProblem(LetterObstacle.day_ahead)
    return day


def _issue(
    request: Request[Any, Any, Any], letter: Letter, typed: Mapping[str, str], day: date | None, seen: int
) -> Issue:
    if day is None:
        raise LifeProblem(LetterObstacle.day_missing)
    own, by = KINDS[letter.kind].own_series, account_of(request).account_id
    code = read_code(typed["series"])
    if own and not is_code(code):
        raise LifeProblem(LetterObstacle.code_missing)
    number, series = ("", code) if own else (typed["number"], "")
    return Issue(by, now(), today(request), day, number, series, typed["note"], seen)


async def _settled(request: Request[Any, Any, Any], letter: Letter) -> None:
    """As no draft is made while entries differ or files are on their way, none goes out; a notice speaks of neither."""
    if letter.kind == "notice":
        return
    opened = await open_unit(request, letter.round_id, letter.unit_id, recheck=True)
    await all_files_here(request, opened, letter.unit_id)
    if await disputed(request, opened, letter.unit_id):
        raise Refused(409, UNSETTLED)


async def _again(
    request: Request[Any, Any, Any],
    letter_id: str,
    step: LetterStep,
    typed: Mapping[str, str],
    problem: LifeProblem,
    seen: int,
) -> Response[str]:
    field = "reason" if step in REASONED else FIELDS.get(problem.obstacle, "")
    late = problem.obstacle in LATE
    errors = {"" if late else field: in_words(problem)}
    if other := problem.values.get("other"):
        errors["other"] = other
    findings = problem.findings if isinstance(problem, Deviates) else ()
    tried = Tried(typed, errors, findings, seen if late else None)
    return await letter_page(request, letter_id, tried, 409 if late else 422)


handlers: list[HTTPRouteHandler] = [take_step]
