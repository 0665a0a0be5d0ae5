"""What each step with a finding asks for on its form, and how a typed form becomes a step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from inspector.casework.finding_life import FindingObstacle, FindingStep, Step
from inspector.i18n import N_
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.tables import Finding
from inspector.web.letters.wish import is_day

FIELDS: Mapping[FindingStep, tuple[str, ...]] = {
    FindingStep.tell: ("day", "due", "due_source", "note"),
    FindingStep.plan: ("measure", "person", "note"),
    FindingStep.progress: ("note", "file"),
    FindingStep.report: ("day", "note", "measure", "file"),
    FindingStep.send_back: ("note",),
    FindingStep.ask_time: ("due", "note"),
    FindingStep.grant_time: ("due", "due_source", "note"),
    FindingStep.refuse_time: ("note",),
    FindingStep.urge: ("day", "due", "due_source", "note"),
    FindingStep.recheck: ("day", "outcome", "note", "due", "file"),
    FindingStep.close: ("day", "note"),
    FindingStep.reopen: ("due", "due_source", "note"),
    FindingStep.drop: ("note",),
    FindingStep.restore: ("note",),
    FindingStep.change: ("severity", "person", "due", "due_source", "note"),
}
FORM_NAMES: Mapping[str, str] = {
    FindingStep.tell: N_("The unit was told by a letter written elsewhere"),
    FindingStep.plan: N_("Enter the unit's plan"),
    FindingStep.progress: N_("Enter how far it has come"),
    FindingStep.report: N_("Enter the unit's report that it is put right"),
    FindingStep.send_back: N_("Send the report back"),
    FindingStep.ask_time: N_("Enter that the unit asks for more time"),
    FindingStep.grant_time: N_("Grant more time"),
    FindingStep.refuse_time: N_("Refuse more time"),
    FindingStep.urge: N_("Urged in another way than by a letter from here"),
    FindingStep.recheck: N_("Record a re-check by hand"),
    FindingStep.close: N_("Strike it off"),
    FindingStep.reopen: N_("Open it again"),
    FindingStep.drop: N_("Drop it"),
    FindingStep.restore: N_("Take it up again"),
    FindingStep.change: N_("Change severity, person or last day"),
}
"""What a form is headed with."""
PLACES: Mapping[FindingObstacle, str] = {
    FindingObstacle.reason_missing: "note",
    FindingObstacle.text_missing: "note",
    FindingObstacle.day_missing: "day",
    FindingObstacle.day_early: "day",
    FindingObstacle.day_ahead: "day",
    FindingObstacle.due_missing: "due",
    FindingObstacle.due_early: "due",
    FindingObstacle.outcome_missing: "outcome",
}
"""Which field an obstacle belongs beside."""
NO_DAY = N_("This is no day. Such as 2026-03-01.")
LONGEST = {"note": 4000, "measure": 4000, "person": 100, "due_source": 200}


class NoDay(ValueError):
    """`field` holds what is no day."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def step_of(name: FindingStep, typed: Mapping[str, str], proofs: tuple[str, ...] = ()) -> Step:
    """Raises NoDay, and FindingProblem for a severity or an outcome that does not exist."""
    asked = {field: typed.get(field, "") for field in FIELDS[name]}
    given: dict[str, Any] = {field: text for field, text in asked.items() if field not in ("day", "due", "file")}
    if given.get("outcome") not in (None, "", "done", "partly", "not_done"):
        raise FindingProblem(FindingObstacle.outcome_missing)
    if given.get("severity") not in (None, "", "ordinary", "serious", "grave"):
        raise FindingProblem(FindingObstacle.unknown)
    for field in ("day", "due"):
        text = asked.get(field, "")
        if text and not is_day(text):
            raise NoDay(field)
        given[field] = date.fromisoformat(text) if text else None
    return Step(name, proofs=proofs, **given)


def defaults(step: FindingStep, row: Finding, today: date) -> dict[str, str]:
    """What a form begins with: what is known, and today."""
    known = {
        "day": today.isoformat(),
        "measure": row.measure,
        "person": row.person,
        "severity": row.severity,
        "due": row.asked_due.isoformat() if row.asked_due and step is FindingStep.grant_time else "",
    }
    return {field: known.get(field, "") for field in FIELDS[step]}
