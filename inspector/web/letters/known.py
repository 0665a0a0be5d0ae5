"""What the record says for a paper's form beside the survey: the timetable, who visited when, the newest paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from inspector.casework.letter_life import LetterState
from inspector.fieldwork.timetable import Step
from inspector.letters.papers.kind import Kind
from inspector.storage import letters, offices, timetables
from inspector.storage.tables import Office, RoundStep
from inspector.web.districts.survey import OpenedRound
from inspector.web.rechecks.papers import Prefilled, prefilled


@dataclass(frozen=True)
class Known:
    """`papers`: title and number of the newest about the unit by kind, those that are out first, the newest first.

    `offices`: those of the city. `rechecked`: what the last re-check brings, by kind of paper.
    """

    steps: Mapping[Step, RoundStep] = field(default_factory=dict)
    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    offices: tuple[Office, ...] = ()
    rechecked: Mapping[str, Prefilled] = field(default_factory=dict)


NOTHING_KNOWN = Known()
TERMS: Mapping[str, Step] = {
    "preliminary_opinion": Step.defence,
    "opinion": Step.rectification,
    "rectification_notice": Step.rectification,
}
"""Whose term a paper sets."""


def known_of(connection: Connection, city_id: str, round_id: str, unit: str) -> Known:
    papers: dict[str, tuple[str, str]] = {}
    found = [row for row in letters.of_round(connection, round_id, unit) if row.state != LetterState.withdrawn]
    for row in sorted(found, key=lambda row: not row.number):
        papers.setdefault(row.kind, (row.title, row.number))
    rechecked = prefilled(connection, round_id, unit)
    return replace(known_of_all(connection, city_id, round_id), papers=papers, rechecked=rechecked)


def known_of_all(connection: Connection, city_id: str, round_id: str) -> Known:
    """What is the same for every unit of a round."""
    steps = timetables.of_round(connection, round_id)
    return Known(steps, offices=tuple(offices.of_city(connection, city_id)))


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
        **_terms(kind, known, today),
        **_papers(kind, known),
    }
    return {name: text for name, text in found.items() if name in asked and text}


def _terms(kind: Kind, known: Known, today: date) -> dict[str, str]:
    """A term that is over already is none to set."""
    found = {}
    if defence := known.steps.get(Step.defence):
        found["heard_on"] = defence.last.isoformat()
    step = known.steps.get(TERMS[kind.name]) if kind.name in TERMS else None
    if step and step.last >= today:
        found |= {"reply_by": step.last.isoformat(), "report_by": step.last.isoformat(), "term_source": step.source}
    return found


def _papers(kind: Kind, known: Known) -> dict[str, str]:
    """The paper to be delivered, and the one whose term was not kept."""
    papers = {name: paper for name, paper in known.papers.items() if name != "service_receipt"}
    title, number = next(iter(papers.values()), ("", ""))
    asked_for = [papers[name] for name in ("rectification_notice", "opinion") if name in papers]
    after = [f"《{title}》（{number}）" if number else f"《{title}》" for title, number in asked_for]
    return {"paper_title": f"《{title}》" if title else "", "paper_number": number, "after": next(iter(after), "")}
