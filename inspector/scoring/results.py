"""The result of one item at one unit: its state, whether the line is met, and what was earned, kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from inspector.checklist.items import Item
from inspector.checklist.verdicts import Reason, Undecided, Verdict

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """One occurrence of an item: a year, a stage, or "" when there is only one."""

    occurrence: str
    verdict: Verdict | Undecided
    note: str = ""
    answer: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
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
    portion: Fraction | None = None
    fed_by: tuple[str, ...] = ()

    @property
    def reasons(self) -> list[tuple[Outcome, Reason]]:
        return [
            (one, reason) for one in self.outcomes if isinstance(one.verdict, Verdict) for reason in one.verdict.reasons
        ]


def pack(results: list[Result]) -> bytes:
    """A uint32 an item in the order of the form, little-endian: state in the top byte, low share below."""
    return b"".join((STATES.index(one.state) << 24 | one.low).to_bytes(4, "little") for one in results)


def unpack(vector: bytes) -> list[tuple[State, int]]:
    """State and share in millionths of each item of a packed vector."""
    words = memoryview(vector).cast("I") if len(vector) % 4 == 0 else None
    if words is None:
        raise ValueError("a vector has four bytes an item")
    return [(STATES[word >> 24], word & 0xFFFFFF) for word in words]
