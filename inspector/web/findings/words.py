"""Message ids for what is said of findings on every page."""

from collections.abc import Mapping

from inspector.casework.finding_life import FindingState, FindingStep
from inspector.i18n import N_
from inspector.storage.ledger import Group

STATE_NAMES: Mapping[FindingState, str] = {
    FindingState.found: N_("found, unit not told"),
    FindingState.open: N_("being put right"),
    FindingState.reported: N_("reported as put right"),
    FindingState.partly: N_("partly put right"),
    FindingState.verified: N_("checked again, to be struck off"),
    FindingState.closed: N_("struck off"),
    FindingState.dropped: N_("dropped"),
}
GROUP_NAMES: Mapping[Group, str] = {
    Group.running: N_("all running"),
    Group.overdue: N_("overdue"),
    Group.due_soon: N_("due within 14 days"),
    Group.ended: N_("all ended"),
}
KIND_NAMES: Mapping[str, str] = {
    "problem": N_("problem"),
    "unproven": N_("cannot be verified"),
    "suggestion": N_("suggestion"),
}
SEVERITY_NAMES: Mapping[str, str] = {"ordinary": N_("ordinary"), "serious": N_("serious"), "grave": N_("grave")}
OUTCOME_NAMES: Mapping[str, str] = {
    "done": N_("put right"),
    "partly": N_("partly put right"),
    "not_done": N_("not put right"),
}
STEP_NAMES: Mapping[str, str] = {
    "found": N_("Found"),
    "anew": N_("Said anew by the same round"),
    "gone": N_("Not found any more by the same round"),
    FindingStep.tell: N_("Unit told by letter"),
    FindingStep.plan: N_("Plan of rectification"),
    FindingStep.progress: N_("Progress"),
    FindingStep.report: N_("Rectification reported"),
    FindingStep.send_back: N_("Report sent back"),
    FindingStep.ask_time: N_("More time asked for"),
    FindingStep.grant_time: N_("More time granted"),
    FindingStep.refuse_time: N_("More time refused"),
    FindingStep.urge: N_("Urged by letter"),
    FindingStep.recheck: N_("Checked again"),
    FindingStep.close: N_("Struck off"),
    FindingStep.reopen: N_("Opened again"),
    FindingStep.drop: N_("Dropped"),
    FindingStep.restore: N_("Taken up again"),
    FindingStep.change: N_("Changed"),
    FindingStep.seen_again: N_("Found again in a later round"),
    FindingStep.undo: N_("Taken back"),
}
