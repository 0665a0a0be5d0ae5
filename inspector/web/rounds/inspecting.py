"""Which units of a round get an inspection: all that have something to answer, but for those outside the sample."""

import json

from sqlalchemy import Connection

from inspector.storage import ids, inspections, rounds, surveys
from inspector.storage.tables import Inspection, Round
from inspector.storage.units import UnitAt
from inspector.web.rounds.sampling import left_out


def add_inspections(connection: Connection, round_: Round, at: int) -> None:
    """For every unit of the tree of a round that opens."""
    out = left_out(connection, round_.id)
    for unit in rounds.units_of(connection, round_.id):
        if unit.id not in out and _answers(connection, round_, unit):
            inspections.assign(connection, _inspection(round_, unit, at))


def add_inspection(connection: Connection, round_: Round, unit: UnitAt, at: int) -> bool:
    """False when the unit has one already, or has nothing to answer."""
    known = any(line.round_id == round_.id for line in inspections.of_unit(connection, unit.id))
    if known or not _answers(connection, round_, unit):
        return False
    inspections.assign(connection, _inspection(round_, unit, at))
    return True


def _answers(connection: Connection, round_: Round, unit: UnitAt) -> bool:
    edition = surveys.edition(connection, round_.edition_digest)
    return edition.asks(unit.kind, unit.name, frozenset(json.loads(round_.selection)))


def _inspection(round_: Round, unit: UnitAt, at: int) -> Inspection:
    return Inspection(id=ids.new_id(), city_id=round_.city_id, round_id=round_.id, unit_id=unit.id, created_at=at)
