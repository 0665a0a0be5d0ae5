"""Clause coverage 任务覆盖率: every (clause, kind of unit) is carried by an item or excused with a reason."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.checklist.items import Item
from inspector.checklist.plan import Plan
from inspector.checklist.problems import Code

Pair = tuple[str, str]


class Coverage(Struct, frozen=True):
    """Pairs of clause and kind: all of the plan's, those carried with their items, those excused."""

    bearers: frozenset[Pair]
    lookers: frozenset[Pair]
    carried: Mapping[Pair, tuple[str, ...]]
    excused: Mapping[Pair, str]

    @property
    def wanted(self) -> frozenset[Pair]:
        return self.bearers | self.lookers


def coverage(plan: Plan, items: Mapping[str, Item]) -> Coverage:
    """Which item carries which pair."""
    bearers = frozenset((name, kind) for name, clause in plan.clauses.items() for kind in clause.bears)
    lookers = frozenset((name, kind) for name, clause in plan.clauses.items() for kind in clause.looks)
    carried: dict[Pair, tuple[str, ...]] = {}
    for item in items.values():
        for pair in ((name, kind) for name in item.clause for kind in item.unit):
            if pair in bearers or pair in lookers:
                carried[pair] = (*carried.get(pair, ()), item.id)
    excused = {(name, kind): why for name, kinds in plan.not_inspected.items() for kind, why in kinds.items()}
    return Coverage(bearers, lookers, carried, excused)


def gaps(found: Coverage) -> list[tuple[Code, Pair]]:
    """What keeps the coverage from being complete, in a stable order."""
    wrong: list[tuple[Code, Pair]] = []
    for pair in sorted(found.wanted):
        if pair not in found.carried and pair not in found.excused:
            wrong.append((Code.UNCARRIED, pair))
        elif pair in found.carried and pair in found.excused:
            wrong.append((Code.BOTH_WAYS, pair))
    return wrong + [(Code.NO_SUCH_PAIR, pair) for pair in sorted(found.excused.keys() - found.wanted)]
