"""How the life of a letter is called on pages."""

from datetime import date

from inspector.casework.letter_life import HEARING, Binding, LetterObstacle, LetterState, LetterStep, Way
from inspector.i18n import N_, gettext
from inspector.storage.letter_problems import LifeProblem
from inspector.web.pages import civil_date_text

STATE_NAMES = {
    LetterState.draft: N_("Draft"),
    LetterState.reviewed: N_("Reviewed"),
    LetterState.signed: N_("Signed off"),
    LetterState.issued: N_("Issued"),
    LetterState.delivered: N_("Delivered"),
    LetterState.replied: N_("Replied"),
    LetterState.withdrawn: N_("Withdrawn"),
}
EVENT_NAMES: dict[str, str] = {
    "draft": N_("Draft made"),
    LetterStep.review: N_("Reviewed"),
    LetterStep.sign: N_("Signed off"),
    LetterStep.issue: N_("Issued"),
    LetterStep.deliver: N_("Delivered"),
    LetterStep.reply: N_("Replied"),
    LetterStep.send_back: N_("Returned to draft"),
    LetterStep.withdraw: N_("Withdrawn"),
    Binding.scan: N_("Stamped scan bound"),
    Binding.edited: N_("Edited text bound"),
}
WAY_NAMES: dict[str, str] = {
    Way.handed_over: N_("Handed over"),
    Way.posted: N_("By post"),
    Way.electronic: N_("By the electronic document system"),
    Way.left_there: N_("Refused and left there before a witness"),
}
WAITS: dict[LetterState, str] = {
    LetterState.draft: N_("Waits for its review by a second clerk or an evaluator."),
    LetterState.reviewed: N_("Waits to be signed off."),
    LetterState.signed: N_("Waits for its number and to be issued."),
    LetterState.issued: N_("Issued; its delivery is not recorded yet."),
    LetterState.delivered: N_("Delivered; no answer is recorded."),
    LetterState.replied: N_("Answered: nothing is left to do."),
    LetterState.withdrawn: N_("Withdrawn: it keeps its number and stays readable."),
}
FIELDS: dict[LetterObstacle, str] = {
    LetterObstacle.reason_missing: "note",
    LetterObstacle.own_draft: "note",
    LetterObstacle.witness_missing: "note",
    LetterObstacle.person_missing: "person",
    LetterObstacle.way_missing: "way",
    LetterObstacle.day_missing: "day",
    LetterObstacle.day_early: "day",
    LetterObstacle.day_ahead: "day",
    LetterObstacle.reply_over: "day",
    LetterObstacle.file_missing: "file",
    LetterObstacle.number_missing: "number",
    LetterObstacle.number_form: "number",
    LetterObstacle.number_year: "number",
    LetterObstacle.number_taken: "number",
    LetterObstacle.number_own: "number",
    LetterObstacle.code_missing: "number",
    LetterObstacle.code_assigned: "number",
    **dict.fromkeys(HEARING, "note"),
}
"""Where on the form the words stand; those of no field stand above it."""


def in_words(problem: LifeProblem) -> str:
    """In the reader's language."""
    values = dict(problem.values)
    if day := values.get("day"):
        values["day"] = civil_date_text(date.fromisoformat(day))
    return gettext(problem.message) % values
