"""The contradictions a round sees, each open or settled."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.contradictions import Contradiction, Node, contradictions
from inspector.checklist.edition import Edition
from inspector.storage import facts, rounds, settlements, units
from inspector.storage.tables import Round, Settlement

FEW = 500
"""So many units are asked for by name; for more of them the whole city is read."""


class Found(Struct, frozen=True):
    """`settlement` is None while nobody has settled these very figures."""

    contradiction: Contradiction
    settlement: Settlement | None

    @property
    def unit(self) -> str:
        return self.contradiction.counts.unit


def found_in(connection: Connection, round_: Round, edition: Edition, unit: str | None = None) -> list[Found]:
    """Of the units of a round, or of one of them, in the order of its tree.

    What a total is held against are all units of the city below it, those outside the round too.
    """
    nodes = nodes_of(connection, round_)
    if unit is None:
        inside, read = {one.id for one in rounds.units_of(connection, round_.id)}, None
    else:
        inside, below = {unit}, _subtree(nodes, unit)
        read = below if len(below) <= FEW else None
    said = facts.statements(connection, round_.city_id, round_.data_date, through=round_.facts_through, unit_ids=read)
    by_mark: Mapping[str, Settlement] = {
        one.mark: one for one in reversed(settlements.of_city(connection, round_.city_id))
    }
    return [
        Found(one, by_mark.get(one.mark()))
        for one in contradictions(edition.checklist, nodes, said)
        if one.counts.unit in inside
    ]


def _subtree(nodes: Mapping[str, Node], unit: str) -> set[str]:
    """The unit and all below it."""
    below: dict[str | None, list[str]] = {}
    for name, node in nodes.items():
        below.setdefault(node.parent, []).append(name)
    found, queue = {unit}, [unit]
    while queue:
        new = below.get(queue.pop(), [])
        found.update(new)
        queue += new
    return found


def nodes_of(connection: Connection, round_: Round) -> dict[str, Node]:
    """The city as it stood on the cut-off date, in administrative order."""
    tree = units.tree(connection, round_.city_id, round_.cutoff)
    return {unit.id: Node(unit.kind, unit.parent_id) for unit in tree}
