"""A re-check laid over the inspection that it follows: only what was looked at again can move."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.finding_life import Outcome
from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.scoring.results import Result
from inspector.scoring.survey import Survey

OPEN = frozenset({"not_checked", "not_due", "not_applicable", "informational"})
"""Results that say nothing about whether a problem was put right."""
STEPS = {"fail": 0, "unverifiable": 0, "partial": 1, "pass": 2}
Why = Literal["no_longer", "rolls_up"]


class Compared(Struct, frozen=True):
    """One item before and after; `proposed` is "" where only a person can say what it means."""

    before: Result
    after: Result

    @property
    def proposed(self) -> Outcome:
        return proposed(self.before, self.after)


def laid_over(first: Sequence[Result], again: Mapping[str, Result], items: Collection[str]) -> list[Result]:
    """The results of a unit with those of `items` as they were found again; nothing else moves."""
    return [again.get(one.item.id, one) if one.item.id in items else one for one in first]


def compared(before: Sequence[Result], again: Mapping[str, Result], items: Collection[str]) -> dict[str, Compared]:
    """By item, in the order of the form; items that the first form does not have are left out."""
    after = laid_over(before, again, items)
    return {old.item.id: Compared(old, new) for old, new in zip(before, after, strict=True) if old.item.id in items}


def proposed(before: Result, after: Result) -> Outcome:
    """Done where the line is met now, partly where it is nearer than before, else not done.

    Where it was met before, the finding was a shortcoming: that is done once nothing is left to say.
    """
    if after.state in OPEN:
        return ""
    if after.state == "pass" and not (before.state == "pass" and after.reasons):
        return "done"
    return "partly" if _nearer(before, after) else "not_done"


def _nearer(before: Result, after: Result) -> bool:
    """More earned, a better result, or more of the line reached, as a scheme may give nothing for a part; at last
    less to say."""
    if before.state in OPEN:
        return after.state == "partial"
    old, new = ((one.low, STEPS[one.state], one.portion or 0, -len(one.reasons)) for one in (before, after))
    return new > old


def not_askable(edition: Edition, kind: str, selection: frozenset[str] | None, item: str) -> Why | None:
    """Why a short form cannot ask an item anew: the form has it no longer, or the units below answer it."""
    asked: dict[str, Item] = {one.id: one for one in edition.form(kind, selection)}
    if item not in asked:
        return "no_longer"
    return "rolls_up" if asked[item].rolls_up else None


def fed_again(first: Survey, again: Mapping[str, Mapping[str, Result]], unit: str, item: str) -> Compared:
    """What rolls up at a unit before and after re-checks below it; `again` is by unit and item."""
    before = first.by_item(unit)[item]
    moved: dict[str, Mapping[str, Result]] = {}
    for one in first.subjects:
        moved[one] = {**first.by_item(one), **again.get(one, {})}
    over = replace(first, _results=moved)
    return Compared(before, over.roll_up(first.subjects[unit], first.edition.items[item]))
