"""督导通报 as a measure of 问责: the committee's decision with facts, grounds, kind, day of effect and remedies."""

from datetime import date

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import ADDRESSEE, CONTACT, DEMAND, GROUNDS, REPORT_BY, REPORT_TO, Field
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.measures import AGAINST_UNITS, FACTS, HEARD
from inspector.letters.papers.shared import Occasion, Problem


class MeasureCircular(Struct, frozen=True):
    """`committee` decides, `approved_by` its chair or deputy, named with the post; `appeal_to` is the level above."""

    occasion: Occasion
    unit: str
    problems: tuple[Problem, ...] = ()
    addressee: str = ""
    committee: str = ""
    facts: str = ""
    heard: str = ""
    grounds: str = ""
    measure: str = ""
    effective_on: date | None = None
    approver_post: str = ""
    approved_by: str = ""
    demand: str = ""
    report_by: date | None = None
    report_to: str = ""
    appeal_to: str = ""


KIND = Kind(
    "measure_circular",
    N_("Circular as a measure"),
    MeasureCircular,
    lambda paper: paper.unit,
    statutory=True,
    published=True,
    step="measures",
    by_committee=True,
    entry=Problem,
    asks=(
        ADDRESSEE,
        Field("committee", N_("Committee that decides"), needed=True),
        FACTS,
        HEARD,
        GROUNDS,
        Field("measure", N_("Kind of measure"), "choice", True, options=AGAINST_UNITS),
        Field("effective_on", N_("In effect from"), "date", True),
        Field(
            "approver_post",
            N_("Approved by the committee's"),
            "choice",
            True,
            options=(("主任", N_("chair")), ("副主任", N_("deputy chair"))),
        ),
        Field("approved_by", N_("Name of who approved"), needed=True),
        DEMAND,
        REPORT_BY,
        REPORT_TO,
        Field("appeal_to", N_("Appeal goes to"), needed=True, hint=N_("The committee one level above.")),
        CONTACT,
    ),
)
