"""The lines that follow from a base figure, as a small table: multiples, absolute lines, and which of them binds."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Struct

from inspector.casework.base_lines import BaseLines, Bound
from inspector.checklist.edition import Edition
from inspector.checklist.fields import sign
from inspector.checklist.values import Amount, Number
from inspector.checklist.wording import number


class BaseCell(Struct, frozen=True):
    """`line` is the figure that decides, empty while the base is not known; `parts` all that bind, as printed."""

    line: str
    parts: tuple[str, ...]


class BaseTable(Struct, frozen=True):
    title: Annotated[str, "of the item"]
    label: Annotated[str, "of the fact"]
    unit: Annotated[str, "unit of measure as printed"]
    keys: Annotated[tuple[str, ...], "the stages, or keys of another dimension"]
    base: Annotated[tuple[str, ...], "the fact at each of them, empty where it is not known"]
    rows: tuple[tuple[str, tuple[BaseCell, ...]], ...]


def base_tables(edition: Edition, found: Iterable[BaseLines]) -> tuple[BaseTable, ...]:
    return tuple(_table(edition, one) for one in found)


def _table(edition: Edition, one: BaseLines) -> BaseTable:
    fact = edition.checklist.facts[one.fact]
    rows = tuple((row.label, tuple(_cell(one, key, row.bounds[key]) for key in one.keys)) for row in one.rows)
    base = tuple("" if value is None else number(value) for value in one.base.values())
    return BaseTable(one.item.title, fact.label, sign(fact.unit), tuple(one.keys.values()), base, rows)


def _cell(one: BaseLines, key: str, bound: Bound | None) -> BaseCell:
    if bound is None:
        return BaseCell("", ())
    parts = tuple(_part(amount, figure, one.base[key]) for amount, figure in bound.amounts)
    return BaseCell(number(bound.decides), parts)


def _part(amount: Amount, figure: Number, base: Number | None) -> str:
    """10×1150＝11500 for a multiple, 7000 for an absolute line."""
    if not amount.times or base is None:
        return number(figure)
    return f"{number(amount.exact)}×{number(base)}＝{number(figure)}"
