"""Which items of a form can change when one is answered, and which are needed to judge them."""

from collections.abc import Iterable, Iterator, Mapping
from weakref import WeakKeyDictionary

from msgspec import Struct, field

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Measure

MOST_KEPT = 1000
Graph = Mapping[str, frozenset[str]]


class Links(Struct, eq=False):
    """`uses`: the items that an item's conditions or its line ask for; `used_by`: the other way round.

    `fed`: of each item that rolls up, the items below that it stands on, however many levels down."""

    items: Mapping[str, Item]
    uses: Graph
    used_by: Graph
    fed: Graph
    _affected: dict[str, frozenset[str]] = field(default_factory=dict)
    _needed: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    _beginnings: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict)

    def affected(self, items: Iterable[str]) -> frozenset[str]:
        """The items themselves and everything that hangs on them, however many steps away."""
        names = list(items)
        if len(names) == 1:
            if names[0] not in self._affected:
                self._affected[names[0]] = _closure(names, self.used_by)
            return self._affected[names[0]]
        return _closure(names, self.used_by)

    def beginnings(self, items: frozenset[str]) -> tuple[str, ...]:
        """How the addresses of these items' cells begin."""
        if items not in self._beginnings:
            if len(self._beginnings) > MOST_KEPT:
                self._beginnings.clear()
            self._beginnings[items] = tuple(f"{name}{sign}" for name in items for sign in "/@")
        return self._beginnings[items]

    def needed(self, items: frozenset[str]) -> frozenset[str]:
        if items not in self._needed:
            if len(self._needed) > MOST_KEPT:
                self._needed.clear()
            self._needed[items] = _closure(items, self.uses)
        return self._needed[items]


_KNOWN: WeakKeyDictionary[Edition, dict[tuple[str, ...], Links]] = WeakKeyDictionary()


def links(edition: Edition, items: tuple[Item, ...]) -> Links:
    """The links of one form, worked out once."""
    known = _KNOWN.setdefault(edition, {})
    key = tuple(item.id for item in items)
    if key not in known:
        known[key] = _links(edition, items)
    return known[key]


def _links(edition: Edition, items: tuple[Item, ...]) -> Links:
    here = {item.id for item in items}
    uses = {item.id: frozenset(_used(edition, item) & here) for item in items}
    used_by: dict[str, set[str]] = {name: set() for name in here}
    for name, others in uses.items():
        for other in others:
            used_by[other].add(name)
    back = {name: frozenset(others) for name, others in used_by.items()}
    fed = {item.id: frozenset(_below(edition, item)) for item in items if item.rolls_up}
    return Links({item.id: item for item in items}, uses, back, fed)


def _below(edition: Edition, item: Item) -> Iterator[str]:
    while item.ask.of:
        yield item.ask.of
        item = edition.items[item.ask.of]


def _used(edition: Edition, item: Item) -> set[str]:
    found = set()
    for text in item.applies_when:
        for name in edition.conditions[text].names:
            where, _, rest = name.partition(".")
            if where in ("answer", "result"):
                found.add(rest)
    if isinstance(item.judge, Measure) and item.judge.by:
        found.add(item.judge.by)
    return found


def _closure(items: Iterable[str], graph: Graph) -> frozenset[str]:
    found: set[str] = set()
    open_ = [name for name in items if name in graph]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += graph[name]
    return frozenset(found)
