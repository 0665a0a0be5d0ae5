"""Settlements as pages show them: which figures differed, what was chosen, by whom and why."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.contradictions import Contradiction, Statement
from inspector.checklist.edition import Edition
from inspector.checklist.fields import sign
from inspector.i18n import N_
from inspector.storage import accounts
from inspector.storage.tables import Settlement
from inspector.web.facts.rows import shown

KINDS = {
    "sources": N_("Two sources differ"),
    "sum": N_("The total differs from its parts"),
    "part": N_("A part above its whole"),
}


class FigureView(Struct, frozen=True):
    """One figure; all of it as printed."""

    unit: str
    unit_name: str
    label: str
    value: str
    source: str
    as_of: date
    status: str
    who: str


class Settled(Struct, frozen=True):
    number: int
    kind: Annotated[str, "message id of what differed"]
    unit: str
    unit_name: str
    label: str
    figures: tuple[FigureView, ...]
    chosen: Annotated[str, "the figure chosen, empty: both stand"]
    reason: str
    who: str
    at: int


def kept(figures: Sequence[FigureView]) -> str:
    """Figures as a settlement keeps them: as they were shown."""
    rows = [
        (*(one.unit, one.unit_name, one.label, one.value, one.source), str(one.as_of), one.status, one.who)
        for one in figures
    ]
    return json.dumps(rows, ensure_ascii=False)


def figures_kept(text: str) -> tuple[FigureView, ...]:
    """The inverse of `kept`."""
    names = ("unit", "unit_name", "label", "value", "source", "as_of", "status", "who")
    rows = (dict(zip(names, row, strict=True)) for row in json.loads(text))
    return tuple(FigureView(**row | {"as_of": date.fromisoformat(row["as_of"])}) for row in rows)


def figure_views(
    edition: Edition, one: Contradiction, units: dict[str, str], people: dict[int, str]
) -> tuple[FigureView, ...]:
    return tuple(figure_view(edition, figure, units, people) for figure in one.figures)


def figure_view(edition: Edition, one: Statement, units: dict[str, str], people: dict[int, str]) -> FigureView:
    label, value = fact_label(edition, one.fact, one.dimension), with_unit(edition, one.fact, one.text)
    who = people.get(one.account_id or 0, "")
    return FigureView(one.unit, units.get(one.unit, one.unit), label, value, one.source, one.as_of, one.status, who)


def fact_label(edition: Edition, name: str, key: str) -> str:
    """With its stage or other dimension; a fact that a later edition dropped by its id."""
    fact = edition.checklist.facts.get(name)
    if fact is None:
        return name
    by = edition.checklist.dimensions.get(fact.by or "", {})
    return fact.label + (f" · {by.get(key, key)}" if key else "")


def with_unit(edition: Edition, name: str, value: str) -> str:
    fact = edition.checklist.facts.get(name)
    return value if fact is None else f"{shown(fact, value)} {sign(fact.unit)}".rstrip()


def settled_views(connection: Connection, edition: Edition, found: Sequence[Settlement]) -> tuple[Settled, ...]:
    people = accounts.named(connection, [one.account_id for one in found])
    return tuple(_view(edition, one, people) for one in found)


def _view(edition: Edition, one: Settlement, people: dict[int, str]) -> Settled:
    figures = figures_kept(one.figures)
    return Settled(
        one.number,
        KINDS.get(one.kind, one.kind),
        one.unit_id,
        figures[0].unit_name,
        fact_label(edition, one.fact, one.dimension),
        figures,
        with_unit(edition, one.fact, one.value) if one.value is not None else "",
        one.reason,
        people.get(one.account_id, ""),
        one.settled_at,
    )
