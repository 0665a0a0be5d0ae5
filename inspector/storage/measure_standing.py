"""Where a case stands: the days of its steps, the terms that run, and who keeps out of it."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection, select

from inspector.casework.measure_clocks import Dates, Running, clocks
from inspector.casework.measure_life import ANSWERS, Bar, CaseStanding, CaseState, CaseStep
from inspector.casework.remedies import Decision
from inspector.checklist.ladder import Ladder, Measure
from inspector.storage import accounts, holidays, measure_bars, statements
from inspector.storage.rows import table
from inspector.storage.tables import Inspection, MeasureCase, MeasureEvent, Round, Statement

I, R = table(Inspection).c, table(Round).c  # noqa: E741 (initials)


class Inspected(Struct, frozen=True):
    """The confirmed inspection that a case follows; `ended_on` its day on site, where one was set."""

    round_id: str
    ended_on: date | None
    demo: bool


def last_inspection(connection: Connection, unit_id: str) -> Inspected | None:
    query = (
        select(I.round_id, I.visit_date, R.demo)
        .join_from(table(Inspection), table(Round), R.id == I.round_id)
        .where(I.unit_id == unit_id, I.state == "confirmed")
        .order_by(R.created_at.desc(), I.id)
    )
    row = connection.execute(query).first()
    return Inspected(*row) if row else None


def dates(case: MeasureCase, told: Sequence[MeasureEvent], said: Sequence[Statement] = ()) -> Dates:
    """A step that is taken once has one day; the latest where there are several. `said`: what the unit asked for on
    its own page, or a clerk took down there, which is no step of the case."""
    by_step: dict[str, date | None] = {one.step: one.day for one in told}
    by_step |= {f"ask_{one.kind}": one.received_on for one in said}
    by_step |= {f"answer_{one.kind}": one.decided_on for one in said if one.decided_on}
    wrong = [by_step[step] for step, name in ANSWERS.items() if remedy(told, said, name) == "wrong"]
    return Dates(
        inspected=case.inspected_on,
        grouped=by_step.get(CaseStep.group),
        noticed=by_step.get(CaseStep.notice),
        heard=by_step.get(CaseStep.hear),
        enacted=by_step.get(CaseStep.enact),
        received=by_step.get(CaseStep.deliver),
        review_asked=by_step.get(CaseStep.ask_review),
        review_answered=by_step.get(CaseStep.answer_review),
        appeal_asked=by_step.get(CaseStep.ask_appeal),
        appeal_answered=by_step.get(CaseStep.answer_appeal),
        wrong=wrong[-1] if wrong else None,
        ended=by_step.get(CaseStep.correct) or by_step.get(CaseStep.end),
    )


def running(connection: Connection, case: MeasureCase, ladder: Ladder, told: Sequence[MeasureEvent]) -> list[Running]:
    """The terms of a case, counted with the city's days off."""
    days = holidays.days_of(connection, case.city_id)
    said = statements.of_measure(connection, case.id)
    return clocks(ladder, ladder.measures[case.measure_id], dates(case, told, said), days)


def standing(
    connection: Connection,
    case: MeasureCase,
    ladder: Ladder,
    told: Sequence[MeasureEvent],
    *,
    by: int,
    today: date,
    at: int,
) -> CaseStanding:
    said = statements.of_measure(connection, case.id)
    measure, days = ladder.measures[case.measure_id], dates(case, told, said)
    last = {one.name: one.until.last for one in running(connection, case, ladder, told)}
    found = measure_bars.barred(connection, case.unit_id, on=today, at=at)
    names = measure_bars.barred_names(connection, found)
    proposer = accounts.by_id(connection, case.proposed_by)
    names |= {proposer.name: Bar.proposed} if proposer and proposer.name not in names else {}
    mine = found.get(by) or (Bar.proposed if by == case.proposed_by else None)
    return CaseStanding(
        CaseState(case.state),
        measure.approves,
        exits(measure),
        last=max((one.day for one in told if one.day), default=None),
        hear_until=last.get("hearing"),
        received=days.received,
        ask_until=last.get("review"),
        appeal_until=last.get("appeal"),
        review=remedy(told, said, "review"),
        appeal=remedy(told, said, "appeal"),
        stated=frozenset(one.kind for one in said if one.decided_on is None),
        barred=mine,
        barred_names=names,
    )


def remedy(told: Sequence[MeasureEvent], said: Sequence[Statement], name: str) -> str:
    """Where a review or an appeal stands: "", asked, upheld or wrong; taken down as a step or as a statement."""
    outcomes = [one.outcome for one in told if one.step == f"answer_{name}"]
    mine = [one for one in said if one.kind == name]
    outcomes += ["upheld" if one.decision == Decision.upheld else "wrong" for one in mine if one.decided_on]
    asked = bool(mine) or any(one.step == f"ask_{name}" for one in told)
    return outcomes[-1] if outcomes else "asked" * asked


def exits(measure: Measure) -> frozenset[str]:
    """As the step `end` names them: closes, next:<measure>, transfer:<to whom>."""
    onward = [*(f"next:{one}" for one in measure.next), *(f"transfer:{one}" for one in measure.transfer)]
    return frozenset([*onward, *(["closes"] if measure.closes else [])])
