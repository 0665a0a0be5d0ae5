"""整改督办通知 or 督办函: rectification is late or weak."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import ADDRESSEE, CONTACT, DEMAND, REPORT_TO, TERM_SOURCE, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion, Problem
from inspector.letters.papers.terms import term_basis


class Urged(Problem, frozen=True):
    """`was_due` is the last day of the old term, `new_due` that of the new one."""

    was_due: date | None = None
    new_due: date | None = None
    progress: str = ""


class Urging(Struct, frozen=True):
    """`counted_on` is the day up to which days late are counted; `after` names the paper that set the old term."""

    occasion: Occasion
    unit: str
    problems: tuple[Urged, ...] = ()
    addressee: str = ""
    form: Literal["notice", "letter"] = "notice"
    reason: Literal["late", "weak"] = "late"
    after: str = ""
    counted_on: date | None = None
    report_by: date | None = None
    report_to: str = ""
    term_source: str = ""
    demand: str = ""


def days_late(urged: Urged, counted_on: date | None) -> int:
    """Calendar days after the last day; 0 while the term runs or a date is missing."""
    if urged.was_due is None or counted_on is None:
        return 0
    return max((counted_on - urged.was_due).days, 0)


def _values(paper: Urging) -> Values:
    return {
        "late": [days_late(one, paper.counted_on) for one in paper.problems],
        "term_basis": term_basis(paper.term_source),
        "form": "通知" if paper.form == "notice" else "函",
        "state": "逾期未完成整改" if paper.reason == "late" else "整改不到位",
    }


def _check(typed: Values, chosen: Mapping[str, Values]) -> dict[str, str]:
    counted: Any = typed["counted_on"]
    found = {}
    for key, one in chosen.items():
        was_due: Any = one["was_due"]
        new_due: Any = one["new_due"]
        if typed["reason"] == "late" and was_due >= counted:
            found[f"was_due:{key}"] = N_("It is not late on the day days are counted to.")
        if new_due <= was_due:
            found[f"new_due:{key}"] = N_("The new day is not after the old one.")
    return found


KIND = Kind(
    "urging",
    N_("Urging of rectification"),
    Urging,
    lambda paper: paper.unit,
    _values,
    statutory=True,
    step="rectification",
    entry=Urged,
    needs_problems=True,
    check=_check,
    asks=(
        Field(
            "form",
            N_("Goes as"),
            "choice",
            True,
            N_("A letter to whoever is not under the office, a notice to whoever is."),
            options=(("notice", N_("notice (通知)")), ("letter", N_("letter (函)"))),
        ),
        ADDRESSEE,
        Field(
            "reason",
            N_("Why it is urged"),
            "choice",
            True,
            options=(("late", N_("rectification is late")), ("weak", N_("rectification is weak"))),
        ),
        Field("after", N_("Paper that set the term"), hint=N_("Its title, and its number in brackets.")),
        Field("counted_on", N_("Days late counted to"), "date", True),
        Field("report_by", N_("Report by"), "date", True),
        REPORT_TO,
        TERM_SOURCE,
        DEMAND,
        CONTACT,
    ),
    each=(
        Field("was_due", N_("Was due on"), "date", True),
        Field("new_due", N_("New last day"), "date", True),
        Field("progress", N_("How far it has come")),
    ),
)
