"""Queries about recusals: who keeps out of which units of a round, and what they entered there before."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, or_, select, update

from inspector.fieldwork.recusal import Ground, Recused, covered, covers
from inspector.fieldwork.states import State
from inspector.storage import rounds
from inspector.storage.raw import Cursor
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import Account, Declaration, Inspection, Recheck, Recusal, RoundUnit

A = table(Account).c
D = table(Declaration).c
I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)
K = table(Recheck).c
Q = table(Recusal).c
RU = table(RoundUnit).c
MINE = """
SELECT q.unit_id, i.round_id, i.unit_id FROM inspection i
LEFT JOIN recheck k ON k.round_id = i.round_id
JOIN recusal q ON q.round_id IN (i.round_id, k.follows)
WHERE q.account_id = ? AND i.id = ? AND q.lifted_at IS NULL AND (q.ends_at IS NULL OR q.ends_at > ?)
"""
ENTERED = """
SELECT h.field, o.account_id FROM head h JOIN operation o ON o.city_id = h.city_id AND o.id = h.operation_id
WHERE h.city_id = ? AND h.inspection_id = ? AND h.level = 'team'
"""
MOVABLE = (State.assigned, State.in_progress, State.returned, State.submitted)


class RecusalLine(NamedTuple):
    """A recusal with the names a page shows. `ends_at`: the instant it ends by itself."""

    id: str
    account_id: int
    account_name: str
    unit_id: str
    unit_name: str
    ground: Ground
    left_on: date | None
    ends_at: int | None
    note: str
    released: int
    recorded_at: int
    recorded_by: int | None
    lifted_at: int | None
    lift_reason: str


LINES = (
    select(
        *(Q.id, Q.account_id, A.name, Q.unit_id, RU.name.label("unit_name"), Q.ground, Q.left_on, Q.ends_at, Q.note),
        *(Q.released, Q.recorded_at, Q.recorded_by, Q.lifted_at, Q.lift_reason),
    )
    .join_from(table(Recusal), table(Account), A.id == Q.account_id)
    .outerjoin(table(RoundUnit), (RU.round_id == Q.round_id) & (RU.unit_id == Q.unit_id))
    .order_by(Q.recorded_at, Q.id)
)


def of_round(connection: Connection, round_id: str) -> list[RecusalLine]:
    """All ever recorded, in order of time."""
    rows = connection.execute(LINES.where(Q.round_id == round_id))
    return [
        RecusalLine._make(row)._replace(
            unit_name=row.unit_name or row.unit_id, ground=Ground(row.ground), released=len(json.loads(row.released))
        )
        for row in rows
    ]


def by_account(connection: Connection, round_id: str, at: int) -> dict[int, frozenset[str]]:
    """The units that each person keeps out of at that instant, as the round's tree stands.

    In a re-check also those of the round that it follows, whenever they were declared.
    """
    follows = select(K.follows).where(K.round_id == round_id)
    here = or_(Q.round_id == round_id, Q.round_id.in_(follows))
    query = select(Q.account_id, Q.unit_id).where(here, *_holding(at))
    found = [Recused(*row) for row in connection.execute(query)]
    return covered(found, _parents(connection, round_id)) if found else {}


def _holding(at: int) -> tuple[ColumnElement[bool], ...]:
    return Q.lifted_at.is_(None), or_(Q.ends_at.is_(None), Q.ends_at > at)


def _parents(connection: Connection, round_id: str) -> dict[str, str | None]:
    return {unit.id: unit.parent_id for unit in rounds.units_of(connection, round_id)}


def recused(connection: Connection, inspection_id: str, account_id: int, at: int) -> bool:
    """Whether a person keeps out of an inspection's unit. For most people one look that finds nothing."""
    rows = Cursor(connection).rows(MINE, (account_id, inspection_id, at))
    if not rows:
        return False
    parents = _parents(connection, rows[0][1])
    return any(covers(recused_unit, unit, parents) for recused_unit, _, unit in rows)


def record(connection: Connection, recusal: Recusal) -> int:
    """Keeps it, and takes the person's inspections there back, re-checks too; how many those were."""
    parents = _parents(connection, recusal.round_id)
    there = [unit for unit in parents if covers(recusal.unit_id, unit, parents)]
    states = I.state.in_([state.value for state in MOVABLE])
    again = select(K.round_id).where(K.follows == recusal.round_id)
    held = (or_(I.round_id == recusal.round_id, I.round_id.in_(again)), I.inspector_id == recusal.account_id, states)
    query = select(I.id, I.unit_id).where(*held).order_by(I.id)
    released = [row.id for row in connection.execute(query) if row.unit_id in set(there)]
    add_records(connection, recusal.model_copy(update={"released": json.dumps(released)}))
    for inspection_id in released:
        connection.execute(update(table(Inspection)).where(I.id == inspection_id).values(inspector_id=None))
    return len(released)


def lift(connection: Connection, round_id: str, recusal_id: str, *, at: int, by: int, reason: str) -> bool:
    """False when there is none of that id in force. Who got the inspections meanwhile keeps them."""
    change = update(table(Recusal)).where(Q.round_id == round_id, Q.id == recusal_id, Q.lifted_at.is_(None))
    return connection.execute(change.values(lifted_at=at, lifted_by=by, lift_reason=reason)).rowcount == 1


def released(connection: Connection, round_id: str) -> dict[str, str]:
    """By inspection: who had it before a recusal took it back."""
    query = select(Q.released, A.name).join_from(table(Recusal), table(Account), A.id == Q.account_id)
    rows = connection.execute(query.where(Q.round_id == round_id).order_by(Q.recorded_at, Q.id))
    return {inspection_id: row.name for row in rows for inspection_id in json.loads(row.released)}


def entries(connection: Connection, city_id: str, inspection_id: str, people: Collection[int]) -> Mapping[str, int]:
    """The cells whose standing answer one of these people entered, with who it was."""
    if not people:
        return {}
    rows = Cursor(connection).rows(ENTERED, (city_id, inspection_id))
    return {field: account for field, account in rows if account in people}


def of_unit(connection: Connection, round_id: str, unit_id: str, at: int) -> frozenset[int]:
    """The people who keep out of one unit now."""
    return frozenset(account for account, units in by_account(connection, round_id, at).items() if unit_id in units)


def declare(connection: Connection, round_id: str, account_id: int, *, at: int) -> None:
    """The first declaration stays; grounds found later are recorded as recusals of their own."""
    if account_id not in declared(connection, round_id):
        add_records(connection, Declaration(round_id=round_id, account_id=account_id, declared_at=at))


def declared(connection: Connection, round_id: str) -> dict[int, int]:
    """When each person declared."""
    found = many(connection, Declaration, select(table(Declaration)).where(D.round_id == round_id))
    return {one.account_id: one.declared_at for one in found}
