"""Queries about re-checks: made from open findings, confirmed with an outcome for each, or called off."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, case, func, or_, select, update

from inspector.casework.finding_life import FROM, FindingStep
from inspector.fieldwork.operations import Head, Level, Operation
from inspector.fieldwork.states import State
from inspector.i18n import N_
from inspector.storage import facts, ids, inspections, operations, recusals, rounds
from inspector.storage.inspections import LINE, InspectionLine
from inspector.storage.rows import add, many, one, table
from inspector.storage.tables import Finding, Inspection, Recheck, RecheckFinding, Round

F, I, K, KF = (table(kind).c for kind in (Finding, Inspection, Recheck, RecheckFinding))  # noqa: E741
CHECKABLE = FROM[FindingStep.recheck][0]
"""The states from which a finding is checked again."""
ENDED = (State.confirmed.value, State.void.value)
NOTHING_CHOSEN = N_("Choose at least one finding to check again.")
MOVED_ON = N_("A chosen finding cannot be checked again any more: somebody went on with it meanwhile.")
TWICE = N_("A chosen finding is in a re-check already that is not confirmed yet.")
RECUSED = N_("This inspector is recused from the unit.")
SELF_RECUSED = N_("You are recused from this unit: somebody else must take this step.")
OVER = N_("This re-check is confirmed or called off already.")


Score = tuple[int | None, int | None]
"""Low and high in millionths of a point; None where nothing counts."""


class RecheckProblem(ValueError):
    """`message` is a message id."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Plan(Struct, frozen=True):
    """What is to be looked at again at one unit, by whom and when.

    `items` are the questions in the order of the form: those of `findings`, and the earlier ones that decide
    whether these are asked. The answers of the latter are `given`, by address.
    """

    first: Round
    first_inspection: str
    unit_id: str
    title: str
    findings: Sequence[str]
    items: Sequence[str]
    given: Mapping[str, Head]
    inspector_id: int | None
    day: date


class Waiting(NamedTuple):
    """A unit with so many findings that can be checked again, `reported` of them put right by what it says."""

    unit_id: str
    unit_name: str
    open: int
    reported: int
    demo: bool


class Decided(NamedTuple):
    """One finding of a re-check as it was confirmed; see RecheckFinding."""

    finding_id: str
    result_before: str
    share_before: int
    result_after: str
    share_after: int
    proposed: str
    outcome: str
    seen: str
    reason: str


def make(connection: Connection, plan: Plan, *, by: int, at: int) -> str:
    """The id of the new inspection, or RecheckProblem. To be run in the writer."""
    if not plan.findings:
        raise RecheckProblem(NOTHING_CHOSEN)
    found = many(connection, Finding, select(table(Finding)).where(F.id.in_(plan.findings)).with_for_update())
    if len(found) != len(set(plan.findings)) or any(row.state not in CHECKABLE for row in found):
        raise RecheckProblem(MOVED_ON)
    if running(connection, plan.findings):
        raise RecheckProblem(TWICE)
    round_ = _round(connection, plan, at)
    inspection = Inspection(
        id=ids.new_id(),
        city_id=round_.city_id,
        round_id=round_.id,
        unit_id=plan.unit_id,
        inspector_id=plan.inspector_id,
        visit_date=plan.day,
        created_at=at,
    )
    inspections.assign(connection, inspection)
    kept = Recheck(
        round_id=round_.id,
        inspection_id=inspection.id,
        follows=plan.first.id,
        first_inspection=plan.first_inspection,
        made_by=by,
        made_at=at,
    )
    add(connection, kept)
    add(connection, *(RecheckFinding(round_id=round_.id, finding_id=row.id, item_id=row.item_id) for row in found))
    if recusals.recused(connection, inspection.id, by, at):
        raise RecheckProblem(SELF_RECUSED)
    if plan.inspector_id and recusals.recused(connection, inspection.id, plan.inspector_id, at):
        raise RecheckProblem(RECUSED)
    _give(connection, inspection, plan.given, by, at)
    return inspection.id


def _round(connection: Connection, plan: Plan, at: int) -> Round:
    """Edition, scheme, settings, period and facts are those of the first round; it judges on the day of the visit."""
    first, selection = plan.first, json.dumps(list(plan.items))
    through = first.facts_through
    row = first.model_copy(
        update={
            "id": ids.new_id(),
            "title": plan.title,
            "supervision": rounds.RECHECK,
            "selection": selection,
            "selection_digest": sha256(selection.encode()).hexdigest(),
            "cutoff": max(first.cutoff, plan.day),
            "state": "draft",
            "facts_through": facts.last_arrival(connection, first.city_id) if through is None else through,
            "created_at": at,
            "opened_at": None,
            "closed_at": None,
        }
    )
    rounds.add(connection, row)
    rounds.open_part(connection, row.id, first.id, plan.unit_id, at=at)
    return row


def _give(connection: Connection, inspection: Inspection, given: Mapping[str, Head], by: int, at: int) -> None:
    """Answers of the first inspection that others hang on: entered before anybody begins, so it is not begun."""
    batch = [
        Operation(ids.new_id(), inspection.id, Level.team, path, None, head.value, head.raw, by)
        for path, head in given.items()
    ]
    operations.receive(connection, batch, at)
    connection.execute(update(table(Inspection)).where(I.id == inspection.id).values(state=State.assigned.value))


def running(connection: Connection, finding_ids: Iterable[str]) -> dict[str, str]:
    """By finding, the inspection of its re-check that is neither confirmed nor called off."""
    query = (
        select(KF.finding_id, K.inspection_id)
        .join_from(table(RecheckFinding), table(Recheck), K.round_id == KF.round_id)
        .join(table(Inspection), I.id == K.inspection_id)
        .where(KF.finding_id.in_(list(finding_ids)), I.state.not_in(ENDED))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def of_inspection(connection: Connection, inspection_id: str) -> Recheck | None:
    """None for an inspection of a campaign."""
    return one(connection, Recheck, K.inspection_id == inspection_id)


def of_round(connection: Connection, round_id: str) -> Recheck | None:
    return one(connection, Recheck, K.round_id == round_id)


def found_again(connection: Connection, round_id: str) -> list[RecheckFinding]:
    """The findings of a re-check in the order of the ledger."""
    query = select(table(RecheckFinding)).join(table(Finding), F.id == KF.finding_id)
    return many(connection, RecheckFinding, query.where(KF.round_id == round_id).order_by(F.number))


def confirmed(connection: Connection, follows: str, unit_id: str | None = None) -> list[Recheck]:
    """The re-checks of a round, or of one unit in it, the first confirmed first."""
    query = select(table(Recheck)).join(table(Inspection), I.id == K.inspection_id)
    query = query.where(K.follows == follows, I.state == State.confirmed.value)
    query = query if unit_id is None else query.where(I.unit_id == unit_id)
    return many(connection, Recheck, query.order_by(I.confirmed_at, K.round_id))


def lines(connection: Connection, city_id: str) -> list[InspectionLine]:
    """The inspections of a city's re-checks, the newest first."""
    query = LINE.join(table(Recheck), K.inspection_id == I.id).where(I.city_id == city_id)
    found = connection.execute(query.order_by(None).order_by(K.made_at.desc(), K.round_id))
    made = map(InspectionLine._make, found)
    return [line._replace(state=State(line.state)) for line in made]


def counted(connection: Connection, city_id: str) -> dict[str, int]:
    """How many findings each re-check of a city has, by its round."""
    query = (
        select(KF.round_id, func.count())
        .join_from(table(RecheckFinding), table(Finding), F.id == KF.finding_id)
        .where(F.city_id == city_id)
        .group_by(KF.round_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def checkable(
    connection: Connection, city_id: str, unit_id: str, district_id: str, finding_ids: Iterable[str]
) -> list[Finding]:
    """What can be checked again at a unit, in a district (neither: empty), or where these findings are."""
    there = select(F.unit_id).where(F.id.in_(list(finding_ids)))
    where = or_(F.unit_id == unit_id, F.unit_id.in_(there), (F.district_id == district_id) & (F.district_id != ""))
    query = select(table(Finding)).where(F.city_id == city_id, F.state.in_(CHECKABLE), where)
    return many(connection, Finding, query.order_by(F.district_id, F.unit_name, F.unit_id, F.number))


def waiting(connection: Connection, city_id: str) -> list[Waiting]:
    """The units with something to check again, those that report the most first."""
    reported = func.sum(case((F.state == "reported", 1), else_=0))
    query = (
        select(F.unit_id, F.unit_name, func.count(), reported, func.max(case((F.demo, 1), else_=0)))
        .where(F.city_id == city_id, F.state.in_(CHECKABLE))
        .group_by(F.unit_id, F.unit_name)
        .order_by(reported.desc(), func.count().desc(), F.unit_id)
    )
    return [Waiting._make(row) for row in connection.execute(query)]


def decide(
    connection: Connection,
    recheck: Recheck,
    decided: Sequence[Decided],
    *,
    day: date,
    new_due: date | None,
    before: Score,
    after: Score,
    at: int,
) -> None:
    """Keeps what was decided and closes the round; the findings themselves are moved by `findings.advance`."""
    for row in decided:
        here = (KF.round_id == recheck.round_id, KF.finding_id == row.finding_id)
        connection.execute(update(table(RecheckFinding)).where(*here).values(row._asdict()))
    kept = {"day": day, "new_due": new_due, "before_low": before[0], "before_high": before[1]}
    kept |= {"after_low": after[0], "after_high": after[1]}
    connection.execute(update(table(Recheck)).where(K.round_id == recheck.round_id).values(kept))
    rounds.close_round(connection, recheck.round_id, at=at)


def replan(connection: Connection, recheck: Recheck, inspector_id: int | None, day: date, *, at: int) -> None:
    """Another inspector or day, as long as nobody has confirmed it; or RecheckProblem."""
    if inspector_id and recusals.recused(connection, recheck.inspection_id, inspector_id, at):
        raise RecheckProblem(RECUSED)
    here = (I.id == recheck.inspection_id, I.state.not_in(ENDED))
    change = update(table(Inspection)).where(*here).values(inspector_id=inspector_id, visit_date=day)
    if connection.execute(change).rowcount != 1:
        raise RecheckProblem(OVER)
    rounds.judge_on(connection, recheck.round_id, day)


def call_off(connection: Connection, recheck: Recheck, reason: str, *, at: int) -> None:
    """Its findings are free for another one; what was entered stays in the record. RecheckProblem when it is over."""
    here = (I.id == recheck.inspection_id, I.state.not_in(ENDED))
    change = update(table(Inspection)).where(*here)
    if connection.execute(change.values(state=State.void.value, return_reason=reason)).rowcount != 1:
        raise RecheckProblem(OVER)
    rounds.close_round(connection, recheck.round_id, at=at)
