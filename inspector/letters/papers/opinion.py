"""督导意见书; while the unit has not been heard it is the 初步督导意见."""

from dataclasses import dataclass
from datetime import date

from inspector.i18n import N_
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Evaluation, Occasion, Problem, Suggestion, evaluated, term_text


@dataclass(frozen=True)
class Opinion:
    """督导意见书 for one unit. Not heard: 征求意见稿, with `reply_by` as the last day for its answer.

    `report_by` is the last day for the report on rectification.
    """

    occasion: Occasion
    unit: str
    heard: bool
    evaluation: Evaluation
    problems: tuple[Problem, ...] = ()
    unverifiable: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    reply_by: date | None = None
    report_by: date | None = None


def _values(paper: Opinion) -> Values:
    return {
        **evaluated(paper.evaluation),
        "terms": [term_text(each.term, each.due) for each in paper.problems],
    }


KIND = Kind("opinion", N_("Supervision opinion"), Opinion, lambda paper: paper.unit, _values)
