"""Queries about draws: seeds fixed, protocols kept, and the units visited for a complaint."""

from sqlalchemy import Connection, delete, func, select, update

from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import Complaint, Draw

C = table(Complaint).c
D = table(Draw).c


class DrawStateError(ValueError):
    """A seed is fixed once, and a draw is made once."""


def of_round(connection: Connection, round_id: str) -> list[Draw]:
    """The newest first; the one with a seed and no protocol is still to be made."""
    query = select(table(Draw)).where(D.round_id == round_id).order_by(D.number.desc())
    return many(connection, Draw, query)


def current(connection: Connection, round_id: str) -> Draw | None:
    """The newest one that was made; it holds until another one is made."""
    return next((one for one in of_round(connection, round_id) if one.protocol is not None), None)


def fix_seed(
    connection: Connection, round_id: str, seed: str, *, source: str, reason: str, at: int, by: int | None
) -> int:
    """Begins a draw; its number. Raises DrawStateError while one with a seed waits to be made."""
    if any(one.protocol is None for one in of_round(connection, round_id)):
        raise DrawStateError("a seed is fixed already")
    last = connection.execute(select(func.max(D.number)).where(D.round_id == round_id)).scalar() or 0
    made = Draw(round_id=round_id, number=last + 1, seed=seed, seed_source=source, reason=reason, seed_at=at)
    add_records(connection, made.model_copy(update={"seed_by": by}))
    return int(last) + 1


def finish(connection: Connection, round_id: str, number: int, protocol: str, *, at: int, by: int | None) -> None:
    """Raises DrawStateError when it was made already, or never begun."""
    change = update(table(Draw)).where(D.round_id == round_id, D.number == number, D.protocol.is_(None))
    if connection.execute(change.values(protocol=protocol, drawn_at=at, drawn_by=by)).rowcount != 1:
        raise DrawStateError(f"draw {number} of {round_id} is not waiting")


def complaints(connection: Connection, round_id: str) -> dict[str, Complaint]:
    """By unit."""
    query = select(table(Complaint)).where(C.round_id == round_id).order_by(C.added_at, C.unit_id)
    return {one.unit_id: one for one in many(connection, Complaint, query)}


def add_complaint(connection: Connection, complaint: Complaint) -> None:
    """A unit already added stays as it is."""
    if complaint.unit_id not in complaints(connection, complaint.round_id):
        add_records(connection, complaint)


def drop_complaint(connection: Connection, round_id: str, unit_id: str) -> None:
    connection.execute(delete(table(Complaint)).where(C.round_id == round_id, C.unit_id == unit_id))
