"""A ledger in the demo round: findings of three districts at every stage of their way, as of today. All invented."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.cli.demo_course import Course, add_course
from inspector.fieldwork.states import State
from inspector.storage import accounts, findings, inspections, rounds, surveys, taking_over
from inspector.storage.findings import advance
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Finding, Role, Round

DISTRICTS, MOVED = 3, 60
MEASURES = ("列入年度预算并按月拨付（演示）", "改建专用教室一间并配齐设备（演示）", "补充资源教师并安排培训（演示）")
PEOPLE = ("王主任（演示）", "李副局长（演示）", "张校长（演示）")
Taken = tuple[str, Step]
"""Who takes a step, the clerk or the evaluator, and which."""


def add_ledger(store: Store, round_id: str, today: date) -> None:
    """Once: a round that stands in the ledger already is left alone."""
    store.write_now(partial(_add, store=store, round_id=round_id, today=today, at=now()))


def _add(connection: Connection, store: Store, round_id: str, today: date, at: int) -> None:
    round_ = rounds.by_id(connection, round_id)
    people = _people(connection, round_) if round_ else {}
    if round_ is None or len(people) < 2:
        return
    survey = surveys.survey(connection, round_)
    lines = inspections.of_round(connection, round_id)
    districts = [one.unit_id for one in lines if one.unit_kind == "district"][:DISTRICTS]
    for one in lines:
        if one.state is State.confirmed and (one.unit_id in districts or one.parent_id in districts):
            taking_over.take_over(connection, round_, survey, one.unit_id, by=None, at=at)
    source = random.Random(round_id)
    found = [row for unit in {one.unit_id: None for one in lines} for row in findings.of_unit(connection, unit)]
    for place, row in enumerate([one for one in found if one.kind == "problem"][:MOVED]):
        for who, step in _way(place, row, source, today):
            advance(connection, row.id, step, by=people[who], at=at, today=today)
    confirmed = [one for one in lines if one.state is State.confirmed]
    add_course(connection, Course(store, round_, survey, confirmed, people, today, at))


def _people(connection: Connection, round_: Round) -> dict[str, int]:
    ours = [one for one in accounts.everyone(connection) if one.scope_unit == round_.city_id and not one.disabled]
    return {one.role: one.id for one in ours if one.role in (Role.clerk, Role.evaluator) and one.id is not None}


def _way(place: int, row: Finding, source: random.Random, today: date) -> Iterator[Taken]:
    """Every tenth finding is not told yet; the others end at ten different places."""

    def back(days: int) -> date:
        return today - timedelta(days=days)

    told, stage = back(source.randint(60, 75)), place % 10
    if stage == 0:
        return
    due = {3: back(source.randint(2, 20)), 9: back(-source.randint(2, 12))}.get(stage, back(-source.randint(20, 60)))
    yield "clerk", Step(FindingStep.tell, day=told, due=due)
    if stage == 1:
        return
    plan = Step(FindingStep.plan, measure=source.choice(MEASURES), person=source.choice(PEOPLE))
    yield "clerk", plan
    if stage in (3, 9):
        yield "clerk", Step(FindingStep.progress, note="正在采购设备（演示）")
    elif stage == 8:
        yield "clerk", Step(FindingStep.ask_time, note="施工许可尚未批复（演示）", due=due + timedelta(days=30))
    elif stage != 2:
        yield from _checked(stage, told, today)


def _checked(stage: int, told: date, today: date) -> Iterator[Taken]:
    reported = told + timedelta(days=30)
    yield "clerk", Step(FindingStep.report, day=reported, note="已按要求完成整改，附照片（演示）")
    if stage == 4:
        return
    checked, outcome = reported + timedelta(days=10), "partly" if stage == 5 else "done"
    due = today + timedelta(days=25) if stage == 5 else None
    note = "尚缺一台设备（演示）" if stage == 5 else "实地核查属实（演示）"
    yield "evaluator", Step(FindingStep.recheck, day=checked, outcome=outcome, due=due, note=note)  # type: ignore[arg-type]
    if stage == 7:
        yield "clerk", Step(FindingStep.close, day=checked + timedelta(days=5))
