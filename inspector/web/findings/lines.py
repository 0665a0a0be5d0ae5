"""A finding as a line of the ledger: its last day in words, so that nobody has to count or to see colours."""

from datetime import date

from msgspec import Struct

from inspector.casework.finding_life import ENDED, WITH_UNIT, FindingState, is_overdue
from inspector.i18n import N_, gettext, ngettext
from inspector.storage.ledger import SOON
from inspector.storage.tables import Finding
from inspector.web.findings.words import STATE_NAMES

BADGES = {
    FindingState.found: "not_checked",
    FindingState.open: "informational",
    FindingState.reported: "not_due",
    FindingState.partly: "partial",
    FindingState.verified: "pass",
    FindingState.closed: "pass",
    FindingState.dropped: "not_applicable",
}


class Line(Struct, frozen=True):
    """`left` says how its last day stands today, empty where none runs; `late` and `soon` go with it."""

    row: Finding
    state: str
    badge: str
    left: str
    late: bool
    soon: bool

    @property
    def path(self) -> str:
        return f"/ledger/{self.row.id}"


def line_of(row: Finding, today: date) -> Line:
    state = FindingState(row.state)
    late, runs = is_overdue(state, row.due, today), state in WITH_UNIT and row.due is not None
    soon = runs and not late and row.due is not None and row.due - today <= SOON
    return Line(row, STATE_NAMES[state], "fail" if late else BADGES[state], _left(row, state, today), late, soon)


def _left(row: Finding, state: FindingState, today: date) -> str:
    if state in ENDED or state is FindingState.found:
        return ""
    if row.due is None:
        return gettext(N_("no last day"))
    if state not in WITH_UNIT:
        return ""
    days = (row.due - today).days
    if days < 0:
        return ngettext("overdue by %(num)s day", "overdue by %(num)s days", -days) % {"num": -days}
    if days == 0:
        return gettext(N_("ends today"))
    return ngettext("%(num)s day left", "%(num)s days left", days) % {"num": days}
