"""The 督导通知 from a round: what is supervised at a unit, by whom, when, and what it should have at hand."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from inspector.checklist.items import Item
from inspector.letters.composition import government_of
from inspector.letters.papers.notice import Material, Matter, Notice, NoticeGroup, NoticeStep, Visited
from inspector.letters.papers.shared import Occasion
from inspector.scoring.survey import Survey


class Arrangements(Struct, frozen=True):
    """What a person decides about a notice; `visited` are the units below with their days."""

    groups: tuple[NoticeGroup, ...] = ()
    steps: tuple[NoticeStep, ...] = ()
    visited: tuple[Visited, ...] = ()
    self_evaluation: bool = False
    self_until: date | None = None


def notice(survey: Survey, unit: str, at: Occasion, given: Arrangements, *, below: Iterable[str] = ()) -> Notice:
    """For one unit; `below` are the units under it that are visited too, whose matters and materials it lists."""
    subject, kinds = survey.subjects[unit], survey.edition.checklist.kinds
    inside = dict.fromkeys([subject.kind, *(survey.subjects[one].kind for one in below)])
    forms = {kind: survey.edition.form(kind, survey.selection) for kind in inside}
    place = bool(survey.below(unit))
    return Notice(
        occasion=at,
        unit=subject.name,
        kind=kinds[subject.kind].label,
        matters=_matters(survey, [item for form in forms.values() for item in form]),
        groups=given.groups,
        materials=tuple(one for kind, form in forms.items() for one in _materials(kinds[kind].label, form)),
        steps=given.steps,
        visited=given.visited,
        self_evaluation=given.self_evaluation,
        self_until=given.self_until,
        addressee=government_of(subject.name) if place else "",
    )


def _matters(survey: Survey, items: Sequence[Item]) -> tuple[Matter, ...]:
    """By section, in the order of the checklist; an item of several kinds of units stands once."""
    sections, of = survey.edition.checklist.sections, survey.edition.section_of
    chosen = {item.id for item in items}
    found: dict[str, list[str]] = {name: [] for name in sections}
    for item in survey.edition.items.values():
        if item.id in chosen:
            found[of[item.id]].append(item.title)
    return tuple(Matter(sections[name], tuple(titles)) for name, titles in found.items() if titles)


def _materials(kind: str, form: Sequence[Item]) -> list[Material]:
    """Documents only: photos are taken on the visit. What serves several items stands once, with the first."""
    found: dict[str, Material] = {}
    for item in form:
        for request in item.see.values():
            if request.document:
                found.setdefault(request.document, Material(kind, request.document, item.title))
    return list(found.values())
