"""What can be done to many findings at once, and what that changes in each."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from inspector.casework.deadlines import Days
from inspector.casework.finding_life import FindingStep, Step
from inspector.i18n import N_, gettext
from inspector.storage.finding_letters import by_term
from inspector.storage.tables import Finding, Role
from inspector.web.findings.step_fields import step_of
from inspector.web.findings.words import SEVERITY_NAMES, STATE_NAMES
from inspector.web.pages import civil_date_text

BULK_STEPS: Mapping[Role, tuple[FindingStep, ...]] = {
    Role.clerk: (FindingStep.change, FindingStep.tell, FindingStep.grant_time, FindingStep.close),
    Role.evaluator: (FindingStep.change, FindingStep.drop),
}
BULK_NAMES: Mapping[FindingStep, str] = {
    FindingStep.change: N_("Change severity, person or last day"),
    FindingStep.tell: N_("The units were told by a letter written elsewhere"),
    FindingStep.grant_time: N_("Grant more time"),
    FindingStep.close: N_("Strike them off"),
    FindingStep.drop: N_("Drop them"),
}
SHOWN: Mapping[str, str] = {
    "state": N_("State"),
    "severity": N_("Severity"),
    "person": N_("Responsible person"),
    "measure": N_("Measure of the unit"),
    "due": N_("Last day"),
    "due_source": N_("Source of the term"),
    "closed_on": N_("Struck off on"),
}


class Change(NamedTuple):
    """`column` is a message id, the values are texts to be shown."""

    column: str
    before: str
    after: str


def step_for(name: FindingStep, typed: Mapping[str, str], row: Finding, days: Days) -> Step:
    """As typed; a telling without a last day takes the one that the item's own term gives."""
    step = step_of(name, typed)
    if name is FindingStep.tell and step.due is None and step.day is not None:
        return replace(step, due=by_term(row, step.day, days))
    if name is FindingStep.change and step.severity == row.severity:
        return replace(step, severity="")
    return step


def changes(before: Finding, after: Finding) -> tuple[Change, ...]:
    pairs = ((column, getattr(before, column), getattr(after, column)) for column in SHOWN)
    return tuple(Change(SHOWN[name], shown(name, old), shown(name, new)) for name, old, new in pairs if old != new)


def shown(column: str, value: object) -> str:
    """A value of a column as text for a reader."""
    names: Mapping[str, Mapping[str, str]] = {
        "state": {str(state): name for state, name in STATE_NAMES.items()},
        "severity": SEVERITY_NAMES,
    }
    if column in names:
        return gettext(names[column][str(value)])
    if value is None or isinstance(value, date):
        return civil_date_text(value)
    return str(value) or "—"
