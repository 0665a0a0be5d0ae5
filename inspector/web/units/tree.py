"""The tree of units as a list of branches, narrowed to an area and to what is searched for."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.storage import editions, rounds, surveys, units
from inspector.storage.units import UnitAt


class Branch(Struct, frozen=True):
    """A unit with everything right below it."""

    unit: UnitAt
    branches: tuple["Branch", ...]

    @property
    def size(self) -> int:
        """Units in the branch, its own included."""
        return 1 + sum(branch.size for branch in self.branches)


def branches(tree: Sequence[UnitAt]) -> tuple[Branch, ...]:
    """From the top, in the order given; a unit whose parent is not there stands at the top."""
    known = {unit.id for unit in tree}
    below: dict[str | None, list[UnitAt]] = {}
    for unit in tree:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def grown(unit: UnitAt) -> Branch:
        return Branch(unit, tuple(grown(child) for child in below.get(unit.id, ())))

    return tuple(grown(unit) for unit in below.get(None, ()))


def path(tree: Sequence[UnitAt], unit_id: str) -> Iterator[UnitAt]:
    """The units above one, the highest first."""
    by_id = {unit.id: unit for unit in tree}
    found = []
    parent = by_id.get(unit_id)
    while parent is not None and (parent := by_id.get(parent.parent_id or "")):
        found.append(parent)
    return reversed(found)


def editions_for(connection: Connection, city_id: str) -> list[Edition]:
    """Editions that say what is known of a city's units: those of its rounds, newest first, then of its plan.

    With neither, all that are stored.
    """
    lines = editions.everything(connection)
    digests = [one.edition_digest for one in rounds.of_city(connection, city_id)]
    found = [surveys.edition(connection, digest) for digest in dict.fromkeys(digests)]
    names = {version.name for version in units.versions(connection, city_id)}
    stored = [surveys.edition(connection, line.digest) for line in lines]
    found += [one for one in stored if one.plan.city in names and one not in found]
    return found or stored


def kind_labels(found: Sequence[Edition]) -> dict[str, str]:
    """Kinds of units by id, as the editions name them."""
    labels: dict[str, str] = {}
    for edition in found:
        for name, kind in edition.checklist.kinds.items():
            labels.setdefault(name, kind.label)
    return labels
