"""Units of a round and what is known of them before the visit, as tables."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from inspector.casework.extract_answers import shown, unit_values
from inspector.casework.extracts import UNIT, Column, Extract, Value, column, number
from inspector.checklist.edition import Edition
from inspector.checklist.fields import sign
from inspector.scoring.subjects import Subject

STATUS_WORDS = {"reported": "上报", "verified": "核实", "withdrawn": "撤回"}


class Unit(Protocol):
    """As the round froze it."""

    @property
    def id(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def stages(self) -> tuple[str, ...]: ...


class Known(Protocol):
    """A fact as of the round's date."""

    @property
    def unit_id(self) -> str: ...
    @property
    def fact(self) -> str: ...
    @property
    def dimension(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def value(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    @property
    def status(self) -> str: ...


UNITS = (
    *UNIT,
    column("parent_id", "上级单位编号"),
    column("parent", "上级单位"),
    column("code", "国家代码"),
    column("stages", "学段", "多个以顿号隔开"),
    column("state", "督导任务状态", "没有督导任务的空白"),
    Column("visit_date", "督导日期", "", "date"),
)
FACTS = (
    *UNIT,
    column("fact", "指标编号"),
    column("fact_title", "指标"),
    column("dimension", "分项编号", "学段等"),
    column("dimension_title", "分项"),
    column("value", "数据", "规范文字：选项为编号，日期为年-月-日；撤回的空白"),
    column("number", "数值", "数字指标的数据", "decimal"),
    column("shown", "数据文字", "选项为文字"),
    column("unit_of_measure", "计量单位"),
    column("as_of", "数据时点", "", "date"),
    column("source", "来源"),
    Column("status", "状态", "", "choice", choices="；".join(f"{k}={v}" for k, v in STATUS_WORDS.items())),
)
Inspected = Mapping[str, tuple[str, date | None]]
"""State in words and day of the visit, by unit."""


def unit_list(
    edition: Edition, subjects: Mapping[str, Subject], units: Iterable[Unit], inspected: Inspected
) -> Extract:
    """`inspected`: words for the state of each unit's inspection, and its day."""
    return Extract("units", "督导对象", UNITS, _units(edition, subjects, units, inspected))


def _units(
    edition: Edition, subjects: Mapping[str, Subject], units: Iterable[Unit], inspected: Inspected
) -> Iterator[tuple[Value, ...]]:
    labels = {key: label for one in edition.checklist.dimensions.values() for key, label in one.items()}
    for unit in units:
        subject = subjects[unit.id]
        above = subjects.get(unit.parent_id or "")
        state, visit = inspected.get(unit.id, ("", None))
        stages = "、".join(labels.get(stage, stage) for stage in unit.stages)
        parent = (above.id, above.name) if above else ("", "")
        yield *unit_values(edition, subject), *parent, unit.code or "", stages, state, visit


def fact_list(edition: Edition, subjects: Mapping[str, Subject], known: Iterable[Known]) -> Extract:
    """What the edition does not name keeps its id and stands without a title."""
    return Extract("facts", "基础数据", FACTS, _facts(edition, subjects, known))


def _facts(edition: Edition, subjects: Mapping[str, Subject], known: Iterable[Known]) -> Iterator[tuple[Value, ...]]:
    checklist = edition.checklist
    for one in known:
        if one.unit_id not in subjects:
            continue
        fact = checklist.facts.get(one.fact)
        keys = checklist.dimensions.get(fact.by or "", {}) if fact else {}
        yield (
            *unit_values(edition, subjects[one.unit_id]),
            one.fact,
            fact.label if fact else "",
            one.dimension,
            keys.get(one.dimension, ""),
            one.value or "",
            number(one.value) if one.fact in checklist.numeric else None,
            shown(fact.field, one.value) if fact and one.value is not None else one.value or "",
            sign(fact.unit) if fact else "",
            one.as_of,
            one.source,
            one.status,
        )
