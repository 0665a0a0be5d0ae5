"""Queries about self-evaluations: where they stand, how they move, and the log of their steps."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from inspector.fieldwork.self_evaluation import SelfAction, SelfState, move
from inspector.fieldwork.states import Role, State
from inspector.storage.rows import one, table
from inspector.storage.tables import Account, Inspection, Round, RoundUnit, SelfEvaluation, SelfEvaluationStep

A = table(Account).c
I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)
R = table(Round).c
RU = table(RoundUnit).c
S = table(SelfEvaluation).c
L = table(SelfEvaluationStep).c
DONE = frozenset({State.submitted, State.confirmed, State.void})
"""Of an inspection: the team has handed in its part, and the self-evaluation stands still."""


class SelfLine(NamedTuple):
    """A unit of a round with its self-evaluation; `state` and `due` are None where nobody invited it."""

    inspection_id: str
    round_id: str
    round_state: str
    unit_id: str
    unit_name: str
    unit_kind: str
    parent_id: str | None
    team_state: State
    state: SelfState | None
    due: date | None
    invited_at: int | None
    approved_at: int | None
    released_at: int | None
    reason: str


class Step(NamedTuple):
    action: str
    state: SelfState
    who: str
    at: int
    reason: str


LINE = (
    select(
        *(I.id, I.round_id, R.state.label("round_state"), I.unit_id, RU.name, RU.kind, RU.parent_id, I.state),
        *(S.state.label("own"), S.due, S.invited_at, S.approved_at, S.released_at, S.reason),
    )
    .join_from(table(Inspection), table(RoundUnit), (RU.round_id == I.round_id) & (RU.unit_id == I.unit_id))
    .join(table(Round), R.id == I.round_id)
    .outerjoin(table(SelfEvaluation), S.inspection_id == I.id)
    .order_by(RU.position, I.unit_id)
)
STANDING = (
    select(S.state, I.state.label("team"), R.state.label("round_state"))
    .join_from(table(SelfEvaluation), table(Inspection), S.inspection_id == I.id)
    .join(table(Round), R.id == I.round_id)
)


class UnknownSelfEvaluationError(KeyError):
    pass


def by_inspection(connection: Connection, inspection_id: str) -> SelfEvaluation | None:
    return one(connection, SelfEvaluation, S.inspection_id == inspection_id)


def line(connection: Connection, inspection_id: str) -> SelfLine | None:
    found = connection.execute(LINE.where(I.id == inspection_id)).first()
    return None if found is None else _line(found)


def of_round(connection: Connection, round_id: str) -> list[SelfLine]:
    """Every inspection of a round that is not void, invited or not."""
    query = LINE.where(I.round_id == round_id, I.state != State.void.value)
    return [_line(row) for row in connection.execute(query)]


def released(connection: Connection, round_id: str) -> frozenset[str]:
    """The units of a round whose self-evaluation the office may count: a draft belongs to its unit."""
    return frozenset(one.unit_id for one in of_round(connection, round_id) if one.state is SelfState.released)


def of_unit(connection: Connection, unit_id: str) -> list[SelfLine]:
    """What a unit was invited to, the newest round first."""
    query = LINE.where(I.unit_id == unit_id, S.state.is_not(None))
    return [_line(row) for row in connection.execute(query.order_by(None).order_by(R.created_at.desc()))]


def steps(connection: Connection, inspection_id: str) -> list[Step]:
    """Everything that happened to it, the last first."""
    query = select(L.action, L.state, A.name, L.at, L.reason).outerjoin_from(
        table(SelfEvaluationStep), table(Account), A.id == L.account_id
    )
    rows = connection.execute(query.where(L.inspection_id == inspection_id).order_by(L.number.desc()))
    return [Step(row[0], SelfState(row[1]), row[2] or "—", row[3], row[4]) for row in rows]


def invite(
    connection: Connection, inspection_ids: Iterable[str], *, due: date, account_id: int | None, at: int
) -> None:
    """New ones begin as invited; where there is one already only its day moves."""
    for inspection_id in inspection_ids:
        changed = update(table(SelfEvaluation)).where(S.inspection_id == inspection_id).values(due=due)
        if connection.execute(changed).rowcount:
            continue
        row = {"inspection_id": inspection_id, "state": SelfState.invited.value, "due": due, "reason": ""}
        connection.execute(insert(table(SelfEvaluation)).values(row | {"invited_at": at, "invited_by": account_id}))
        _log(connection, inspection_id, "invite", SelfState.invited, account_id, at, "")


def act(
    connection: Connection,
    inspection_id: str,
    action: SelfAction,
    *,
    account_id: int,
    role: Role,
    at: int,
    reason: str = "",
    in_area: bool = True,
) -> SelfState:
    """Approve, withdraw, release or return, and note who did it; SelfImpossibleError when it may not be."""
    row = connection.execute(STANDING.where(S.inspection_id == inspection_id)).first()
    if row is None:
        raise UnknownSelfEvaluationError(inspection_id)
    before, done = SelfState(row.state), State(row.team) in DONE
    opened = row.round_state == "open"
    after = move(before, action, role, reason=reason, in_area=in_area, round_open=opened, team_done=done)
    note(connection, inspection_id, action, after, account_id, at, reason.strip())
    return after


def note(
    connection: Connection,
    inspection_id: str,
    action: SelfAction,
    after: SelfState,
    account_id: int,
    at: int,
    reason: str = "",
) -> None:
    """The step as decided, and its line in the log."""
    marks: dict[str, Any] = {"state": after.value}
    if action in (SelfAction.approve, SelfAction.release):
        marks |= {f"{after.value}_at": at, f"{after.value}_by": account_id}
    if reason:
        marks["reason"] = reason
    connection.execute(update(table(SelfEvaluation)).where(S.inspection_id == inspection_id).values(marks))
    _log(connection, inspection_id, action.value, after, account_id, at, reason)


def _log(
    connection: Connection,
    inspection_id: str,
    action: str,
    state: SelfState,
    account_id: int | None,
    at: int,
    reason: str,
) -> None:
    last = select(func.coalesce(func.max(L.number), 0)).where(L.inspection_id == inspection_id)
    number = int(connection.execute(last).scalar_one()) + 1
    row = {"inspection_id": inspection_id, "number": number, "action": action, "state": state.value}
    row |= {"account_id": account_id, "at": at, "reason": reason}
    connection.execute(insert(table(SelfEvaluationStep)).values(row))


def _line(row: Any) -> SelfLine:
    found = SelfLine._make(row)
    own = None if found.state is None else SelfState(found.state)
    return found._replace(team_state=State(found.team_state), state=own, reason=found.reason or "")
