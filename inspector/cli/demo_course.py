"""What comes after findings in the demo round: the reporter's own school, a unit that was urged in vain, a measure
under way, a re-check planned, and a paper whose unit said something against it. All invented, as of today."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.letter_life import LetterStep, Way
from inspector.casework.measure_life import CaseMove, CaseStep
from inspector.casework.remedies import Remedy
from inspector.casework.stories import Story, stories
from inspector.scoring.survey import Survey
from inspector.storage import (
    accounts,
    blobs,
    finding_taking,
    findings,
    holidays,
    letters,
    measures,
    statement_steps,
    units,
)
from inspector.storage.findings import advance
from inspector.storage.inspections import InspectionLine
from inspector.storage.letters import Final
from inspector.storage.measures import Choice
from inspector.storage.statement_steps import Coming
from inspector.storage.store import Store
from inspector.storage.tables import Finding, Role, Round
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.drafts import laid_down
from inspector.web.letters.issuing import printed
from inspector.web.letters.known import known_of
from inspector.web.letters.stationery import stationery_of
from inspector.web.letters.wish import first_wish, paper_of
from inspector.web.measures.ladders import ladder_of
from inspector.web.operations.memory import Memory
from inspector.web.rechecks.planning import groups, made

NUMBER, FINDINGS = 86, 4
PLAN = Step(FindingStep.plan, measure="补齐设备并固定专人管理（演示）", person="李老师（演示）")
REPORTED = "已按要求完成整改，附照片（演示）"


class Course(Struct, frozen=True):
    """The round with those who act in it; `lines` are its inspections that were confirmed."""

    store: Store
    round: Round
    survey: Survey
    lines: Sequence[InspectionLine]
    people: dict[str, int]
    today: date
    at: int

    def back(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def step(self, connection: Connection, row: Finding, who: str, step: Step) -> None:
        advance(connection, row.id, step, by=self.people[who], at=self.at, today=self.today)


def add_course(connection: Connection, course: Course) -> None:
    """Each part takes units that the parts before it left alone; a round with too few of them has fewer parts."""
    own = _own_school(connection, course)
    ready = [one for one in course.lines if one.unit_kind == "regular_school" and one.unit_id != own]
    told = {one.unit_id: list(findings.of_unit(connection, one.unit_id)) for one in ready}
    quiet = [unit for unit, rows in told.items() if rows and all(row.state == "found" for row in rows)]
    if quiet:
        _statement(connection, course, quiet[0])
    for unit in quiet[1:2]:
        _measure(connection, course, unit, told[unit][0])
    reported = [row for rows in told.values() for row in rows if row.state == "reported"]
    if reported:
        _recheck(connection, course, reported[-1])


def _own_school(connection: Connection, course: Course) -> str:
    """Four findings of the school that `reporter-…` reports for, told by letter: one due soon, one overdue and urged,
    so that the ladder proposes a measure, one reported, one struck off. Its unit."""
    login = f"reporter-{course.round.city_id}"
    unit = next((one.scope_unit for one in accounts.everyone(connection) if one.login == login), None)
    if unit is None or findings.of_unit(connection, unit):
        return unit or ""
    found = _like_others(course, unit)[:FINDINGS]
    finding_taking.take(connection, course.round, unit, found, by=None, at=course.at)
    told, reported = course.back(70), Step(FindingStep.report, day=course.back(35), note=REPORTED)
    ways: tuple[tuple[date, tuple[tuple[str, Step], ...]], ...] = (
        (course.back(-6), (("clerk", Step(FindingStep.progress, note="设备已订购，正在安装（演示）")),)),
        (course.back(40), (("clerk", Step(FindingStep.urge, day=course.back(30), due=course.back(18))),)),
        (course.back(20), (("clerk", reported),)),
        (
            course.back(30),
            (
                ("clerk", reported),
                ("evaluator", Step(FindingStep.recheck, day=course.back(25), outcome="done", note="核查属实（演示）")),
                ("clerk", Step(FindingStep.close, day=course.back(21))),
            ),
        ),
    )
    for row, (due, steps) in zip(findings.of_unit(connection, unit), ways, strict=False):
        for who, step in (("clerk", Step(FindingStep.tell, day=told, due=due)), ("clerk", PLAN), *steps):
            course.step(connection, row, who, step)
    return unit


def _like_others(course: Course, unit: str) -> list[Story]:
    """What is said of schools of the city, said of this one: nobody has inspected it in this round yet."""
    subject, found = course.survey.subjects[unit], dict[str, Story]()
    for line in (one for one in course.lines if one.unit_kind == subject.kind):
        for one in stories(course.survey, line.unit_id):
            found.setdefault(one.item, one)
        if sum(one.kind == "problem" for one in found.values()) >= FINDINGS:
            break
    district = next((one.id for one in subject.line if one.kind == "district"), "")
    return [
        replace(
            one,
            unit=unit,
            unit_name=subject.name,
            district=district,
            told=tuple(replace(told, sentence=told.sentence.replace(one.unit_name, subject.name)) for told in one.told),
        )
        for one in sorted(found.values(), key=lambda one: one.kind != "problem")
    ]


def _statement(connection: Connection, course: Course, unit: str) -> None:
    """A preliminary opinion that its unit received, and what it says about one finding."""
    by, day = course.people["clerk"], course.back(6)
    opened = OpenedRound(course.round, course.survey, {one.unit_id: one for one in course.lines}, None, ())
    known = known_of(connection, course.round.city_id, course.round.id, unit)
    wish = first_wish(opened, unit, "preliminary_opinion", course.today, known)
    wish = replace(wish, typed={**wish.typed, "reply_by": course.back(-9).isoformat()})
    desk = stationery_of(connection, course.round.city_id, wish.office, wish.variant)
    paper = paper_of(opened, course.survey, wish, course.today)
    draft = laid_down(course.store, desk, opened, wish, paper, by, course.at)
    letter = draft.keep(connection)
    number = f"{wish.sender.code or course.round.title[0]}〔{day.year}〕{NUMBER}号"
    final = printed(draft.letter, desk, number, day, course.today)
    kept = draft.blob.model_copy(
        update={"sha256": blobs.keep(course.store.blob_folder, final.content), "size": len(final.content)}
    )
    blobs.record(connection, kept)
    letters.advance(connection, letter, LetterStep.review, by=course.people["evaluator"], at=course.at)
    letters.advance(connection, letter, LetterStep.sign, by=by, at=course.at, person="王主任（演示）", day=day)
    letters.advance(
        connection, letter, LetterStep.issue, by=by, at=course.at, day=day, number=number, blob=kept.sha256,
        final=Final(final.inputs),
    )  # fmt: skip
    letters.advance(
        connection,
        letter,
        LetterStep.deliver,
        by=by,
        at=course.at,
        day=day,
        person="张校长（演示）",
        way=Way.handed_over,
    )
    row = findings.of_unit(connection, unit)[0]
    said = "该项设备已于检查当日送修，现已恢复使用，请予核实（演示）。"
    coming = Coming(Remedy.defence, said, course.back(1), letter_id=letter, finding_id=row.id)
    days = holidays.days_of(connection, course.round.city_id)
    statement_steps.file(connection, coming, by=by, at=course.at, today=course.today, days=days)


def _measure(connection: Connection, course: Course, unit: str, row: Finding) -> None:
    """Urged in vain, taken up as a case, its group formed and the unit told."""
    by, place = course.people["clerk"], units.by_id(connection, unit, course.today)
    top = units.by_id(connection, course.round.city_id, course.today)
    if place is None or top is None:
        return
    course.step(connection, row, "clerk", Step(FindingStep.tell, day=course.back(100), due=course.back(60)))
    course.step(connection, row, "clerk", Step(FindingStep.urge, day=course.back(50), due=course.back(35)))
    ladder = ladder_of(top.name)
    chosen = Choice("public_criticism", course.back(8), "逾期且经催办仍未整改（演示）")
    case = measures.propose(connection, place, ladder, chosen, by=by, at=course.at, today=course.today)
    for step, day, note in (
        (CaseStep.group, course.back(6), "王某、李某、赵某组成调查组（演示）"),
        (CaseStep.notice, course.back(3), "书面告知拟采取的方式、事实和依据（演示）"),
    ):
        move = CaseMove(step, note, day)
        measures.advance(connection, case.id, move, by=by, at=course.at, today=course.today)


def _recheck(connection: Connection, course: Course, row: Finding) -> None:
    """What a school reported, to be looked at again in three days by the last inspector of the city."""
    able = [one for one in accounts.everyone(connection) if one.role == Role.inspector]
    person = next((one.id for one in reversed(able) if one.scope_unit == course.round.city_id), None)
    memory, by = Memory(), course.people["evaluator"]
    found = groups(connection, memory, [row])
    if person is None or any(choice.barred for group in found for choice in group.choices):
        return
    day = course.back(-3)
    made(connection, memory, found, frozenset({row.id}), inspector=person, day=day, by=by, at=course.at)
