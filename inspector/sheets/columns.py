"""What a table can be taken as, and which of its columns holds which field."""

from collections.abc import Iterator, Mapping, Set
from difflib import SequenceMatcher

from msgspec import Struct, field

from inspector.checklist.edition import Edition
from inspector.checklist.fields import Field, sign
from inspector.checklist.models import Fact
from inspector.i18n import N_
from inspector.sheets.heading import SheetTable
from inspector.sheets.vocabulary import SYNONYMS, plain, title

FACT = "fact:"
ALIKE = 0.86
"""How alike a title and a label must be to be proposed; the reader confirms it anyway."""

WHOLE_OF_GROUP = frozenset({"合计", "总数", "总计", "小计", "计", "共计", "人数", "数量"})
"""Under a title that covers several columns: the column that holds what the title says, not a part of it."""


class FieldSpec(Struct, frozen=True):
    """`label` is a message id, or the plain Chinese of a checklist; `field` parses what is a fact."""

    label: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    hint: str = ""
    field: Field | None = None


class Target(Struct, frozen=True):
    name: str
    label: str
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)


TARGETS: Mapping[str, str] = {
    "units": N_("Units"),
    "facts": N_("Facts"),
    "accounts": N_("Accounts"),
    "pupils": N_("Pupils by code"),
}
LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "units": {
        "name": (N_("Name of the unit"), N_("The full name, as on its seal.")),
        "kind": (N_("Kind of unit"), N_("Such as 普通学校, 幼儿园, 小学, 初中.")),
        "parent": (N_("Unit above"), N_("Name, code or id of the county or city it belongs to.")),
        "code": (N_("National code"), N_("As text, so that no leading zero is lost.")),
        "stages": (N_("Stages"), N_("Such as 小学、初中.")),
        "id": (N_("Id in this system"), N_("Only for units that are here already.")),
    },
    "facts": {
        "unit": (N_("Unit"), N_("Name, code or id.")),
        "code": (N_("National code"), N_("Tells units of one name apart.")),
        "parent": (N_("Unit above"), N_("Tells units of one name apart.")),
        "fact": (N_("Fact"), N_("One fact a row: its name.")),
        "dimension": (N_("Part of the fact"), N_("Such as the stage.")),
        "value": (N_("Value"), N_("One fact a row: its value.")),
        "as_of": (N_("As-of date"), N_("Such as 2025-09-01.")),
        "source": (N_("Source"), N_("Where the figure comes from.")),
    },
    "accounts": {
        "login": (N_("Login name"), N_("Letters, digits, - and _.")),
        "name": (N_("Name of the person"), ""),
        "role": (N_("Role"), N_("Such as 督学, 评估人员, 文书人员, 管理员.")),
        "scope": (N_("Area"), N_("Name, code or id of a unit; empty: your whole area.")),
        "parent": (N_("Unit above"), N_("Tells units of one name apart.")),
    },
    "pupils": {
        "unit": (N_("Unit"), N_("Name, code or id.")),
        "code": (N_("Code of the child"), N_("Letters and digits; never a name.")),
        "fact": (N_("Roster"), N_("Such as 送教上门学生数.")),
        "parent": (N_("Unit above"), N_("Tells units of one name apart.")),
    },
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "units": ("name", "kind"),
    "facts": ("unit",),
    "accounts": ("login", "name", "role"),
    "pupils": ("unit", "code"),
}


def targets(edition: Edition | None) -> dict[str, Target]:
    """Everything a table can be, the columns of facts as the edition declares them."""
    found = {}
    for name, label in TARGETS.items():
        own = {
            key: FieldSpec(words, key in REQUIRED[name], SYNONYMS[name].get(key, ()), hint)
            for key, (words, hint) in LABELS[name].items()
        }
        facts = dict(fact_fields(edition)) if name == "facts" and edition else {}
        found[name] = Target(name, label, own | facts)
    return found


def fact_fields(edition: Edition) -> Iterator[tuple[str, FieldSpec]]:
    """A column a fact; of a fact kept by a dimension, a column for each of its keys."""
    dimensions = edition.checklist.dimensions
    for name, fact in edition.checklist.facts.items():
        parts = dimensions.get(fact.by, {}) if fact.by else {"": ""}
        for key, words in parts.items():
            label = f"{fact.label}·{words}" if words else fact.label
            synonyms = (f"{fact.label}{words}", f"{words}{fact.label}", f"{fact.label}/{words}") if words else ()
            field_name = f"{FACT}{name}:{key}" if key else f"{FACT}{name}"
            yield field_name, FieldSpec(label, False, (name, *synonyms), _hint(fact), fact.field)


def _hint(fact: Fact) -> str:
    choices = "、".join(choice.label for choice in fact.field.options.values())
    return choices or fact.hint or sign(fact.unit)


def remembered_as(words: str) -> str:
    """The key under which the choice of a field for a title is remembered."""
    return plain(words)


def guess(table: SheetTable, target: Target, remembered: Mapping[str, str] | None = None) -> dict[int, str]:
    """The likely field of each column that has one. What was chosen for a title before comes first."""
    found: dict[int, str] = {}
    offers: list[tuple[float, int, str]] = []
    for at, words in enumerate(table.columns):
        before = (remembered or {}).get(remembered_as(words), "") if words else ""
        if before in target.fields and before not in found.values():
            found[at] = before
        elif words:
            offers += ((-score, at, name) for name, score in _scores(words, target))
    for _, at, name in sorted(offers):
        if at not in found and name not in found.values():
            found[at] = name
    if "unit" in target.fields and "unit" not in found.values() and target.name == "facts":
        found = {at: "unit" if name == "code" else name for at, name in found.items()}
    return dict(sorted(found.items()))


def _scores(words: str, target: Target) -> Iterator[tuple[str, float]]:
    """How well each field suits a title; the last line of a title of two lines counts a little less than all of it."""
    upper, under, lower = words.rpartition("/")
    whole, last, group = title(words), title(lower), title(upper)
    if under and last in WHOLE_OF_GROUP:
        whole, under = group, ""
    exact = plain(words)
    for name, spec in target.fields.items():
        wanted = (spec.label, *spec.synonyms)
        if exact in map(plain, wanted):
            yield name, 1.0
            continue
        texts = [one for one in map(title, wanted) if one]
        if whole in texts:
            yield name, 0.98
        elif last in texts:
            yield name, 0.96
        elif not under and spec.field is not None and (most := max(_alike(whole, one) for one in texts)) >= ALIKE:
            yield name, most * 0.95


def _alike(one: str, other: str) -> float:
    shorter, longer = sorted((one.removeprefix("其中"), other.removeprefix("其中")), key=len)
    if shorter == longer:
        return 1.0
    if abs(len(one) - len(other)) > 3:
        return 0.0
    return SequenceMatcher(None, shorter, longer, autojunk=False).ratio()


def guess_target(table: SheetTable, found: Mapping[str, Target]) -> str | None:
    """The target whose required fields are all there and to which most columns belong."""
    best, most = None, 0
    for name, target in found.items():
        fields = set(guess(table, target).values())
        if not fields.issuperset(REQUIRED[name]) or (name == "facts" and not holds_values(fields)):
            continue
        count = len(fields) + (2 if name in ("accounts", "pupils") else 0)  # a login, a child's code: nothing else has
        if count > most:
            best, most = name, count
    return best


def holds_values(fields: Set[str]) -> bool:
    return {"fact", "value"} <= fields or any(one.startswith(FACT) for one in fields)
