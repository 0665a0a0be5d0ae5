"""The facts that speak for a measure: counted from the ledger, and stated by people."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, update

from inspector.casework.deadlines import days_over
from inspector.casework.finding_life import RUNNING, WITH_UNIT, FindingState, FindingStep, is_overdue
from inspector.casework.measure_life import CaseObstacle, CaseStep
from inspector.casework.measures import Facts
from inspector.checklist.ladder import STATED, Ladder, Trigger
from inspector.storage.measure_problems import CaseProblem
from inspector.storage.rows import add, many, one, table
from inspector.storage.sought import among
from inspector.storage.tables import Finding, FindingEvent, Letter, MeasureCase, MeasureEvent, StatedFact

F, E, L = table(Finding).c, table(FindingEvent).c, table(Letter).c
M, ME, S = table(MeasureCase).c, table(MeasureEvent).c, table(StatedFact).c
A_YEAR = 365
AT_ONCE = 5_000
"""Ids in one query: a database takes only so many."""


class Happened(NamedTuple):
    """What counts of an event; a ledger has hundreds of thousands."""

    step: str
    state: str
    outcome: str
    letter_id: str | None


class Running(NamedTuple):
    """A finding that runs, as far as the ladder looks at it."""

    id: str
    number: int
    unit_id: str
    title: str
    state: str
    due: date | None
    severity: str


def running(connection: Connection, *where: ColumnElement[bool]) -> list[Running]:
    """By number in the ledger."""
    query = select(*(F[name] for name in Running._fields)).where(F.state.in_([one.value for one in RUNNING]), *where)
    return [Running._make(row) for row in connection.execute(query.order_by(F.number))]


def spoken_against(ladder: Ladder, today: date) -> ColumnElement[bool]:
    """The findings of which some trigger may hold: all others need not be read."""
    may = [_may_hold(one, today) for measure in ladder.measures.values() for one in measure.triggers]
    return or_(false(), *(and_(*needed) for needed in may if needed))


def _may_hold(trigger: Trigger, today: date) -> list[ColumnElement[bool]]:
    """What a trigger needs of the finding itself; nothing where it asks for what concerns the unit as a whole."""
    late, needed = max(trigger.overdue_days or 0, int(trigger.report_missing)), list[ColumnElement[bool]]()
    if late:
        needed += [F.state.in_([one.value for one in WITH_UNIT]), F.due <= today - timedelta(days=late)]
    if trigger.grave:
        needed.append(F.severity == "grave")
    if trigger.recheck_failed:
        failed = select(E.finding_id).where(E.step == FindingStep.recheck.value, E.outcome != "done")
        needed.append(F.id.in_(failed))
    if trigger.urged:
        needed.append(F.id.in_(select(E.finding_id).where(E.step == FindingStep.urge.value)))
    return needed


def of_findings(connection: Connection, found: Sequence[Running], today: date) -> dict[str, Facts]:
    """By id. What came before it was found anew counts no more, nor what was taken back."""
    events: dict[str, list[Happened]] = {}
    ids = [row.id for row in found]
    for first in range(0, len(ids), AT_ONCE):
        some = among(E.finding_id, ids[first : first + AT_ONCE])
        query = select(E.finding_id, E.step, E.state, E.outcome, E.letter_id).where(some)
        for key, *told in connection.execute(query.order_by(E.finding_id, E.number)):
            _follow(events.setdefault(key, []), Happened(*told))
    withdrawn = _withdrawn(connection, [e.letter_id for told in events.values() for e in told if e.letter_id])
    silent = {
        one: _facts(*one, (), withdrawn, today) for one in {_column(row) for row in found if row.id not in events}
    }
    return {
        row.id: _facts(*_column(row), events[row.id], withdrawn, today) if row.id in events else silent[_column(row)]
        for row in found
    }


def _column(row: Running) -> tuple[str, date | None, str]:
    """What the facts of a finding hang on beside its events: of thousands without any few differ."""
    return row.state, row.due, row.severity


def _follow(told: list[Happened], event: Happened) -> None:
    if event.step == FindingStep.undo and told:
        told.pop()
        return
    if event.state == FindingState.found:
        told.clear()
    told.append(event)


def _withdrawn(connection: Connection, letter_ids: Collection[str]) -> frozenset[str]:
    query = select(L.id).where(L.id.in_(letter_ids), L.state == "withdrawn")
    return frozenset(connection.execute(query).scalars()) if letter_ids else frozenset()


def _facts(
    state: str, due: date | None, severity: str, told: Sequence[Happened], withdrawn: frozenset[str], today: date
) -> Facts:
    late = days_over(due, today) if due and is_overdue(FindingState(state), due, today) else 0
    reported = any(one.step == FindingStep.report for one in told)
    return Facts(
        overdue_days=late,
        urged=sum(one.step == FindingStep.urge and one.letter_id not in withdrawn for one in told),
        recheck_failed=sum(one.step == FindingStep.recheck and one.outcome != "done" for one in told),
        report_missing=late > 0 and not reported,
        grave=severity == "grave",
    )


def of_unit(connection: Connection, unit_id: str, today: date) -> Facts:
    """What concerns the unit as a whole: held to account within a year, and what people stated of it."""
    return of_units(connection, today, M.unit_id == unit_id, S.unit_id == unit_id).get(unit_id, Facts())


def of_city(connection: Connection, city_id: str, today: date) -> dict[str, Facts]:
    """By unit, those left out of whom there is nothing to say."""
    return of_units(connection, today, M.city_id == city_id, S.city_id == city_id)


def of_units(
    connection: Connection, today: date, cases: ColumnElement[bool], stated: ColumnElement[bool]
) -> dict[str, Facts]:
    """Counted are decisions against the unit itself that came into force within a year and were not put right."""
    enacted = (ME.step == CaseStep.enact.value, ME.day > today - timedelta(days=A_YEAR), ME.day <= today)
    held = select(M.unit_id, func.count()).select_from(table(MeasureCase).join(table(MeasureEvent), ME.case_id == M.id))
    held = held.where(cases, M.post == "", M.state != "corrected", *enacted).group_by(M.unit_id)
    found = {unit: Facts(repeated_in_a_year=count) for unit, count in connection.execute(held)}
    query = select(S.unit_id, S.condition).where(stated, S.withdrawn_at.is_(None))
    for unit, condition in connection.execute(query):
        found[unit] = found.get(unit, Facts()).with_(Facts(stated=frozenset({condition})))
    return found


def stated_of(connection: Connection, unit_id: str) -> list[StatedFact]:
    """All ever stated, the latest first."""
    query = select(table(StatedFact)).where(S.unit_id == unit_id)
    return many(connection, StatedFact, query.order_by(S.stated_at.desc(), S.id))


def state(connection: Connection, fact: StatedFact, today: date) -> None:
    """CaseProblem unless it says what happened, when, and what proves it."""
    if fact.condition not in STATED or not fact.text.strip():
        raise CaseProblem(CaseObstacle.text_missing)
    if not fact.evidence.strip():
        raise CaseProblem(CaseObstacle.evidence_missing)
    if fact.happened_on > today:
        raise CaseProblem(CaseObstacle.day_ahead)
    add(connection, fact)


def withdraw(connection: Connection, unit_id: str, fact_id: str, *, by: int, at: int, reason: str) -> None:
    row = one(connection, StatedFact, S.id == fact_id, S.unit_id == unit_id)
    if row is None or row.withdrawn_at is not None:
        raise CaseProblem(CaseObstacle.stale)
    if not reason.strip():
        raise CaseProblem(CaseObstacle.text_missing)
    changed = {"withdrawn_by": by, "withdrawn_at": at, "withdraw_reason": reason.strip()}
    connection.execute(update(table(StatedFact)).where(S.id == fact_id).values(changed))
