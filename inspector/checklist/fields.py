"""The seven field types: from what was typed to one canonical text, and from that to a typed value."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from msgspec import Struct, field
from pydantic import BeforeValidator
from pydantic import Field as Key

from inspector.checklist.values import Frozen, Id, Line, RangeText, YesNo, read_number

FieldType = Literal["select_one", "select_multiple", "integer", "decimal", "date", "text", "document"]
TYPES: tuple[str, ...] = get_args(FieldType)
NUMBERS = ("integer", "decimal")
DOCUMENT_PARTS = ("title", "number", "date")
LONGEST = 2000
NONE_OF_THEM = "-"
GROUPED = re.compile(r"-?[0-9]{1,3}([, ])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?")
"""1,840,999: marks between groups of three digits; any other comma is no part of a number."""
EARLIEST, LATEST = dt.date(1949, 10, 1), dt.date(2099, 12, 31)


class Choice(Frozen):
    """One answer of a closed list; `met` says whether the line is met, `note: needed` asks for words."""

    label: str
    met: YesNo | None = None
    note: Literal["needed"] | None = None


def _choices(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {key: {"label": one} if isinstance(one, str) else one for key, one in value.items()}


Choices = Annotated[dict[Id, Choice], BeforeValidator(_choices, json_schema_input_type=dict[str, str | Choice])]
YES_NO: dict[str, Choice] = {"yes": Choice(label="是"), "no": Choice(label="否")}


class Field(Frozen):
    """A typed question, column or fact: what may be written there."""

    type: FieldType
    label: str = ""
    hint: str = ""
    unit: str = ""
    choices: Choices = {}
    alternatives: Annotated[dict[Id, str], Key(alias="or")] = {}
    plausible: RangeText | None = None
    at_least: Line | None = None
    at_most: Line | None = None
    force: Literal["hard", "soft"] = "hard"
    zero: Literal["row_not_applicable"] | None = None

    @property
    def options(self) -> dict[str, Choice]:
        """The choices; a select_one that lists none asks yes or no."""
        return self.choices or (YES_NO if self.type == "select_one" else {})

    @cached_property
    def typed(self) -> Callable[[str], "Value"]:
        """From a canonical text to the value behind it; an alternative such as `not_yet` stays the text it is."""
        read = _READERS[self.type]
        others = self.alternatives
        return (lambda text: text if text in others else read(text)) if others else read


class FieldProblem(Struct, frozen=True):
    """Why an input was not taken; `message` is a gettext id with {placeholders} filled from `params`."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Document(Struct, frozen=True):
    """A document that was seen: title, number and date, of which number and date may be missing."""

    title: str
    number: str = ""
    date: dt.date | None = None


Value = str | int | Fraction | dt.date | tuple[str, ...] | Document


def normalise(raw: str) -> str:
    """Full-width digits and signs to half-width, edges trimmed; words keep their characters."""
    return unicodedata.normalize("NFKC", raw).strip()


def parse(asked: Field, raw: str, part: str = "") -> str | FieldProblem:
    """The canonical text of an input, or why it cannot be taken; `part` is a document's title, number or date."""
    text = raw.strip()
    if len(text) > LONGEST:
        return FieldProblem("Too long: {length} characters, at most {most}.", {"length": len(text), "most": LONGEST})
    if not text or text in asked.alternatives:
        return text
    if asked.type == "document":
        return _date(asked, text) if part == "date" else _text(asked, text)
    return _PARSERS[asked.type](asked, text)


def _text(_: Field, text: str) -> str | FieldProblem:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _number(asked: Field, text: str) -> str | FieldProblem:
    plain = normalise(text).removesuffix(UNIT_SIGNS.get(asked.unit, "\0")).rstrip()
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    if "万" in plain:
        return FieldProblem("Write the number out in {unit}, not in ten thousands (万).", {"unit": sign(asked.unit)})
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", plain):
        return FieldProblem("'{text}' is not a number.", {"text": text[:40]})
    if asked.type == "integer" and "." in plain:
        return FieldProblem("'{text}' is not a whole number.", {"text": text[:40]})
    number = Fraction(plain)
    if asked.plausible and not asked.plausible.low <= number <= asked.plausible.high:
        low, high = asked.plausible.text.split("..")
        return FieldProblem("Hardly possible: expected {low} to {high}.", {"low": low, "high": high})
    whole, _, rest = plain.partition(".")
    rest = rest.rstrip("0")
    sign_, whole = ("-", whole[1:]) if number < 0 else ("", whole.lstrip("-"))
    canonical = f"{sign_}{int(whole)}.{rest}" if rest else f"{sign_}{int(whole)}"
    return canonical if number >= 0 or asked.plausible else FieldProblem("Must not be negative.")


def _date(asked: Field, text: str) -> str | FieldProblem:
    plain = normalise(text)
    match = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", plain)
    try:
        day = dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        return FieldProblem("'{text}' is not a date; write it like 2025-06-30.", {"text": text[:40]})
    if not EARLIEST <= day <= LATEST:
        return FieldProblem("Hardly possible: the year {year}.", {"year": day.year})
    return day.isoformat()


def _one(asked: Field, text: str) -> str | FieldProblem:
    if text in asked.options:
        return text
    return FieldProblem("'{text}' is not one of the choices.", {"text": text[:40]})


def _many(asked: Field, text: str) -> str | FieldProblem:
    picked = {part.strip() for part in text.split(",")} - {""}
    if picked == {NONE_OF_THEM}:
        return NONE_OF_THEM
    unknown = sorted(picked - asked.choices.keys())
    if unknown:
        return FieldProblem("'{text}' is not one of the choices.", {"text": unknown[0][:40]})
    return ",".join(key for key in asked.choices if key in picked)


_PARSERS: dict[str, Callable[[Field, str], str | FieldProblem]] = {
    "select_one": _one,
    "select_multiple": _many,
    "integer": _number,
    "decimal": _number,
    "date": _date,
    "text": _text,
}

UNIT_SIGNS = {
    "yuan": "元",
    "person": "人",
    "pupil": "人",
    "lesson": "课时",
    "mm": "毫米",
    "m": "米",
    "m2": "平方米",
    "visit": "次",
    "school": "所",
    "class": "个",
    "piece": "个",
    "day": "日",
    "item": "项",
    "person_time": "人次",
}


def sign(unit: str) -> str:
    """The unit of measure as pages and papers print it."""
    return UNIT_SIGNS.get(unit, unit)


def _picked(text: str) -> tuple[str, ...]:
    return () if text == NONE_OF_THEM else tuple(text.split(","))


_READERS: Mapping[str, Callable[[str], Value]] = {
    "select_one": str,
    "select_multiple": _picked,
    "integer": int,
    "decimal": read_number,
    "date": dt.date.fromisoformat,
    "text": str,
    "document": str,
}


def typed(asked: Field, canonical: str) -> Value:
    """The value behind a canonical text."""
    return asked.typed(canonical)
