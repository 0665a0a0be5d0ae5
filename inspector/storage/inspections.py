"""Queries about inspections: whose they are, where they stand, and how they move."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from inspector.fieldwork.states import Action, Role, State, move
from inspector.storage import finding_taking, recusals, rounds
from inspector.storage.raw import Cursor
from inspector.storage.rows import add, one, table
from inspector.storage.tables import Account, Inspection, Round, RoundUnit
from inspector.storage.units import LINE_ABOVE

A = table(Account).c
I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)
R = table(Round).c
RU = table(RoundUnit).c


class InspectionLine(NamedTuple):
    """An inspection with the names a list or a heading shows."""

    id: str
    city_id: str
    round_id: str
    round_title: str
    round_state: str
    demo: bool
    unit_id: str
    unit_name: str
    unit_kind: str
    parent_id: str | None
    state: State
    inspector_id: int | None
    inspector_name: str | None
    visit_date: date | None
    submitted_at: int | None
    confirmed_at: int | None
    return_reason: str


class Place(NamedTuple):
    """Which unit is inspected in which round."""

    round_id: str
    unit_id: str


LINE = (
    select(
        *(I.id, I.city_id, I.round_id, R.title, R.state, R.demo, I.unit_id, RU.name, RU.kind, RU.parent_id),
        *(I.state, I.inspector_id, A.name, I.visit_date, I.submitted_at, I.confirmed_at, I.return_reason),
    )
    .join_from(table(Inspection), table(Round), R.id == I.round_id)
    .join(table(RoundUnit), (RU.round_id == I.round_id) & (RU.unit_id == I.unit_id))
    .outerjoin(table(Account), A.id == I.inspector_id)
    .order_by(R.created_at.desc(), RU.position, I.unit_id)
)

PLACE = "SELECT round_id, unit_id FROM inspection WHERE id = ?"
PLACE_WITHIN = f"""
{LINE_ABOVE.format("SELECT CAST(unit_id AS VARCHAR) FROM inspection WHERE id = ?")}
{PLACE} AND ? IN (SELECT unit_id FROM above)
"""  # asked with every answer that is saved
STANDING = select(I.state, I.submitted_by, R.state.label("round_state")).join_from(
    table(Inspection), table(Round), R.id == I.round_id
)


class UnknownInspectionError(KeyError):
    pass


def assign(connection: Connection, inspection: Inspection) -> None:
    """A new inspection in an open round.

    Raises IntegrityError when the unit already has one there, or is not in the tree the round froze.
    """
    add(connection, inspection)


def by_id(connection: Connection, inspection_id: str) -> Inspection | None:
    return one(connection, Inspection, I.id == inspection_id)


def place(connection: Connection, inspection_id: str) -> Place | None:
    """Asked at the door of every page; None for an inspection that does not exist."""
    row = Cursor(connection, alone=True).row(PLACE, (inspection_id,))
    return None if row is None else Place._make(row)


def place_within(connection: Connection, inspection_id: str, scope: str | None, on: date) -> Place | None:
    """None also for an inspection of a unit that lay outside that scope on that date (`units.is_within`)."""
    if scope is None:
        return place(connection, inspection_id)
    day = on.isoformat()
    row = Cursor(connection, alone=True).row(PLACE_WITHIN, (inspection_id, day, day, inspection_id, scope))
    return None if row is None else Place._make(row)


def line(connection: Connection, inspection_id: str) -> InspectionLine | None:
    found = _lines(connection, LINE.where(I.id == inspection_id))
    return found[0] if found else None


def of_round(connection: Connection, round_id: str) -> list[InspectionLine]:
    return _lines(connection, LINE.where(I.round_id == round_id))


def of_inspector(connection: Connection, account_id: int) -> list[InspectionLine]:
    """What is assigned to a person and still to be done, in open rounds."""
    todo = I.state.in_([State.assigned, State.in_progress, State.returned])
    return _lines(connection, LINE.where(I.inspector_id == account_id, todo, R.state == "open"))


def held_by(connection: Connection, account_id: int) -> list[InspectionLine]:
    """All that is assigned to a person, in any state but void."""
    return _lines(connection, LINE.where(I.inspector_id == account_id, I.state != State.void.value))


def in_state(connection: Connection, city_id: str, state: State) -> list[InspectionLine]:
    """Of a city's open rounds; what waits for review is `State.submitted`."""
    return _lines(connection, LINE.where(I.city_id == city_id, I.state == state.value, R.state == "open"))


def of_unit(connection: Connection, unit_id: str) -> list[InspectionLine]:
    return _lines(connection, LINE.where(I.unit_id == unit_id))


def counts(connection: Connection, round_id: str) -> dict[State, int]:
    """How many inspections of a round stand where; states without any are left out."""
    query = select(I.state, func.count()).where(I.round_id == round_id).group_by(I.state)
    return {State(state): many for state, many in connection.execute(query)}


def reassign(connection: Connection, inspection_id: str, inspector_id: int | None) -> None:
    _change(connection, inspection_id, {"inspector_id": inspector_id})


def set_visit_date(connection: Connection, inspection_id: str, visit_date: date | None) -> None:
    _change(connection, inspection_id, {"visit_date": visit_date})


def act(
    connection: Connection,
    inspection_id: str,
    action: Action,
    *,
    account_id: int,
    role: Role,
    at: int,
    reason: str = "",
) -> State:
    """Submit, return, confirm or void, and note who did it; `states.ImpossibleError` when it may not be."""
    row = connection.execute(STANDING.where(I.id == inspection_id)).first()
    if row is None:
        raise UnknownInspectionError(inspection_id)
    before, own = State(row.state), row.submitted_by == account_id
    bars = {"own_work": own, "recused": recusals.recused(connection, inspection_id, account_id, at)}
    after = move(before, action, role, reason=reason, round_open=row.round_state == "open", **bars)
    unchanged = I.state == before.value  # another process may have acted meanwhile
    _change(connection, inspection_id, _marks(action, after, account_id, at, reason), unchanged)
    if before is State.confirmed and after is not State.confirmed:
        _unsaid(connection, inspection_id, account_id, at)
    return after


def _unsaid(connection: Connection, inspection_id: str, account_id: int, at: int) -> None:
    """Its findings leave the ledger, or are marked there when a letter told them already."""
    where = place(connection, inspection_id)
    round_ = rounds.by_id(connection, where.round_id) if where else None
    if where and round_:
        finding_taking.take(connection, round_, where.unit_id, (), by=account_id, at=at)


def _marks(action: Action, after: State, account_id: int, at: int, reason: str) -> dict[str, Any]:
    who = {Action.submit: "submitted", Action.send_back: "returned", Action.confirm: "confirmed"}.get(action)
    marks: dict[str, Any] = {"state": after.value}
    if who is not None:
        marks |= {f"{who}_at": at, f"{who}_by": account_id}
    if reason.strip():
        marks["return_reason"] = reason.strip()
    return marks


def _change(connection: Connection, inspection_id: str, values: dict[str, Any], *where: ColumnElement[bool]) -> None:
    change = update(table(Inspection)).where(I.id == inspection_id, *where).values(values)
    if connection.execute(change).rowcount != 1:
        raise UnknownInspectionError(inspection_id)


def _lines(connection: Connection, query: Select[Any]) -> list[InspectionLine]:
    lines = map(InspectionLine._make, connection.execute(query))
    return [line._replace(state=State(line.state)) for line in lines]
