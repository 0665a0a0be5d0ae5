"""The small written values of the language: amounts, lines, ranges, terms and dates, each read from text."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:/(\d+))?(%)?")
WORD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?")
RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
TERM = re.compile(r"(\d+) (calendar|working) days?")


Few = str | list[str]
"""How JSON Schema shows a value that may be one or several."""


Number = int | Fraction
"""Exact; whole numbers stay plain integers, which are ten times quicker. Never divide two of them with `/`."""


@lru_cache(maxsize=1 << 16)
def read_number(text: str) -> Number:
    """The value of a canonical decimal text, `-?digits[.digits]`; kept, as an inspection is judged at every answer."""
    if "." not in text:
        return int(text)
    whole, _, rest = text.partition(".")
    return Fraction(int(whole + rest), 10 ** len(rest))


class Frozen(BaseModel):
    """Base of all models of the language: no unknown keys, never changed after reading."""

    # deferred: most commands and starts read no folder, and validators take long to build
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)


def _error(code: str, value: object) -> PydanticCustomError:
    return PydanticCustomError(code, "{value}", {"value": str(value)})


class Amount(BaseModel):
    """`number` times the fact `times` (either may be absent), in the unit of measure `unit`."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    number: Fraction = Fraction(1)
    times: str = ""
    unit: str = ""
    text: str = ""

    @property
    def percent(self) -> bool:
        return self.text.endswith("%")

    @cached_property
    def exact(self) -> Number:
        """`number`, as an integer where it is one."""
        return self.number.numerator if self.number.denominator == 1 else self.number

    def value(self, facts: Mapping[str, Number]) -> Number | None:
        """The figure, or None when the fact it multiplies is not known."""
        if not self.times:
            return self.exact
        base = facts.get(self.times)
        return None if base is None else self.exact * base


def read_amount(text: object) -> Amount:
    """`5`, `97%`, `1/3`, `7000 yuan`, `10 x base_standard`, `base_standard`, `setting.meetings`."""
    if isinstance(text, Amount):
        return text
    parts = text.split() if isinstance(text, str) else []
    number = NUMBER.fullmatch(parts[0]) if parts else None
    word = parts[-1] if parts and WORD.fullmatch(parts[-1]) and parts[-1] != "x" else ""
    shape = ("n" if number else "") + ("x" if "x" in parts else "") + ("w" if word else "")
    if (shape, len(parts)) not in {("n", 1), ("w", 1), ("nw", 2), ("nxw", 3)}:
        raise _error("amount", text)
    value = Fraction(1)
    if number is not None:
        if number[2] and int(number[2]) == 0:
            raise _error("amount", text)
        value = Fraction(number[1]) / int(number[2] or 1) / (100 if number[3] else 1)
    factor = shape in ("w", "nxw")
    return Amount(number=value, times=word if factor else "", unit="" if factor else word, text=str(text))


AmountText = Annotated[
    Amount, BeforeValidator(read_amount, json_schema_input_type=str), PlainSerializer(lambda amount: amount.text)
]


def _read_line(value: object) -> object:
    return [value] if isinstance(value, str | Amount) else value


Lines = Annotated[tuple[AmountText, ...], BeforeValidator(_read_line, json_schema_input_type=Few)]
"""One amount, or several that all bind."""


def _read_varying(value: object) -> object:
    return value if isinstance(value, Mapping) and "always" not in value else {"always": _plain(value)}


def _plain(value: object) -> Any:
    return value["always"] if isinstance(value, Mapping) else value


def _none_line(value: object) -> object:
    return () if value == "none" else value


Line = Annotated[
    dict[str, Annotated[Lines, BeforeValidator(_none_line)]],
    BeforeValidator(_read_varying, json_schema_input_type=Few | dict[str, Few]),
    PlainSerializer(lambda line: {k: [a.text for a in v] or "none" for k, v in line.items()}),
]
"""Amounts by what they vary with (a place, a stage, a choice); `always` when they do not; empty = no line."""


class Range(BaseModel):
    """A plausible range, both ends included."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)
    low: Fraction
    high: Fraction
    text: str = ""


def _read_range(text: object) -> Range:
    if isinstance(text, Range):
        return text
    match = RANGE.fullmatch(text) if isinstance(text, str) else None
    if match is None or Fraction(match[1]) > Fraction(match[2]):
        raise _error("range", text)
    return Range(low=Fraction(match[1]), high=Fraction(match[2]), text=str(text))


RangeText = Annotated[
    Range, BeforeValidator(_read_range, json_schema_input_type=str), PlainSerializer(lambda r: r.text)
]


class Term(Frozen):
    """A length of time in days of one kind (supervision 2.1: the kind is never left open)."""

    days: int
    kind: Literal["calendar", "working"]


def _read_term(text: object) -> object:
    if isinstance(text, Term):
        return text
    match = TERM.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise _error("term", text)
    return Term(days=int(match[1]), kind="working" if match[2] == "working" else "calendar")


TermText = Annotated[
    Term, BeforeValidator(_read_term, json_schema_input_type=str), PlainSerializer(lambda t: f"{t.days} {t.kind} days")
]


def _read_date(text: object) -> object:
    if isinstance(text, date):
        return text
    try:
        if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # the same message as for any other text
    raise _error("date", text)


DateText = Annotated[date, BeforeValidator(_read_date, json_schema_input_type=str)]


def _read_due_date(text: object) -> object:
    return "standing" if text == "standing" else _read_date(text)


DueDate = Annotated[Literal["standing"] | date, BeforeValidator(_read_due_date, json_schema_input_type=str)]
Due = Annotated[
    dict[str, DueDate],
    BeforeValidator(
        lambda value: value if isinstance(value, Mapping) else {"always": value},
        json_schema_input_type=str | dict[str, str],
    ),
]
"""Due dates by place, `others` for the rest, `always` for one date for all."""


def _read_id(text: object) -> object:
    if not isinstance(text, str) or not ID.fullmatch(text):
        raise _error("id", text)
    return text


Id = Annotated[str, BeforeValidator(_read_id)]


def _read_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Ids = Annotated[tuple[Id, ...], BeforeValidator(_read_many, json_schema_input_type=Few)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_read_many, json_schema_input_type=Few)]


def _read_yes(text: object) -> object:
    if isinstance(text, bool):
        return text
    if text not in ("yes", "no"):
        raise PydanticCustomError("yes_no", "write yes or no")
    return text == "yes"


YesNo = Annotated[
    bool,
    BeforeValidator(_read_yes, json_schema_input_type=Literal["yes", "no"]),
    PlainSerializer(lambda yes: "yes" if yes else "no"),
]
