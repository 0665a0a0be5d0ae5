"""Whatever rounds say and people do, in whatever order and two at once: no step skipped, nothing lost, sums agree."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.letter_life import LetterStep
from inspector.settings import Settings
from inspector.storage import findings, letter_findings, letters, rounds
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.finding_taking import take
from inspector.storage.findings import advance
from inspector.storage.store import Store, open_store
from inspector.storage.tables import Finding, Letter
from tests.storage.test_findings import story
from tests.storage.test_letter_machine import CLERK, FINAL, OTHER, record
from tests.storage.world import AT, CITY, FILE, SCHOOL, draft

EVALUATOR, INSPECTOR, ADMINISTRATOR = 2, 1, 3
BEGIN, TODAY = date(2026, 1, 5), date(2026, 12, 31)
ROUNDS = 3
# Written by hand from how supervision works, not taken from the code: what may follow on what, and whose step it is.
WORKING = ("open", "partly")
FOLLOWS: dict[tuple[str, str], str] = {
    ("found", "tell"): "open",
    ("reported", "return"): "open",
    **{(state, "report"): "reported" for state in WORKING},
    **{(state, step): state for state in WORKING for step in ("plan", "progress", "ask_time", "grant_time")},
    **{(state, step): state for state in WORKING for step in ("refuse_time", "urge")},
    ("verified", "close"): "closed",
    ("verified", "reopen"): "open",
    ("closed", "reopen"): "open",
    **{(state, "drop"): "dropped" for state in ("found", "reported", *WORKING)},
    ("dropped", "restore"): "found",
}
CHECKED = {"done": "verified", "partly": "partly", "not_done": "open"}
EVALUATORS = ("recheck", "drop", "restore")
BOTH = ("reopen",)
REASONED = ("return", "ask_time", "refuse_time", "reopen", "drop", "restore")
IN_WORDS = ("plan", "progress", "report")
DATED = ("tell", "report", "urge", "recheck", "close")
NEW_DUE = ("ask_time", "grant_time", "urge", "reopen")
ITEMS = ("a", "b", "c")
SENTENCES = ("未建成。", "建成但未使用。")


def opened() -> Store:
    """One record for all examples: each begins by emptying the ledger."""
    folder = Path(mkdtemp())
    (folder / FILE).write_bytes(record())
    store = open_store(Settings(data_folder=folder)).__enter__()
    for number in range(2, ROUNDS + 1):
        store.write_now(lambda c, number=number: rounds.add(c, draft(f"r{number}")))  # type: ignore[misc]
    return store


Rows = list[tuple[Any, ...]]


class Model:
    """One story as this test understands it."""

    def __init__(self) -> None:
        self.state = "found"
        self.due: date | None = None
        self.asked: date | None = None
        self.last: date | None = None
        self.verified_by = 0
        self.told: dict[str, str] = {}
        self.before: tuple[str, date | None, date | None] = ("dropped", None, None)
        self.letter = ""
        self.untold: tuple[date | None, date | None] = (None, None)
        self.since: list[str] = []


class Ledger(RuleBasedStateMachine):
    store: Store | None = None

    def __init__(self) -> None:
        super().__init__()
        if Ledger.store is None:
            Ledger.store = opened()
        self.record = Ledger.store
        self.record.write_now(_empty)
        self.stories: dict[str, Model] = {}
        self.round = 1
        self.events: dict[str, list[tuple[Any, ...]]] = {}
        self.bulks = 0
        self.letters: dict[str, tuple[str, list[str]]] = {}
        self.written = 0
        self.post(evaluates=False)

    def row(self, item: str) -> Finding:
        return next(row for row in self.record.read_now(lambda c: findings.of_unit(c, SCHOOL)) if row.item_id == item)

    @rule(evaluates=st.booleans())
    def post(self, evaluates: bool) -> None:
        """People change posts: who verified as an evaluator may be a clerk tomorrow."""
        self.evaluators = (EVALUATOR, OTHER) if evaluates else (EVALUATOR,)
        self.clerks = (CLERK,) if evaluates else (CLERK, OTHER)
        role = "evaluator" if evaluates else "clerk"
        self.record.write_now(
            lambda c: c.exec_driver_sql("UPDATE account SET role = ? WHERE id = ?", (role, OTHER)).close()
        )

    def act(self, row: Finding, step: Step, bulk: str = "") -> None:
        self.record.write_now(lambda c: advance(c, row.id, step, by=CLERK, at=AT, today=TODAY, bulk=bulk))

    @rule(said=st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(SENTENCES)), later=st.booleans())
    def round_says(self, said: dict[str, str], later: bool) -> None:
        """A round is taken over, for the first time or anew."""
        self.round = min(self.round + later, ROUNDS)
        name = f"r{self.round}"

        def job(connection: Connection) -> None:
            round_ = rounds.by_id(connection, name)
            assert round_ is not None
            take(connection, round_, SCHOOL, [story(*one) for one in said.items()], by=None, at=AT)

        self.record.write_now(job)
        for item, sentence in said.items():
            model = self.stories.setdefault(item, Model())
            if name not in model.told:
                model.before = (model.state, model.due, model.asked) if model.told else ("dropped", None, None)
                model.since.append("seen_again")
                if model.state in ("closed", "dropped"):
                    model.state, model.due, model.asked = "found", None, None
            model.told[name] = sentence
        for item, model in self.stories.items():
            if item not in said and model.state == "found" and list(model.told)[-1:] == [name]:
                del model.told[name]
                model.since.append("gone")
                model.state, model.due, model.asked = model.before if model.told else ("dropped", None, None)

    @precondition(lambda self: self.stories)
    @rule(
        item=st.sampled_from(ITEMS),
        name=st.sampled_from(sorted({step for _, step in FOLLOWS} | {"recheck"})),
        by=st.sampled_from((CLERK, OTHER, EVALUATOR, ADMINISTRATOR, INSPECTOR)),
        note=st.sampled_from(("", "有理由")),
        ahead=st.sampled_from((None, -1, 0, 5)),
        due=st.sampled_from((None, -1, 30)),
        outcome=st.sampled_from(("", "done", "partly", "not_done")),
    )
    def step(self, item: str, name: str, by: int, note: str, ahead: int | None, due: int | None, outcome: str) -> None:
        """Any step by anybody, with what it needs or without."""
        if item not in self.stories:
            return
        model = self.stories[item]
        base = model.last or BEGIN
        day = None if ahead is None else base + timedelta(days=ahead)
        last = None if due is None else max(filter(None, (base, day, model.due if due > 0 else None))) + timedelta(due)
        step = Step(FindingStep(name), note=note, day=day, due=last, outcome=outcome)  # type: ignore[arg-type]
        row = self.row(item)
        may = self._may(model, step, by)
        try:
            self.record.write_now(lambda c: advance(c, row.id, step, by=by, at=AT, today=TODAY))
        except FindingProblem:
            assert not may, (model.__dict__, step)
            return
        assert may, (model.__dict__, step)
        self._moved(model, step, by)

    def _may(self, model: Model, step: Step, by: int) -> bool:
        name = step.name.value
        both = (*self.clerks, *self.evaluators)
        whose = self.evaluators if name in EVALUATORS else both if name in BOTH else self.clerks
        from_here = model.state in (*WORKING, "reported") if name == "recheck" else (model.state, name) in FOLLOWS
        lacks = (name in REASONED or name in IN_WORDS) and not step.note
        lacks |= name in DATED and step.day is None
        lacks |= name == "recheck" and not step.outcome
        left = name == "recheck" and step.outcome in ("partly", "not_done")
        lacks |= (name in NEW_DUE or left) and step.due is None
        early = step.day is not None and model.last is not None and step.day < model.last
        begins = step.day or model.last
        early |= step.due is not None and begins is not None and step.due < begins
        longer = name in ("ask_time", "grant_time")
        early |= longer and step.due is not None and model.due is not None and step.due <= model.due
        again = name == "ask_time" and model.asked is not None
        again |= name == "refuse_time" and model.asked is None
        again |= name == "close" and model.verified_by == by
        return by in whose and from_here and not lacks and not early and not again

    def _moved(self, model: Model, step: Step, by: int) -> None:
        name = step.name.value
        model.since.append(name)
        model.state = CHECKED[step.outcome] if name == "recheck" else FOLLOWS[model.state, name]
        model.last = step.day or model.last
        if name == "ask_time":
            model.asked = step.due
        elif step.due is not None and name != "refuse_time":
            model.due = step.due
        if name in ("grant_time", "refuse_time", "recheck"):
            model.asked = None
        if name == "recheck":
            model.verified_by = by
        if name == "reopen":
            model.verified_by = 0

    @precondition(lambda self: self.stories)
    @rule(item=st.sampled_from(ITEMS), outcome=st.sampled_from(("done", "not_done")))
    def go_on(self, item: str, outcome: str) -> None:
        """The next step with all that it needs, so that many stories come to their end."""
        if item not in self.stories:
            return
        state = self.stories[item].state
        onward = {"found": "tell", "open": "report", "partly": "report", "reported": "recheck", "verified": "close"}
        if state in onward:
            by = self.evaluators[-1] if state == "reported" else self.clerks[-1]
            self.step(item, onward[state], by, "有理由", 5, 30, outcome)

    @precondition(lambda self: self.stories)
    @rule(item=st.sampled_from(ITEMS), striker=st.sampled_from((CLERK, OTHER)))
    def new_post(self, item: str, striker: int) -> None:
        """Who verified it is a clerk by the time it is struck off: somebody else has to do it."""
        if item not in self.stories or self.stories[item].state not in (*WORKING, "reported"):
            return
        self.post(evaluates=True)
        self.step(item, "recheck", OTHER, "", 5, None, "done")
        self.post(evaluates=False)
        self.step(item, "close", striker, "", 5, None, "")

    @precondition(lambda self: self.stories)
    @rule(item=st.sampled_from(ITEMS))
    def two_at_once(self, item: str) -> None:
        """Both have the same page before them: one acts, the other is told."""
        if item not in self.stories or self.stories[item].state not in WORKING:
            return
        row, step = self.row(item), Step(FindingStep.progress, note="两人同时")

        def act(by: int) -> bool:
            try:
                self.record.write_now(lambda c: advance(c, row.id, step, by=by, at=AT, today=TODAY, seen=row.version))
            except FindingProblem:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(act, (CLERK, CLERK))) == 1
        self.stories[item].since.append("progress")

    @rule(items=st.sets(st.sampled_from(ITEMS), min_size=1))
    def letter_tells(self, items: set[str]) -> None:
        """An opinion is delivered: whoever was not told yet is told now, with the last day that it prints."""
        name = f"r{self.round}"
        waiting = [one for one in self.stories.values() if one.state == "found" and one.letter not in self.letters]
        told = sorted(one for one in items if one in self.stories and list(self.stories[one].told)[-1:] == [name])
        told = [one for one in told if self.stories[one] in waiting]
        if not told:
            return
        self.written += 1
        letter = f"l{self.written}"
        day = max(filter(None, (BEGIN, *(self.stories[one].last for one in told)))) + timedelta(3)
        self.letters[letter] = (name, told)
        self.record.write_now(lambda c: _issued(c, letter, name, told, day + timedelta(30)))
        given: dict[str, Any] = {"by": CLERK, "at": AT, "day": day, "person": "王某", "way": "posted"}
        self.record.write_now(lambda c: letters.advance(c, letter, LetterStep.deliver, **given))
        for one in told:
            model = self.stories[one]
            if model.state == "found":
                model.letter, model.untold, model.since = letter, (model.due, model.last), []
                model.state, model.due, model.last = "open", day + timedelta(30), day

    @precondition(lambda self: self.letters)
    @rule(place=st.integers(0, 5))
    def letter_is_withdrawn(self, place: int) -> None:
        """What it told is untold, unless the unit or a re-check went on with it."""
        letter = sorted(self.letters)[place % len(self.letters)]
        _, told = self.letters.pop(letter)
        given: dict[str, Any] = {"by": CLERK, "at": AT, "note": "发错"}
        self.record.write_now(lambda c: letters.advance(c, letter, LetterStep.withdraw, **given))
        for model in (self.stories[one] for one in told):
            if model.letter == letter and not set(model.since) - HARMLESS and model.state == "open":
                model.state, model.asked, (model.due, model.last) = "found", None, model.untold
                model.since.append("undo")

    @precondition(lambda self: self.stories)
    @rule(go_on_with=st.sampled_from(ITEMS))
    def many_and_back(self, go_on_with: str) -> None:
        """A change of many at once is taken back, but for what somebody went on with."""
        self.bulks += 1
        bulk, step = f"b{self.bulks}", Step(FindingStep.progress, note="批量")
        rows = [self.row(item) for item, model in self.stories.items() if model.state in WORKING]
        for row in rows:
            self.act(row, step, bulk)
        gone_on = [row for row in rows if row.item_id == go_on_with]
        for row in gone_on:
            self.act(row, Step(FindingStep.plan, measure="另有安排"))
        for row in rows:
            self.stories[row.item_id].since.append("progress")
        done, left = self.record.write_now(lambda c: findings.undo(c, bulk, by=CLERK, at=AT))
        assert done == len(rows) - len(gone_on)
        assert [row.id for row in left] == [row.id for row in gone_on]
        for row in rows:
            assert self.row(row.item_id).progress == ("批量" if row in gone_on else row.progress)

    @invariant()
    def the_record_says_what_was_done(self) -> None:
        """All of it is read once: to read it a law at a time takes most of the time of this test."""
        stories, events, told_by, told, counted = self.record.read_now(_all)
        self.every_story_stands_where_its_steps_led_it(stories, events)
        self.letters_and_ledger_say_the_same(told_by)
        self.sums_of_the_ledger_are_those_of_the_rounds(counted, told)

    def every_story_stands_where_its_steps_led_it(self, rows: Rows, events: Rows) -> None:
        assert {row[1] for row in rows} == set(self.stories)
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        for _, item, state, due, asked, version, finding in rows:
            model = self.stories[item]
            assert (state, due, asked) == (
                model.state,
                *(str(day) if day else None for day in (model.due, model.asked)),
            )
            own = [one for one in events if one[0] == finding]
            assert [one[1] for one in own] == list(range(1, version + 1))
            assert own[-1][3] == state
            # what was written down once never changes
            assert own[: len(self.events.get(finding, []))] == self.events.get(finding, [])
            self.events[finding] = own

    def letters_and_ledger_say_the_same(self, told: Rows) -> None:
        """Each letter that is out has told all it speaks of; who was told by a letter stands in it."""
        known = {name: set(items) for name, (_, items) in self.letters.items()}
        for letter, item in told:
            assert letter not in known or item in known[letter]
        for model in self.stories.values():
            assert model.letter not in known or model.state != "found" or set(model.since) & ENDINGS

    def sums_of_the_ledger_are_those_of_the_rounds(self, counted: dict[tuple[str, str], int], told: Rows) -> None:
        assert counted == Counter(("problem", one.state) for one in self.stories.values())
        wanted = sorted((item, name, text) for item, one in self.stories.items() for name, text in one.told.items())
        assert sorted((item, name, json.loads(text)[0][2]) for item, name, text in told) == wanted


HARMLESS = {"urge", "undo", "seen_again"}
ENDINGS = {"drop", "close", "gone"}
TOLD_BY = (
    "SELECT letter_id, f.item_id FROM finding_event e JOIN finding f ON f.id = e.finding_id"
    " WHERE step = 'tell' AND letter_id <> ''"
)
TOLD = "SELECT f.item_id, round_id, told FROM finding_chapter c JOIN finding f ON f.id = c.finding_id"
EVENTS = "SELECT finding_id, number, step, state, before FROM finding_event ORDER BY finding_id, number"
ROWS = "SELECT number, item_id, state, due, asked_due, version, id FROM finding ORDER BY number"


def _all(connection: Connection) -> tuple[Rows, Rows, Rows, Rows, dict[tuple[str, str], int]]:
    cursor = connection.connection.cursor()

    def rows(query: str) -> Rows:
        cursor.execute(query)
        return list(cursor.fetchall())

    return rows(ROWS), rows(EVENTS), rows(TOLD_BY), rows(TOLD), findings.counts(connection, CITY)


def _issued(connection: Connection, letter: str, round_: str, items: list[str], due: date) -> None:
    """An opinion that has left the house and prints a last day for each problem."""
    problems = [{"origin": {"unit": SCHOOL, "item": one}, "due": due.isoformat()} for one in items]
    row = Letter(
        id=letter,
        city_id=CITY,
        kind="rectification_notice",
        round_id=round_,
        unit_id=SCHOOL,
        title=letter,
        inputs=json.dumps({"paper": {"problems": problems}}),
        blob_sha256=FINAL,
        created_by=CLERK,
        created_at=AT,
    )
    letters.add(connection, row)
    letter_findings.record(connection, letter, [(SCHOOL, one) for one in items])
    connection.exec_driver_sql("UPDATE letter SET state = 'issued', issued_on = ? WHERE id = ?", (str(BEGIN), letter))


def _empty(connection: Connection) -> None:
    for name in ("finding_event", "finding_chapter", "finding", "letter_finding", "letter_event", "letter", "counter"):
        connection.exec_driver_sql(f"DELETE FROM {name}")


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=300, stateful_step_count=10, suppress_health_check=list(HealthCheck))
