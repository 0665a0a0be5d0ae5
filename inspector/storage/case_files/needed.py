"""Which units and inspections of the record a case file needs, so that its numbers are the record's own."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from json import dumps

from msgspec import Struct
from sqlalchemy import Connection, select

from inspector.storage import rounds, units
from inspector.storage.rows import many, table
from inspector.storage.tables import Inspection, Round, Unit

I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)
R = table(Round).c
U = table(Unit).c


class Needed(Struct, frozen=True):
    """`units` by round: the taken units, all above them, and all below, whose answers roll up.

    `area` are those above the taken units today, by which rights are told.
    """

    taken: tuple[Inspection, ...]
    rounds: tuple[Round, ...]
    units: dict[str, frozenset[str]]
    below: tuple[Inspection, ...]
    area: frozenset[str]

    @property
    def all_units(self) -> frozenset[str]:
        return self.area.union(*self.units.values())

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.taken]


def needed(connection: Connection, inspection_ids: Sequence[str], on: date) -> Needed:
    """Inspections that do not exist are left out."""
    taken = many(connection, Inspection, select(table(Inspection)).where(I.id.in_(inspection_ids)).order_by(I.id))
    found = rounds_of(connection, taken)
    inside, below = {}, []
    for one in found:
        own = frozenset(inspection.unit_id for inspection in taken if inspection.round_id == one.id)
        inside[one.id], under = _closure(connection, one.id, own)
        query = select(table(Inspection)).where(I.round_id == one.id, I.unit_id.in_(under - own))
        below += many(connection, Inspection, query.order_by(I.id))
    area = frozenset(above for inspection in taken for above in units.above(connection, inspection.unit_id, on))
    return Needed(tuple(taken), tuple(found), inside, tuple(below), area)


def rounds_of(connection: Connection, taken: Iterable[Inspection]) -> list[Round]:
    ids = {one.round_id for one in taken}
    return many(connection, Round, select(table(Round)).where(R.id.in_(ids)).order_by(R.id))


def _closure(connection: Connection, round_id: str, own: frozenset[str]) -> tuple[frozenset[str], set[str]]:
    """The units needed, and those of them that lie below a taken one."""
    parents = {unit.id: unit.parent_id for unit in rounds.units_of(connection, round_id)}
    found, under = set(own), set()
    for unit in parents:
        line = [unit]
        while (parent := parents.get(line[-1])) is not None:
            line.append(parent)
        if own.intersection(line[1:]):
            under.add(unit)
        if unit in own:
            found.update(line)
    return frozenset(found | under), under


def origin(connection: Connection, found: Iterable[Round]) -> str:
    """Two records never make the same round and city at the same microseconds; a restored backup stays the same."""
    listed = list(found)
    cities = connection.execute(
        select(U.id, U.created_at).where(U.id.in_({one.city_id for one in listed})).order_by(U.id)
    )
    made = [[one.id, one.created_at] for one in listed] + [list(row) for row in cities]
    return sha256(dumps(made).encode()).hexdigest()
