"""What the machine over the whole loop knows: who there is, and what may follow on what.

Written by hand from how supervision works, not taken from the code.
"""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection

from inspector.casework.deadlines import Days
from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.letter_life import LetterStep
from inspector.storage import findings, letter_findings, letters, rounds
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.finding_taking import take
from inspector.storage.measure_problems import CaseProblem
from inspector.storage.rechecks import RecheckProblem
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.tables import Letter
from tests.storage.letter_world import PRELIMINARY
from tests.storage.test_findings import story
from tests.storage.test_letter_machine import CLERK, FINAL, OTHER
from tests.storage.world import AT, CITY, SCHOOL

INSPECTOR, EVALUATOR, ADMINISTRATOR = 1, 2, 3
PEOPLE = st.sampled_from((CLERK, OTHER, EVALUATOR, INSPECTOR, ADMINISTRATOR))
OFFICE = (CLERK, OTHER, EVALUATOR)
NAMES = {CLERK: "chen", OTHER: "sun", EVALUATOR: "王评估", INSPECTOR: "李督学"}
ITEMS = ("a", "b", "c")
URGED = (2, 1, 0)
BEGIN = date(2026, 1, 5)
ANSWER_BY = date(2026, 3, 20)  # printed in PRELIMINARY
DAYS = Days({}, {}, frozenset({2026, 2027}))
PROBLEMS = (FindingProblem, RecheckProblem, StatementProblem, CaseProblem)
WORKING = ("open", "partly")
CHECKABLE = (*WORKING, "reported")
STEPS = {
    "report": (WORKING, "reported", (CLERK, OTHER)),
    "urge": (WORKING, "", (CLERK, OTHER)),
    "close": (("verified",), "closed", (CLERK, OTHER)),
    "reopen": (("verified", "closed"), "open", OFFICE),
    "drop": (CHECKABLE, "dropped", (EVALUATOR,)),
}
CHECKED = {"done": "verified", "partly": "partly", "not_done": "open"}
CASE_WAY = {
    "group": ("proposed", "grouped"),
    "notice": ("grouped", "noticed"),
    "hear": ("noticed", "heard"),
    "consult": ("heard", "consulted"),
    "approve": ("consulted", "approved"),
    "enact": ("approved", "in_force"),
    "deliver": ("in_force", "in_force"),
    "correct": ("in_force", "corrected"),
    "end": ("in_force", "ended"),
}
BEFORE_FORCE = ("proposed", "grouped", "noticed", "heard", "consulted", "approved")
BY_ANOTHER = ("approve", "enact")
WITHOUT_WORDS = ("deliver", "approve", "enact")
STARTS = {"public_criticism", "talk"}  # where the ladder begins; each leads to the circular
LADDER = ("public_criticism", "talk", "supervision_circular")


class Story:
    """One finding as this test understands it."""

    def __init__(self, urged: int) -> None:
        self.state, self.due = "open", BEGIN + timedelta(20)
        self.verified_by = self.failed = 0
        self.urged = urged
        self.reported = False

    def late(self, today: date) -> int:
        return max(0, (today - self.due).days) if self.state in WORKING else 0

    def speaks_for(self, measure: str, today: date) -> bool:
        """The triggers of the national ladder, as checklists/measures/national.yaml words them."""
        if self.state in ("closed", "dropped"):
            return False
        late, unreported = self.late(today), self.late(today) > 0 and not self.reported
        return {
            "public_criticism": self.urged >= 1 and (late >= 15 or unreported),
            "talk": self.urged >= 1 and (late >= 30 or self.failed >= 1),
            "supervision_circular": (late >= 60 and self.urged >= 2) or self.failed >= 2 or (unreported and late >= 30),
        }[measure]


class Case:
    def __init__(self, measure: str, proposer: int, state: str) -> None:
        self.measure, self.proposer, self.state = measure, proposer, state
        self.delivered = False
        self.asked: dict[str, tuple[str, str]] = {}  # by remedy the page it came by, and what became of it

    @property
    def contested(self) -> bool:
        """Something is asked for that nobody answered, or the decision was found wrong."""
        return any(outcome != "upheld" for _, outcome in self.asked.values())


JUDGED = (
    "SELECT k.inspection_id, f.item_id, f.outcome FROM recheck_finding f JOIN recheck k ON k.round_id = f.round_id"
    " WHERE f.outcome <> ''"
)
SAID = "SELECT id, decision, decided_by FROM statement WHERE measure = ''"
EVENTS = "SELECT finding_id, number, step, state, account_id, outcome FROM finding_event ORDER BY finding_id, number"
HISTORY = {
    "finding_event": "",
    "measure_event": "",
    "measure_finding": "",
    "statement": "WHERE decided_on IS NOT NULL",
    "recheck_finding": "WHERE outcome <> ''",
}


def begun(connection: Connection) -> None:
    """Three findings that a preliminary opinion and an opinion told, both delivered; late after 20 days."""
    round_ = rounds.by_id(connection, "r1")
    assert round_ is not None
    take(connection, round_, SCHOOL, [story(item) for item in ITEMS], by=None, at=AT)
    tell = Step(FindingStep.tell, day=BEGIN, due=BEGIN + timedelta(20))
    for told in findings.of_unit(connection, SCHOOL):
        findings.advance(connection, told.id, tell, by=CLERK, at=AT, today=BEGIN)
    urge = Step(FindingStep.urge, day=BEGIN, due=BEGIN + timedelta(20))
    for told, times in zip(findings.of_unit(connection, SCHOOL), URGED, strict=True):
        for _ in range(times):
            findings.advance(connection, told.id, urge, by=CLERK, at=AT, today=BEGIN)
    for letter, inputs in (("defence", PRELIMINARY), ("objection", json.dumps({"paper": {"heard": True}}))):
        row = Letter(
            id=letter, city_id=CITY, kind="opinion", round_id="r1", unit_id=SCHOOL, title=letter, inputs=inputs,
            blob_sha256=FINAL, created_by=CLERK, created_at=AT,
        )  # fmt: off
        letters.add(connection, row)
        letter_findings.record(connection, letter, [(SCHOOL, item) for item in ITEMS])
        issue = "UPDATE letter SET state = 'issued', issued_on = ? WHERE id = ?"
        connection.exec_driver_sql(issue, (str(BEGIN), letter))
        given: dict[str, Any] = {"by": CLERK, "at": AT, "day": BEGIN, "person": "王某", "way": "posted"}
        letters.advance(connection, letter, LetterStep.deliver, **given)
