"""Facts of one unit as its page shows them: the declared ones, what is known of each, and who needs them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.fields import sign
from inspector.checklist.fitting import lines_of
from inspector.checklist.items import Item
from inspector.checklist.models import Fact
from inspector.storage import accounts, facts, rounds
from inspector.storage.tables import Fact as StoredFact
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt


@dataclass(frozen=True)
class FactCell:
    """One fact, of one stage or other dimension when it is kept by one."""

    key: str
    label: str
    known: StoredFact | None
    who: str
    name: Annotated[str, "name of its input"]

    @property
    def value(self) -> str:
        return (self.known.value or "") if self.known else ""

    @property
    def missing(self) -> bool:
        return not self.value


@dataclass(frozen=True)
class FactRow:
    id: str
    fact: Fact
    unit: Annotated[str, "unit of measure as printed"]
    cells: tuple[FactCell, ...]
    needed: Annotated[int, "items of open rounds that need it"]

    def shown(self, value: str) -> str:
        """A canonical value as readers see it."""
        options = self.fact.field.options
        return (
            "、".join(options[key].label if key in options else key for key in value.split(",")) if options else value
        )


def fact_rows(connection: Connection, unit: UnitAt, edition: Edition, on: date) -> tuple[FactRow, ...]:
    """The facts declared for the unit's kind, as known on a day."""
    declared = {name: fact for name, fact in edition.checklist.facts.items() if unit.kind in fact.of}
    stored = {name: facts.history(connection, unit.city_id, unit.id, name) for name in declared}
    people = {one.account_id for found in stored.values() for one in found if one.account_id is not None}
    names = accounts.named(connection, list(people))
    open_rounds = _open_rounds(connection, unit, edition.digest)
    rows = []
    for name, fact in declared.items():
        keys = edition.checklist.dimensions[fact.by] if fact.by else {"": ""}
        cells = tuple(_cell(name, key, label, stored[name], names, on) for key, label in keys.items())
        needed = sum(needs(edition, item, unit.kind, name) for item in _chosen(edition, open_rounds))
        rows.append(FactRow(name, fact, sign(fact.unit), cells, needed))
    return tuple(rows)


def _cell(name: str, key: str, label: str, stored: list[StoredFact], names: dict[int, str], on: date) -> FactCell:
    fitting = [one for one in stored if one.dimension == key and one.as_of <= on]
    known = max(fitting, key=lambda one: (one.as_of, one.arrival), default=None)
    who = names.get(known.account_id or 0, "") if known else ""
    return FactCell(key, label, known, who, f"fact-{name}-{key}" if key else f"fact-{name}")


def _open_rounds(connection: Connection, unit: UnitAt, digest: str) -> list[Round]:
    found = [one for one in rounds.of_city(connection, unit.city_id) if one.state == "open"]
    return [
        one
        for one in found
        if one.edition_digest == digest and any(each.id == unit.id for each in rounds.units_of(connection, one.id))
    ]


def _chosen(edition: Edition, open_rounds: Iterable[Round]) -> list[Item]:
    names = {name for one in open_rounds for name in json.loads(one.selection)}
    return [item for item in edition.items.values() if item.id in names and not item.retired]


def needs(edition: Edition, item: Item, kind: str, name: str) -> bool:
    """Whether an item cannot be decided without this fact of a unit of that kind."""
    conditions = {used for text in item.applies_when for used in edition.conditions[text].names}
    if f"{kind}.{name}" in conditions:
        return True
    own = {used.removeprefix("unit.") for used in conditions if used.startswith("unit.")}
    own |= set(item.given) | {amount.times for _, line in lines_of(item) for one in line.values() for amount in one}
    if item.ask.sample and item.ask.sample.of:
        own.add(item.ask.sample.of)
    columns = {getattr(item.judge, part, "") for part in ("part", "whole", "heads")}
    own |= columns - set(item.ask.columns)
    if name not in own:
        return False
    return kind in item.unit or not set(item.unit) & set(edition.checklist.facts[name].of)
