"""The timetable of a round: its steps with their days, their article, and where the term comes from."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, parse
from inspector.fieldwork.timetable import ARTICLES, Planned, Step, out_of_order, turned
from inspector.i18n import N_, gettext
from inspector.storage import timetables
from inspector.storage.tables import Role, Round, RoundStep
from inspector.web.checklists.words import say
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import conflict
from inspector.web.rounds.access import round_in_scope, round_to_set_up, sets_up
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
STEPS = {
    Step.notice: N_("Notice of supervision"),
    Step.self_evaluation: N_("Self-evaluation"),
    Step.visits: N_("Visits"),
    Step.preliminary_opinion: N_("Preliminary opinion"),
    Step.defence: N_("Statement and defence of the unit"),
    Step.opinion: N_("Opinion letter"),
    Step.rectification: N_("Rectification and its report"),
    Step.report: N_("Supervision report"),
}
PARTS = ("first", "last", "source")
LONGEST_SOURCE = 200
YEARS = range(2000, 2100)


class StepRow(Struct, frozen=True):
    """One line of the form: as typed, or as stored."""

    step: Step
    name: str
    article: int
    first: str
    last: str
    source: str
    error: str = ""


class TimetablePage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    steps: Annotated[tuple[tuple[Step, RoundStep], ...], "what is planned, in the order of the steps"]
    rows: Annotated[tuple[StepRow, ...], "all steps for the form"]
    names: Annotated[Mapping[Step, str], "names by step"]
    articles: Annotated[Mapping[Step, int], "articles of the regulation by step"]
    may_set_up: Annotated[bool, "whether the reader plans"]
    errors: Annotated[int, "steps that need a look"]
    seen: Annotated[str, "what the timetable was when the form was loaded"]
    changed: Annotated[bool, "whether somebody else changed it meanwhile"]


@get("/rounds/{round_id:str}/timetable")
async def timetable_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    return await _page(request, await round_in_scope(request, round_id), {}, {}, changed=False)


@post("/rounds/{round_id:str}/timetable", roles=ROLES, status_code=200)
async def plan_steps(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await round_to_set_up(request, round_id)
    if round_.state == "closed":
        raise conflict(N_("This round is closed: its timetable stands still."))
    form = await read_form(request)
    fields = [f"{step}-{part}" for step in Step for part in PARTS]
    typed, seen = {name: form.text(name, 2000) for name in fields}, form.text("seen", 64)
    steps, errors = _checked(round_, typed)
    if errors:
        return await _page(request, round_, typed, errors, changed=False)
    if not await store_of(request).write(lambda connection: _replaced(connection, round_.id, steps, seen)):
        return await _page(request, round_, typed, {}, changed=True)
    return redirect(request, f"/rounds/{round_.id}/timetable")


def _replaced(connection: Connection, round_id: str, steps: list[RoundStep], seen: str) -> bool:
    if state_of(timetables.of_round(connection, round_id)) != seen:
        return False
    timetables.replace(connection, round_id, steps)
    return True


def state_of(steps: Mapping[Step, RoundStep]) -> str:
    """A short name for everything the timetable says, to notice a change made meanwhile."""
    whole = json.dumps([one.model_dump(mode="json") for one in steps.values()], sort_keys=True)
    return sha256(whole.encode()).hexdigest()[:32]


def _checked(round_: Round, typed: Mapping[str, str]) -> tuple[list[RoundStep], dict[Step, str]]:
    """A step without any day is not planned; a single day is first and last."""
    errors: dict[Step, str] = {}
    steps: list[RoundStep] = []
    for step in Step:
        first, last = (_day(typed[f"{step}-{part}"], step, errors) for part in ("first", "last"))
        source = typed[f"{step}-source"]
        if len(source) > LONGEST_SOURCE:
            errors[step] = gettext("Too long.")
        if step not in errors and (first or last):
            begin, end = first or last, last or first
            assert begin is not None and end is not None
            steps.append(RoundStep(round_id=round_.id, step=step.value, first=begin, last=end, source=source))
        elif source and step not in errors:
            errors[step] = gettext("Give this date.")
    return steps, errors | _order(timetables.planned(steps))


def _day(text: str, step: Step, errors: dict[Step, str]) -> date | None:
    taken = parse(DAY, text)
    if isinstance(taken, FieldProblem):
        errors[step] = problem_words(taken)
        return None
    day = date.fromisoformat(taken) if taken else None
    if day is not None and day.year not in YEARS:
        errors[step] = gettext("Choose a day.")
    return day


def _order(planned: Mapping[Step, Planned]) -> dict[Step, str]:
    errors = {step: gettext("It ends before it begins.") for step in turned(planned)}
    for later, earlier in out_of_order(planned):
        words = N_("Too early: “%(step)s” comes first.")
        errors.setdefault(later, say(words, step=gettext(STEPS[earlier])))
    return errors


async def _page(
    request: Request[Any, Any, Any],
    round_: Round,
    typed: Mapping[str, str],
    errors: Mapping[Step, str],
    *,
    changed: bool,
) -> Response[str]:
    steps = await store_of(request).read(lambda connection: timetables.of_round(connection, round_.id))
    stored = {f"{step}-{part}": str(getattr(one, part)) for step, one in steps.items() for part in PARTS}
    shown = typed or stored
    context = TimetablePage(
        round_,
        tuple(steps.items()),
        tuple(_row(step, name, shown, errors.get(step, "")) for step, name in STEPS.items()),
        STEPS,
        ARTICLES,
        sets_up(account_of(request), round_.city_id) and round_.state != "closed",
        len(errors),
        state_of(steps),
        changed,
    )
    status = 422 if errors else 409 if changed else 200
    return page(request, "rounds/timetable.html", context, status=status, demo=round_.demo)


def _row(step: Step, name: str, shown: Mapping[str, str], error: str) -> StepRow:
    first, last, source = (shown.get(f"{step}-{part}", "") for part in PARTS)
    return StepRow(step, name, ARTICLES[step], first, last, source, error)


handlers: list[HTTPRouteHandler] = [timetable_page, plan_steps]
