"""督导意见书: issued after the unit was heard on the 初步督导意见, or let its term pass."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from inspector.i18n import N_
from inspector.letters.papers.asked import CONTACT, RECEIVED, REPORT_BY, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Evaluation, Occasion, Problem, Suggestion, evaluated, term_text

Defence = Literal["heard", "silent"]


@dataclass(frozen=True)
class Opinion:
    """督导意见书 for one unit. `heard_on`: the day it was heard, or on which its term passed if it was `silent`.

    `report_by` is the last day for the report on rectification.
    """

    occasion: Occasion
    unit: str
    evaluation: Evaluation
    problems: tuple[Problem, ...] = ()
    unverifiable: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    defence: Defence = "heard"
    heard_on: date | None = None
    report_by: date | None = None


def _values(paper: Opinion) -> Values:
    return {
        **evaluated(paper.evaluation),
        "terms": [term_text(each.term, each.due) for each in paper.problems],
    }


KIND = Kind(
    "opinion",
    N_("Supervision opinion"),
    Opinion,
    lambda paper: paper.unit,
    _values,
    travels_under="letter",
    step="opinion",
    asks=(
        Field(
            "defence",
            N_("Statement and defence"),
            "choice",
            True,
            options=(("heard", N_("the unit was heard")), ("silent", N_("the unit let the term pass"))),
        ),
        Field("heard_on", N_("Heard on, or last day of the term"), "date", True),
        RECEIVED,
        REPORT_BY,
        CONTACT,
    ),
)
