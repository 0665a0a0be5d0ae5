"""A unit as it is judged: its facts, the facts of the units above it, the place its lines vary with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary, ref

from msgspec import Struct, field

from inspector.checklist.edition import Edition
from inspector.checklist.fields import typed
from inspector.checklist.linking import SCALED
from inspector.checklist.values import Number, read_number
from inspector.checklist.verdicts import Ground
from inspector.scoring.prepared import Occurrence, Prepared


class Time(Struct, frozen=True):
    """One time an item is asked at a unit: the beginning of its addresses, what it is judged on, whether its date
    still lies ahead; `plain` where that is not so and its addresses name no occurrence."""

    head: str
    occurrence: Occurrence
    ground: Ground
    early: bool
    plain: bool


Times = Sequence[Time]
Steps = Sequence[tuple[Prepared, Time | None]]
Facts = Mapping[str, Mapping[str, str]]
"""Canonical texts by fact and key of its dimension; the key is "" for a fact without one."""

UNKNOWN = "（未填报）"


class Subject(Struct, frozen=True, eq=False, dict=True, weakref=True):
    """One unit of the round's tree; `above` are its ancestors by kind, the nearest of each."""

    id: str
    name: str
    kind: str
    facts: Facts = field(default_factory=dict)
    above: Mapping[str, "Subject"] = field(default_factory=dict)
    place: str = ""

    @cached_property
    def line(self) -> tuple["Subject", ...]:
        return (self, *self.above.values())


class Terms(Struct, frozen=True):
    """What a round fixes for all its units: the dates and the settings; `as_of` is 截至日期."""

    as_of: date
    period_from: date
    period_to: date
    settings: Mapping[str, str] = field(default_factory=dict)


def place_of(names: Iterator[tuple[str, str]], places: Mapping[str, str]) -> str:
    """The plan's place of a unit: the first of its line (name, national code) that the plan names."""
    codes = {code: name for name, code in places.items() if code}
    for name, code in names:
        if code in codes:
            return codes[code]
        if name in places:
            return name
    return ""


class Given:
    """What the facts of a unit and the settings of its round give every judgement there: read once, as both stay
    as they are while the unit's answers change."""

    def __init__(self, edition: Edition, subject: Subject, terms: Terms) -> None:
        self.edition, self.terms = edition, terms
        self._subject = ref(subject)
        used = edition.condition_names
        everything = known_values(edition, subject, terms)
        self.known = {name: value for name, value in everything.items() if name in used}
        """For conditions, as far as any names it."""
        self.times: dict[str, Times | None] = {}
        """By item, when it is asked here and what it is judged on then; filled in as items are judged."""
        self.guards: dict[str, tuple[bool | None, str]] = {}
        """By item, whether its conditions hold here (`Assessment.applies`), where facts decide that alone."""
        self.steps: dict[frozenset[str] | None, Steps] = {}
        """By selection, how the items of the form are gone through (`Assessment.steps`)."""
        self._numbers: dict[str, dict[str, Number]] = {}

    def numbers(self, key: str) -> dict[str, Number]:
        """For lines and ratios, by the key of a dimension."""
        if key not in self._numbers:
            subject = self._subject()
            assert subject is not None
            self._numbers[key] = numbers(self.edition, subject, self.terms, key)
        return self._numbers[key]


_GIVEN: WeakKeyDictionary[Subject, Given] = WeakKeyDictionary()


def given(edition: Edition, subject: Subject, terms: Terms) -> Given:
    found = _GIVEN.get(subject)
    if found is None or found.edition is not edition or found.terms is not terms:
        found = _GIVEN[subject] = Given(edition, subject, terms)
    return found


def known_values(edition: Edition, subject: Subject, terms: Terms) -> dict[str, int | str]:
    """What conditions can see of facts and settings: money in fen, lengths in mm, days as texts."""
    values: dict[str, int | str] = {"unit.kind": subject.kind, "unit.place": subject.place}
    facts = edition.checklist.facts
    for where, unit in (("unit", subject), *((one.kind, one) for one in subject.line)):
        for name, by_key in unit.facts.items():
            fact = facts.get(name)
            if fact is not None and not fact.by and "" in by_key:
                value = condition_value(fact.type, fact.unit, by_key[""])
                if value is not None:
                    values[f"{where}.{name}"] = value
    for name, text in terms.settings.items():
        setting = edition.checklist.settings.get(name)
        value = condition_value(setting.type, setting.unit, text) if setting and text else None
        if value is not None:
            values[f"setting.{name}"] = value
    return values


def condition_value(kind: str, unit: str, text: str) -> int | str | None:
    """A canonical text as conditions see it; None when they cannot."""
    if kind == "integer":
        return int(text)
    if kind == "decimal" and unit in SCALED:
        scaled = read_number(text) * SCALED[unit]
        return int(scaled) if scaled.denominator == 1 else None
    return text if kind in ("select_one", "date") else None


def numbers(edition: Edition, subject: Subject, terms: Terms, key: str = "") -> dict[str, Number]:
    """Numeric facts (of the dimension key, else without one) and settings, by name, for lines and ratios."""
    found: dict[str, Number] = {}
    numeric = edition.checklist.numeric
    for unit in reversed(subject.line):
        for name, by_key in unit.facts.items():
            fact = numeric.get(name)
            if fact is None or (unit is not subject and subject.kind in fact.of):
                continue
            text = by_key.get(key if fact.by else "")
            if text:
                found[name] = read_number(text)
    for name, text in terms.settings.items():
        if text and name in edition.checklist.numeric_settings:
            found[f"setting.{name}"] = read_number(text)
    return found


def fact_texts(edition: Edition, subject: Subject) -> dict[str, object]:
    """Facts as wordings print them: numbers plain, choices by their label, one that nobody entered as such."""
    declared = (name for name, fact in edition.checklist.facts.items() if subject.kind in fact.of)
    shown: dict[str, object] = dict.fromkeys(declared, UNKNOWN)
    shown |= {"name": subject.name, "place": subject.place}
    for name, by_key in subject.facts.items():
        fact = edition.checklist.facts.get(name)
        if fact is None or fact.by or "" not in by_key:
            continue
        value = typed(fact.field, by_key[""])
        options = fact.field.options
        shown[name] = options[str(value)].label if str(value) in options else value
    return shown


def setting_texts(edition: Edition, terms: Terms) -> dict[str, str]:
    """Settings as wordings print them; one that nobody set as such."""
    shown = {}
    for name, setting in edition.checklist.settings.items():
        text = terms.settings.get(name, "")
        options = setting.field.options
        shown[name] = options[text].label if text in options else text or UNKNOWN
    return shown
