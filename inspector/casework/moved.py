"""What moved when facts changed: two surveys of one round compared, item by item, score, grade and rank."""

import json
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from inspector.scoring.inspection import Inspected
from inspector.scoring.rank import Place
from inspector.scoring.results import MILLION, Result
from inspector.scoring.survey import Survey

T = TypeVar("T")


class Stood(NamedTuple):
    """A result at one time: its state, the share it earns in millionths, what it waits for."""

    state: str
    low: int
    high: int
    why: str = ""


class Scored(NamedTuple):
    """Score in millionths of a point (None: nothing applies), check coverage in millionths, grade."""

    low: int | None
    high: int | None
    coverage: int
    grade: str


class Ranked(NamedTuple):
    """Place with its interval, or why the unit takes none."""

    rank: int | None
    best: int | None
    worst: int | None
    barred: str = ""


class ItemMoved(Struct, frozen=True):
    """Before and after are alike where only the figures of the judgement changed: other numbers, same result."""

    item: str
    before: Stood
    after: Stood

    @property
    def figures(self) -> bool:
        return self.before == self.after


class Moved(Struct, frozen=True):
    """Of one unit. Score and rank are None where they stayed as they were."""

    unit: str
    items: tuple[ItemMoved, ...] = ()
    score: tuple[Scored, Scored] | None = None
    rank: tuple[Ranked | None, Ranked | None] | None = None

    @property
    def something(self) -> bool:
        return bool(self.items or self.score or self.rank)


def moved(before: Survey, after: Survey, units: Iterable[str] | None = None) -> list[Moved]:
    """In the order of the round's tree, only units of which something moved.

    `units` are those whose results can differ (None: all); places are compared for all that are ranked, because
    one unit's new score moves its neighbours.
    """
    chosen = set(before.subjects) if units is None else set(units)
    first, last = _places(before), _places(after)
    found = []
    for unit in before.subjects:
        own = unit in chosen
        one = Moved(
            unit,
            _items(before.results(unit), after.results(unit)) if own else (),
            _pair(_scored(before.inspected(unit)), _scored(after.inspected(unit))) if own else None,
            _pair(first.get(unit), last.get(unit)),
        )
        if one.something:
            found.append(one)
    return found


def _items(before: list[Result], after: list[Result]) -> tuple[ItemMoved, ...]:
    return tuple(
        ItemMoved(one.item.id, _stood(one), _stood(other))
        for one, other in zip(before, after, strict=True)
        if one != other
    )


def _stood(result: Result) -> Stood:
    return Stood(result.state, result.low, result.high, result.why)


def _scored(found: Inspected) -> Scored:
    return Scored(found.low_micro, found.high_micro, int(found.coverage * MILLION), found.grade)


def _places(survey: Survey) -> dict[str, Ranked]:
    return {one.entry.unit: _ranked(one) for one in survey.ranking()}


def _ranked(place: Place) -> Ranked:
    return Ranked(place.rank, place.best, place.worst, place.barred or "")


def _pair(before: T, after: T) -> tuple[T, T] | None:
    return None if before == after else (before, after)


def written(one: Moved) -> str:
    """As the record keeps it."""
    return json.dumps(asdict(one), default=asdict)


def read(text: str) -> Moved:
    """The inverse of `written`."""
    data = json.loads(text)
    items = tuple(ItemMoved(one["item"], Stood(*one["before"]), Stood(*one["after"])) for one in data["items"])
    score = tuple(Scored(*one) for one in data["score"]) if data["score"] else None
    rank = tuple(Ranked(*one) if one else None for one in data["rank"]) if data["rank"] else None
    return Moved(data["unit"], items, score, rank)  # type: ignore[arg-type]
