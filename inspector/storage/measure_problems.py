"""Why a step of accountability cannot be taken, in words."""

from inspector.casework.measure_life import CaseObstacle
from inspector.i18n import N_

MESSAGES: dict[CaseObstacle, str] = {
    CaseObstacle.unknown: N_("There is no such case."),
    CaseObstacle.stale: N_("Meanwhile somebody else took a step with this case. Nothing of yours was lost."),
    CaseObstacle.state: N_("The case has not reached this step, or is past it. Steps are taken one after the other."),
    CaseObstacle.role: N_("Measures are proposed and recorded by clerks and evaluators."),
    CaseObstacle.recused: N_("You are recused from this unit or belong to it, and take no step against it."),
    CaseObstacle.inspected: N_("You inspected this unit: somebody else proposes and records the decision."),
    CaseObstacle.own_proposal: N_("You proposed this measure: somebody else records approval and decision."),
    CaseObstacle.running: N_("This measure runs already against the unit."),
    CaseObstacle.gone: N_("The unit does not exist any more: nothing new is proposed against it."),
    CaseObstacle.not_proposed: N_("The facts do not support this measure any more. Load the page again."),
    CaseObstacle.skip_reason_missing: N_("Lower measures are left out: give the reason; it is kept with the case."),
    CaseObstacle.post_missing: N_("Name the post of the person, such as 校长; no name."),
    CaseObstacle.evidence_missing: N_("Say what proves it and where it is kept."),
    CaseObstacle.text_missing: N_("Write what was done or why; it is kept with the case."),
    CaseObstacle.day_missing: N_("Give the day of this step."),
    CaseObstacle.day_early: N_("This day lies before the last step of the case."),
    CaseObstacle.day_ahead: N_("The day of this step has not come yet."),
    CaseObstacle.hearing_runs: N_("The unit may still state its view: its last day is not over."),
    CaseObstacle.approver_missing: N_("Name who approved."),
    CaseObstacle.approver_post: N_("Choose the post in which it was approved; the ladder says which."),
    CaseObstacle.approver_barred: N_("This person may not approve: recused, inspected or leads the unit, or proposed."),
    CaseObstacle.facts_missing: N_("The decision has to name the facts."),
    CaseObstacle.grounds_missing: N_("The decision has to name the grounds (依据)."),
    CaseObstacle.outcome_missing: N_("Choose how it ended."),
    CaseObstacle.not_delivered: N_("Record first when the unit received the decision: the term runs from there."),
    CaseObstacle.delivered_already: N_("It is recorded already when the unit received the decision."),
    CaseObstacle.asked_already: N_("This was asked for already, or another remedy runs."),
    CaseObstacle.nothing_asked: N_("Nothing was asked for that could be answered."),
    CaseObstacle.too_late: N_("The last day for this is over. It can be taken all the same, with a reason."),
    CaseObstacle.nothing_wrong: N_("No review or appeal found the decision wrong."),
    CaseObstacle.decided_there: N_(
        "The unit asked for this on its own page. Decide about what it says there: this case follows."
    ),
    CaseObstacle.remedy_runs: N_("A review, an appeal or a correction is not finished: the case cannot end before."),
    CaseObstacle.exit_unknown: N_("Choose one of the ways out that the ladder has for this measure."),
    CaseObstacle.letter_unknown: N_("Choose a letter of this unit."),
    CaseObstacle.letter_withdrawn: N_("This letter was withdrawn and proves nothing any more."),
}


class CaseProblem(ValueError):
    """`message` is a message id."""

    def __init__(self, obstacle: CaseObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.message = MESSAGES[obstacle]
