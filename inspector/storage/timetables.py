"""Queries about the steps of a round's timetable."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from inspector.fieldwork.timetable import Planned, Step
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import RoundStep

S = table(RoundStep).c


def of_round(connection: Connection, round_id: str) -> dict[Step, RoundStep]:
    """In the order of the steps."""
    found = {
        one.step: one for one in many(connection, RoundStep, select(table(RoundStep)).where(S.round_id == round_id))
    }
    return {step: found[step] for step in Step if step in found}


def planned(steps: Iterable[RoundStep]) -> dict[Step, Planned]:
    return {Step(one.step): Planned(one.first, one.last) for one in steps}


def replace(connection: Connection, round_id: str, steps: Iterable[RoundStep]) -> None:
    """The whole timetable anew."""
    connection.execute(delete(table(RoundStep)).where(S.round_id == round_id))
    add_records(connection, *steps)
