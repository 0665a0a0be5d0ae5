"""Why a finding cannot take a step, in words."""

from inspector.casework.finding_life import FindingObstacle
from inspector.i18n import N_

MESSAGES: dict[FindingObstacle, str] = {
    FindingObstacle.unknown: N_("There is no such finding."),
    FindingObstacle.stale: N_("Meanwhile somebody else took a step with this finding. Nothing of yours was lost."),
    FindingObstacle.state: N_("The finding is not in a state for this step any more. Load the page again."),
    FindingObstacle.role: N_("Your role does not include this step with a finding."),
    FindingObstacle.recused: N_("You are recused from this unit and take no step with its findings."),
    FindingObstacle.reason_missing: N_("Give the reason; it is kept with the finding."),
    FindingObstacle.text_missing: N_("Write what is done, or add a file that proves it."),
    FindingObstacle.day_missing: N_("Give the day of this step."),
    FindingObstacle.day_early: N_("This day lies before the last step with this finding."),
    FindingObstacle.day_ahead: N_("The day of this step has not come yet."),
    FindingObstacle.due_missing: N_("Give the new last day."),
    FindingObstacle.due_early: N_("The last day does not lie after what came before it."),
    FindingObstacle.outcome_missing: N_("Say what the re-check found."),
    FindingObstacle.nothing_asked: N_("The unit has not asked for more time."),
    FindingObstacle.asked_already: N_("More time was asked for already and is not decided yet."),
    FindingObstacle.own_verification: N_("You verified this finding yourself: somebody else strikes it off."),
    FindingObstacle.undo_late: N_("Somebody went on with it meanwhile: it cannot be taken back."),
}


class FindingProblem(ValueError):
    """`message` is a message id."""

    def __init__(self, obstacle: FindingObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.message = MESSAGES[obstacle]
