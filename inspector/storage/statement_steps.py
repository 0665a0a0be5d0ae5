"""A statement comes in and is decided about; the letter it answers, and the finding it is about, move with it."""

import json
from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from inspector.casework.deadlines import Days, Rule
from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.letter_life import OUT, LetterState, LetterStep
from inspector.casework.measure_clocks import remedy_rules
from inspector.casework.measure_life import Bar
from inspector.casework.remedies import (
    AGAINST_MEASURES,
    DECIDE_WITHIN,
    SAY_WITHIN,
    Decision,
    Remedy,
    StatementObstacle,
    Term,
    term,
)
from inspector.casework.terms import Event
from inspector.casework.terms import Term as OfficeTerm
from inspector.fieldwork.states import UNIT_ROLES, Role
from inspector.storage import (
    accounts,
    finding_letters,
    findings,
    letter_events,
    letter_inputs,
    letters,
    measure_bars,
    measure_standing,
    measures,
    recusals,
    statements,
    terms,
)
from inspector.storage.ids import new_id
from inspector.storage.rows import add, many, one, table
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.tables import Account, Letter, MeasureCase, Statement

S = table(Statement).c
OPEN_TO: dict[str, tuple[Remedy, ...]] = {
    "opinion": (Remedy.objection,),
    "recheck_opinion": (Remedy.objection,),
    "measure_circular": AGAINST_MEASURES,
}
"""What may be said against a kind of letter; against a preliminary opinion, the defence."""
RECEIPTS = frozenset({Event.preliminary_received, Event.opinion_received})


Rules = Mapping[Remedy, Rule | None]


class Coming(Struct, frozen=True):
    """A statement as it comes: `proofs` are SHA-256 of files that are kept already.

    Its subject is a letter, one finding of that letter, or a `measure` that was `received` on a day and is of a unit;
    of a letter that is bound to a case, the measure of that case.
    """

    kind: Remedy
    text: str
    received_on: date
    proofs: tuple[str, ...] = ()
    letter_id: str = ""
    finding_id: str = ""
    measure: str = ""
    unit_id: str = ""
    city_id: str = ""
    received: date | None = None

    @property
    def subject(self) -> str:
        whole = f"m-{self.measure}" if self.measure else f"l-{self.letter_id}"
        return f"{whole}.f-{self.finding_id}" if self.finding_id else whole


def remedies_of(letter: Letter) -> tuple[Remedy, ...]:
    return (Remedy.defence,) if letter_inputs.is_preliminary(letter) else OPEN_TO.get(letter.kind, ())


def received_on(connection: Connection, letter_id: str) -> date | None:
    """The day on which a letter was delivered."""
    found = [one for one in letter_events.of_letter(connection, letter_id) if one.step == LetterStep.deliver]
    return found[-1].day if found else None


def file(connection: Connection, coming: Coming, *, by: int, at: int, today: date, days: Days) -> Statement:
    """Takes it, in time or late, or raises StatementProblem. A delivered preliminary opinion is answered by it."""
    account = accounts.by_id(connection, by)
    letter = _letter(connection, coming) if not coming.measure else None
    unit = letter.unit_id if letter else coming.unit_id
    received = received_on(connection, coming.letter_id) if letter else coming.received
    obstacle = _barred(account, unit) or _lacking(coming, received, today)
    if obstacle is not None:
        raise StatementProblem(obstacle)
    case = _case(connection, coming.kind, coming.measure, coming.letter_id)
    coming = replace(coming, measure=case.id) if case else coming
    same = one(connection, Statement, S.kind == coming.kind.value, S.subject == coming.subject)
    if same is not None or (case and _asked(connection, case, coming.kind)):
        raise StatementProblem(StatementObstacle.said_already)
    until = _until(connection, coming, letter, received, days, case)
    row = Statement(
        id=new_id(),
        city_id=letter.city_id if letter else coming.city_id,
        unit_id=unit,
        kind=coming.kind.value,
        subject=coming.subject,
        letter_id=coming.letter_id or None,
        finding_id=coming.finding_id or None,
        measure=coming.measure,
        text=coming.text.strip(),
        proofs=json.dumps(list(coming.proofs)),
        received_on=coming.received_on,
        last_day=until.last.last if until.last else None,
        term_source=until.source,
        late=until.is_late(coming.received_on),
        on_paper=account is not None and account.role not in UNIT_ROLES,
        entered_by=by,
        entered_at=at,
    )
    add(connection, row)
    if letter is not None and letter.state == LetterState.delivered and coming.kind is Remedy.defence:
        letters.answered(connection, letter, by=by, at=at, day=coming.received_on, note=row.text)
    return row


def _case(connection: Connection, kind: str, measure: str, letter_id: str | None) -> MeasureCase | None:
    """The case of a measure that a review or an appeal is about, however it came."""
    if kind not in AGAINST_MEASURES:
        return None
    return measures.by_id(connection, measure) or (measures.of_letter(connection, letter_id) if letter_id else None)


def _asked(connection: Connection, case: MeasureCase, kind: Remedy) -> bool:
    """Taken down as a step of the case, or against another of its papers."""
    told, said = measures.events(connection, case.id), statements.of_measure(connection, case.id)
    return bool(measure_standing.remedy(told, said, kind.value))


def _letter(connection: Connection, coming: Coming) -> Letter:
    letter = letters.by_id(connection, coming.letter_id)
    if letter is None:
        raise StatementProblem(StatementObstacle.unknown)
    if letter.state == LetterState.withdrawn:
        raise StatementProblem(StatementObstacle.withdrawn)
    if coming.kind not in remedies_of(letter):
        raise StatementProblem(StatementObstacle.kind)
    if letter.state not in OUT - {LetterState.issued}:
        raise StatementProblem(StatementObstacle.not_delivered)
    known = {one.id for one in finding_letters.spoken_of(connection, letter)}
    if coming.finding_id and coming.finding_id not in known:
        raise StatementProblem(StatementObstacle.foreign)
    return letter


def _barred(account: Account | None, unit: str) -> StatementObstacle | None:
    """The unit's own people speak for it; a clerk types what came on paper."""
    if account is None:
        return StatementObstacle.role
    own = account.role in UNIT_ROLES and account.scope_unit == unit
    return None if own or account.role == Role.clerk else StatementObstacle.role


def _lacking(coming: Coming, received: date | None, today: date) -> StatementObstacle | None:
    if received is None:
        return StatementObstacle.not_delivered
    if not coming.text.strip() and not coming.proofs:
        return StatementObstacle.text_missing
    if coming.received_on > today:
        return StatementObstacle.day_ahead
    return StatementObstacle.day_early if coming.received_on < received else None


def _until(
    connection: Connection,
    coming: Coming,
    letter: Letter | None,
    received: date | None,
    days: Days,
    case: MeasureCase | None,
) -> Term:
    """What the letter prints, else the rule; an appeal after a review counts from the review's decision."""
    if letter is not None and (printed := printed_term(letter)) is not None:
        return printed
    before = statements.of_measure(connection, coming.measure) if coming.measure else ()
    before = before or statements.of_letter(connection, coming.letter_id)
    begins = statements.last_decided(before, Remedy.review) if coming.kind is Remedy.appeal else None
    if case and coming.kind is Remedy.appeal:
        begins = measure_standing.dates(case, measures.events(connection, case.id), before).review_answered
    city = letter.city_id if letter else coming.city_id
    return term(rules(connection, city, case)[0][coming.kind], begins or received, days)


def rules(connection: Connection, city_id: str, case: MeasureCase | None = None) -> tuple[Rules, Rules]:
    """Within how many days something is said, and decided: by law, or as the office has set it.

    Against the measure of a case, as the ladder says that stands frozen in it.
    """
    own = terms.of_city(connection, city_id)
    say = {Remedy.defence: own.get(OfficeTerm.defence), Remedy.objection: own.get(OfficeTerm.objection)}
    answer = {Remedy.objection: own.get(OfficeTerm.objection_answer)}
    said, decided = {kind: _from_receipt(rule) for kind, rule in say.items()}, dict(answer)
    if case is not None:
        frozen = measures.ladder_of(case)
        for kind in AGAINST_MEASURES:
            said[kind], decided[kind] = remedy_rules(frozen, kind.value)
    return {**SAY_WITHIN, **said}, {**DECIDE_WITHIN, **decided}


def _from_receipt(rule: Rule | None) -> Rule | None:
    """Only what runs from the day on which the paper was received: of other days the paper says nothing."""
    return rule if rule is not None and rule.event in RECEIPTS else None


def printed_term(letter: Letter) -> Term | None:
    """The last day that a preliminary opinion sets for the unit's answer; of other letters it is for another thing."""
    return letter_inputs.answer_term(letter) if letter_inputs.is_preliminary(letter) else None


class Verdict(Struct, frozen=True):
    """A decision with its `day`; `change` is what shall be said instead, `reason` what the unit reads."""

    decision: Decision
    reason: str
    day: date
    change: str = ""


def decide(
    connection: Connection,
    statement_id: str,
    verdict: Verdict,
    *,
    by: int,
    at: int,
    today: date,
    recused: bool = False,
) -> Statement:
    """Decides once, or raises StatementProblem; dropping a finding is a step of the finding, which may refuse it.

    `recused` is for measures; of a letter's round the record knows who keeps out of the unit.
    """
    found = many(connection, Statement, select(table(Statement)).where(S.id == statement_id).with_for_update())
    if not found:
        raise StatementProblem(StatementObstacle.unknown)
    row, account = found[0], accounts.by_id(connection, by)
    recused = recused or _keeps_out(connection, row, by, at, today)
    obstacle = _undecidable(row, account, recused) or _unsaid(row, verdict, today)
    if obstacle is not None:
        raise StatementProblem(obstacle)
    if verdict.decision is Decision.dropped and row.finding_id:
        step = Step(FindingStep.drop, note=verdict.reason)
        findings.advance(connection, row.finding_id, step, by=by, at=at, today=today, letter_id=row.letter_id)
    changed = {
        "decided_on": verdict.day,
        "decision": verdict.decision.value,
        "change": verdict.change.strip(),
        "reason": verdict.reason.strip(),
        "decided_by": by,
    }
    connection.execute(update(table(Statement)).where(S.id == statement_id).values(changed))
    return row.model_copy(update=changed)


def _keeps_out(connection: Connection, row: Statement, by: int, at: int, today: date) -> bool:
    """Of a measure also whoever keeps out of its case."""
    case = _case(connection, row.kind, row.measure, row.letter_id)
    bars = measure_bars.barred(connection, case.unit_id, on=today, at=at) if case else {}
    if bars.get(by) in (Bar.recused, Bar.head):
        return True
    letter = letters.by_id(connection, row.letter_id) if row.letter_id else None
    return letter is not None and by in recusals.of_unit(connection, letter.round_id, row.unit_id, at)


def _undecidable(row: Statement, account: Account | None, recused: bool) -> StatementObstacle | None:
    if account is None or account.role not in (Role.clerk, Role.evaluator):
        return StatementObstacle.role
    if recused:
        return StatementObstacle.recused
    return StatementObstacle.decided_already if row.decided_on is not None else None


def _unsaid(row: Statement, verdict: Verdict, today: date) -> StatementObstacle | None:
    if not verdict.reason.strip():
        return StatementObstacle.reason_missing
    if verdict.decision is Decision.changed and not verdict.change.strip():
        return StatementObstacle.change_missing
    if verdict.decision is Decision.dropped and not row.finding_id and row.kind not in AGAINST_MEASURES:
        return StatementObstacle.no_finding
    if verdict.day > today:
        return StatementObstacle.day_ahead
    return StatementObstacle.day_early if verdict.day < row.received_on else None
