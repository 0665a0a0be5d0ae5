"""How far a round has come: inspections by state and district, with their check coverage."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated

from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.models import Scheme
from inspector.fieldwork.states import State
from inspector.i18n import N_
from inspector.scoring.results import MILLION
from inspector.storage import inspections, results, rounds
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt

STATE_NAMES = {
    State.assigned: N_("Not begun"),
    State.in_progress: N_("In progress"),
    State.submitted: N_("Submitted"),
    State.returned: N_("Returned"),
    State.confirmed: N_("Confirmed"),
    State.void: N_("Void"),
}
ROUND_STATES = {"draft": N_("Draft"), "open": N_("Open"), "closed": N_("Closed")}
DONE = frozenset({State.submitted, State.confirmed})


class Group(Struct, frozen=True):
    """A district with the inspections in it; the city itself for what lies in no district."""

    id: str
    name: str
    district: Annotated[bool, "whether there is a district page for it"]
    lines: tuple[InspectionLine, ...]
    coverage: Annotated[Fraction | None, "mean check coverage of its inspections"]

    @property
    def states(self) -> Counter[State]:
        return Counter(line.state for line in self.lines)

    @property
    def counted(self) -> int:
        return sum(line.state is not State.void for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.state in DONE for line in self.lines)

    @property
    def begun(self) -> int:
        return sum(line.state not in (State.assigned, State.void) for line in self.lines)

    @property
    def without_inspector(self) -> int:
        return sum(line.inspector_id is None and line.state is not State.void for line in self.lines)


class Progress(Struct, frozen=True):
    groups: tuple[Group, ...]
    states: Annotated[dict[State, int], "inspections by state, those without any left out"]
    coverage: Fraction | None
    visited: Annotated[int, "inspections that somebody has begun"]
    whole: Annotated[int, "inspections that are not void"]


def district_kind(edition: Edition, scheme: Scheme) -> str:
    """The kind of unit that is ranked; without a ranking the first kind that stands between city and units."""
    if scheme.rank and scheme.rank.kind in edition.checklist.kinds:
        return scheme.rank.kind
    parents = {above for kind in edition.checklist.kinds.values() for above in kind.under}
    between = [name for name, kind in edition.checklist.kinds.items() if kind.under and name in parents]
    return next(iter(between), "district")


def progress(
    connection: Connection, round_: Round, kind: str, seen: frozenset[str] | None = None, *, covered: bool = True
) -> Progress:
    """Of the units in `seen` (None: all). `covered`: with the check coverage, which reads all results."""
    lines = [one for one in inspections.of_round(connection, round_.id) if seen is None or one.unit_id in seen]
    tree = {unit.id: unit for unit in rounds.units_of(connection, round_.id)}
    shares = {one.inspection_id: one.coverage for one in results.of_round(connection, round_.id)} if covered else {}
    by_group: dict[str, list[InspectionLine]] = {}
    for line in lines:
        by_group.setdefault(group_of(tree, line.unit_id, kind), []).append(line)
    groups = [_group(tree[key], kind, found, shares) for key, found in by_group.items() if key in tree]
    live = [line for line in lines if line.state is not State.void]
    return Progress(
        tuple(groups),
        dict(Counter(line.state for line in lines)),
        mean(shares[line.id] for line in live if line.id in shares),
        sum(line.state is not State.assigned for line in live),
        len(live),
    )


def group_of(tree: Mapping[str, UnitAt], unit_id: str, kind: str) -> str:
    """The district a unit lies in, itself included; without one the unit at the top."""
    unit = tree[unit_id]
    while unit.kind != kind and (parent := tree.get(unit.parent_id or "")):
        unit = parent
    return unit.id


def _group(unit: UnitAt, kind: str, lines: list[InspectionLine], shares: Mapping[str, int]) -> Group:
    live = (shares[line.id] for line in lines if line.id in shares and line.state is not State.void)
    return Group(unit.id, unit.name, unit.kind == kind, tuple(lines), mean(live))


def mean(shares: Iterable[int]) -> Fraction | None:
    """Of shares in millionths, as a share of one."""
    found = list(shares)
    return Fraction(sum(found), len(found) * MILLION) if found else None
