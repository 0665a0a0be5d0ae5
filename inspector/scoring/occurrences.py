"""How often an item is asked at a unit: once, once a year, once a stage; with the date that each time has."""

from collections.abc import Mapping, Sequence
from datetime import date

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.scoring.prepared import Due, Prepared, prepared
from inspector.scoring.prepared import Occurrence as Occurrence
from inspector.scoring.subjects import Subject, Terms


def due_date(one: Prepared, place: str, terms: Terms) -> Due:
    """The item's date at a place under the settings of a round."""
    if one.open_due:
        # The plan leaves the date open; the office's reading of it stands in the round's settings.
        text = terms.settings.get(one.open_due, "")
        return date.fromisoformat(text) if text else None
    return one.due_at(place)


def occurrences(edition: Edition, item: Item, subject: Subject, terms: Terms) -> Sequence[Occurrence] | None:
    """All occurrences of an item that applies; None where its dates leave this place out."""
    return times_of(edition, prepared(edition, item), subject, terms)


def times_of(edition: Edition, one: Prepared, subject: Subject, terms: Terms) -> Sequence[Occurrence] | None:
    """The same of an item made ready."""
    if one.once:
        return one.once_at(subject.place)
    item, due = one.item, due_date(one, subject.place, terms)
    if due is False:
        return None
    assert not isinstance(due, bool)
    times = one.times(terms.period_from, terms.period_to) if item.every else [Occurrence(due=due)]
    if not item.split_by:
        return times
    stages = _stages(edition, item, subject)
    return [
        Occurrence(
            ".".join(filter(None, (time.key, key))),
            "、".join(filter(None, (time.label, label))),
            (key,),
            time.due,
        )
        for time in times
        for key, label in stages.items()
    ]


def _stages(edition: Edition, item: Item, subject: Subject) -> Mapping[str, str]:
    """The dimension's keys for which a given fact is known at the unit or above it."""
    labels = edition.checklist.dimensions[item.split_by or ""]
    split = [name for name in item.given if edition.checklist.facts[name].by == item.split_by]
    known = {key for unit in subject.line for name in split for key in unit.facts.get(name, {})}
    return {key: label for key, label in labels.items() if not split or key in known}
