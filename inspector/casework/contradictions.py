"""Figures that contradict each other: two sources of one day, a total and its parts, a part above its whole."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Literal, NamedTuple

from msgspec import Struct

from inspector.checklist.fields import NUMBERS
from inspector.checklist.models import Checklist, Fact
from inspector.checklist.values import Number, read_number

SETTLED = "settled"
"""Status of a figure that a person chose where others contradicted each other."""

Kind = Literal["sources", "sum", "part"]
Key = tuple[str, str, str]
"""Unit, fact, key of its dimension."""


class Statement(NamedTuple):
    """One figure as somebody reported it; `value` None takes back what was said before of that day."""

    unit: str
    fact: str
    dimension: str
    as_of: date
    value: str | None
    source: str
    status: str
    arrival: int
    account_id: int | None

    @property
    def key(self) -> Key:
        return self.unit, self.fact, self.dimension

    @property
    def text(self) -> str:
        return self.value or ""

    @property
    def number(self) -> Number:
        return read_number(self.text)


class Node(NamedTuple):
    """A unit's place in the tree."""

    kind: str
    parent: str | None


class Contradiction(Struct, frozen=True):
    """`figures`: first the one that counts, then those it is held against.

    For a sum, `total` is what the known figures below add up to and `unknown` the units below without one.
    """

    kind: Kind
    figures: tuple[Statement, ...]
    total: Number | None = None
    unknown: tuple[str, ...] = ()

    @property
    def counts(self) -> Statement:
        return self.figures[0]

    @property
    def name(self) -> str:
        """What tells it from every other one of a city, whatever the figures."""
        return "/".join((self.kind, *self.counts.key))

    def mark(self, value: str | None = None) -> str:
        """A digest of the figures: another one means that something was reported anew.

        With a value: of the figures as they stand once the one that counts is settled at it.
        """
        first = self.counts if value is None else self.counts._replace(value=value)
        told = [_told(one, self.kind) for one in (first, *self.figures[1:])]
        if self.kind == "sources":
            told.sort()
        return sha256(json.dumps([self.kind, told], ensure_ascii=False).encode()).hexdigest()


def _told(one: Statement, kind: Kind) -> list[str]:
    source = one.source if kind == "sources" else ""
    return [*one.key, one.as_of.isoformat(), one.text, source]


def contradictions(
    checklist: Checklist, nodes: Mapping[str, Node], statements: Iterable[Statement]
) -> list[Contradiction]:
    """All of a city, in the order of the units and of the checklist's facts.

    `statements` are what a round can see, in any order; of each fact only its latest day speaks.
    """
    spoken = speaking(checklist, statements)
    known = {key: said[-1] for key, said in spoken.items() if said}
    below: dict[str, list[str]] = {}
    for unit, node in nodes.items():
        below.setdefault(node.parent or "", []).append(unit)
    found: list[Contradiction] = []
    for unit, node in nodes.items():
        for name, fact in checklist.facts.items():
            if node.kind not in fact.of:
                continue
            for key in checklist.dimensions[fact.by] if fact.by else ("",):
                place = unit, name, key
                found += _sources(spoken.get(place, []))
                if place in known and fact.type in NUMBERS:
                    found += _sum(checklist, nodes, below, known, known[place])
                    found += _part(fact, known, known[place])
    return found


def speaking(checklist: Checklist, statements: Iterable[Statement]) -> dict[Key, list[Statement]]:
    """By fact, the last word of each source on its latest day, in order of arrival: the last one counts.

    A withdrawal and a settlement end what was said before them; an empty list is a fact that is unknown again.
    """
    by_key: dict[Key, list[Statement]] = {}
    for one in sorted(statements, key=lambda one: (one.as_of, one.arrival)):
        said = by_key.setdefault(one.key, [])
        if said and said[-1].as_of != one.as_of:
            said.clear()
        said.append(one)
    return {key: _last_words(checklist.facts.get(key[1]), said) for key, said in by_key.items()}


def _last_words(fact: Fact | None, said: list[Statement]) -> list[Statement]:
    last: dict[str, Statement] = {}
    for one in said:
        source = one.source or (fact.source if fact else "")
        if one.value is None or one.status == SETTLED:
            last.clear()
        if one.value is not None:
            last.pop(source, None)  # it speaks again: now it is the latest
            last[source] = one._replace(source=source)
    return list(last.values())


def _sources(said: list[Statement]) -> Iterator[Contradiction]:
    if len({one.value for one in said}) > 1:
        yield Contradiction("sources", (said[-1], *said[:-1]))


def _sum(
    checklist: Checklist,
    nodes: Mapping[str, Node],
    below: Mapping[str, list[str]],
    known: Mapping[Key, Statement],
    whole: Statement,
) -> Iterator[Contradiction]:
    """Differs, if all below is known; while some of it is not, only a sum above the total is a contradiction."""
    total_of = checklist.facts[whole.fact].total_of
    if total_of is None:
        return
    kinds = set(checklist.facts[total_of.fact].of) & set(total_of.of or checklist.kinds)
    units = list(_counted(nodes, below, kinds, whole.unit))
    keys = [(unit, total_of.fact, whole.dimension) for unit in units]
    parts = [known[key] for key in keys if key in known]
    unknown = tuple(key[0] for key in keys if key not in known)
    total = sum(part.number for part in parts)
    too_much = total > whole.number and all(part.number >= 0 for part in parts)
    if parts and (too_much if unknown else total != whole.number):
        yield Contradiction("sum", (whole, *parts), total, unknown)


def _counted(nodes: Mapping[str, Node], below: Mapping[str, list[str]], kinds: set[str], unit: str) -> Iterator[str]:
    """The nearest units below of these kinds: what lies below a counted one is in its figure."""
    for child in below.get(unit, ()):
        if nodes[child].kind in kinds:
            yield child
        else:
            yield from _counted(nodes, below, kinds, child)


def _part(fact: Fact, known: Mapping[Key, Statement], part: Statement) -> Iterator[Contradiction]:
    whole = known.get((part.unit, fact.at_most or "", part.dimension))
    if whole is not None and part.number > whole.number:
        yield Contradiction("part", (part, whole))
