"""关于督导情况的通报: results made known to a circle. It is no measure against anybody; that is `measure_circular`."""

from datetime import date

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import CONTACT, REPORT_BY, REPORT_TO, TERM_SOURCE, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion, Problem
from inspector.letters.papers.terms import term_basis


class Named(Problem, frozen=True):
    """A problem with the unit that has it."""

    unit: str = ""


class SituationCircular(Struct, frozen=True):
    """`addressee` is the circle; `practice` what was done well, `demand` what everybody has to do."""

    occasion: Occasion
    unit: str
    problems: tuple[Named, ...] = ()
    addressee: str = ""
    overview: str = ""
    practice: str = ""
    demand: str = ""
    report_by: date | None = None
    report_to: str = ""
    term_source: str = ""


def _values(paper: SituationCircular) -> Values:
    units = list(dict.fromkeys(one.unit for one in paper.problems))
    return {
        "units": units,
        "by_unit": [[place for place, one in enumerate(paper.problems) if one.unit == unit] for unit in units],
        "term_basis": term_basis(paper.term_source),
    }


KIND = Kind(
    "situation_circular",
    N_("Circular on the supervision"),
    SituationCircular,
    lambda paper: paper.unit,
    _values,
    statutory=True,
    published=True,
    step="reports",
    entry=Named,
    from_below=True,
    asks=(
        Field("addressee", N_("Circle it goes to"), needed=True),
        Field("overview", N_("The whole picture"), "long", True),
        Field("practice", N_("What was done well"), "long"),
        Field("demand", N_("What everybody has to do"), "long", True),
        REPORT_BY,
        REPORT_TO,
        TERM_SOURCE,
        CONTACT,
    ),
)
