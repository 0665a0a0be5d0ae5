"""Message ids for what is said of measures on every page."""

from collections.abc import Mapping

from inspector.casework.measure_clocks import ClockName
from inspector.casework.measure_life import CaseState, CaseStep
from inspector.i18n import N_, gettext

HOW_FAR: Mapping[str, str] = {
    "overdue_days": N_("%(n)s days overdue"),
    "urged": N_("urged %(n)s times"),
    "recheck_failed": N_("re-check not passed %(n)s times"),
    "repeated_in_a_year": N_("held to account %(n)s times within a year"),
    "report_missing": N_("nothing reported by the last day"),
    "grave": N_("grave finding"),
    "obstruction": N_("obstructed the supervision"),
    "deceit": N_("deceived"),
    "revenge": N_("took revenge"),
    "hindrance": N_("hindered the supervision otherwise"),
    "private": N_("privately run school"),
}
"""A fact with its value. The same words with the least value say what the rule asks for."""
STATE_NAMES: Mapping[CaseState, str] = {
    CaseState.proposed: N_("proposed"),
    CaseState.grouped: N_("being looked into"),
    CaseState.noticed: N_("unit told in writing"),
    CaseState.heard: N_("unit heard"),
    CaseState.consulted: N_("members consulted"),
    CaseState.approved: N_("approved"),
    CaseState.in_force: N_("in force"),
    CaseState.ended: N_("concluded"),
    CaseState.corrected: N_("decision corrected"),
    CaseState.not_taken: N_("not taken"),
}
STEP_NAMES: Mapping[str, str] = {
    "propose": N_("Proposed"),
    CaseStep.group: N_("Group formed that looks into it"),
    CaseStep.notice: N_("Unit told in writing, may state its view"),
    CaseStep.hear: N_("Unit heard"),
    CaseStep.consult: N_("Member bodies consulted"),
    CaseStep.approve: N_("Approval"),
    CaseStep.enact: N_("Decision in force"),
    CaseStep.deliver: N_("Decision received by the unit"),
    CaseStep.ask_review: N_("Review asked for"),
    CaseStep.answer_review: N_("Review decided"),
    CaseStep.ask_appeal: N_("Appeal lodged"),
    CaseStep.answer_appeal: N_("Appeal decided"),
    CaseStep.correct: N_("Wrong decision corrected"),
    CaseStep.end: N_("Concluded"),
    CaseStep.refuse: N_("Not taken"),
    CaseStep.letter: N_("Letter bound to the case"),
}
NOTE_NAMES: Mapping[str, str] = {
    CaseStep.group: N_("Who is in the group"),
    CaseStep.notice: N_("What the notice says"),
    CaseStep.hear: N_("What the unit stated, or that it stated nothing"),
    CaseStep.consult: N_("Who was consulted and what they said"),
    CaseStep.ask_review: N_("What the unit objects to"),
    CaseStep.answer_review: N_("Reasons of the decision"),
    CaseStep.ask_appeal: N_("What the unit objects to"),
    CaseStep.answer_appeal: N_("Reasons of the decision"),
    CaseStep.correct: N_("How it was corrected"),
    CaseStep.end: N_("What was achieved or left"),
    CaseStep.refuse: N_("Why the measure is not taken"),
}
OUTCOME_NAMES: Mapping[str, str] = {
    "stated": N_("it stated its view"),
    "silent": N_("it stated nothing until the last day"),
    "upheld": N_("the decision stands"),
    "wrong": N_("the decision was wrong and is to be corrected"),
    "closes": N_("everything is done"),
}
TRANSFER_NAMES: Mapping[str, str] = {
    "authority": N_("handed over to the authority in charge"),
    "penalty": N_("handed over for administrative penalty"),
    "supervisory": N_("handed over to the supervisory authority (监察机关)"),
    "justice": N_("handed over to justice"),
}
CLOCK_NAMES: Mapping[ClockName, str] = {
    "group": N_("Form the group that looks into it"),
    "hearing": N_("The unit states its view"),
    "term": N_("What the measure demands is done"),
    "review": N_("The unit may ask for a review"),
    "review_answer": N_("Review decided"),
    "appeal": N_("The unit may appeal"),
    "appeal_answer": N_("Appeal decided"),
    "correction": N_("Wrong decision corrected"),
}
APPROVER_NAMES: Mapping[str, str] = {
    "committee_chair": N_("chair or deputy chair of the committee"),
    "agency_leader": N_("leader of the supervision agency"),
}
PUBLICATION_NAMES: Mapping[str, str] = {
    "unit": N_("the unit only"),
    "superiors": N_("its authorities too"),
    "circle": N_("a circle of units"),
    "public": N_("the public"),
}
SIDE_NAMES: Mapping[str, str] = {"unit": N_("against the unit"), "person": N_("against a person")}
MARK_NAMES: Mapping[str, str] = {
    "S": N_("text read"),
    "S2": N_("by a secondary source"),
    "R": N_("recalled, not checked"),
}


def how_far(condition: str, value: int) -> str:
    return gettext(HOW_FAR[condition]) % {"n": value} if "%" in HOW_FAR[condition] else gettext(HOW_FAR[condition])


def exit_name(way: str, titles: Mapping[str, str]) -> str:
    """A way out as the step `end` names it."""
    kind, _, which = way.partition(":")
    if kind == "next":
        return gettext("goes on to: %(measure)s") % {"measure": titles.get(which, which)}
    name = TRANSFER_NAMES[which] if which else OUTCOME_NAMES[kind]
    return gettext(name)
