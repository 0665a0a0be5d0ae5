"""Why a statement is not taken or not decided, in words."""

from inspector.casework.remedies import StatementObstacle
from inspector.i18n import N_

MESSAGES: dict[StatementObstacle, str] = {
    StatementObstacle.unknown: N_("There is no such statement."),
    StatementObstacle.role: N_("Your role does not include this step with a statement."),
    StatementObstacle.recused: N_("You are recused from this unit and decide nothing about it."),
    StatementObstacle.foreign: N_("This paper says nothing about that finding."),
    StatementObstacle.not_delivered: N_("The delivery of this paper is not recorded yet. Ask the office to record it."),
    StatementObstacle.withdrawn: N_("This paper was withdrawn: there is nothing to say against it any more."),
    StatementObstacle.kind: N_("This paper is not open to a statement of this kind."),
    StatementObstacle.text_missing: N_("Write what you have to say, or add it as a file."),
    StatementObstacle.day_early: N_("This day lies before the paper was received or the statement came."),
    StatementObstacle.day_ahead: N_("This day has not come yet."),
    StatementObstacle.said_already: N_("A statement about this was sent already. What you wrote here is kept."),
    StatementObstacle.decided_already: N_("Somebody else has decided about this statement meanwhile."),
    StatementObstacle.reason_missing: N_("Give the reason; the unit reads it."),
    StatementObstacle.change_missing: N_("Write what shall be said instead."),
    StatementObstacle.no_finding: N_("This statement names no single finding: decide about its findings one by one."),
}


class StatementProblem(ValueError):
    """`message` is a message id."""

    def __init__(self, obstacle: StatementObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.message = MESSAGES[obstacle]
