"""督导意见书: issued after the unit was heard on the 初步督导意见, or let its term pass."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.remedies import Accepted
from inspector.i18n import N_
from inspector.letters.papers.asked import CONTACT, RECEIVED, REPORT_BY, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Evaluation, Occasion, Problem, Suggestion, evaluated, term_text

Defence = Literal["heard", "silent"]


class Opinion(Struct, frozen=True):
    """督导意见书 for one unit. `heard_on`: the day it was heard, or on which its term passed if it was `silent`.

    `report_by` is the last day for the report on rectification, `accepted` what it says otherwise than the
    preliminary opinion after the unit's statement.
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
    accepted: tuple[Accepted, ...] = ()


def heeding(paper: Opinion, accepted: Sequence[Accepted]) -> Opinion:
    """With what was decided about the unit's statement: what was withdrawn is gone, what was changed reads as decided.

    An item that told more than one thing keeps its sentences: the decision is named, and a person has them changed.
    """
    gone = {one.item for one in accepted if one.item and not one.text}
    told = [*map(_item, paper.problems), *map(_item, paper.suggestions)]
    read = {one.item: one.text for one in accepted if one.text and told.count(one.item) == 1}
    problems = [one for one in paper.problems if not _of(one, gone)]
    suggestions = [one for one in paper.suggestions if not _of(one, gone)]
    return replace(
        paper,
        problems=tuple(replace(one, fact=read[_item(one)]) if _of(one, read) else one for one in problems),
        suggestions=tuple(replace(one, text=read[_item(one)]) if _of(one, read) else one for one in suggestions),
        accepted=tuple(accepted),
    )


def _item(told: Problem | Suggestion) -> str:
    return told.origin.item if told.origin else ""


def _of(told: Problem | Suggestion, items: Collection[str]) -> bool:
    return _item(told) in items


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
