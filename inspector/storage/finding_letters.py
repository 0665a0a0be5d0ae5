"""What letters do to findings: delivered ones tell, urge and set terms, a closure slip strikes off, and a letter
that is withdrawn takes its telling back. Dates are those that the letter printed."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Literal

from sqlalchemy import Connection, select

from inspector.casework.deadlines import Days, Deadline, Rule, deadline
from inspector.casework.finding_life import ENDED, WITH_UNIT, FindingStep, Step
from inspector.casework.letter_life import LetterState, LetterStep
from inspector.fieldwork.timetable import Step as TimetableStep
from inspector.storage import finding_events, holidays, letter_events, timetables
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.findings import advance
from inspector.storage.letter_inputs import is_preliminary
from inspector.storage.letter_terms import Place, day_of, last_days, outcomes, paper_of
from inspector.storage.rows import many, table
from inspector.storage.tables import Finding, FindingChapter, FindingEvent, Letter, LetterFinding

F, C = table(Finding).c, table(FindingChapter).c
L, LF = table(Letter).c, table(LetterFinding).c
TELLING = frozenset({"opinion", "rectification_notice"})
UNTOLD_BY = frozenset({"change", "urge", "anew", "undo", "seen_again", "gone"})
"""What the office and the record do after a telling; anything else shows that the unit or a re-check went on."""


def follow(connection: Connection, letter: Letter, step: LetterStep, *, day: date | None, by: int, at: int) -> None:
    """To be called with each step of a letter, in its transaction. What a finding cannot follow stays as it is."""
    if step is LetterStep.deliver and day is not None:
        if letter.kind in TELLING and not is_preliminary(letter):
            tell(connection, letter, day=day, by=by, at=at)
        elif letter.kind == "urging":
            _urge(connection, letter, day, by, at)
        elif letter.kind == "recheck_opinion":
            _set_terms(connection, letter, day, by, at)
    elif step is LetterStep.issue and letter.kind == "closure_slip" and day is not None:
        _strike_off(connection, letter, day, by, at)
    elif step is LetterStep.withdraw:
        _take_back(connection, letter, by, at)


def spoken_of(connection: Connection, letter: Letter) -> list[Finding]:
    """The stories a letter speaks of, by ledger number; what cannot be verified is printed without a place."""
    here = (
        select(table(Finding))
        .join(table(FindingChapter), (C.finding_id == F.id) & (C.round_id == letter.round_id))
        .join(table(LetterFinding), (LF.unit_id == F.unit_id) & (LF.item_id == C.item_id))
        .where(LF.letter_id == letter.id)
    )
    found = many(connection, Finding, here)
    printed = set(paper_of(letter).get("unverifiable") or ())
    if printed:
        known = {one.id for one in found}
        found += [one for one in _unproven(connection, letter, printed) if one.id not in known]
    return sorted(found, key=lambda one: one.number)


def _unproven(connection: Connection, letter: Letter, printed: set[str]) -> list[Finding]:
    chapters = select(F.id, C.told).join(table(FindingChapter), C.finding_id == F.id)
    chapters = chapters.where(C.round_id == letter.round_id, F.unit_id == letter.unit_id)
    told = {key: {one[2] for one in json.loads(text)} for key, text in connection.execute(chapters)}
    ids = [key for key, sentences in told.items() if sentences & printed]
    return many(connection, Finding, select(table(Finding)).where(F.id.in_(ids)))


def tell(connection: Connection, letter: Letter, *, day: date, by: int, at: int) -> None:
    """Of two letters the earlier one tells; a correction of it sets the term anew."""
    paper = paper_of(letter)
    printed = last_days(paper, "due")
    for row in spoken_of(connection, letter):
        place = _place(connection, letter, row)
        due = day_of(paper, "due_by") or printed.get(place)
        last = due if due and due >= day else _counted(connection, letter, row, day)
        last = last if last and last >= day else None
        source = _source(connection, letter, last)
        events = finding_events.of_finding(connection, row.id)
        if row.state == "found" and _may_tell(row, letter, events):
            step = Step(FindingStep.tell, day=day, due=last, due_source=source)
            _advance(connection, row, step, letter, by, at, day)
        elif _corrects(letter, events) and last and last != row.due and row.state in WITH_UNIT:
            step = Step(FindingStep.change, note=_name(letter), due=last, due_source=source)
            _advance(connection, row, step, letter, by, at, day)


def told_before(connection: Connection, round_id: str, unit_id: str, *, at: int) -> None:
    """For findings that are taken over after a letter has told them already, as by a notice written on site."""
    out = L.state.in_([LetterState.delivered.value, LetterState.replied.value])
    query = select(table(Letter)).where(L.round_id == round_id, L.unit_id == unit_id, L.kind.in_(sorted(TELLING)), out)
    for letter in many(connection, Letter, query.order_by(L.created_at, L.id)):
        events = letter_events.of_letter(connection, letter.id)
        delivered = next((one for one in events if one.step == LetterStep.deliver), None)
        if delivered is not None and delivered.day is not None and delivered.account_id is not None:
            tell(connection, letter, day=delivered.day, by=delivered.account_id, at=at)


def _may_tell(row: Finding, letter: Letter, events: Iterable[FindingEvent]) -> bool:
    """Never twice, and no letter of an earlier round tells a story that was ended since."""
    told = any(one.step == FindingStep.tell and one.letter_id == letter.id for one in events)
    return not told and (row.last_round == letter.round_id or not any(one.state in ENDED for one in events))


def _corrects(letter: Letter, events: Iterable[FindingEvent]) -> bool:
    return letter.supersedes is not None and any(one.letter_id == letter.supersedes for one in events)


def _counted(connection: Connection, letter: Letter, row: Finding, day: date) -> date | None:
    """By the item's own term; a paper that prints none and an item that has none leave the day for the report."""
    if row.kind == "suggestion":
        return None
    if row.kind == "problem" and row.term_days is not None:
        begins = letter.issued_on if row.term_from == "opinion_issued" and letter.issued_on else day
        return by_term(row, begins, holidays.days_of(connection, row.city_id))
    return day_of(paper_of(letter), "report_by")


def by_term(row: Finding, begins: date, days: Days) -> date | None:
    found = deadline_by_term(row, begins, days)
    return found.last if found else None


def deadline_by_term(row: Finding, begins: date, days: Days) -> Deadline | None:
    """What the item's own term gives; None where it has none."""
    if row.term_days is None:
        return None
    return deadline(Rule(row.term_days, _kind(row), row.term_from), begins, days)


def _kind(row: Finding) -> Literal["calendar", "working"]:
    return "working" if row.term_kind == "working" else "calendar"


def _source(connection: Connection, letter: Letter, due: date | None) -> str:
    """As printed; the timetable's where the last day is the timetable's."""
    printed: str = paper_of(letter).get("term_source") or ""
    step = timetables.of_round(connection, letter.round_id).get(TimetableStep.rectification)
    return printed or (step.source if step and due == step.last else "")


def _urge(connection: Connection, letter: Letter, day: date, by: int, at: int) -> None:
    paper = paper_of(letter)
    days, source = last_days(paper, "new_due"), paper.get("term_source") or ""
    for row in spoken_of(connection, letter):
        due = days.get(_place(connection, letter, row))
        _advance(connection, row, Step(FindingStep.urge, day=day, due=due, due_source=source), letter, by, at, day)


def _set_terms(connection: Connection, letter: Letter, day: date, by: int, at: int) -> None:
    """A re-check's outcome is the evaluator's to record; its opinion sets the term for what is left."""
    paper = paper_of(letter)
    due, found, source = day_of(paper, "new_due"), outcomes(paper), paper.get("term_source") or ""
    for row in spoken_of(connection, letter):
        left = found.get(_place(connection, letter, row)) in ("partly", "open")
        if left and due and due != row.due and row.state in WITH_UNIT:
            step = Step(FindingStep.change, note=_name(letter), due=due, due_source=source)
            _advance(connection, row, step, letter, by, at, day)


def _strike_off(connection: Connection, letter: Letter, day: date, by: int, at: int) -> None:
    printed = day_of(paper_of(letter), "closed_on")
    for row in spoken_of(connection, letter):
        fits = printed is not None and (row.last_day or printed) <= printed <= day
        _advance(connection, row, Step(FindingStep.close, day=printed if fits else day), letter, by, at, day)


def _take_back(connection: Connection, letter: Letter, by: int, at: int) -> None:
    for row in spoken_of(connection, letter):
        events = finding_events.of_finding(connection, row.id)
        mine = next((one for one in reversed(events) if one.letter_id == letter.id), None)
        if mine is None:
            continue
        later = [one.step for one in events if one.number > mine.number]
        may = not set(later) - UNTOLD_BY if mine.step == FindingStep.tell else not later
        if may:
            were = finding_events.before(mine) | ({"asked_due": None} if mine.step == FindingStep.tell else {})
            finding_events.write(connection, row, FindingStep.undo, were, by, at, letter_id=letter.id)
    for unit in {row.unit_id for row in spoken_of(connection, letter)}:
        told_before(connection, letter.round_id, unit, at=at)


def _place(connection: Connection, letter: Letter, row: Finding) -> Place:
    """The item may have another id since."""
    chapters = finding_events.chapters(connection, row.id)
    return row.unit_id, next(one.item_id for one in chapters if one.round_id == letter.round_id)


def _name(letter: Letter) -> str:
    return f"《{letter.title}》{letter.number}"


def _advance(connection: Connection, row: Finding, step: Step, letter: Letter, by: int, at: int, today: date) -> None:
    try:
        advance(connection, row.id, step, by=by, at=at, today=today, letter_id=letter.id)
    except FindingProblem:
        return
