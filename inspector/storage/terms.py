"""Queries about the terms a city sets: how many days, from which event, on whose word."""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import Connection, delete, select

from inspector.casework.deadlines import Rule
from inspector.casework.terms import Term
from inspector.storage.rows import add, many, table
from inspector.storage.tables import TermRule

T = table(TermRule).c


def of_city(connection: Connection, city_id: str) -> dict[Term, Rule]:
    """Only those that are set; a term without a rule is decided letter by letter."""
    rows = many(connection, TermRule, select(table(TermRule)).where(T.city_id == city_id))
    return {Term(row.term): Rule(row.days, _kind(row), row.event, row.source) for row in rows if row.term in set(Term)}


def _kind(row: TermRule) -> Literal["calendar", "working"]:
    return "working" if row.kind == "working" else "calendar"


def save(connection: Connection, city_id: str, rules: Mapping[Term, Rule], *, by: int | None, at: int) -> None:
    """These and no others."""
    connection.execute(delete(table(TermRule)).where(T.city_id == city_id))
    for term, rule in rules.items():
        row = TermRule(city_id=city_id, term=term.value, days=rule.days, kind=rule.kind, event=rule.event, made_at=at)
        add(connection, row.model_copy(update={"source": rule.source, "made_by": by}))
