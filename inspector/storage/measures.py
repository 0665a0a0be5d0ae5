"""Queries about cases of accountability, and their steps: proposed or refused by a person, then one after the other."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct
from sqlalchemy import Connection, select, update

from inspector.casework.measure_life import (
    ARCHIVED,
    RUNNING,
    CaseMove,
    CaseObstacle,
    CaseState,
    CaseStep,
    ImpossibleCaseStepError,
    move,
)
from inspector.casework.measures import WHOLE, Facts, Past, Proposal, as_data, facts_of, proposals
from inspector.checklist.ladder import Ladder
from inspector.storage import accounts, counters, measure_bars, measure_facts, measure_standing, units
from inspector.storage.ids import new_id
from inspector.storage.measure_facts import Running, spoken_against
from inspector.storage.measure_problems import CaseProblem
from inspector.storage.raw import Cursor
from inspector.storage.rows import add, many, one, table
from inspector.storage.tables import Finding, Letter, MeasureCase, MeasureEvent, MeasureFinding, Role
from inspector.storage.units import UnitAt

C, E, F, MF = table(MeasureCase).c, table(MeasureEvent).c, table(Finding).c, table(MeasureFinding).c
NOUN = "measure"


class UnitStanding(Struct, frozen=True):
    """A unit as the ladder sees it: findings that may speak against it with their facts, its past, what is proposed."""

    findings: dict[str, Running]
    facts: dict[str, Facts]
    past: Past
    proposals: list[Proposal]


class Choice(Struct, frozen=True):
    """What a person decides about a proposal. `post` of the person where the measure is against one; `note` the
    reason for taking or refusing it, `skip_reason` for leaving lower measures out."""

    measure: str
    day: date
    note: str
    post: str = ""
    skip_reason: str = ""


def by_id(connection: Connection, case_id: str) -> MeasureCase | None:
    return one(connection, MeasureCase, C.id == case_id)


def of_unit(connection: Connection, unit_id: str) -> list[MeasureCase]:
    """The newest first."""
    return many(
        connection, MeasureCase, select(table(MeasureCase)).where(C.unit_id == unit_id).order_by(C.number.desc())
    )


def of_city(connection: Connection, city_id: str, *, archived: bool) -> list[MeasureCase]:
    """Those that run, or the archive; the newest first."""
    states = [state.value for state in (ARCHIVED if archived else RUNNING)]
    query = select(table(MeasureCase)).where(C.city_id == city_id, C.state.in_(states))
    return many(connection, MeasureCase, query.order_by(C.number.desc()))


def of_letter(connection: Connection, letter_id: str) -> MeasureCase | None:
    """The case that a paper was bound to, the newest if there are several."""
    joined = select(table(MeasureCase)).join(table(MeasureEvent), E.case_id == C.id).where(E.letter_id == letter_id)
    found = many(connection, MeasureCase, joined.order_by(C.number.desc()).limit(1))
    return found[0] if found else None


def of_finding(connection: Connection, finding_id: str) -> list[MeasureCase]:
    joined = select(table(MeasureCase)).join(table(MeasureFinding), MF.case_id == C.id)
    return many(connection, MeasureCase, joined.where(MF.finding_id == finding_id).order_by(C.number))


def events(connection: Connection, case_id: str) -> list[MeasureEvent]:
    """The first one first."""
    return many(connection, MeasureEvent, select(table(MeasureEvent)).where(E.case_id == case_id).order_by(E.number))


def findings_of(connection: Connection, case_id: str) -> list[Finding]:
    joined = select(table(Finding)).join(table(MeasureFinding), MF.finding_id == F.id)
    return many(connection, Finding, joined.where(MF.case_id == case_id).order_by(F.number))


@lru_cache(maxsize=32)
def _restored(text: str) -> Ladder:
    return Ladder.model_validate_json(text)


def ladder_of(case: MeasureCase) -> Ladder:
    """As it stood when the case began."""
    return _restored(case.ladder)


def standing(connection: Connection, unit_id: str, ladder: Ladder, today: date) -> UnitStanding:
    rows = measure_facts.running(connection, F.unit_id == unit_id, spoken_against(ladder, today))
    facts = measure_facts.of_findings(connection, rows, today)
    whole = measure_facts.of_unit(connection, unit_id, today)
    return _standing(rows, facts, whole, of_unit(connection, unit_id), ladder)


def of_all_units(connection: Connection, city_id: str, ladder: Ladder, today: date) -> dict[str, UnitStanding]:
    """By unit, those for which something is proposed."""
    rows = measure_facts.running(connection, F.city_id == city_id, spoken_against(ladder, today))
    facts = measure_facts.of_findings(connection, rows, today)
    whole = measure_facts.of_city(connection, city_id, today)
    mine: dict[str, list[Running]] = {unit: [] for unit in whole}
    for row in rows:
        mine.setdefault(row.unit_id, []).append(row)
    cases: dict[str, list[MeasureCase]] = {}
    for case in many(connection, MeasureCase, select(table(MeasureCase)).where(C.city_id == city_id)):
        cases.setdefault(case.unit_id, []).append(case)
    found = {
        unit: _standing(listed, facts, whole.get(unit, Facts()), cases.get(unit, []), ladder)
        for unit, listed in mine.items()
    }
    return {unit: one for unit, one in found.items() if one.proposals}


def _standing(
    rows: Sequence[Running],
    facts: Mapping[str, Facts],
    whole: Facts,
    cases: Collection[MeasureCase],
    ladder: Ladder,
) -> UnitStanding:
    own, past = {row.id: facts[row.id] for row in rows if row.id in facts}, _past(cases)
    listed = {row.id: row for row in rows if row.id in own}
    return UnitStanding(listed, own | {WHOLE: whole}, past, proposals(ladder, whole, own, past))


def _past(cases: Collection[MeasureCase]) -> Past:
    """Of several decisions about one measure the facts are joined, so that none of them is asked about again."""
    running = frozenset(one.measure_id for one in cases if one.state in RUNNING)
    taken = frozenset(one.measure_id for one in cases if one.state in (CaseState.ended, CaseState.in_force))
    known: dict[str, dict[str, Facts]] = {}
    for case in cases:
        mine = known.setdefault(case.measure_id, {})
        for finding, facts in facts_of(json.loads(case.facts)).items():
            mine[finding] = facts.with_(mine.get(finding, Facts()))
    return Past(running, taken, known)


def propose(
    connection: Connection, unit: UnitAt, ladder: Ladder, chosen: Choice, *, by: int, at: int, today: date
) -> MeasureCase:
    """Takes up a proposal of the engine as a case, or CaseProblem; of two people at once the second is told."""
    offered, against = _offered(connection, unit, ladder, chosen, by, at, today)
    if offered.skipped and not chosen.skip_reason.strip():
        raise CaseProblem(CaseObstacle.skip_reason_missing)
    if against == "person" and not chosen.post.strip():
        raise CaseProblem(CaseObstacle.post_missing)
    return _open(connection, unit, ladder, offered, chosen, CaseState.proposed, by, at)


def refuse(
    connection: Connection, unit: UnitAt, ladder: Ladder, chosen: Choice, *, by: int, at: int, today: date
) -> MeasureCase:
    """Keeps that a proposal was not taken and why; it comes back when the facts are worse."""
    offered, _ = _offered(connection, unit, ladder, chosen, by, at, today)
    return _open(connection, unit, ladder, offered, chosen, CaseState.not_taken, by, at)


def _offered(
    connection: Connection, unit: UnitAt, ladder: Ladder, chosen: Choice, by: int, at: int, today: date
) -> tuple[Proposal, str]:
    account = accounts.by_id(connection, by)
    if account is None or account.role not in (Role.clerk, Role.evaluator):
        raise CaseProblem(CaseObstacle.role)
    bar = measure_bars.barred(connection, unit.id, on=today, at=at).get(by)
    if bar is not None:
        raise CaseProblem(CaseObstacle.inspected if bar == "inspected" else CaseObstacle.recused)
    if units.by_id(connection, unit.id, today) is None:
        raise CaseProblem(CaseObstacle.gone)
    if chosen.day > today:
        raise CaseProblem(CaseObstacle.day_ahead)
    found = standing(connection, unit.id, ladder, today)
    if chosen.measure in found.past.running:
        raise CaseProblem(CaseObstacle.running)
    offered = next((one for one in found.proposals if one.measure == chosen.measure), None)
    if offered is None:
        raise CaseProblem(CaseObstacle.not_proposed)
    if not chosen.note.strip():
        raise CaseProblem(CaseObstacle.text_missing)
    return offered, ladder.measures[chosen.measure].against


def _open(
    connection: Connection,
    unit: UnitAt,
    ladder: Ladder,
    offered: Proposal,
    chosen: Choice,
    state: CaseState,
    by: int,
    at: int,
) -> MeasureCase:
    seen = measure_standing.last_inspection(connection, unit.id)
    reasons = [[one.finding, one.trigger, [list(reason) for reason in one.reasons]] for one in offered.grounds]
    row = MeasureCase(
        id=new_id(),
        city_id=unit.city_id,
        number=counters.take(Cursor(connection), unit.city_id, NOUN),
        unit_id=unit.id,
        unit_name=unit.name,
        round_id=seen.round_id if seen else None,
        post=chosen.post.strip(),
        measure_id=offered.measure,
        measure_title=ladder.measures[offered.measure].title,
        ladder=ladder.model_dump_json(by_alias=True),
        facts=json.dumps(as_data(offered.facts), ensure_ascii=False),
        reasons=json.dumps(reasons, ensure_ascii=False),
        skipped=json.dumps(list(offered.skipped)),
        skip_reason=chosen.skip_reason.strip(),
        inspected_on=seen.ended_on if seen else None,
        state=state.value,
        proposed_by=by,
        proposed_at=at,
        demo=seen.demo if seen else False,
    )
    add(connection, row)
    named = dict.fromkeys(one.finding for one in offered.grounds if one.finding != WHOLE)
    add(connection, *(MeasureFinding(case_id=row.id, finding_id=finding) for finding in named))
    step = "propose" if state is CaseState.proposed else CaseStep.refuse.value
    first = MeasureEvent(case_id=row.id, number=1, step=step, state=state.value, account_id=by, at=at)
    add(connection, first.model_copy(update={"day": chosen.day, "note": chosen.note.strip()}))
    return row


def advance(
    connection: Connection, case_id: str, step: CaseMove, *, by: int, at: int, today: date, seen: int | None = None
) -> MeasureCase:
    """One step of one case, or CaseProblem. `seen` is the version that the person had seen."""
    found = many(connection, MeasureCase, select(table(MeasureCase)).where(C.id == case_id).with_for_update())
    if not found:
        raise CaseProblem(CaseObstacle.unknown)
    row, account = found[0], accounts.by_id(connection, by)
    if seen is not None and seen != row.version:
        raise CaseProblem(CaseObstacle.stale)
    if account is None:
        raise CaseProblem(CaseObstacle.role)
    told = events(connection, case_id)
    at_ = measure_standing.standing(connection, row, ladder_of(row), told, by=by, today=today, at=at)
    try:
        state = move(at_, step, Role(account.role), today)
    except ImpossibleCaseStepError as error:
        raise CaseProblem(error.obstacle) from error
    if step.letter:
        _fitting(connection, row, step.letter)
    changed = {"state": state.value, "version": row.version + 1}
    connection.execute(update(table(MeasureCase)).where(C.id == case_id).values(changed))
    add(connection, _event(row, step, state, by, at))
    return row.model_copy(update=changed)


def _fitting(connection: Connection, case: MeasureCase, letter_id: str) -> None:
    letter = one(connection, Letter, table(Letter).c.id == letter_id)
    if letter is None or letter.unit_id != case.unit_id:
        raise CaseProblem(CaseObstacle.letter_unknown)
    if letter.state == "withdrawn":
        raise CaseProblem(CaseObstacle.letter_withdrawn)


def _event(case: MeasureCase, step: CaseMove, state: CaseState, by: int, at: int) -> MeasureEvent:
    words = {name: getattr(step, name).strip() for name in ("note", "person", "post", "facts", "grounds", "late")}
    return MeasureEvent(
        case_id=case.id,
        number=case.version + 1,
        step=step.name.value,
        state=state.value,
        account_id=by,
        at=at,
        day=step.day,
        outcome=step.outcome,
        letter_id=step.letter or None,
        **words,
    )
