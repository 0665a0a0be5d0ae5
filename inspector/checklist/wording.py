"""Wordings: sentences with names in {{ }}, no logic; checked when read, filled in a sandbox with strict names."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
MOST_DIGITS = 12


class WordingError(Exception):
    """`kind` is syntax, logic or name."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail


def names_of(text: str) -> list[str]:
    """The names a wording uses, dotted; raises WordingError when it holds anything but names."""
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise WordingError("syntax", error.message or "") from error
    found: list[str] = []
    for node in tree.body:
        if not isinstance(node, nodes.Output):
            raise WordingError("logic", type(node).__name__)
        found += [_dotted(part) for part in node.nodes if not isinstance(part, nodes.TemplateData)]
    return found


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    raise WordingError("logic", type(node).__name__)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The sentence; a name without a value raises, a value is never read as a template again."""
    return _compiled(text).render(values)


@lru_cache(maxsize=2048)
def _compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def number(value: Fraction | int, digits: int = 2) -> str:
    """Half-up, trailing zeros dropped: what officials check by hand (scoring 15)."""
    if isinstance(value, int) or value.denominator == 1:
        return str(int(value))
    return _rounded(value, digits).rstrip("0").rstrip(".")


def _rounded(value: Fraction, digits: int) -> str:
    scaled = abs(value.numerator) * 10**digits * 2 + value.denominator
    units = scaled // (value.denominator * 2)
    text = f"{units // 10**digits}.{units % 10**digits:0{digits}d}" if digits else str(units)
    return f"-{text}" if value < 0 and units else text


def apart(value: Fraction, line: Fraction, digits: int = 2) -> str:
    """A value that differs from its line never prints like it: a further digit is shown (scoring 15)."""
    while digits < MOST_DIGITS and value != line and _rounded(value, digits) == _rounded(line, digits):
        digits += 1
    return number(value, digits)


def percent(value: Fraction, line: Fraction | None = None, digits: int = 2) -> str:
    """A share as per cent with two decimals, more when it would print like a line it misses."""
    hundred = value * 100
    while (
        line is not None
        and digits < MOST_DIGITS
        and value != line
        and (_rounded(hundred, digits) == _rounded(line * 100, digits))
    ):
        digits += 1
    return f"{_rounded(hundred, digits)}%"


def day(value: dt.date) -> str:
    """2025年6月30日, no zeros in front (GB/T 9704 7.3.5)."""
    return f"{value.year}年{value.month}月{value.day}日"


def printed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Raw figures of a reason as texts: shares as per cent, dates as days, a value apart from its line."""
    line = values.get("line")
    texts: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            texts[name] = printed(value)
        elif isinstance(value, dt.date):
            texts[name] = day(value)
        elif name == "share":
            texts[name] = percent(value, line if isinstance(line, Fraction) else None)
        elif name == "value" and isinstance(line, Fraction):
            texts[name] = apart(value, line)
        elif isinstance(value, Fraction | int) and not isinstance(value, bool):
            texts[name] = number(value)
        else:
            texts[name] = "" if value is None else str(value)
    if "share" in values and isinstance(line, Fraction):
        texts["line"] = percent(line) if line.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100) else str(line)
    return texts
