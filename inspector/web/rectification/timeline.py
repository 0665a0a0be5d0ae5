"""A course of events as lines of a time line: `_fragments/timeline.html` prints them."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from msgspec import Struct

from inspector.casework.deadlines import Deadline
from inspector.casework.remedies import Moment, Stage
from inspector.i18n import N_, gettext
from inspector.storage.instants import civil_date
from inspector.storage.tables import FindingEvent
from inspector.web.findings.words import OUTCOME_NAMES, STEP_NAMES
from inspector.web.rectification.words import DECISION_NAMES, days_words, stage_name

AFTER_REVIEW = N_("within 15 days of receiving the review's decision")
UNTOLD = frozenset({"found", "anew", "gone", "restore", "seen_again"})
"""What the record notes of a finding before and beside what its unit is told."""


class Line(Struct, frozen=True):
    """`day` is None for what is still to come; `words` say how much time is left.

    `last` is its last day, `source` the rule that sets it ("" is no legal source; None where there is no term to
    name), `open_term` that nobody has set a day. `proofs` are (name, address).
    """

    what: str
    day: date | None = None
    who: str = ""
    text: str = ""
    last: Deadline | None = None
    source: str | None = None
    open_term: bool = False
    late: bool = False
    words: str = ""
    proofs: tuple[tuple[str, str], ...] = ()


def of_moments(moments: Iterable[Moment], today: date) -> tuple[Line, ...]:
    return tuple(_of_moment(one, today) for one in moments)


def _of_moment(one: Moment, today: date) -> Line:
    what = gettext(stage_name(one.stage, one.kind))
    if one.finding is not None:
        what += " · " + gettext("No. %(number)s") % {"number": one.finding}
    if one.decision is not None:
        what += f"：{gettext(DECISION_NAMES[one.decision])}"
    last = one.term.last if one.term else None
    waits = one.day is None and last is not None
    return Line(
        what,
        one.day,
        one.who,
        gettext(AFTER_REVIEW) if one.stage is Stage.say_by and one.term is None else one.text,
        last,
        one.term.source if one.term else None,
        one.term is not None and last is None and one.day is None,
        one.late,
        days_words(last.last, today) if waits and last else "",
    )


def of_events(
    events: Iterable[FindingEvent], people: Mapping[int, str], files: Mapping[str, str], base: str, zone: tzinfo
) -> tuple[Line, ...]:
    """Steps with a finding as its unit is told of them, by the names of its own `people`.

    `files` are names by SHA-256, `base` is where they are downloaded.
    """
    told = [one for one in events if one.step not in UNTOLD]
    return tuple(
        Line(
            gettext(STEP_NAMES[one.step]) + (f"：{gettext(OUTCOME_NAMES[one.outcome])}" if one.outcome else ""),
            one.day or civil_date(one.at, zone),
            people.get(one.account_id or 0, gettext("the office")),
            one.note,
            Deadline(one.due) if one.due else None,
            one.due_source if one.due and one.step == "tell" else None,
            proofs=tuple((files.get(digest, digest[:8]), f"{base}/{digest}") for digest in json.loads(one.proofs)),
        )
        for one in told
    )
