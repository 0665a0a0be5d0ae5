"""Who neither proposes nor approves measures against a unit: recused, inspected it, or belongs to it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, or_, select

from inspector.casework.measure_life import Bar
from inspector.fieldwork.states import UNIT_ROLES
from inspector.storage import units
from inspector.storage.rows import table
from inspector.storage.tables import Account, Inspection, Recusal

A, I, Q = table(Account).c, table(Inspection).c, table(Recusal).c  # noqa: E741 (initials)


def barred(connection: Connection, unit_id: str, *, on: date, at: int) -> dict[int, Bar]:
    """By account the weightiest ground. A recusal in any round holds, also one from a unit above; so does a visit
    of the unit itself, and an account in the unit or above it that speaks for it."""
    line = units.above(connection, unit_id, on) | {unit_id}
    found: dict[int, Bar] = {}
    visited = select(I.inspector_id, I.submitted_by).where(I.unit_id == unit_id, I.state != "void")
    for row in connection.execute(visited):
        found |= {one: Bar.inspected for one in row if one is not None}
    speaks = select(A.id).where(A.scope_unit.in_(line), A.role.in_([role.value for role in UNIT_ROLES]))
    found |= dict.fromkeys(connection.execute(speaks).scalars(), Bar.head)
    held = (Q.lifted_at.is_(None), or_(Q.ends_at.is_(None), Q.ends_at > at), Q.unit_id.in_(line))
    found |= dict.fromkeys(connection.execute(select(Q.account_id).where(*held)).scalars(), Bar.recused)
    return found


def barred_names(connection: Connection, found: Mapping[int, Bar]) -> dict[str, Bar]:
    """The same by name, for people who need no account to approve, such as a chair."""
    rows = connection.execute(select(A.id, A.name).where(A.id.in_(found)))
    return {row.name: found[row.id] for row in rows}
