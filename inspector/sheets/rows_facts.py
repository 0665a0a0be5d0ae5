"""Rows of facts: a column a fact, or a row a fact; either way the values come out under `fact:<id>[:<key>]`."""

import re
from collections.abc import Callable, Mapping, Sequence

from inspector.checklist.edition import Edition
from inspector.i18n import gettext
from inspector.sheets import cells
from inspector.sheets.cells import Flaw
from inspector.sheets.columns import FACT, Target
from inspector.sheets.gathering import Gathered, letters
from inspector.sheets.heading import SheetTable
from inspector.sheets.matching import Missed, Units
from inspector.sheets.preview import KnownUnit, Values
from inspector.sheets.reading import Cell
from inspector.sheets.vocabulary import STAGES, title

FIGURE = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
KEYS = ("unit", "code", "parent", "as_of", "source")
LONG = ("fact", "dimension", "value")
TEN_THOUSANDS = "万元"


class FactRows:
    def __init__(
        self,
        table: SheetTable,
        target: Target,
        gathered: Gathered,
        known: Sequence[KnownUnit],
        edition: Edition,
        city_id: str,
    ) -> None:
        self._gathered, self._edition = gathered, edition
        self._units = Units(known, city_id)
        self._seen: dict[tuple[str, ...], int] = {}
        self._found: dict[tuple[str, ...], KnownUnit] = {}
        places = gathered.places
        self._long = {"fact", "value"} <= places.keys()
        self._facts = tuple(name for name in places if name.startswith(FACT))
        possible = (*KEYS, *LONG) if self._long else KEYS
        keys = tuple(name for name in possible if name in places)
        self.order = keys + self._facts
        self._at = {name: at for at, name in enumerate(self.order)}
        self._first_fact = len(keys)
        self._unit_keys = sum(name in places for name in ("unit", "code", "parent"))
        self._as_of, self._source = self._at.get("as_of", 0), self._at.get("source", 0)
        above = "".join(table.above)
        self.readers = self._readers(table, target, above)
        self._fields = ("unit", "as_of", "source", *self._facts)
        self._strange: dict[str, list[int]] = {}

    def _readers(self, table: SheetTable, target: Target, above: str) -> Mapping[str, Callable[[Cell], str]]:
        readers: dict[str, Callable[[Cell], str]] = {
            "unit": cells.name,
            "code": cells.code,
            "parent": cells.name,
            "as_of": cells.date,
            "source": cells.name,
            "fact": cells.name,
            "dimension": cells.name,
            "value": cells.words,
        }
        for name in self._facts:
            asked = target.fields[name].field
            assert asked is not None
            at = self._gathered.places[name]
            words = table.columns[at] if at < len(table.columns) else ""
            times = TEN_THOUSANDS in words or (TEN_THOUSANDS in above and "元" not in words)
            if times and asked.unit == "yuan":
                self._gathered.complain_of_table(letters(at), "ten_thousands", fatal=False, title=words)
            readers[name] = cells.fact(asked, TEN_THOUSANDS if times else "")
        return readers

    def take(self, number: int, texts: Sequence[str]) -> Values | None:
        unit = self._found.get(key := tuple(texts[: self._unit_keys])) or self._unit(number, texts, key)
        if unit is None:
            return None
        as_of = texts[self._as_of] if self._as_of else ""
        source = texts[self._source] if self._source else ""
        if self._long:
            return self._take_one(number, texts, unit, as_of, source)
        values = tuple(texts[self._first_fact :])
        if values.count("") == len(values):
            self._gathered.skipped["empty"] += 1
            return Values((), ())
        if self._seen.setdefault((unit.id, as_of), number) != number:
            self._twice(number, "unit", unit, self._seen[unit.id, as_of])
            return None
        strange = self._strange.get(unit.kind)
        if strange is None:
            strange = self._strange[unit.kind] = self._not_asked(unit.kind)
        if strange:
            values = self._without(number, list(values), unit, strange)
        return Values(self._fields, (unit.id, as_of, source, *values))

    def _text(self, texts: Sequence[str], name: str) -> str:
        at = self._at.get(name)
        return "" if at is None else texts[at]

    def _unit(self, number: int, texts: Sequence[str], key: tuple[str, ...]) -> KnownUnit | None:
        unit = self._units.find(texts[0], self._text(texts, "parent"), self._text(texts, "code"))
        if isinstance(unit, Missed):
            self._gathered.complain(number, "unit", unit.code, unit.params)
            return None
        self._found[key] = unit
        return unit

    def _twice(self, number: int, name: str, unit: KnownUnit, first: int) -> None:
        params = {"text": unit.name, "cell": self._gathered.cell(first, name)}
        self._gathered.complain(number, name, "duplicate", params)

    def _not_asked(self, kind: str) -> list[int]:
        facts = self._edition.checklist.facts
        return [at for at, name in enumerate(self._facts) if kind not in facts[name.split(":")[1]].of]

    def _without(self, number: int, values: list[str], unit: KnownUnit, strange: Sequence[int]) -> tuple[str, ...]:
        for at in strange:
            if values[at]:
                self._not_for(number, self._facts[at], unit, self._facts[at].split(":")[1])
                values[at] = ""
        return tuple(values)

    def _not_for(self, number: int, column: str, unit: KnownUnit, fact: str) -> None:
        checklist = self._edition.checklist
        kind = checklist.kinds[unit.kind].label if unit.kind in checklist.kinds else unit.kind
        params = {"fact": checklist.facts[fact].label, "unit": unit.name, "kind": kind}
        self._gathered.complain(number, column, "not_asked", params, fatal=False)

    def _take_one(self, number: int, texts: Sequence[str], unit: KnownUnit, as_of: str, source: str) -> Values | None:
        """A row that names its fact."""
        value = self._text(texts, "value")
        if not value:
            self._gathered.skipped["empty"] += 1
            return Values((), ())
        field = self._field(number, self._text(texts, "fact"), self._text(texts, "dimension"))
        if field is None:
            return None
        fact = field.split(":")[1]
        if unit.kind not in self._edition.checklist.facts[fact].of:
            self._not_for(number, "value", unit, fact)
            return None
        parsed = self._parsers(fact)(_restored(value))
        if isinstance(parsed, Flaw):
            self._gathered.flaw(number, "value", parsed)
            if parsed.fatal:
                return None
        first = self._seen.setdefault((unit.id, as_of, field), number)
        if first != number:
            self._twice(number, "fact", unit, first)
            return None
        return Values(("unit", "as_of", "source", field), (unit.id, as_of, source, str.__str__(parsed)))

    def _parsers(self, fact: str) -> Callable[[Cell], str]:
        return cells.fact(self._edition.checklist.facts[fact].field, "")

    def _field(self, number: int, fact: str, part: str) -> str | None:
        checklist = self._edition.checklist
        names = {title(one.label): name for name, one in checklist.facts.items()}
        name = fact if fact in checklist.facts else names.get(title(fact), "")
        if not fact:
            self._gathered.complain(number, "fact", "no_fact", {"field": gettext("Fact")})
            return None
        if not name:
            self._gathered.complain(number, "fact", "unknown_fact", {"text": fact})
            return None
        by = checklist.facts[name].by
        if by is None:
            return f"{FACT}{name}"
        parts = checklist.dimensions.get(by, {})
        keys = {title(label): key for key, label in parts.items()} | {key: key for key in parts}
        keys |= {title(word): key for key, words in STAGES.items() if key in parts for word in words}
        if title(part) not in keys:
            shown = "、".join(parts.values())
            params = {"text": part, "fact": checklist.facts[name].label, "parts": shown}
            self._gathered.complain(number, "dimension", "unknown_part", params)
            return None
        return f"{FACT}{name}:{keys[title(part)]}"


def _restored(text: str) -> Cell:
    """A figure as the number it was before the column, which holds all kinds of values, was read as text."""
    return float(text) if FIGURE.fullmatch(text) else text
