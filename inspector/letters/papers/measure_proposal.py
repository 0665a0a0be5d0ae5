"""问责建议书: the office proposes a measure, the committee decides."""

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import ADDRESSEE, CONTACT, GROUNDS, Field
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.measures import AGAINST_PERSONS, AGAINST_UNITS, FACTS, HEARD
from inspector.letters.papers.shared import Occasion, Problem


class MeasureProposal(Struct, frozen=True):
    """`whom` is the unit, or a person by post, against whom the `measure` is proposed."""

    occasion: Occasion
    unit: str
    problems: tuple[Problem, ...] = ()
    addressee: str = ""
    whom: str = ""
    facts: str = ""
    heard: str = ""
    grounds: str = ""
    measure: str = ""
    reasons: str = ""


KIND = Kind(
    "measure_proposal",
    N_("Proposal of a measure"),
    MeasureProposal,
    lambda paper: paper.unit,
    travels_under="letter",
    step="measures",
    entry=Problem,
    asks=(
        ADDRESSEE,
        Field("whom", N_("Against whom"), needed=True, hint=N_("The unit, or a person by post.")),
        FACTS,
        HEARD,
        GROUNDS,
        Field("measure", N_("Kind of measure"), "choice", True, options=(*AGAINST_UNITS, *AGAINST_PERSONS)),
        Field("reasons", N_("Why this measure"), "long"),
        CONTACT,
    ),
)
