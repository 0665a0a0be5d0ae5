"""Handing an inspection in, from the page or from a device that was without signal: the same conditions."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from inspector.fieldwork.states import Action, ImpossibleError, Obstacle, Role
from inspector.i18n import N_
from inspector.storage import inspections, results, taking_over, uploads
from inspector.web.evidence.awaited import AWAITED
from inspector.web.operations.intake import row
from inspector.web.operations.live import Live
from inspector.web.reviews.missing import Missing, asked, missing

OBSTACLES = {
    Obstacle.state: N_("The inspection is not in a state for this step any more. Load the page again."),
    Obstacle.round: N_("The round is not open: its inspections stand still."),
    Obstacle.role: N_("Your role does not include this step."),
    Obstacle.reason_missing: N_("A return needs its reason."),
    Obstacle.recused: N_("You are recused from this unit: somebody else must take this step."),
    Obstacle.own_work: N_("Who submitted an inspection may not confirm it."),
}
NOTHING_YET = N_("Nothing has been entered yet.")
CONFIRM_OPEN = N_("Please confirm that the open questions stay not checked.")
BLOCKED = N_("Some points must be settled first.")
DISPUTED = N_(
    "Two entries still differ: the inspection cannot be confirmed. Return it; the inspector chooses on the form."
)
Confirmed = Callable[[Sequence[Missing]], bool]
"""Whether the person confirmed that these questions stay open."""


def lacking(connection: Connection, live: Live) -> list[Missing]:
    """What is missing, files that are still on their way with it."""
    return missing(live, (one.item for one in uploads.awaited(connection, live.id)))


def submitted(connection: Connection, live: Live, account: int, role: Role, at: int, confirmed: Confirmed) -> str:
    """To be run in the writer. Empty when done, else why not, a message id."""
    if not asked(live):  # then nothing else begins it
        if problem := act(connection, live.id, Action.enter, account, role, at):
            return problem
    elif live.tip is None:
        return NOTHING_YET
    listed = lacking(connection, live)
    if any(one.blocks for one in listed):
        return BLOCKED
    open_ = [one for one in listed if one.kind == "unanswered"]
    if open_ and not confirmed(open_):
        return CONFIRM_OPEN
    results.put(connection, [row(live, at)])
    return act(connection, live.id, Action.submit, account, role, at)


def unconfirmable(connection: Connection, live: Live) -> str:
    """Why nobody can vouch for the answers yet, a message id; empty when somebody can."""
    if live.conflicts:
        return DISPUTED
    return AWAITED if uploads.awaited(connection, live.id) else ""


def confirmed(connection: Connection, live: Live, account: int, role: Role, at: int) -> str:
    """To be run in the writer, with its findings taken over into the ledger. Empty when done, else why not."""
    problem = unconfirmable(connection, live) or act(connection, live.id, Action.confirm, account, role, at)
    if not problem:
        ground = live.ground
        taking_over.take_over(connection, ground.round, ground.survey, live.subject.id, by=account, at=at)
    return problem


def act(
    connection: Connection, inspection: str, action: Action, account: int, role: Role, at: int, reason: str = ""
) -> str:
    """One step of an inspection. Empty when done, else why not, a message id."""
    try:
        inspections.act(connection, inspection, action, account_id=account, role=role, at=at, reason=reason)
    except ImpossibleError as error:
        return OBSTACLES[error.obstacle]
    except inspections.UnknownInspectionError:
        return OBSTACLES[Obstacle.state]
    return ""
