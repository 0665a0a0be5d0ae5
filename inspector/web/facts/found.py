"""The contradictions a round sees, each open or settled."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector.casework.contradictions import Contradiction, Node, contradictions
from inspector.checklist.edition import Edition
from inspector.storage import facts, rounds, settlements, units
from inspector.storage.tables import Round, Settlement


@dataclass(frozen=True)
class Found:
    """`settlement` is None while nobody has settled these very figures."""

    contradiction: Contradiction
    settlement: Settlement | None

    @property
    def unit(self) -> str:
        return self.contradiction.counts.unit


def found_in(connection: Connection, round_: Round, edition: Edition) -> list[Found]:
    """Of the units of a round, in the order of its tree.

    What a total is held against are all units of the city below it, those outside the round too.
    """
    inside = {unit.id for unit in rounds.units_of(connection, round_.id)}
    nodes = nodes_of(connection, round_)
    said = facts.statements(connection, round_.city_id, round_.data_date, through=round_.facts_through)
    by_mark: Mapping[str, Settlement] = {
        one.mark: one for one in reversed(settlements.of_city(connection, round_.city_id))
    }
    return [
        Found(one, by_mark.get(one.mark()))
        for one in contradictions(edition.checklist, nodes, said)
        if one.counts.unit in inside
    ]


def nodes_of(connection: Connection, round_: Round) -> dict[str, Node]:
    """The city as it stood on the cut-off date, in administrative order."""
    tree = units.tree(connection, round_.city_id, round_.cutoff)
    return {unit.id: Node(unit.kind, unit.parent_id) for unit in tree}
