"""Queries about what a unit writes and has not sent yet, and about what it sent."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from inspector.fieldwork.states import Role
from inspector.i18n import N_
from inspector.storage.ids import new_id
from inspector.storage.rows import add, many, one, table
from inspector.storage.tables import Account, Proof, Writing

W = table(Writing).c
A = table(Account).c
P = table(Proof).c
CHANGED = N_("Meanwhile somebody else of your unit changed this text. Yours is still here; both are shown.")


class WritingChangedError(ValueError):
    """Somebody else saved since; `current` is what stands, None when it was sent or thrown away."""

    def __init__(self, current: Writing | None) -> None:
        super().__init__("changed")
        self.current = current


def of_key(connection: Connection, unit_id: str, key: str) -> Writing | None:
    """What stands and was not sent."""
    return one(connection, Writing, W.unit_id == unit_id, W.key == key, W.sent_at.is_(None))


def unsent(connection: Connection, unit_id: str) -> list[Writing]:
    """The latest first."""
    query = select(table(Writing)).where(W.unit_id == unit_id, W.sent_at.is_(None))
    return many(connection, Writing, query.order_by(W.written_at.desc()))


def typed(row: Writing) -> dict[str, str]:
    found: dict[str, str] = json.loads(row.typed)
    return found


def save(
    connection: Connection, unit_id: str, key: str, fields: Mapping[str, str], *, seen: int, by: int, at: int
) -> Writing:
    """The same text again changes nothing. `seen` is the version that was typed over, 0 for none."""
    said = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
    row = of_key(connection, unit_id, key)
    if row is not None and row.typed == said:
        return row
    if seen != (row.version if row else 0):
        raise WritingChangedError(row)
    if row is None:
        row = Writing(id=new_id(), unit_id=unit_id, key=key, typed=said, written_by=by, written_at=at)
        add(connection, row)
        return row
    return _changed(connection, row, typed=said, version=row.version + 1, written_by=by, written_at=at)


def hand_over(connection: Connection, row: Writing, at: int | None) -> Writing:
    """To the head, who sends it; None takes it back."""
    return _changed(connection, row, ready_at=at)


def send(connection: Connection, row: Writing, *, by: int, at: int, without_head: bool) -> None:
    """From now on it stands still, and its files with it. Raises WritingChangedError when somebody was quicker."""
    current = of_key(connection, row.unit_id, row.key)
    if current is None or (current.id, current.version) != (row.id, row.version):
        raise WritingChangedError(current)
    _changed(connection, row, sent_by=by, sent_at=at, without_head=without_head)
    here = (P.unit_id == row.unit_id, P.key == row.key, P.writing_id.is_(None), P.done_at.is_not(None))
    connection.execute(update(table(Proof)).where(*here).values(writing_id=row.id))


def throw_away(connection: Connection, row: Writing) -> None:
    """Files that were added stay until somebody removes them."""
    connection.execute(delete(table(Writing)).where(W.id == row.id, W.sent_at.is_(None)))


def _changed(connection: Connection, row: Writing, **values: Any) -> Writing:
    connection.execute(update(table(Writing)).where(W.id == row.id).values(values))
    return row.model_copy(update=values)


def has_head(connection: Connection, unit_id: str) -> bool:
    """Whether anybody can sign in as the head of a unit."""
    heads = (A.scope_unit == unit_id, A.role == Role.head.value, A.disabled.is_(False))
    return bool(connection.execute(select(func.count()).where(*heads)).scalar_one())
