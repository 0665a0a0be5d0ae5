"""From the unit to the district: what is missing, approving, withdrawing, releasing, returning; and on paper."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.fieldwork.self_evaluation import SelfAction, SelfImpossibleError, SelfObstacle, SelfState
from inspector.fieldwork.states import UNIT_ROLES, Role
from inspector.i18n import N_, gettext
from inspector.storage import self_evaluations, uploads
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.self_evaluations import Step, UnknownSelfEvaluationError
from inspector.storage.tables import Upload
from inspector.web.form_input import read_form
from inspector.web.forms.pages import Standing, standing
from inspector.web.forms.words import score_text
from inspector.web.operations.live import path_of
from inspector.web.operations.memory import memory_of
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.reviews.missing import Missing, asked, missing
from inspector.web.reviews.submission import BLOCKED, CONFIRM_OPEN, NOTHING_YET
from inspector.web.security import redirect
from inspector.web.self_evaluations.access import STATE_NAMES, Own, must_concern, must_see
from inspector.web.sessions import account_of, store_of

OBSTACLES = {
    SelfObstacle.state: N_("The self-evaluation is not in a state for this step any more. Load the page again."),
    SelfObstacle.round: N_("The round is not open: its self-evaluations stand still."),
    SelfObstacle.role: N_("Your role does not include this step."),
    SelfObstacle.area: N_("A self-evaluation is released or returned by an evaluator of a unit above."),
    SelfObstacle.reason_missing: N_("Withdrawing and returning need a reason."),
    SelfObstacle.team_done: N_("The team has handed in its own part already; the self-evaluation stands still."),
}
STEP_NAMES = {
    "invite": N_("Invited"),
    "enter": N_("First entry"),
    "approve": N_("Approved"),
    "withdraw": N_("Withdrawn"),
    "release": N_("Released"),
    "return": N_("Returned"),
}
WISHES = {one.value: one for one in SelfAction if one is not SelfAction.enter}


class ApprovalPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    path: Annotated[str, "address of the self-evaluation"]
    state_name: Annotated[str, "its state, a message id"]
    due: Annotated[date, "day until which it is to be handed in"]
    own_people: Annotated[bool, "whether the reader belongs to the unit"]
    blocking: Annotated[tuple[Missing, ...], "what must be settled first"]
    other: Annotated[tuple[Missing, ...], "what may stay as it is"]
    open: Annotated[int, "questions that would stay unanswered"]
    asked: Annotated[bool, "whether anything is asked of the unit at all"]
    may: Annotated[frozenset[str], "steps open to the reader: approve, withdraw, release, return"]
    steps: Annotated[tuple[Step, ...], "everything that happened to it, the last first"]
    step_names: Annotated[dict[str, str], "names of the steps"]
    error: Annotated[str, "why the last try failed, or empty"]
    reason: Annotated[str, "what was typed as reason"]
    score: Annotated[str, "the self-score"]


@get("/self-evaluations/{inspection:str}/approval", unit_roles=True)
async def approval_page(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    return await _page(request, inspection, await must_see(request, inspection), "", "")


async def _page(request: Request[Any, Any, Any], inspection: str, own: Own, error: str, reason: str) -> Response[str]:
    def query(connection: Connection) -> tuple[Standing, list[Step], list[Upload]]:
        found = standing(connection, request, inspection, Level.self)
        awaited = uploads.awaited(connection, inspection, Level.self)
        return found, self_evaluations.steps(connection, inspection), awaited

    found, steps, awaited = await store_of(request).read(query)
    listed = missing(found.live, (one.item for one in awaited))
    anything = bool(asked(found.live))
    at_once = {"approve"} if own.writable and account_of(request).role is Role.head and not anything else set()
    context = ApprovalPage(
        found.line,
        path_of(inspection, Level.self),
        STATE_NAMES[own.state],
        own.due,
        account_of(request).role in UNIT_ROLES,
        tuple(one for one in listed if one.blocks),
        tuple(one for one in listed if not one.blocks),
        sum(one.kind == "unanswered" for one in listed),
        anything,
        own.may | at_once,
        tuple(steps),
        STEP_NAMES,
        error,
        reason,
        score_text(found.live),
    )
    return page(request, "self_evaluations/approval.html", context, status=409 if error else 200, demo=found.line.demo)


@post(
    "/self-evaluations/{inspection:str}/approval",
    roles=[Role.head, Role.evaluator],
    status_code=200,
)
async def take_step(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    own = await must_concern(request, inspection)
    form = await read_form(request)
    action = WISHES.get(form.text("step", 20))
    if action is None:
        raise Refused(400)
    reason, confirmed = form.text("reason", 2000), form.has("stays_open")
    problem = await act(request, own, action, reason=reason, confirmed=confirmed)
    if problem:
        return await _page(request, inspection, await must_see(request, inspection), gettext(problem), reason)
    if action is SelfAction.send_back:  # the unit has it to itself again
        return redirect(request, f"/rounds/{own.line.round_id}/self-evaluations")
    return redirect(request, f"{path_of(inspection, Level.self)}/approval")


async def act(
    request: Request[Any, Any, Any], own: Own, action: SelfAction, *, reason: str = "", confirmed: bool = False
) -> str:
    """One step of one self-evaluation; empty when done, else why not, a message id."""
    account, at, memory = account_of(request), now(), memory_of(store_of(request))
    inspection = own.line.inspection_id

    def job(connection: Connection) -> str:
        begins = False
        if action is SelfAction.approve:
            found = memory.current(connection, inspection, Level.self)
            if found is None:
                raise not_found()
            empty = not asked(found[0])
            if found[0].tip is None and not empty:
                return NOTHING_YET
            begins = empty and own.state is SelfState.invited
            listed = missing(found[0], (one.item for one in uploads.awaited(connection, inspection, Level.self)))
            if any(one.blocks for one in listed):
                return BLOCKED
            if any(one.kind == "unanswered" for one in listed) and not confirmed:
                return CONFIRM_OPEN
        try:
            who = {"account_id": account.account_id, "role": account.role, "at": at}
            if begins:  # nothing is asked, so that no entry did
                self_evaluations.act(connection, inspection, SelfAction.enter, in_area=own.in_area, **who)  # type: ignore[arg-type]
            self_evaluations.act(connection, inspection, action, reason=reason, in_area=own.in_area, **who)  # type: ignore[arg-type]
        except SelfImpossibleError as error:
            return OBSTACLES[error.obstacle]
        except UnknownSelfEvaluationError:
            return OBSTACLES[SelfObstacle.state]
        return ""

    return await store_of(request).write(job)


handlers: list[HTTPRouteHandler] = [approval_page, take_step]
