"""How often an item is asked at a unit: once, once a year, once a stage; with the date that each time has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.linking import due_on, effective_due, open_due
from inspector.scoring.subjects import Subject, Terms


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`key` is the address part after @; `keys` what lines may vary with; `due` None when none is set."""

    key: str
    label: str
    keys: tuple[str, ...] = ()
    due: date | None = None


def due_date(edition: Edition, item: Item, place: str, terms: Terms) -> date | bool | None:
    """The item's date at a place; None without one, False where the item names dates but none for here."""
    setting = open_due(item, edition.plan)
    if setting:
        # The plan leaves the date open; the office's reading of it stands in the round's settings.
        text = terms.settings.get(setting, "")
        return date.fromisoformat(text) if text else None
    known = edition.dues
    if (item.id, place) not in known:
        known[item.id, place] = _due_date(edition, item, place)
    return known[item.id, place]


def _due_date(edition: Edition, item: Item, place: str) -> date | bool | None:
    dues = effective_due(item, edition.plan)
    if dues is None:
        return None
    key = due_on(item, edition.plan, place)
    if key is None:
        return False
    due = dues[key]
    return due if isinstance(due, date) else None


def occurrences(edition: Edition, item: Item, subject: Subject, terms: Terms) -> list[Occurrence] | None:
    """All occurrences of an item that applies; None where its dates leave this place out."""
    due = due_date(edition, item, subject.place, terms)
    if due is False:
        return None
    assert not isinstance(due, bool)
    if not item.every and not item.split_by:
        return [Occurrence("", "", (), due)]
    times = _times(item, terms) if item.every else [Occurrence("", "", (), due)]
    stages = _stages(edition, item, subject) if item.split_by else {"": ""}
    return [
        Occurrence(
            ".".join(filter(None, (time.key, key))),
            "、".join(filter(None, (time.label, label))),
            (key,) if key else (),
            time.due,
        )
        for time in times
        for key, label in stages.items()
    ]


def _times(item: Item, terms: Terms) -> list[Occurrence]:
    """One for each date inside the period: a school year counts when it ended inside (design 4)."""
    assert item.every is not None
    several = len(item.every.year) > 1
    found = []
    for year in range(terms.period_from.year, terms.period_to.year + 1):
        for text in item.every.year:
            month, _, day = text.partition("-")
            due = date(year, int(month), int(day))
            if terms.period_from <= due <= terms.period_to:
                key = f"{year}-{text}" if several else str(year)
                label = f"{year}年{int(month)}月{int(day)}日" if several else f"{year}年"
                found.append(Occurrence(key, label, (), due))
    return found


def _stages(edition: Edition, item: Item, subject: Subject) -> Mapping[str, str]:
    """The dimension's keys for which a given fact is known at the unit or above it."""
    labels = edition.checklist.dimensions[item.split_by or ""]
    split = [name for name in item.given if edition.checklist.facts[name].by == item.split_by]
    known = {key for unit in subject.line for name in split for key in unit.facts.get(name, {})}
    return {key: label for key, label in labels.items() if not split or key in known}
