"""Queries about findings as the inspected unit sees them: only what a letter has told it."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, case, func, select

from inspector.casework.finding_life import ENDED, WITH_UNIT, FindingState
from inspector.casework.letter_life import LetterState
from inspector.fieldwork.states import UNIT_ROLES
from inspector.storage import proofs, statement_steps, units
from inspector.storage.letter_inputs import is_secret
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Account, Blob, Finding, Letter

A, B, F, L = (table(one).c for one in (Account, Blob, Finding, Letter))
PAGE = 50
DELIVERED = (LetterState.delivered.value, LetterState.replied.value)
TOLD = (F.state != FindingState.found.value) & F.told_on.is_not(None)
WITH_UNIT_STATES = F.state.in_([one.value for one in WITH_UNIT])
RUNNING = F.state.not_in([one.value for one in ENDED])


class Numbers(Struct, frozen=True):
    """How many findings run, how many of them wait for the unit, how many are overdue, how many were ended."""

    running: int = 0
    with_unit: int = 0
    overdue: int = 0
    ended: int = 0


def numbers(connection: Connection, units: Collection[str], today: date) -> Numbers:
    late = WITH_UNIT_STATES & (F.due < today)
    counted = (RUNNING, WITH_UNIT_STATES, late, ~RUNNING)
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in counted]
    return Numbers(*map(int, connection.execute(select(*sums).where(F.unit_id.in_(units), TOLD)).one()))


def listed(connection: Connection, units: Collection[str], *, ended: bool, offset: int = 0) -> list[Finding]:
    """What waits for the unit first, by its last day; at most PAGE of them."""
    which: ColumnElement[bool] = ~RUNNING if ended else RUNNING
    first = case((WITH_UNIT_STATES, 0), else_=1)
    query = select(table(Finding)).where(F.unit_id.in_(units), TOLD, which)
    query = query.order_by(first, F.due.is_(None), F.due, F.number)
    return many(connection, Finding, query.offset(offset).limit(PAGE))


def by_id(connection: Connection, finding_id: str) -> Finding | None:
    """None also for one that the unit was not told of."""
    return one(connection, Finding, F.id == finding_id, TOLD)


def papers(connection: Connection, unit_id: str) -> list[Letter]:
    """Delivered papers against which the unit may say something here, the newest first; none marked with 密级."""
    query = select(table(Letter)).where(L.unit_id == unit_id, L.state.in_(DELIVERED))
    found = many(connection, Letter, query.order_by(L.issued_on.desc(), L.created_at.desc()))
    return [letter for letter in found if statement_steps.remedies_of(letter) and not is_secret(letter)]


def people_of(connection: Connection, unit_id: str) -> dict[int, str]:
    """Names of the unit's own people by account; those of the office are nobody's business here."""
    query = select(A.id, A.name).where(A.scope_unit == unit_id, A.role.in_([role.value for role in UNIT_ROLES]))
    return {row.id: row.name for row in connection.execute(query)}


def files(connection: Connection, unit_id: str, digests: Collection[str]) -> dict[str, str]:
    """What files are called, by SHA-256: by the unit's own words, else by the name they were kept under."""
    if not digests:
        return {}
    kept = {row.sha256: row.name for row in connection.execute(select(B.sha256, B.name).where(B.sha256.in_(digests)))}
    return kept | proofs.captions(connection, unit_id, digests)


def units_below(connection: Connection, unit_id: str, on: date) -> list[str]:
    """Units below with findings they were told of."""
    below = units.within(connection, unit_id, on) - {unit_id}
    return list(connection.execute(select(F.unit_id).where(F.unit_id.in_(below), TOLD).distinct()).scalars())
