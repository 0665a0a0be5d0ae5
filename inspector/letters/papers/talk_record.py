"""约谈记录, signed by both sides."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block
from inspector.letters.papers.asked import Field
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion
from inspector.letters.papers.signing import signatures, slip
from inspector.letters.papers.terms import moment_text


class TalkRecord(Struct, frozen=True):
    """`host` holds the talk, `present` are those called to it, `statement` is theirs, `demands` are the office's."""

    occasion: Occasion
    unit: str
    held_at: datetime | None = None
    place: str = ""
    host: str = ""
    recorder: str = ""
    present: tuple[str, ...] = ()
    matter: str = ""
    statement: str = ""
    demands: str = ""
    commitments: str = ""


def _values(paper: TalkRecord) -> Values:
    return {"time": moment_text(paper.held_at) if paper.held_at else ""}


def _ready(paper: TalkRecord) -> Mapping[str, Block]:
    rows = (
        ("约谈时间", moment_text(paper.held_at) if paper.held_at else ""),
        ("约谈地点", paper.place),
        ("约谈人", paper.host),
        ("被约谈单位", paper.unit),
        ("被约谈人", "、".join(paper.present)),
        ("记录人", paper.recorder),
    )
    return {"meeting": slip(rows), "signatures": signatures(("约谈人", "被约谈人", "记录人"))}


KIND = Kind(
    "talk_record",
    N_("Record of a talk"),
    TalkRecord,
    lambda paper: paper.unit,
    _values,
    _ready,
    own_series=True,
    step="measures",
    asks=(
        Field("held_at", N_("Day and time"), "moment", True),
        Field("place", N_("Place of the talk"), needed=True),
        Field("host", N_("Who holds the talk"), needed=True),
        Field("recorder", N_("Who keeps the record"), needed=True),
        Field("present", N_("Who came"), "lines", True, N_("One a line, by post or name.")),
        Field("matter", N_("What the talk is about"), "long", True),
        Field("statement", N_("What the unit stated"), "long", True),
        Field("demands", N_("What was demanded"), "long", True),
        Field("commitments", N_("What the unit promised"), "long"),
    ),
)
