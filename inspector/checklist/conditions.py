"""Conditions are CEL, compiled and type-checked when the folder is read; nothing else in the house knows CEL."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cel_expr_python import cel

NAME = re.compile(r"(?<![\w.\"'])([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)")
TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
COMPARED = re.compile(r"([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)\s*(?:[!=]=\s*(\"[^\"]*\"|'[^']*')|in\s*\[([^\]]*)\])")
PREFACE = re.compile(r"^.*<input>:1:(\d+): ")
STRANGER = re.compile(r"undeclared reference to '(\w+)'")
CelType = Literal["int", "text", "bool"]
Values = Mapping[str, int | str]
MOST_KEPT = 4096
_TYPES = {"int": cel.Type.INT, "text": cel.Type.STRING, "bool": cel.Type.BOOL}


class ConditionError(Exception):
    """`kind` is syntax, name or type; `detail` the words of it."""

    def __init__(self, kind: Literal["syntax", "name", "type"], detail: str) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail


@dataclass(frozen=True)
class Condition:
    """A compiled condition and the names it needs."""

    text: str
    names: tuple[str, ...]
    program: Any
    language: "Language"
    _kept: dict[tuple[int | str, ...], bool] = field(default_factory=dict, repr=False, compare=False)

    def holds(self, known: Values) -> bool | None:
        """Only to be asked when every name is known; None when it divides by zero or overflows.

        Nothing but these values decides, so the answer to them is kept.
        """
        values = tuple([known[name] for name in self.names])
        held = self._kept.get(values)
        if held is not None:
            return held
        held = holds(self, self.language.activation(dict(zip(self.names, values, strict=True))))
        if held is None:  # or a name stands there in a way that `names_in` does not see
            return holds(self, self.language.activation(known))
        if len(self._kept) < MOST_KEPT:
            self._kept[values] = held
        return held


def names_in(text: str) -> tuple[str, ...]:
    """The dotted names of a condition, in order, texts left out."""
    return tuple(dict.fromkeys(NAME.findall(TEXT.sub('""', text))))


def compared_texts(text: str) -> Iterable[tuple[str, str]]:
    """Pairs of a name and a text it is compared with by ==, != or in."""
    for name, one, many in COMPARED.findall(text):
        for quoted in [one] if one else TEXT.findall(many):
            yield name, quoted[1:-1]


class Language:
    """The names that conditions of one checklist may use, with their types."""

    def __init__(self, names: Mapping[str, CelType]) -> None:
        self.names = dict(names)
        self._env = cel.NewEnv(variables={name: _TYPES[kind] for name, kind in names.items()})

    def compile(self, text: str) -> Condition:
        """Raises ConditionError; the result of a condition is always yes or no."""
        names = names_in(text)
        for name in names:
            if name not in self.names:
                raise ConditionError("name", name)
        try:
            program = self._env.compile(text)
        except RuntimeError as error:
            message = str(error).splitlines()[0]
            if stranger := STRANGER.search(message):
                raise ConditionError("name", stranger[1]) from error
            wrong_type = "no matching overload" in message
            detail = PREFACE.sub(r"column \1, ", message).split(" expecting ")[0]
            raise ConditionError("type" if wrong_type else "syntax", detail[:200]) from error
        if program.return_type() != cel.Type.BOOL:
            raise ConditionError("type", text)
        return Condition(text, names, program, self)

    def activation(self, values: Mapping[str, int | str | bool]) -> Any:
        """What conditions are evaluated against."""
        return self._env.Activation(dict(values))


def holds(condition: Condition, activation: Any) -> bool | None:
    """`Condition.holds`, evaluated anew."""
    value = condition.program.eval(activation).value()
    return value if isinstance(value, bool) else None
