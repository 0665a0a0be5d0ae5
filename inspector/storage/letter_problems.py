"""Why a letter cannot take a step, in words."""

from inspector.casework.letter_life import LetterObstacle
from inspector.i18n import N_

MESSAGES: dict[LetterObstacle, str] = {
    LetterObstacle.unknown: N_("There is no such letter."),
    LetterObstacle.stale: N_("Meanwhile somebody else took a step with this letter. Nothing of yours was lost."),
    LetterObstacle.state: N_("The letter is not in a state for this step any more. Load the page again."),
    LetterObstacle.role: N_("Your role does not include this step."),
    LetterObstacle.reason_missing: N_("Give the reason; it is kept with the letter."),
    LetterObstacle.own_draft: N_("You made this draft yourself. Let somebody else review it, or give the reason."),
    LetterObstacle.person_missing: N_("Give the name and post."),
    LetterObstacle.way_missing: N_("Choose how the letter was delivered."),
    LetterObstacle.witness_missing: N_("Note who refused it and who was the witness."),
    LetterObstacle.day_missing: N_("Give the day."),
    LetterObstacle.day_early: N_("This day lies before the step that came first."),
    LetterObstacle.day_ahead: N_("This day has not come yet."),
    LetterObstacle.reply_over: N_(
        "The unit could answer until %(day)s only, which lies before the date of the letter. Make the draft anew."
    ),
    LetterObstacle.file_missing: N_("Choose the file, or note what it says."),
    LetterObstacle.number_missing: N_("Give the number that the document office assigned."),
    LetterObstacle.number_form: N_(
        "“%(number)s” is no number of a letter. It is written like 运教督〔2026〕5号: code, year, serial without zeros."
    ),
    LetterObstacle.number_year: N_("The number %(number)s is not of the year %(year)s, in which the letter is dated."),
    LetterObstacle.number_taken: N_("The number %(number)s was given to another letter already: %(title)s."),
    LetterObstacle.number_own: N_(
        "Numbers with the code %(code)s are drawn from the office's own series and not typed in."
    ),
    LetterObstacle.code_missing: N_("Give the code of the own series, such as 运教督整, without brackets and digits."),
    LetterObstacle.code_assigned: N_(
        "Numbers with the code %(code)s are assigned by the document office. An own series needs a code of its own."
    ),
    LetterObstacle.preliminary_missing: N_("The preliminary opinion has not been issued to this unit yet."),
    LetterObstacle.preliminary_not_delivered: N_(
        "The preliminary opinion was issued, but its delivery is not recorded."
    ),
    LetterObstacle.defence_running: N_("The unit may still answer the preliminary opinion, until %(day)s."),
    LetterObstacle.statement_undecided: N_(
        "A statement of the unit on the preliminary opinion waits for its decision. Decide about it first."
    ),
    LetterObstacle.statement_unheeded: N_(
        "The office followed a statement of the unit, and this draft does not say so: it was made before. "
        "Make the draft anew."
    ),
    LetterObstacle.text_changed: N_(
        "The office's wording or letterhead has changed since this draft was made: its text would not be the one "
        "that was reviewed. Make the draft anew."
    ),
    LetterObstacle.damaged: N_("The file of this letter is missing or damaged on the server. Tell your administrator."),
    LetterObstacle.deviation: N_("The paper does not keep to GB/T 9704-2012. See below which rule fails, and where."),
    LetterObstacle.correction_running: N_("A correction of this letter is being written already: %(title)s."),
    LetterObstacle.defence_open: N_(
        "The preliminary opinion set no last day for an answer, and no answer is recorded."
    ),
}


class LifeProblem(ValueError):
    """`message` is a message id whose places are filled by `values`; `values["other"]` is a letter's id."""

    def __init__(self, obstacle: LetterObstacle, **values: str) -> None:
        super().__init__(f"{obstacle}: {values}")
        self.obstacle = obstacle
        self.values = values
        self.message = MESSAGES[obstacle]
