"""初步督导意见 (征求意见稿): what the group found, before the unit has said what it thinks of it."""

from datetime import date

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import CONTACT, TERM_SOURCE, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Evaluation, Occasion, Problem, Suggestion, evaluated, term_text
from inspector.letters.papers.terms import term_basis


class PreliminaryOpinion(Struct, frozen=True):
    """初步督导意见 for one unit; `reply_by` is the last day for its defence, `reply_to` who takes it."""

    occasion: Occasion
    unit: str
    evaluation: Evaluation
    problems: tuple[Problem, ...] = ()
    unverifiable: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    reply_by: date | None = None
    reply_to: str = ""
    term_source: str = ""


def _values(paper: PreliminaryOpinion) -> Values:
    return {
        **evaluated(paper.evaluation),
        "terms": [term_text(each.term, each.due) for each in paper.problems],
        "term_basis": term_basis(paper.term_source),
    }


KIND = Kind(
    "preliminary_opinion",
    N_("Preliminary supervision opinion"),
    PreliminaryOpinion,
    lambda paper: paper.unit,
    _values,
    travels_under="letter",
    step="opinion",
    asks=(
        Field("reply_by", N_("Answer by"), "date", True, N_("Last day for the unit's statement and defence.")),
        TERM_SOURCE,
        Field("reply_to", N_("Answer to"), needed=True),
        CONTACT,
    ),
)
