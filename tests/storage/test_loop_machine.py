"""Re-checks, statements and measures in any order and by anybody: no finding ends unverified, no measure comes without
its grounds or by whoever keeps out, sums agree, and what was written down stays."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.measure_life import CaseMove, CaseStep
from inspector.casework.remedies import Decision, Remedy
from inspector.fieldwork.recusal import Ground
from inspector.fieldwork.states import Action, Role
from inspector.settings import Settings
from inspector.storage import findings, inspections, measures, rechecks, recusals, rounds
from inspector.storage.engine import for_writing
from inspector.storage.rechecks import Decided, Plan, RecheckProblem
from inspector.storage.statement_steps import Coming, Verdict, decide, file
from inspector.storage.store import open_store
from inspector.storage.tables import Recusal
from tests.storage.loop_world import (
    ANSWER_BY,
    BEFORE_FORCE,
    BEGIN,
    BY_ANOTHER,
    CASE_WAY,
    CHECKABLE,
    CHECKED,
    DAYS,
    EVALUATOR,
    EVENTS,
    HISTORY,
    INSPECTOR,
    ITEMS,
    JUDGED,
    LADDER,
    NAMES,
    OFFICE,
    PEOPLE,
    PROBLEMS,
    SAID,
    STARTS,
    STEPS,
    URGED,
    WITHOUT_WORDS,
    Case,
    Story,
    begun,
)
from tests.storage.test_letter_machine import CLERK, OTHER, record
from tests.storage.test_measures import NATIONAL, unit_of
from tests.storage.world import AT, CITY, FILE, SCHOOL

SKIPS = st.sampled_from(("", "情节严重"))
REMEDIES, PAGES = st.sampled_from(("review", "appeal")), st.sampled_from(("case", "unit"))


class Loop(RuleBasedStateMachine):
    connection: Connection

    def __init__(self) -> None:
        super().__init__()
        self.connection.exec_driver_sql("SAVEPOINT example")
        self.today = BEGIN
        self.stories = {item: Story(times) for item, times in zip(ITEMS, URGED, strict=True)}
        self.ids = {row.item_id: row.id for row in findings.of_unit(self.connection, SCHOOL)}
        self.rechecks: dict[str, list[str]] = {}
        self.checked: dict[str, dict[str, str]] = {}
        self.went_there: dict[str, int] = {}
        self.said: dict[tuple[str, str], tuple[str, str, int]] = {}
        self.cases: dict[str, Case] = {}
        self.recused: set[int] = set()
        self.kept: dict[str, set[tuple[Any, ...]]] = {}
        self.written = True

    def teardown(self) -> None:
        self.connection.exec_driver_sql("ROLLBACK TO example")
        self.connection.exec_driver_sql("RELEASE example")

    def tried(self, job: Callable[[Connection], Any]) -> Any:
        """What it gives, or None where the record refuses; then nothing of it was written."""
        self.connection.exec_driver_sql("SAVEPOINT step")
        try:
            done = job(self.connection) or True
            self.written = True
            return done
        except PROBLEMS:
            self.connection.exec_driver_sql("ROLLBACK TO step")
            return None
        finally:
            self.connection.exec_driver_sql("RELEASE step")

    @rule(days=st.sampled_from((1, 14, 31, 60)))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(item=st.sampled_from(ITEMS), name=st.sampled_from(sorted(STEPS)), by=PEOPLE)
    def step(self, item: str, name: str, by: int) -> None:
        model, (states, after, whose) = self.stories[item], STEPS[name]
        due = self.today + timedelta(10) if name in ("urge", "reopen") else None
        step = Step(FindingStep(name), note="有理由", day=self.today, due=due)
        may = model.state in states and by in whose and not (name == "close" and model.verified_by == by)
        assert may == (self.tried(lambda c: self.moved(c, item, step, by)) is not None), (vars(model), name, by)
        if may:
            model.state, model.due = after or model.state, due or model.due
            model.urged += name == "urge"
            model.reported |= name == "report"
            model.verified_by *= name != "reopen"

    def moved(self, connection: Connection, item: str, step: Step, by: int) -> None:
        findings.advance(connection, self.ids[item], step, by=by, at=AT, today=self.today)

    @rule(items=st.sets(st.sampled_from(ITEMS)), goes=st.sampled_from((INSPECTOR, OTHER)), by=st.sampled_from(OFFICE))
    def recheck_is_planned(self, items: set[str], goes: int, by: int) -> None:
        running = {one for found in self.rechecks.values() for one in found}
        may = bool(items) and not items & running and all(self.stories[one].state in CHECKABLE for one in items)
        may &= not {goes, by} & self.recused
        first, chosen = rounds.by_id(self.connection, "r1"), sorted(items)
        assert first is not None
        ids = [self.ids[one] for one in chosen]
        plan = Plan(first, "i1", SCHOOL, "复查", ids, chosen, {}, goes, self.today)
        made = self.tried(lambda c: rechecks.make(c, plan, by=by, at=AT))
        assert may == (made is not None), (items, running, by)
        if made:
            self.rechecks[made], self.went_there[made] = chosen, goes

    @precondition(lambda self: self.rechecks)
    @rule(outcomes=st.tuples(*[st.sampled_from(sorted(CHECKED))] * 3), by=st.sampled_from((EVALUATOR, CLERK)))
    def recheck_is_confirmed(self, outcomes: tuple[str, ...], by: int) -> None:
        """Every finding in it is judged, or nothing is written: somebody may have gone on with one meanwhile."""
        inspection, items = next(iter(self.rechecks.items()))
        wanted = dict(zip(items, outcomes, strict=False))
        may = by == EVALUATOR and not {by, INSPECTOR} & self.recused
        may &= all(self.stories[one].state in CHECKABLE for one in items)
        done = self.tried(lambda c: self.judged(c, inspection, wanted, by))
        assert may == (done is not None), (wanted, by)
        if not done:
            return
        self.checked[inspection] = {one: wanted[one] for one in self.rechecks.pop(inspection)}
        for item, outcome in self.checked[inspection].items():
            model = self.stories[item]
            model.state, model.verified_by = CHECKED[outcome], by
            if outcome != "done":
                model.due, model.failed = self.today + timedelta(10), model.failed + 1

    def judged(self, c: Connection, inspection: str, outcomes: dict[str, str], by: int) -> None:
        recheck = rechecks.of_inspection(c, inspection)
        assert recheck is not None
        try:
            for action, who, role in ((Action.enter, INSPECTOR, "inspector"), (Action.submit, INSPECTOR, "inspector")):
                inspections.act(c, inspection, action, account_id=who, role=Role(role), at=AT)
            role = "evaluator" if by == EVALUATOR else "clerk"
            inspections.act(c, inspection, Action.confirm, account_id=by, role=Role(role), at=AT)
        except ValueError as error:
            raise RecheckProblem(str(error)) from error
        due = self.today + timedelta(10)
        for item, outcome in outcomes.items():
            last = None if outcome == "done" else due
            step = Step(FindingStep.recheck, note="实地查看", day=self.today, due=last, outcome=outcome)  # type: ignore[arg-type]
            self.moved(c, item, step, by)
        kept = [Decided(self.ids[one], "fail", 0, "pass", 0, said, said, "查看", "") for one, said in outcomes.items()]
        none = (None, None)
        rechecks.decide(c, recheck, kept, day=self.today, new_due=due, before=none, after=none, at=AT)

    @rule(ended=st.booleans())
    def recheck_is_called_off(self, ended: bool) -> None:
        """Its findings are free again; one that is over stays as it is."""
        inspection = next(iter(self.checked if ended else self.rechecks), None)
        recheck = rechecks.of_inspection(self.connection, inspection) if inspection else None
        if inspection is None or recheck is None:
            return
        done = self.tried(lambda c: rechecks.call_off(c, recheck, "改期", at=AT))
        assert (done is None) == ended
        if done:
            del self.rechecks[inspection]
            self.went_there.pop(inspection, None)

    @rule(letter=st.sampled_from(("defence", "objection")), about=st.sampled_from(("", *ITEMS)), by=PEOPLE)
    def unit_says(self, letter: str, about: str, by: int) -> None:
        finding = self.ids[about] if about else ""
        coming = Coming(Remedy(letter), "不属实", self.today, letter_id=letter, finding_id=finding)
        filed = self.tried(lambda c: file(c, coming, by=by, at=AT, today=self.today, days=DAYS))
        may = by in (CLERK, OTHER) and (letter, about) not in self.said
        assert may == (filed is not None), (letter, about, by)
        if filed:
            assert filed.late == (letter == "defence" and self.today > ANSWER_BY)
            self.said[letter, about] = (filed.id, "", 0)

    @precondition(lambda self: self.said)
    @rule(
        decision=st.sampled_from(Decision),
        by=PEOPLE,
        change=st.sampled_from(("", "改为部分完成")),
        place=st.integers(0, 7),
    )
    def office_decides(self, decision: Decision, by: int, change: str, place: int) -> None:
        key = sorted(self.said)[place % len(self.said)]
        statement, before, _ = self.said[key]
        verdict = Verdict(decision, "经核实", self.today, change)
        may = by in OFFICE and by not in self.recused and not before
        may &= decision is not Decision.changed or bool(change)
        if decision is Decision.dropped:
            may &= bool(key[1]) and by == EVALUATOR and self.stories[key[1]].state in CHECKABLE
        done = self.tried(lambda c: decide(c, statement, verdict, by=by, at=AT, today=self.today))
        assert may == (done is not None), (key, before, decision, by)
        if done:
            self.said[key] = (statement, decision.value, by)
            if decision is Decision.dropped:
                self.stories[key[1]].state = "dropped"

    @rule(who=st.sampled_from((OTHER, INSPECTOR)))
    def keeps_out(self, who: int) -> None:
        if who not in self.recused:
            ground = Ground.near_relative
            row = Recusal(id=f"q{who}", round_id="r1", account_id=who, unit_id=SCHOOL, ground=ground, recorded_at=AT)
            self.tried(lambda c: recusals.record(c, row))
            self.recused.add(who)
            # whoever keeps out gives back what was to be looked at
            self.went_there = {key: one for key, one in self.went_there.items() if one != who or key in self.checked}

    def barred(self, who: int) -> bool:
        return who in self.recused or who in self.went_there.values()

    @rule(
        measure=st.sampled_from(LADDER),
        by=PEOPLE,
        taken=st.booleans(),
        note=st.sampled_from(("", "逾期未改")),
        skip=SKIPS,
    )
    def measure_is_proposed(self, measure: str, by: int, taken: bool, note: str, skip: str) -> None:
        """Taken up or refused, each with a reason, and a reason for the measures left out below it."""
        before = [one for one in self.cases.values() if one.measure == measure]
        held = any(one.speaks_for(measure, self.today) for one in self.stories.values())
        done = {one.measure for one in self.cases.values() if one.state not in ("not_taken", "corrected")}
        lower = not taken or bool(skip) or measure in STARTS or bool(done & STARTS)
        may = held and bool(note) and lower and by in OFFICE and not self.barred(by)
        may &= all(one.state not in (*BEFORE_FORCE, "in_force") for one in before)
        chosen, way = measures.Choice(measure, self.today, note, skip_reason=skip), measures.propose
        way = way if taken else measures.refuse
        unit = unit_of(self.connection, self.today)
        case = self.tried(lambda c: way(c, unit, NATIONAL, chosen, by=by, at=AT, today=self.today))
        # what was decided once is proposed again only when it is worse, which the engine's own tests count
        assert may or case is None, (measure, by, held, lower, self.barred(by))
        assert case or before or not may, (measure, by, [vars(one) for one in self.stories.values()], self.today)
        if case:
            self.cases[case.id] = Case(measure, by, "proposed" if taken else "not_taken")
            named = {one.id for one in measures.findings_of(self.connection, case.id)}
            speak = {self.ids[one] for one in ITEMS if self.stories[one].speaks_for(measure, self.today)}
            assert named and named <= speak, "a case rests on findings that speak for it"

    @rule(
        late=st.sampled_from((40, 90)),
        measure=st.sampled_from(LADDER),
        by=PEOPLE,
        skip=SKIPS,
    )
    def time_passes_and_a_measure_is_taken_up(self, late: int, measure: str, by: int, skip: str) -> None:
        self.days_pass(late)
        self.measure_is_proposed(measure, by, True, "逾期未改", skip)

    @precondition(lambda self: self.cases)
    @rule(place=st.integers(0, 3), times=st.sampled_from((2, 10)), by=st.permutations(OFFICE))
    def case_goes_far(self, place: int, times: int, by: list[int]) -> None:
        for number in range(times):
            self.case_goes_on(place, "onward", by[number % 2], "照办", "赵主任")

    @precondition(lambda self: any(one.delivered for one in self.cases.values()))
    @rule(name=REMEDIES, page=PAGES, by=PEOPLE)
    def unit_contests(self, name: str, page: str, by: int) -> None:
        """Asked for on the unit's page or taken down as a step of the case: once, and both pages know it."""
        key, model = next((key, one) for key, one in self.cases.items() if one.delivered)
        if page == "unit":
            coming = Coming(Remedy(name), "不服", self.today, measure=key, received=self.today)
            coming = replace(coming, unit_id=SCHOOL, city_id=CITY)
            done = self.tried(lambda c: file(c, coming, by=by, at=AT, today=self.today, days=DAYS))
            may = by in (CLERK, OTHER) and name not in model.asked
        else:
            move = CaseMove(CaseStep(f"ask_{name}"), "不服", self.today, late="来函迟到")
            done = self.tried(lambda c: measures.advance(c, key, move, by=by, at=AT, today=self.today))
            may = by in OFFICE and by not in self.recused and model.state == "in_force"
            may &= not model.contested and not {name, "appeal"} & set(model.asked)
        assert may == (done is not None), (vars(model), name, page, by)
        if done:
            model.asked[name] = (done.id if page == "unit" else "", "asked")
            self.case_goes_on(list(self.cases).index(key), "end", EVALUATOR, "照办", "赵主任")

    @precondition(lambda self: any(one.asked for one in self.cases.values()))
    @rule(
        name=st.sampled_from(("review", "appeal")),
        page=st.sampled_from(("case", "unit")),
        right=st.booleans(),
        by=PEOPLE,
    )
    def contest_is_decided(self, name: str, page: str, right: bool, by: int) -> None:
        """On the page where it was asked for, and once; found wrong, the measure is corrected and never just ends."""
        key, model = next((key, one) for key, one in self.cases.items() if one.asked)
        statement, before = model.asked.get(name, ("", ""))
        may = by in OFFICE and by not in self.recused and before == "asked"
        if page == "unit":
            may &= bool(statement)
            verdict = Verdict(Decision.upheld if right else Decision.dropped, "经审查", self.today)
            done = self.tried(lambda c: decide(c, statement, verdict, by=by, at=AT, today=self.today))
        else:
            may &= not statement and model.state == "in_force"
            move = CaseMove(CaseStep(f"answer_{name}"), "经审查", self.today, "upheld" if right else "wrong")
            done = self.tried(lambda c: measures.advance(c, key, move, by=by, at=AT, today=self.today))
        assert may == (done is not None), (vars(model), name, page, by)
        if done:
            model.asked[name] = (statement, "upheld" if right else "wrong")

    @precondition(lambda self: self.cases)
    @rule(
        place=st.integers(0, 3),
        name=st.sampled_from((*CASE_WAY, "refuse", "onward", "onward")),
        by=st.sampled_from(OFFICE),
        note=st.sampled_from(("照办", "照办", "")),
        chair=st.sampled_from(("赵主任", "赵主任", *NAMES.values())),
    )
    def case_goes_on(self, place: int, name: str, by: int, note: str, chair: str) -> None:
        key = list(self.cases)[place % len(self.cases)]
        model = self.cases[key]
        onward = (one for one, (state, _) in CASE_WAY.items() if state == model.state and one != "correct")
        name = next(onward, "refuse") if name == "onward" else name
        outcome = {"hear": "stated", "end": "closes"}.get(name, "")
        move = CaseMove(CaseStep(name), note, self.today, outcome, chair, "主任", facts="逾期", grounds="办法")
        fits = model.state in BEFORE_FORCE if name == "refuse" else model.state == CASE_WAY[name][0]
        out = by in self.recused or (name in BY_ANOTHER and (by == model.proposer or self.barred(by)))
        chairs = {NAMES[one] for one in NAMES if one == INSPECTOR or one == model.proposer or self.barred(one)}
        may = fits and not out and (bool(note) or name in WITHOUT_WORDS)
        wrong = any(outcome == "wrong" for _, outcome in model.asked.values())
        may &= not (name == "end" and model.contested) and not (name == "correct" and not wrong)
        may &= not (name == "approve" and chair in chairs) and not (name == "deliver" and model.delivered)
        done = self.tried(lambda c: measures.advance(c, key, move, by=by, at=AT, today=self.today))
        assert may == (done is not None), (vars(model), name, by, chair)
        if done:
            model.state = "not_taken" if name == "refuse" else CASE_WAY[name][1]
            model.delivered |= name == "deliver"

    @invariant()
    def record_holds(self) -> None:
        """Looked at anew after each step that wrote something: the others wrote nothing."""
        if self.written:
            self.sums_agree()
            self.nothing_ends_unverified_and_history_only_grows()
        self.written = False

    def sums_agree(self) -> None:
        read, c = self.connection.exec_driver_sql, self.connection
        assert findings.counts(c, CITY) == Counter(("problem", one.state) for one in self.stories.values())
        for archived in (False, True):
            ended = ("ended", "not_taken", "corrected")
            mine = Counter(one.state for one in self.cases.values() if (one.state in ended) == archived)
            assert Counter(one.state for one in measures.of_city(c, CITY, archived=archived)) == mine
        numbers = [row[0] for row in read("SELECT number FROM measure_case ORDER BY number")]
        assert numbers == list(range(1, len(self.cases) + 1))
        assert rechecks.running(c, self.ids.values()) == {
            self.ids[item]: inspection for inspection, items in self.rechecks.items() for item in items
        }
        judged = {(row[0], row[1]): row[2] for row in read(JUDGED)}
        assert judged == {(key, item): said for key, found in self.checked.items() for item, said in found.items()}
        said = {row[0]: (row[1], row[2] or 0) for row in read(SAID)}
        assert said == {key: (decision, by) for key, decision, by in self.said.values()}

    def nothing_ends_unverified_and_history_only_grows(self) -> None:
        for table, only in HISTORY.items():
            now = {tuple(row) for row in self.connection.exec_driver_sql(f"SELECT * FROM {table} {only}")}
            assert self.kept.get(table, set()) <= now
            self.kept[table] = now
        events = self.connection.exec_driver_sql(EVENTS).all()
        for before, (finding, _, step, state, by, _) in zip([None, *events], events, strict=False):
            if step == "close":
                assert before is not None and before[0] == finding and before[2] == "recheck", "nothing between them"
                assert (before[3], before[5], state) == ("verified", "done", "closed") and before[4] != by


def test_the_loop_skips_nothing_loses_nothing_and_its_sums_agree() -> None:
    """All examples in one transaction that is never committed: each is taken back to where it began."""
    every = settings(max_examples=300, stateful_step_count=10, suppress_health_check=list(HealthCheck))
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(record())
        with open_store(Settings(data_folder=Path(folder))) as store, for_writing(store.engine).connect() as connection:
            begun(connection)
            Loop.connection = connection
            run_state_machine_as_test(Loop, settings=every)
