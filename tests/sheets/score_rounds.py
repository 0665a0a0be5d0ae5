"""Surveys for the score sheet: the demo rounds of the shipped checklists, and the invented plan under any scheme."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from msgspec.structs import replace

from inspector.casework.score_table import ScoreTable, score_table
from inspector.checklist.models import Scheme
from inspector.cli.demonstration import demo_data
from inspector.scoring.data import cells, subjects
from inspector.scoring.inspection import Inspected, score_inspection
from inspector.scoring.results import MILLION, Result, State
from inspector.scoring.survey import Survey
from tests.scoring.rounds import YUNCHENG, ZHUHAI, edition
from tests.web.museum_round import survey as museum_survey

WHOLE = Fraction(MILLION)
EDITIONS = {"yuncheng": YUNCHENG, "zhuhai": ZHUHAI}


@cache
def demo_survey(name: str, scheme: str = "points") -> Survey:
    read = edition(EDITIONS[name])
    data = demo_data(read)
    visited = {unit.id: cells(read, unit) for unit in data.units if unit.answers is not None or unit.states}
    return Survey(read, read.schemes[scheme], data.terms(), subjects(read, data), visited)


def museum(**changes: Any) -> Survey:
    """The invented plan under its scheme with some things changed."""
    found = museum_survey()
    scheme = Scheme.model_validate(found.scheme.model_dump(by_alias=True) | changes)
    return replace(found, scheme=scheme, _results={}, _below={})


def table(survey: Survey, unit: str) -> ScoreTable:
    return score_table(survey, unit, None, {}, {})


Change = Mapping[str, tuple[State, int | None]]
"""By item a state and, unless it follows from the state, a share in millionths."""


def changed(survey: Survey, unit: str, change: Change) -> Inspected:
    """What the engine makes of the same results with some of them changed."""
    return score_inspection(survey.edition, survey.scheme, [_changed(one, change) for one in survey.results(unit)])


def _changed(result: Result, change: Change) -> Result:
    if result.item.id not in change:
        return result
    state, share = change[result.item.id]
    low = share if share is not None else MILLION if state == "pass" else 0
    high = MILLION if state == "not_checked" else low
    return replace(result, state=state, low=low, high=high, manual=False)
