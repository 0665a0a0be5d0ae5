"""Rounds on the shipped checklists, written as data files are."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from inspector.casework.findings import Finding, findings
from inspector.checklist.edition import Edition
from inspector.scoring.data import Data, cells, subjects
from inspector.scoring.results import Result
from inspector.scoring.survey import Survey
from tests.editions import edition_in

ROOT = Path(__file__).parents[2]
ZHUHAI = ROOT / "checklists" / "zhuhai_2023_2025"
YUNCHENG = ROOT / "checklists" / "yuncheng_2023"
ROUND: dict[str, Any] = {"as_of": "2026-01-10", "period": {"from": "2023-01-01", "to": "2025-12-31"}}


def edition(folder: Path) -> Edition:
    return edition_in(folder)


def survey(folder: Path, units: list[dict[str, Any]], scheme: str = "points", **round_: Any) -> Survey:
    """A round with these units; every unit with answers counts as visited."""
    read = edition(folder)
    data = Data.model_validate(ROUND | round_ | {"units": units})
    visited = {unit.id: cells(read, unit) for unit in data.units if unit.answers is not None or unit.states}
    return Survey(read, read.schemes[scheme], data.terms(), subjects(read, data), visited)


def unit(id_: str, kind: str, parent: str | None = None, /, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": more.pop("name", id_), "kind": kind, "parent": parent, **more}


def result(found: Survey, unit_: str, item: str) -> Result:
    return next(one for one in found.results(unit_) if one.item.id == item)


def told(found: Survey, unit_: str, item: str) -> list[Finding]:
    subject = found.subjects[unit_]
    return findings(found.edition, subject, found.terms, [result(found, unit_, item)])


def sentences(found: Survey, unit_: str, item: str) -> str:
    return "".join(one.sentence for one in told(found, unit_, item))


def values(one: Result) -> Iterator[tuple[Fraction, Fraction]]:
    """(value, line) of each verdict that compares numbers."""
    for outcome in one.outcomes:
        value, line = getattr(outcome.verdict, "value", None), getattr(outcome.verdict, "line", None)
        if value is not None and line is not None:
            yield value, line
