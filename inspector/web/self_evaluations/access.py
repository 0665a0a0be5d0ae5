"""Whose self-evaluation it is: the unit's own people fill it in, the office reads what was handed in."""

from datetime import date
from typing import Any, NamedTuple

from litestar import Request
from sqlalchemy import Connection

from inspector.fieldwork.self_evaluation import SelfState, in_charge, self_actions
from inspector.fieldwork.states import UNIT_ROLES, Role
from inspector.i18n import N_
from inspector.storage import rounds, self_evaluations
from inspector.storage.self_evaluations import DONE, SelfLine
from inspector.web.operations.receiving import cover
from inspector.web.refusals import Refused, not_found
from inspector.web.sessions import account_of, store_of

HANDED_IN = frozenset({SelfState.approved, SelfState.released})
NOT_HANDED_IN = N_("The unit has not handed in its self-evaluation. Until then only the unit itself sees it.")
NOT_RELEASED = N_("The self-evaluation has not been released yet. The team goes on without it.")
STATE_NAMES = {
    SelfState.invited: N_("Invited"),
    SelfState.in_progress: N_("Being filled in"),
    SelfState.approved: N_("Approved by the head"),
    SelfState.withdrawn: N_("Withdrawn by the head"),
    SelfState.released: N_("Released"),
    SelfState.returned: N_("Returned to the unit"),
}


class Own(NamedTuple):
    """A self-evaluation as its reader meets it; `may` are the steps open to this reader now."""

    line: SelfLine
    state: SelfState
    due: date
    may: frozenset[str]
    in_area: bool

    @property
    def writable(self) -> bool:
        return "enter" in self.may


async def must_see(request: Request[Any, Any, Any], inspection: str) -> Own:
    """404 for whom it does not concern; in words for the office, as long as the unit keeps it to itself."""
    own = await must_concern(request, inspection)
    role = account_of(request).role
    if role not in UNIT_ROLES and own.state not in HANDED_IN:
        raise Refused(409, NOT_HANDED_IN)
    if role is Role.inspector and own.state is not SelfState.released:
        raise Refused(409, NOT_RELEASED)
    return own


async def must_concern(request: Request[Any, Any, Any], inspection: str) -> Own:
    """A unit's people have their own unit's alone, not those of units below it; 404 otherwise, alike."""
    await cover(request, inspection)
    account = account_of(request)

    def query(connection: Connection) -> tuple[SelfLine | None, list[str]]:
        found = self_evaluations.line(connection, inspection)
        return found, above(connection, found.round_id, found.unit_id) if found else []

    line, higher = await store_of(request).read(query)
    if line is None or line.state is None or line.due is None:
        raise not_found()
    if account.role in UNIT_ROLES and account.scope_unit != line.unit_id:
        raise not_found()
    in_area = account.role in UNIT_ROLES or in_charge(account.scope_unit, line.unit_id, higher)
    moves = in_area and line.round_state == "open" and line.team_state not in DONE
    may = self_actions(line.state, account.role) if moves else ()
    return Own(line, line.state, line.due, frozenset(map(str, may)), in_area)


async def must_enter(request: Request[Any, Any, Any], inspection: str) -> None:
    """Whether entries are still taken over is decided when they arrive: late ones are kept, as the team's are."""
    await must_concern(request, inspection)


def above(connection: Connection, round_id: str, unit_id: str) -> list[str]:
    """The units a unit lies below in the round's own tree, the nearest first."""
    return above_in({one.id: one.parent_id for one in rounds.units_of(connection, round_id)}, unit_id)


def above_in(parents: dict[str, str | None], unit_id: str) -> list[str]:
    found, parent = [], parents.get(unit_id)
    while parent is not None:
        found.append(parent)
        parent = parents.get(parent)
    return found
