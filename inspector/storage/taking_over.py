"""A confirmed inspection taken over into the ledger, with the letters that told its findings already."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from inspector.casework.stories import Story, stories
from inspector.fieldwork.states import State
from inspector.scoring.survey import Survey
from inspector.storage import finding_letters, finding_taking, rounds
from inspector.storage.finding_taking import Taken
from inspector.storage.rows import table
from inspector.storage.tables import Inspection, Round

I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)


def take_over(connection: Connection, round_: Round, survey: Survey, unit_id: str, *, by: int | None, at: int) -> Taken:
    """To be run in the writer. What the survey says of the unit, once."""
    return take(connection, round_, unit_id, stories(survey, unit_id), by=by, at=at)


def take(
    connection: Connection, round_: Round, unit_id: str, found: Sequence[Story], *, by: int | None, at: int
) -> Taken:
    taken = finding_taking.take(connection, round_, unit_id, found, by=by, at=at)
    finding_letters.told_before(connection, round_.id, unit_id, at=at)
    return taken


def confirmed_above(connection: Connection, round_id: str, unit_id: str) -> list[str]:
    """The units above, in the round's tree, whose own inspection is confirmed."""
    parents = {unit.id: unit.parent_id for unit in rounds.units_of(connection, round_id)}
    above, unit = list[str](), parents.get(unit_id)
    while unit is not None:
        above.append(unit)
        unit = parents.get(unit)
    query = select(I.unit_id).where(I.round_id == round_id, I.unit_id.in_(above), I.state == State.confirmed.value)
    return list(connection.execute(query).scalars())
