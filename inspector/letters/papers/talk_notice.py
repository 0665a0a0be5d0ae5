"""约谈通知: who has to come when and where, about what, and what to bring."""

from datetime import datetime

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.papers.asked import ADDRESSEE, CONTACT, Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion, Problem
from inspector.letters.papers.terms import moment_text


class TalkNotice(Struct, frozen=True):
    """`attending` are posts or names, one each; `held_at` is local time."""

    occasion: Occasion
    unit: str
    problems: tuple[Problem, ...] = ()
    addressee: str = ""
    matter: str = ""
    held_at: datetime | None = None
    place: str = ""
    host: str = ""
    attending: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()


def _values(paper: TalkNotice) -> Values:
    return {"time": moment_text(paper.held_at) if paper.held_at else ""}


KIND = Kind(
    "talk_notice",
    N_("Notice of a talk"),
    TalkNotice,
    lambda paper: paper.unit,
    _values,
    statutory=True,
    step="measures",
    entry=Problem,
    asks=(
        ADDRESSEE,
        Field("matter", N_("What the talk is about"), "long", True),
        Field("held_at", N_("Day and time"), "moment", True),
        Field("place", N_("Place of the talk"), needed=True),
        Field("host", N_("Who holds the talk"), needed=True),
        Field("attending", N_("Who has to come"), "lines", True, N_("One a line, by post or name.")),
        Field("bring", N_("What to bring"), "lines", hint=N_("One a line.")),
        CONTACT,
    ),
)
