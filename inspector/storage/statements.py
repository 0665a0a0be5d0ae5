"""Queries about what units said against papers."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, or_, select

from inspector.casework.remedies import AGAINST_MEASURES, Accepted, Decision, Remedy, Said
from inspector.storage import accounts
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Finding, Letter, MeasureEvent, Statement

S, F, L, E = table(Statement).c, table(Finding).c, table(Letter).c, table(MeasureEvent).c
FOLLOWED = (Decision.changed.value, Decision.dropped.value)
NUMBERED = select(F.id, F.number)


def by_id(connection: Connection, statement_id: str) -> Statement | None:
    return one(connection, Statement, S.id == statement_id)


def of_letter(connection: Connection, letter_id: str) -> list[Statement]:
    """The first one first."""
    return _listed(connection, S.letter_id == letter_id)


def of_finding(connection: Connection, finding_id: str) -> list[Statement]:
    return _listed(connection, S.finding_id == finding_id)


def of_measure(connection: Connection, measure: str) -> list[Statement]:
    """Against a measure itself, or against a paper that is bound to its case; the first one first."""
    papers = select(E.letter_id).where(E.case_id == measure, E.letter_id.is_not(None))
    against = S.kind.in_([kind.value for kind in AGAINST_MEASURES])
    return _listed(connection, against, or_(S.measure == measure, S.letter_id.in_(papers)))


def of_city(connection: Connection, city_id: str, *, undecided: bool = False) -> list[Statement]:
    return _listed(connection, S.city_id == city_id, *([S.decided_on.is_(None)] if undecided else []))


def _listed(connection: Connection, *where: ColumnElement[bool]) -> list[Statement]:
    query = select(table(Statement)).where(*where)
    return many(connection, Statement, query.order_by(S.received_on, S.entered_at, S.id))


def undecided(connection: Connection, letter_ids: Collection[str]) -> list[Statement]:
    """Statements on these letters that nobody has decided about."""
    return _listed(connection, S.letter_id.in_(letter_ids), S.decided_on.is_(None))


def accepted(connection: Connection, round_id: str) -> dict[str, tuple[Accepted, ...]]:
    """By unit what the office followed in the defences of a round, in the order of the decisions."""
    query = (
        select(S.id, S.unit_id, S.decision, S.change, F.item_id, F.title)
        .join_from(table(Statement), table(Letter), L.id == S.letter_id)
        .outerjoin(table(Finding), F.id == S.finding_id)
        .where(L.round_id == round_id, L.state != "withdrawn", S.kind == Remedy.defence.value, S.decision.in_(FOLLOWED))
        .order_by(S.decided_on, S.entered_at, S.id)
    )
    found: dict[str, tuple[Accepted, ...]] = {}
    for statement, unit, decision, change, item, title in connection.execute(query):
        text = change if decision == Decision.changed else ""
        found[unit] = (*found.get(unit, ()), Accepted(statement, item or "", title or "", text))
    return found


def told(connection: Connection, found: Collection[Statement], people: Mapping[int, str] | None = None) -> list[Said]:
    """As a course of events tells them. `people` are those who may be named; None names everybody."""
    if people is None:
        known = {one.entered_by for one in found} | {one.decided_by for one in found if one.decided_by}
        people = accounts.named(connection, sorted(known))
    about = NUMBERED.where(F.id.in_([one.finding_id for one in found if one.finding_id]))
    numbers: dict[str, int] = {row.id: row.number for row in connection.execute(about)}
    return [
        Said(
            Remedy(one.kind),
            one.received_on,
            one.text,
            people.get(one.entered_by, ""),
            one.late,
            one.decided_on,
            Decision(one.decision) if one.decision else None,
            "\n".join(text for text in (one.reason, one.change) if text),
            people.get(one.decided_by or 0, ""),
            numbers.get(one.finding_id or ""),
        )
        for one in found
    ]


def last_decided(found: Collection[Statement], kind: Remedy) -> date | None:
    """The day of the decision about a statement of that kind."""
    return max((one.decided_on for one in found if one.kind == kind and one.decided_on), default=None)
