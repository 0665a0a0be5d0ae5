"""Lines that are multiples of a fact kept by stage: what each comes to for one unit, by the judges' own reckoning."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.judge import Binding, compare, every_bound, strictest
from inspector.checklist.values import Amount, Line, Number
from inspector.checklist.verdicts import Ground, Undecided
from inspector.scoring.subjects import Subject, Terms, numbers


class Bound(Struct, frozen=True):
    """The line of one row at one stage: every amount that binds, as (amount, figure), and the one that decides."""

    amounts: tuple[tuple[Amount, Number], ...]
    decides: Number


class BaseRow(Struct, frozen=True):
    """`bounds` by key of the dimension; None where the fact is not known."""

    label: str
    bounds: Mapping[str, Bound | None]


class BaseLines(Struct, frozen=True):
    """One item whose lines are multiples of `fact`; `base` is the fact itself, by key of its dimension."""

    item: Item
    fact: str
    keys: Mapping[str, str]
    base: Mapping[str, Number | None]
    rows: tuple[BaseRow, ...]


def base_lines(edition: Edition, subject: Subject, terms: Terms, items: Iterable[Item]) -> Iterator[BaseLines]:
    """Of those items that are asked by a dimension and have a line in multiples of a fact kept by it."""
    for item in items:
        lines = {row.label: row.at_least for row in item.ask.rows.values() if row.at_least is not None}
        times = (amount.times for line in lines.values() for amounts in line.values() for amount in amounts)
        facts = edition.checklist.facts
        name = next((one for one in times if one in facts and facts[one].by == item.split_by is not None), None)
        if name is None or subject.kind not in item.unit:
            continue
        keys = edition.checklist.dimensions[item.split_by or ""]
        grounds = {key: _ground(edition, subject, terms, key) for key in keys}
        rows = tuple(BaseRow(label, {key: _bound(grounds[key], line) for key in keys}) for label, line in lines.items())
        yield BaseLines(item, name, keys, {key: one.facts.get(name) for key, one in grounds.items()}, rows)


def _ground(edition: Edition, subject: Subject, terms: Terms, key: str) -> Ground:
    varies = (key, *((subject.place,) if subject.place else ()))
    return Ground(numbers(edition, subject, terms, key), varies, terms.as_of)


def _bound(ground: Ground, line: Line) -> Bound | None:
    bounds = every_bound(ground, line, None)
    if isinstance(bounds, Undecided):
        return None
    amounts = tuple(zip(ground.amounts(line) or (), (one.bound for one in bounds), strict=True))
    return Bound(amounts, _decides(bounds))


def _decides(bounds: list[Binding]) -> Number:
    """What the judge holds an amount against that reaches none of them: the largest."""
    return compare(0, 1, strictest(bounds))[0].bound
