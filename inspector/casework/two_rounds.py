"""A unit in two rounds of one checklist: which of its shares and items can be compared, and how they changed.

An item keeps its identity over editions by its id, or by the ids it `was`; a section's share is compared only where
both rounds made it from the same items with the same weights and credits.
"""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from inspector.scoring.credit import credit_of
from inspector.scoring.results import DECIDED, State
from inspector.scoring.survey import Survey
from inspector.scoring.tree import Score

Change = Literal["closed", "improved", "unchanged", "worse", "new"]
Apart = Literal["other_checklist", "not_there", "not_visited"]
"""Why two rounds cannot be compared at all."""
LEVELS: Mapping[State, int] = {"fail": 0, "unverifiable": 0, "partial": 1, "pass": 2}


class Stood(Struct, frozen=True):
    """An item at the end of a round: its result and what it earned in millionths."""

    state: State
    low: int
    was: tuple[str, ...]


class Standing(Struct, frozen=True):
    """What a later round has to know of a unit; `recipes`: of what each section's share is made, by item."""

    checklist: str
    there: bool
    visited: bool
    items: Mapping[str, Stood]
    shares: Mapping[str, Score | None]
    recipes: Mapping[str, Mapping[str, Any]]


class SectionPair(Struct, frozen=True):
    section: str
    before: Score
    now: Score


class Compared(Struct, frozen=True):
    """`apart` says why there is nothing else.

    `items` by change; `fresh` have no earlier counterpart and `gone` no later one, `open` were not decided in one of
    the rounds. `recast` are sections whose share is made otherwise now.
    """

    apart: Apart | None = None
    sections: tuple[SectionPair, ...] = ()
    recast: tuple[str, ...] = ()
    items: Mapping[Change, tuple[str, ...]] | None = None
    fresh: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def standing(survey: Survey, unit: str) -> Standing:
    """Of a unit that the round need not have; its own items, its roll-ups fed by the units below."""
    checklist = survey.edition.checklist.id
    if unit not in survey.subjects:
        return Standing(checklist, False, False, {}, {}, {})
    visited = any(survey.cells.get(one) for one in (unit, *(below.id for below in survey.below(unit))))
    results = survey.results(unit)
    points = survey.scheme.mode == "points"
    return Standing(
        checklist,
        True,
        visited,
        {one.item.id: Stood(one.state, one.low, one.item.was) for one in results},
        survey.inspected(unit).section_scores if points else {},
        _recipes(survey, unit) if points else {},
    )


def _recipes(survey: Survey, unit: str) -> dict[str, dict[str, Any]]:
    """By section and item: the weight among its siblings and the credit."""
    found: dict[str, dict[str, Any]] = {}
    for one in survey.results(unit):
        own = survey.scheme.items.get(one.item.id)
        weight = (own.weight if own else None) or survey.scheme.default.weight
        section = found.setdefault(survey.edition.section_of[one.item.id], {})
        section[one.item.id] = weight.number if weight else 1, credit_of(survey.scheme, one.item)
    return found


def compare(before: Standing, now: Standing) -> Compared:
    """`before` is the earlier round."""
    if before.checklist != now.checklist:
        return Compared("other_checklist")
    if not before.there:
        return Compared("not_there")
    if not before.visited:
        return Compared("not_visited")
    earlier = {name: found for name, one in now.items.items() if (found := _earlier(name, one, before))}
    sections, recast = _sections(before, now, earlier)
    changes: dict[Change, list[str]] = {"closed": [], "improved": [], "unchanged": [], "worse": [], "new": []}
    open_: list[str] = []
    for name, old in earlier.items():
        first, last = before.items[old], now.items[name]
        if first.state not in DECIDED or last.state not in DECIDED:
            open_.append(name)
        elif change := _change(first, last):
            changes[change].append(name)
    taken = set(earlier.values())
    return Compared(
        None,
        sections,
        recast,
        {change: tuple(names) for change, names in changes.items()},
        tuple(name for name in now.items if name not in earlier),
        tuple(name for name in before.items if name not in taken),
        tuple(open_),
    )


def _earlier(name: str, one: Stood, before: Standing) -> str | None:
    return next((old for old in (name, *one.was) if old in before.items), None)


def _sections(
    before: Standing, now: Standing, earlier: Mapping[str, str]
) -> tuple[tuple[SectionPair, ...], tuple[str, ...]]:
    pairs, recast = [], []
    for section, share in now.shares.items():
        old = before.shares.get(section)
        made = {earlier.get(name, ""): recipe for name, recipe in now.recipes.get(section, {}).items()}
        if made != before.recipes.get(section):
            recast.append(section)
        elif share is not None and old is not None:
            pairs.append(SectionPair(section, old, share))
    return tuple(pairs), tuple(recast)


def _change(first: Stood, last: Stood) -> Change | None:
    """None for what was met and still is."""
    before, now = LEVELS[first.state], LEVELS[last.state]
    if before == now == LEVELS["pass"]:
        return None
    if now == LEVELS["pass"]:
        return "closed"
    if before == LEVELS["pass"]:
        return "new"
    if (now, last.low) == (before, first.low):
        return "unchanged"
    return "improved" if (now, last.low) > (before, first.low) else "worse"
