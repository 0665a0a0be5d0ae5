"""How deadlines, steps and remedies are called on the pages of a unit."""

from collections.abc import Mapping
from datetime import date

from inspector.casework.deadlines import Days, Deadline, Rule, deadline
from inspector.casework.finding_life import WITH_UNIT, FindingState
from inspector.casework.remedies import Decision, Remedy, Stage, StatementObstacle
from inspector.i18n import N_, gettext, ngettext
from inspector.storage.tables import Finding

WRITING_NAMES: Mapping[str, str] = {
    "plan": N_("Plan of rectification"),
    "progress": N_("Progress"),
    "report": N_("Report as put right"),
    "ask_time": N_("Ask for more time"),
    "defence": N_("Statement and defence (申辩)"),
    "objection": N_("Objection (异议)"),
    "review": N_("Ask for review (复核)"),
    "appeal": N_("Appeal (申诉)"),
}
WRITING_HINTS: Mapping[str, str] = {
    "plan": N_("What will be done, by whom, and until when."),
    "progress": N_("What was done since. Photos and documents may be added."),
    "report": N_("Say what was done, and add what proves it. The office then checks it on site."),
    "ask_time": N_(
        "Say why the time does not suffice and until when it is needed. Until it is granted the old day holds."
    ),
    "defence": N_("Say what is not right and why, and add what proves it. The office decides about it and says why."),
    "objection": N_("Say what in the opinion is not right and why, and add what proves it."),
    "review": N_("Say what in the decision is not right and why. The decision is carried out meanwhile."),
    "appeal": N_("It goes to the committee one level above. The decision is carried out meanwhile."),
}
REMEDY_NAMES: Mapping[Remedy, str] = {
    Remedy.defence: N_("Defence"),
    Remedy.objection: N_("Objection"),
    Remedy.review: N_("Review"),
    Remedy.appeal: N_("Appeal"),
}
STAGES: Mapping[tuple[Stage, Remedy | None], str] = {
    (Stage.received, None): N_("Paper received"),
    (Stage.say_by, Remedy.defence): N_("The unit may defend itself"),
    (Stage.say_by, Remedy.objection): N_("The unit may object"),
    (Stage.say_by, Remedy.review): N_("The unit may ask for a review"),
    (Stage.say_by, Remedy.appeal): N_("The unit may appeal to the level above"),
    (Stage.said, Remedy.defence): N_("Defence received"),
    (Stage.said, Remedy.objection): N_("Objection received"),
    (Stage.said, Remedy.review): N_("Review asked for"),
    (Stage.said, Remedy.appeal): N_("Appeal received"),
    (Stage.decide_by, None): N_("Decision outstanding"),
    (Stage.decided, None): N_("Decided"),
    (Stage.correct_by, None): N_("The decision is to be corrected"),
}
DECISION_NAMES: Mapping[Decision, str] = {
    Decision.upheld: N_("upheld (维持)"),
    Decision.changed: N_("changed (部分采纳)"),
    Decision.dropped: N_("withdrawn (采纳)"),
}
FIELDS: Mapping[StatementObstacle, str] = {
    StatementObstacle.text_missing: "note",
    StatementObstacle.day_early: "day",
    StatementObstacle.day_ahead: "day",
    StatementObstacle.reason_missing: "reason",
    StatementObstacle.change_missing: "change",
}
"""Where on a form the words stand."""


def stage_name(stage: Stage, kind: Remedy) -> str:
    """A message id."""
    return STAGES.get((stage, kind)) or STAGES[stage, None]


def left_words(state: str, due: date | None, today: date) -> str:
    """12 days left, ends today, 3 days overdue; empty while no time runs against the unit."""
    if due is None or FindingState(state) not in WITH_UNIT:
        return ""
    return days_words(due, today)


def days_words(last: date, today: date) -> str:
    left = (last - today).days
    if left == 0:
        return gettext("ends today")
    if left > 0:
        return ngettext("%(num)s day left", "%(num)s days left", left) % {"num": left}
    return ngettext("%(num)s day overdue", "%(num)s days overdue", -left) % {"num": -left}


def counted(row: Finding, days: Days) -> Deadline | None:
    """How the finding's last day was counted, as long as it is still the one that the letter began."""
    if not row.term_days or row.told_on is None:
        return None
    kind = "working" if row.term_kind == "working" else "calendar"
    found = deadline(Rule(row.term_days, kind, row.term_from), row.told_on, days)  # type: ignore[arg-type]
    return found if found.last == row.due else None
