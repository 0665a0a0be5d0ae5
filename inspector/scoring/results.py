"""The result of one item at one unit: its state, whether the line is met, and what was earned, kept apart."""

from collections.abc import Mapping
from datetime import date
from struct import pack as pack_words
from typing import Any, Literal

from msgspec import Struct

from inspector.checklist.fields import Document, Value
from inspector.checklist.items import Ask, Item
from inspector.checklist.values import Number
from inspector.checklist.verdicts import Answered, Reason, Undecided, Verdict
from inspector.checklist.wording import day, number

State = Literal["not_checked", "pass", "partial", "fail", "not_due", "not_applicable", "unverifiable", "informational"]
STATES: tuple[State, ...] = (
    "not_checked",
    "pass",
    "partial",
    "fail",
    "not_due",
    "not_applicable",
    "unverifiable",
    "informational",
)
DECIDED = frozenset({"pass", "partial", "fail", "unverifiable"})
IN_SUM = DECIDED | {"not_checked"}
MILLION = 1_000_000
_TOP_BYTE = {state: number << 24 for number, state in enumerate(STATES)}


class Outcome(Struct):
    """One occurrence of an item: a year, a stage, or "" when there is only one.

    Like a verdict, neither this nor a result is ever changed, and both are not frozen for speed."""

    occurrence: str
    verdict: Verdict | Undecided
    note: str = ""
    ask: Ask | None = None
    typed: Answered | None = None
    due: date | None = None

    @property
    def answer(self) -> str:
        """The answer to a single question as wordings print it."""
        if self.ask is None or self.typed is None or self.ask.columns:
            return ""
        value, asked = self.typed.rows.get("", {}).get("value"), self.ask.fields.get("value")
        return "" if value is None or asked is None else show(asked.options, asked.alternatives, value)

    @property
    def choice(self) -> str:
        """The choice behind the answer, which a scheme may give its own credit."""
        if self.ask is None or self.typed is None or self.ask.type != "select_one":
            return ""
        return str(self.typed.rows.get("", {}).get("value", ""))


def show(options: Mapping[str, Any], alternatives: Mapping[str, str], value: Value) -> str:
    """A typed value as a reader sees it."""
    if isinstance(value, str):
        return alternatives.get(value) or (options[value].label if value in options else value)
    if isinstance(value, tuple):
        return "、".join(options[key].label for key in value)
    if isinstance(value, date):
        return day(value)
    return value.title if isinstance(value, Document) else number(value)


class Result(Struct):
    """`low` and `high` are the earned share in millionths, apart only while something is not checked.

    `why` names what is missing or contradicts itself (a fact, a column, a code); `manual` marks a 不适用
    that a person set and gave a `reason` for.
    """

    item: Item
    state: State
    met: bool | None = None
    low: int = 0
    high: int = 0
    outcomes: tuple[Outcome, ...] = ()
    why: str = ""
    manual: bool = False
    reason: str = ""
    portion: Number | None = None
    fed_by: tuple[str, ...] = ()

    @property
    def applies(self) -> bool:
        """False where conditions, offices or dates leave the item out; one set to 不适用 by hand was asked."""
        return self.state != "not_applicable" or self.manual or bool(self.outcomes)

    @property
    def reasons(self) -> list[tuple[Outcome, Reason]]:
        return [
            (one, reason) for one in self.outcomes if isinstance(one.verdict, Verdict) for reason in one.verdict.reasons
        ]


def in_millionths(value: Number) -> int:
    """Rounded half-even, as `round(value * MILLION)` is; with whole numbers, which is ten times quicker."""
    below = value.denominator
    whole, rest = divmod(value.numerator * MILLION, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))


def pack(results: list[Result]) -> bytes:
    """A uint32 an item in the order of the form, little-endian: state in the top byte, low share below."""
    return pack_words(f"<{len(results)}I", *[_TOP_BYTE[one.state] | one.low for one in results])


def unpack(vector: bytes) -> list[tuple[State, int]]:
    """State and share in millionths of each item of a packed vector."""
    words = memoryview(vector).cast("I") if len(vector) % 4 == 0 else None
    if words is None:
        raise ValueError("a vector has four bytes an item")
    return [(STATES[word >> 24], word & 0xFFFFFF) for word in words]
