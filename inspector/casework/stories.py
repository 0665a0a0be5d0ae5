"""Findings as stories: the same item at the same unit is one, whatever number of sentences and rounds tell it."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from inspector.casework.charges import Charge, own_charges
from inspector.checklist.items import Rectify
from inspector.scoring.results import State
from inspector.scoring.survey import Survey

Severity = Literal["ordinary", "serious", "grave"]
"""一般, 较重, 重大: an item that bars a grade is grave; the rest a person may raise, with a reason."""
KINDS = ("problem", "unproven", "suggestion")


class Told(Struct, frozen=True):
    """One sentence of a story, as letters print it."""

    kind: str
    occurrence: str
    sentence: str


class Story(Struct, frozen=True):
    """What one round says of one item at one unit. `district` is the unit itself or the one above it, "" for a city's.

    `was` are earlier ids of the item; `basis` where the plan asks it; `share` what it earned, in millionths.
    """

    checklist: str
    unit: str
    unit_name: str
    district: str
    item: str
    was: tuple[str, ...]
    kind: str
    severity: Severity
    title: str
    told: tuple[Told, ...]
    basis: tuple[str, ...]
    clauses: tuple[str, ...]
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    rectify: Rectify | None
    result: State
    share: tuple[int, int]

    @property
    def text(self) -> str:
        """All sentences, those of problems first."""
        ordered = sorted(self.told, key=lambda one: KINDS.index(one.kind))
        return "".join(dict.fromkeys(one.sentence for one in ordered))


def stories(survey: Survey, unit: str) -> list[Story]:
    """Of one unit in the order of the form."""
    grouped: dict[str, list[Charge]] = {}
    for charge in own_charges(survey, unit):
        grouped.setdefault(charge.finding.item, []).append(charge)
    return [_story(survey, unit, item, found) for item, found in grouped.items()]


def _story(survey: Survey, unit: str, item: str, found: Sequence[Charge]) -> Story:
    subject, result = survey.subjects[unit], survey.by_item(unit)[item]
    district = next((one.id for one in subject.line if one.kind == "district"), "")
    told = tuple(Told(one.finding.kind, one.finding.occurrence, one.finding.sentence) for one in found)
    kinds = {one.kind for one in told}
    return Story(
        survey.edition.checklist.id,
        unit,
        subject.name,
        district,
        item,
        survey.edition.items[item].was,
        next(kind for kind in KINDS if kind in kinds),
        "grave" if any(floor.item == item for floor in survey.scheme.floor_items) else "ordinary",
        survey.edition.items[item].title,
        told,
        _all(one.finding.locators for one in found),
        _all(one.finding.clauses for one in found),
        _all(one.leads for one in found),
        _all(one.cooperating for one in found),
        survey.edition.items[item].rectify,
        result.state,
        (result.low, result.high),
    )


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for found in lists for one in found))
