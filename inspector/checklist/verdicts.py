"""What a judge form is given and what it gives back."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct, field

from inspector.checklist.fields import Choice, Field, Value
from inspector.checklist.values import Amount, Line, Number

Row = Mapping[str, Value]
Why = Literal["incomplete", "contradiction", "not_due", "not_applicable", "recorded", "unknown", "unverifiable"]


class Ground(Struct, eq=False):
    """What is known apart from the answer: numeric facts and settings, what lines vary with, the dates.

    `bound` keeps what lines come to here (`judge.Limits`), as long as the ground stays as it is."""

    facts: Mapping[str, Number]
    varies: tuple[str, ...]
    as_of: date
    due: date | None = None
    bound: dict[object, Any] = field(default_factory=dict)

    def amounts(self, line: Line | None) -> tuple[Amount, ...] | None:
        """The amounts that bind here; () when there is no line, None when the line names nothing for this unit."""
        if line is None:
            return ()
        for key in self.varies:
            if key in line:
                return line[key]
        return line.get("others", line.get("always"))


class Answered(Struct):
    """Typed answer: row key -> column -> value; a single question is row "" with the column `value`."""

    rows: dict[str, dict[str, Value]]
    absent: frozenset[str] = frozenset()
    note: str = ""


class Asked(Struct):
    """What a form needs of the question: labels of rows or choices, the choices, rows' own lines, columns."""

    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    at_least: Mapping[str, Line] = field(default_factory=dict)
    at_most: Mapping[str, Line] = field(default_factory=dict)
    columns: Mapping[str, Field] = field(default_factory=dict)


class Reason(Struct, frozen=True):
    """Why a line is not met (or met with a shortcoming): a name of the judge's closed list, with figures."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    row: str = ""


class Verdict(Struct):
    """Met or not, decided on exact numbers. `portion` in [0, 1] is what in-proportion credit earns;
    `parts` are (met, all) of a judgement made of parts; `measured` is what was held against `bound`, as
    (numerator, denominator), and `pooled` says that a pooled roll-up may add these two up.

    Nothing changes one; it is not frozen because making a frozen one costs four times as much."""

    met: bool
    portion: Number = 0
    reasons: tuple[Reason, ...] = ()
    partly: bool = False
    parts: tuple[int, int] | None = None
    measured: tuple[Number, Number] | None = None
    bound: Number | None = None
    days_late: int = 0
    pooled: bool = False

    @property
    def value(self) -> Fraction | None:
        """What feeds credit with a floor."""
        return None if self.measured is None else Fraction(*self.measured)

    @property
    def line(self) -> Fraction | None:
        return None if self.bound is None else Fraction(self.bound)

    @property
    def pool(self) -> tuple[Fraction, Fraction] | None:
        """The (part, whole) of a ratio."""
        return (Fraction(self.measured[0]), Fraction(self.measured[1])) if self.pooled and self.measured else None


class Undecided(Struct, frozen=True):
    """No verdict: the answer is not complete, contradicts itself, is not due, or nothing binds here."""

    why: Why
    name: str = ""
