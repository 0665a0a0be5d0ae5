"""What the record says for a paper's form beside the survey: the timetable, who visited when, the newest paper."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.deadlines import Days, Rule, deadline
from inspector.casework.finding_life import FindingState
from inspector.casework.letter_life import LetterState
from inspector.casework.remedies import Accepted
from inspector.casework.terms import Event, Term
from inspector.fieldwork.timetable import Step
from inspector.letters.papers.kind import Kind
from inspector.storage import findings, holidays, letters, offices, statements, terms, timetables
from inspector.storage.tables import Office, RoundStep
from inspector.web.districts.survey import OpenedRound
from inspector.web.rechecks.papers import Prefilled, prefilled


class Known(Struct, frozen=True):
    """`papers`: title and number of the newest about the unit by kind, those that are out first, the newest first.

    `offices`, `days` to count with and `terms` that are set: those of the city. `rechecked`: what the last
    re-check brings, by kind of paper. `unsettled`: items of the unit that the ledger does not hold as verified.
    `accepted`: what the office followed in the statements of the round, by unit.
    """

    steps: Mapping[Step, RoundStep] = field(default_factory=dict)
    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    offices: tuple[Office, ...] = ()
    days: Days = field(default_factory=Days)
    terms: Mapping[Term, Rule] = field(default_factory=dict)
    rechecked: Mapping[str, Prefilled] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    accepted: Mapping[str, tuple[Accepted, ...]] = field(default_factory=dict)


NOTHING_KNOWN = Known()
SETTLED = frozenset({FindingState.verified, FindingState.closed})
"""What a closure slip may speak of."""
TERMS: Mapping[str, Step] = {
    "preliminary_opinion": Step.defence,
    "opinion": Step.rectification,
    "rectification_notice": Step.rectification,
}
"""Whose term a paper sets."""
RULES: Mapping[str, Term] = {
    "preliminary_opinion": Term.defence,
    "opinion": Term.report,
    "rectification_notice": Term.report,
}
"""By which of the city's terms, where the timetable has no day for it."""


def known_of(connection: Connection, city_id: str, round_id: str, unit: str) -> Known:
    papers: dict[str, tuple[str, str]] = {}
    found = [row for row in letters.of_round(connection, round_id, unit) if row.state != LetterState.withdrawn]
    for row in sorted(found, key=lambda row: not row.number):
        papers.setdefault(row.kind, (row.title, row.number))
    return replace(
        known_of_all(connection, city_id, round_id),
        papers=papers,
        rechecked=prefilled(connection, round_id, unit),
        unsettled=unsettled(connection, unit),
    )


def unsettled(connection: Connection, unit: str) -> frozenset[str]:
    return frozenset(row.item_id for row in findings.of_unit(connection, unit) if row.state not in SETTLED)


def known_of_all(connection: Connection, city_id: str, round_id: str) -> Known:
    """What is the same for every unit of a round."""
    return Known(
        timetables.of_round(connection, round_id),
        offices=tuple(offices.of_city(connection, city_id)),
        days=holidays.days_of(connection, city_id),
        terms=terms.of_city(connection, city_id),
        accepted=statements.accepted(connection, round_id),
    )


def filled_in(kind: Kind, opened: OpenedRound, unit: str, known: Known, today: date) -> dict[str, str]:
    """As it would be typed, by field of the kind; what is not known is left out."""
    asked = {one.name for one in kind.asks}
    line = opened.inspections.get(unit)
    name = line.inspector_name or "" if line else ""
    found = {
        "notice": today.isoformat(),
        "counted_on": today.isoformat(),
        "checked_on": today.isoformat(),
        "closed_on": today.isoformat(),
        "inspector": name,
        "team": name,
        "verified_by": name,
        "ranks": "yes",
        **_terms(kind, opened, unit, known, today),
        **_papers(kind, known),
    }
    return {name: text for name, text in found.items() if name in asked and text}


def _terms(kind: Kind, opened: OpenedRound, unit: str, known: Known, today: date) -> dict[str, str]:
    """As the timetable has it, else by the city's rule; a term that is over already is none to set."""
    found = _by_rule(kind, opened, unit, known, today)
    if defence := known.steps.get(Step.defence):
        found["heard_on"] = defence.last.isoformat()
    step = known.steps.get(TERMS[kind.name]) if kind.name in TERMS else None
    if step and step.last >= today:
        found |= {"reply_by": step.last.isoformat(), "report_by": step.last.isoformat(), "term_source": step.source}
    return found


def _by_rule(kind: Kind, opened: OpenedRound, unit: str, known: Known, today: date) -> dict[str, str]:
    """Counted from the end of the visit where the rule says so, else from today, the day of a paper's receipt here."""
    rule = known.terms.get(RULES[kind.name]) if kind.name in RULES else None
    if rule is None or rule.event == Event.rectification_end:
        return {}
    line = opened.inspections.get(unit)
    visited = line.visit_date if line else None
    last = deadline(rule, visited if rule.event == Event.visit_end and visited else today, known.days).last
    if last < today:
        return {}
    return {"reply_by": last.isoformat(), "report_by": last.isoformat(), "term_source": rule.source}


def _papers(kind: Kind, known: Known) -> dict[str, str]:
    """The paper to be delivered, and the one whose term was not kept."""
    papers = {name: paper for name, paper in known.papers.items() if name != "service_receipt"}
    title, number = next(iter(papers.values()), ("", ""))
    asked_for = [papers[name] for name in ("rectification_notice", "opinion") if name in papers]
    after = [f"《{title}》（{number}）" if number else f"《{title}》" for title, number in asked_for]
    return {"paper_title": f"《{title}》" if title else "", "paper_number": number, "after": next(iter(after), "")}
