"""整改通知书 to one unit: written on a single visit, mostly to a school."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import CONTACT, DEMAND, RECEIVED, REPORT_BY, REPORT_TO, TERM_SOURCE, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion, Problem, term_text
from inspector.letters.papers.terms import term_basis


class RectificationNotice(Struct, frozen=True):
    """`found_on`: the day of the visit; `due_by` is one last day for all problems in place of each one's own term."""

    occasion: Occasion
    unit: str
    problems: tuple[Problem, ...] = ()
    found_on: date | None = None
    inspector: str = ""
    due_by: date | None = None
    term_source: str = ""
    report_by: date | None = None
    report_to: str = ""
    demand: str = ""


def _values(paper: RectificationNotice) -> Values:
    return {
        "terms": [
            term_text("", paper.due_by) if paper.due_by else term_text(each.term, each.due) for each in paper.problems
        ],
        "term_basis": term_basis(paper.term_source),
    }


def _check(typed: Values, chosen: Mapping[str, Values]) -> dict[str, str]:
    found_on: Any = typed["found_on"]
    days: dict[str, Any] = {name: typed[name] for name in ("due_by", "report_by")}
    return {name: N_("This is before the visit.") for name, day in days.items() if day is not None and day < found_on}


KIND = Kind(
    "rectification_notice",
    N_("Rectification notice"),
    RectificationNotice,
    lambda paper: paper.unit,
    _values,
    own_series=True,
    travels_under="notice",
    step="on_site",
    entry=Problem,
    needs_problems=True,
    check=_check,
    asks=(
        Field("found_on", N_("Found on"), "date", True),
        Field("inspector", N_("Inspectors"), needed=True),
        Field("due_by", N_("To be put right by"), "date", hint=N_("Empty: each problem keeps its own term.")),
        RECEIVED,
        Field("report_by", REPORT_BY.label, "date", True),
        REPORT_TO,
        TERM_SOURCE,
        DEMAND,
        CONTACT,
    ),
)
