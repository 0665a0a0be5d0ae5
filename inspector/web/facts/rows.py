"""Facts of one unit as its page shows them: the declared ones, what is known of each, who vouches, who needs it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.contradictions import SETTLED
from inspector.checklist.edition import Edition
from inspector.checklist.fields import sign
from inspector.checklist.fitting import lines_of
from inspector.checklist.items import Item
from inspector.checklist.models import Fact
from inspector.i18n import N_
from inspector.storage import accounts, facts, rounds
from inspector.storage.tables import Fact as StoredFact
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt

STATUSES = {
    "reported": N_("Reported"),
    "verified": N_("Verified"),
    "settled": N_("Settled"),
    "withdrawn": N_("Withdrawn"),
}


class FactCell(Struct, frozen=True):
    """One fact, of one stage or other dimension when it is kept by one."""

    key: str
    label: str
    known: StoredFact | None
    who: Annotated[str, "who entered the figure first"]
    name: Annotated[str, "name of its input"]
    vouches: Annotated[str, "who verified or settled it, or empty"] = ""

    @property
    def value(self) -> str:
        return (self.known.value or "") if self.known else ""

    @property
    def missing(self) -> bool:
        return not self.value

    @property
    def reported(self) -> bool:
        """Whether nobody has verified it yet."""
        return bool(self.known and self.value and self.known.status == "reported")


class FactRow(Struct, frozen=True):
    id: str
    fact: Fact
    unit: Annotated[str, "unit of measure as printed"]
    cells: tuple[FactCell, ...]
    items: Annotated[tuple[Item, ...], "items that need it: of the round, or of open rounds"]

    @property
    def needed(self) -> int:
        return len(self.items)

    @property
    def missing(self) -> bool:
        return any(cell.missing for cell in self.cells)

    def shown(self, value: str) -> str:
        """A canonical value as readers see it."""
        return shown(self.fact, value)


def shown(fact: Fact, value: str) -> str:
    options = fact.field.options
    return "、".join(options[key].label if key in options else key for key in value.split(",")) if options else value


def fact_rows(connection: Connection, unit: UnitAt, edition: Edition, on: date) -> tuple[FactRow, ...]:
    """The facts declared for the unit's kind, as known on a day; needed by items of the open rounds."""
    items = _chosen(edition, _open_rounds(connection, unit, edition.digest))
    return rows_for(connection, unit, edition, items, on)


def round_rows(connection: Connection, unit: UnitAt, edition: Edition, round_: Round) -> tuple[FactRow, ...]:
    """As one round sees them, those first that are missing and needed."""
    items = _chosen(edition, [round_])
    rows = rows_for(connection, unit, edition, items, round_.data_date, through=round_.facts_through)
    return tuple(sorted(rows, key=lambda row: (not (row.missing and row.needed), not row.missing)))


def rows_for(
    connection: Connection,
    unit: UnitAt,
    edition: Edition,
    items: Sequence[Item],
    on: date,
    *,
    through: int | None = None,
) -> tuple[FactRow, ...]:
    declared = declared_for(edition, unit.kind)
    stored = {name: _seen(facts.history(connection, unit.city_id, unit.id, name), on, through) for name in declared}
    people = {one.account_id for found in stored.values() for one in found if one.account_id is not None}
    names = accounts.named(connection, list(people))
    rows = []
    for name, fact in declared.items():
        keys = edition.checklist.dimensions[fact.by] if fact.by else {"": ""}
        cells = tuple(_cell(name, key, label, stored[name], names) for key, label in keys.items())
        needing = tuple(item for item in items if needs(edition, item, unit.kind, name))
        rows.append(FactRow(name, fact, sign(fact.unit), cells, needing))
    return tuple(rows)


def declared_for(edition: Edition, kind: str) -> dict[str, Fact]:
    return {name: fact for name, fact in edition.checklist.facts.items() if kind in fact.of}


def _seen(stored: Iterable[StoredFact], on: date, through: int | None) -> list[StoredFact]:
    return [one for one in stored if one.as_of <= on and (through is None or one.arrival <= through)]


def _cell(name: str, key: str, label: str, stored: list[StoredFact], names: dict[int, str]) -> FactCell:
    fitting = sorted((one for one in stored if one.dimension == key), key=lambda one: (one.as_of, one.arrival))
    input_name = f"fact-{name}-{key}" if key else f"fact-{name}"
    if not fitting:
        return FactCell(key, label, None, "", input_name)
    known = fitting[-1]
    run = _run(fitting, known)
    vouching = [one for one in run if one.status in ("verified", SETTLED)]
    vouches = names.get(vouching[-1].account_id or 0, "") if vouching else ""
    return FactCell(key, label, known, names.get(run[0].account_id or 0, ""), input_name, vouches)


def _run(stored: list[StoredFact], known: StoredFact) -> list[StoredFact]:
    """The last entries of the day that say the same as the one that counts: first entered, then verified."""
    run: list[StoredFact] = []
    for one in reversed(stored):
        if (one.as_of, one.value) != (known.as_of, known.value):
            break
        run.insert(0, one)
    return run


def _open_rounds(connection: Connection, unit: UnitAt, digest: str) -> list[Round]:
    found = [one for one in rounds.of_city(connection, unit.city_id) if one.state == "open"]
    return [
        one
        for one in found
        if one.edition_digest == digest and any(each.id == unit.id for each in rounds.units_of(connection, one.id))
    ]


def _chosen(edition: Edition, found: Iterable[Round]) -> list[Item]:
    names = {name for one in found for name in json.loads(one.selection)}
    return [item for item in edition.items.values() if item.id in names and not item.retired]


def chosen(edition: Edition, round_: Round) -> list[Item]:
    """The items of a round (事项)."""
    return _chosen(edition, [round_])


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
