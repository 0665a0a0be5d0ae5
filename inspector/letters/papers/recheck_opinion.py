"""整改复查意见: what was found, what the re-check found, and whether it is closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import CONTACT, DEMAND, REPORT_TO, TERM_SOURCE, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion, Problem
from inspector.letters.papers.terms import term_basis

Outcome = Literal["closed", "partly", "open"]
OUTCOMES: dict[Outcome, str] = {"closed": "已完成整改", "partly": "部分完成整改", "open": "未完成整改"}


class Rechecked(Problem, frozen=True):
    """`seen` is what was found on the re-check."""

    seen: str = ""
    outcome: Outcome = "open"


class RecheckOpinion(Struct, frozen=True):
    """`new_due` is the last day for what is not closed."""

    occasion: Occasion
    unit: str
    problems: tuple[Rechecked, ...] = ()
    checked_on: date | None = None
    team: tuple[str, ...] = ()
    new_due: date | None = None
    term_source: str = ""
    report_to: str = ""
    demand: str = ""


def _values(paper: RecheckOpinion) -> Values:
    found = [one.outcome for one in paper.problems]
    return {
        "outcomes": [OUTCOMES[one] for one in found],
        "counts": [f"{name}{found.count(outcome)}项" for outcome, name in OUTCOMES.items() if outcome in found],
        "left": sum(one != "closed" for one in found),
        "term_basis": term_basis(paper.term_source),
    }


def _check(typed: Values, chosen: Mapping[str, Values]) -> dict[str, str]:
    left = any(one["outcome"] != "closed" for one in chosen.values())
    new_due: Any = typed["new_due"]
    checked_on: Any = typed["checked_on"]
    if left and new_due is None:
        return {"new_due": N_("Something is still open: give its new last day.")}
    if left and new_due <= checked_on:
        return {"new_due": N_("The new last day is after the re-check.")}
    return {}


KIND = Kind(
    "recheck_opinion",
    N_("Opinion of the re-check"),
    RecheckOpinion,
    lambda paper: paper.unit,
    _values,
    travels_under="letter",
    step="rectification",
    entry=Rechecked,
    needs_problems=True,
    check=_check,
    asks=(
        Field("checked_on", N_("Checked again on"), "date", True),
        Field("team", N_("Who checked"), "lines", True, N_("One a line, by post or name.")),
        Field("new_due", N_("New last day for what is open"), "date"),
        TERM_SOURCE,
        REPORT_TO,
        DEMAND,
        CONTACT,
    ),
    each=(
        Field("seen", N_("Found now"), needed=True),
        Field(
            "outcome",
            N_("Result of the re-check"),
            "choice",
            True,
            options=(("closed", N_("done, closed")), ("partly", N_("partly done")), ("open", N_("still open"))),
        ),
    ),
)
