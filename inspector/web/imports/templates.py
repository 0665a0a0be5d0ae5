"""Tables to fill in, filled with what is known: taken over unchanged they change nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.fields import NUMBERS
from inspector.fieldwork.states import OFFICE_ROLES
from inspector.i18n import N_, gettext
from inspector.sheets.columns import FieldSpec, Target, targets
from inspector.sheets.writing import Column, Table, Value
from inspector.storage import accounts, facts, rosters, units
from inspector.storage.facts import FactAt
from inspector.storage.tables import Role
from inspector.storage.units import UnitAt
from inspector.web.pages import ROLE_NAMES

PREFIX = "fact:"
LONGEST_NUMBER = 15
LEFT_OUT = {"facts": ("code", "fact", "dimension", "value"), "accounts": ("parent",), "pupils": ()}
NOTES = N_("How to fill it in")


class Known(Struct, frozen=True):
    """What a template is filled from: the units of the reader's area, and what is known of them on a day."""

    edition: Edition | None
    shown: tuple[UnitAt, ...]
    day: date

    def name(self, unit_id: str | None) -> str:
        """Of a unit in the reader's area; what lies above it is not theirs to name."""
        return next((unit.name for unit in self.shown if unit.id == unit_id), "")

    def kind(self, kind: str) -> str:
        known = self.edition.checklist.kinds.get(kind) if self.edition else None
        return known.label if known else kind

    def stages(self, words: Sequence[str]) -> str:
        labels = self.edition.checklist.dimensions.get("stage", {}) if self.edition else {}
        return "、".join(labels.get(one, one) for one in words)


def known_of(
    connection: Connection, edition: Edition | None, city_id: str, area: frozenset[str] | None, day: date
) -> Known:
    tree = units.tree(connection, city_id, day)
    return Known(edition, tuple(one for one in tree if area is None or one.id in area), day)


def template(connection: Connection, name: str, city_id: str, known: Known) -> list[Table]:
    """The sheet to fill in and a second one that explains its columns."""
    target = targets(known.edition)[name]
    kinds = {unit.kind for unit in known.shown}
    fields = {key: spec for key, spec in target.fields.items() if _wanted(name, key, kinds, known.edition)}
    columns = [Column(title_of(spec), max(12, 2 * len(title_of(spec)) + 2)) for spec in fields.values()]
    rows = _ROWS[name](connection, city_id, known)
    lines = [[row.get(key) for key in fields] for row in rows]
    return [Table(gettext(target.label), columns, lines), _explained(target, fields)]


def title_of(spec: FieldSpec) -> str:
    """A title that is recognised again: the label of a fact, else the usual word of offices."""
    return spec.label if spec.field is not None or not spec.synonyms else spec.synonyms[0]


def _wanted(name: str, key: str, kinds: set[str], edition: Edition | None) -> bool:
    if key.startswith(PREFIX):
        declared = edition.checklist.facts[key.split(":")[1]] if edition else None
        return declared is not None and bool(kinds & set(declared.of))
    return key not in LEFT_OUT.get(name, ())


def _explained(target: Target, fields: Mapping[str, FieldSpec]) -> Table:
    heads = [Column(gettext("Column"), 28), Column(gettext("What belongs there"), 60), Column(gettext("Needed"), 10)]
    lines = [
        [title_of(spec), gettext(spec.hint) if spec.hint else "", gettext("yes") if spec.required else ""]
        for spec in fields.values()
    ]
    return Table(gettext(NOTES), heads, lines)


Line = Mapping[str, Value]


def _units(_: Connection, __: str, known: Known) -> Iterator[Line]:
    for unit in known.shown:
        yield {
            "name": unit.name,
            "kind": known.kind(unit.kind),
            "parent": known.name(unit.parent_id),
            "code": unit.code or "",
            "stages": known.stages(unit.stages),
            "id": unit.id,
        }


def _facts(connection: Connection, city_id: str, known: Known) -> Iterator[Line]:
    current = facts.current(connection, city_id, known.day)
    declared = known.edition.checklist.facts if known.edition else {}
    for unit in known.shown:
        own = {name for name, fact in declared.items() if unit.kind in fact.of}
        if not own:
            continue
        line: dict[str, Value] = {"unit": unit.name, "parent": known.name(unit.parent_id)}
        line |= {"as_of": known.day.isoformat()}
        for fact in current.get(unit.id, ()):
            if fact.fact in own and fact.value is not None:
                place = f"{PREFIX}{fact.fact}:{fact.dimension}" if fact.dimension else f"{PREFIX}{fact.fact}"
                line[place] = _value(known.edition, fact)
        yield line


def _value(edition: Edition | None, fact: FactAt) -> Value:
    """Numbers as numbers, choices as their labels."""
    value = fact.value or ""
    declared = edition.checklist.facts[fact.fact] if edition else None
    if declared is None:
        return value
    if declared.type in NUMBERS and len(value) <= LONGEST_NUMBER:
        return float(value) if "." in value else int(value)
    options = declared.field.options
    return "、".join(options[key].label if key in options else key for key in value.split(",")) if options else value


def _accounts(connection: Connection, _: str, known: Known) -> Iterator[Line]:
    shown = {unit.id for unit in known.shown}
    for one in accounts.everyone(connection):
        if one.scope_unit in shown and one.role in OFFICE_ROLES:  # units' own accounts come by their links
            role = gettext(ROLE_NAMES[Role(one.role)])
            yield {"login": one.login, "name": one.name, "role": role, "scope": known.name(one.scope_unit)}


def _pupils(connection: Connection, city_id: str, known: Known) -> Iterator[Line]:
    declared = known.edition.checklist.facts if known.edition else {}
    shown = {unit.id: unit for unit in known.shown}
    for entry in sorted(rosters.of_city(connection, city_id)):
        if entry.unit_id in shown:
            unit = shown[entry.unit_id]
            label = declared[entry.fact].label if entry.fact in declared else entry.fact
            yield {"unit": unit.name, "parent": known.name(unit.parent_id), "code": entry.code, "fact": label}


_ROWS = {"units": _units, "facts": _facts, "accounts": _accounts, "pupils": _pupils}
