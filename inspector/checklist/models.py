"""checklist.yaml and schemes: identity, facts and settings; and apart from them the office's own scheme."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator

from inspector.checklist.fields import NUMBERS, Choices, Field, FieldType
from inspector.checklist.plan import Period
from inspector.checklist.values import AmountText, Frozen, Id, Ids, RangeText, TermText


class Kind(Frozen):
    """A kind of unit: its name and the kind right above it in the tree."""

    label: str
    under: Ids = ()


class TotalOf(Frozen):
    """A sum over the units below: of which fact, and `of` which kinds; all that have it where none is named."""

    fact: Id
    of: Ids = ()


TotalText = Annotated[
    TotalOf,
    BeforeValidator(
        lambda value: {"fact": value} if isinstance(value, str) else value,
        json_schema_input_type=str | TotalOf,
    ),
]


class Fact(Frozen):
    """Known before the visit; `of` the kinds that have it, `by` the dimension it is kept by.

    Two figures of it can be held against each other: `total_of`, what the units below add up to, and `at_most`,
    the fact of the same unit that it is a part of.
    """

    label: str
    type: FieldType
    of: Ids
    unit: str = ""
    by: Id | None = None
    choices: Choices = {}
    plausible: RangeText | None = None
    total_of: TotalText | None = None
    at_most: Id | None = None
    source: str = ""
    hint: str = ""

    @property
    def field(self) -> Field:
        """The fact as a field that can be parsed and typed."""
        return Field(type=self.type, label=self.label, unit=self.unit, choices=self.choices, plausible=self.plausible)


class Setting(Frozen):
    """Something the plan leaves open; unset, whatever needs it is recorded only and never guessed."""

    label: str
    type: FieldType = "select_one"
    choices: Choices = {}
    unit: str = ""
    doubt: str

    @property
    def field(self) -> Field:
        return Field(type=self.type, label=self.label, unit=self.unit, choices=self.choices)


class Checklist(Frozen):
    """checklist.yaml."""

    id: Id
    title: str
    version: str
    plan: Id
    valid: Period
    kinds: dict[Id, Kind]
    dimensions: dict[Id, dict[str, str]] = {}
    facts: dict[Id, Fact] = {}
    settings: dict[Id, Setting] = {}
    sections: dict[Id, str]
    retired: Ids = ()

    def above(self, kind: str) -> set[str]:
        """Every kind that may stand above one in the tree."""
        found: set[str] = set()
        queue = [kind]
        while queue:
            known = self.kinds.get(queue.pop())
            new = set(known.under if known else ()) - found
            found |= new
            queue += new
        return found

    @cached_property
    def numeric(self) -> dict[str, Fact]:
        return {name: fact for name, fact in self.facts.items() if fact.type in NUMBERS}

    @cached_property
    def numeric_settings(self) -> frozenset[str]:
        return frozenset(name for name, setting in self.settings.items() if setting.type in NUMBERS)


def _credit(value: object) -> object:
    return {"kind": value} if isinstance(value, str) else value


class Credit(Frozen):
    """What a result earns: all_or_nothing, in_proportion, by choice, with a floor, fading, or in steps."""

    kind: Literal["all_or_nothing", "in_proportion"] | None = None
    choices: dict[Id, AmountText] = {}
    floor: AmountText | None = None
    zero_after: TermText | None = None
    shortcoming: AmountText | None = None
    partly: AmountText | None = None

    @cached_property
    def full_if_met(self) -> bool:
        """Whether everything that is met earns all, whatever was chosen."""
        return not self.choices and self.shortcoming is None


CreditText = Annotated[
    Credit, BeforeValidator(_credit, json_schema_input_type=Literal["all_or_nothing", "in_proportion"] | Credit)
]


class Weighted(Frozen):
    weight: AmountText | None = None
    credit: CreditText | None = None


class FloorItem(Frozen):
    """An item whose failure caps the grade or drops it; the score stays in sight (scoring 7)."""

    item: Id
    form: Literal["cap", "drop"]
    to: str = ""
    by: int = 1


class RankRule(Frozen):
    """Which kind of unit is ranked, who takes part and what breaks ties (scoring 10)."""

    kind: Id = "district"
    coverage: AmountText
    section_coverage: AmountText
    manual_not_applicable: AmountText
    by: Literal["score", "grade"] = "score"
    tie_break: tuple[Literal["problems", "coverage"], ...] = ()


class Scheme(Frozen):
    """The office's own rules of scoring; never the plan's."""

    title: str
    owner: str = "由督导机构自定"
    dated: str = ""
    mode: Literal["points", "lines"]
    model: Literal["default", "flat", "flat_unweighted", "absolute"] = "default"
    unchecked: Literal["interval", "drop"] = "interval"
    sections: dict[Id, AmountText] = {}
    default: Weighted = Weighted()
    items: dict[Id, Weighted] = {}
    grades: dict[str, AmountText] = {}
    floor_items: tuple[FloorItem, ...] = ()
    rank: RankRule | None = None

    @cached_property
    def credits(self) -> dict[str, Credit]:
        """The credit of items that have one of their own; lines mode knows only met or not."""
        own = {} if self.mode == "lines" else self.items
        return {name: one.credit for name, one in own.items() if one.credit is not None}

    @cached_property
    def common_credit(self) -> Credit | None:
        """The credit of all other items."""
        return None if self.mode == "lines" else self.default.credit
