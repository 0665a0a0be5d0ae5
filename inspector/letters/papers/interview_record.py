"""访谈记录: one talk on site, with whom by function or code, signed by who was asked and who asked."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.shared import Occasion
from inspector.letters.papers.signed import SignedBy, signatories
from inspector.letters.papers.work_record import head_table

BLANK = ("访谈对象签名：　　　　　　　　日期：", "访谈人签名：　　　　　　　　日期：")


class InterviewRecord(Struct, frozen=True):
    """`place_in_visit` counts the talks of a visit from 1; `talked_to` is a function or code, never a child's name."""

    occasion: Occasion
    unit: str
    place_in_visit: int
    talked_to: str
    at: str
    place: str
    asked_by: str
    said: str = ""
    signed: tuple[SignedBy, ...] = ()


def _ready(paper: InterviewRecord) -> Mapping[str, Block]:
    rows = (
        ("督导项目", paper.occasion.round_title),
        ("序号", str(paper.place_in_visit)),
        ("督导对象", paper.unit),
        ("访谈对象", paper.talked_to),
        ("访谈时间", paper.at),
        ("访谈地点", paper.place),
        ("访谈人", paper.asked_by),
    )
    return {"head": head_table(rows), "signed": signatories(paper.signed, BLANK)}


KIND = Kind(
    "interview_record",
    N_("Record of an interview"),
    InterviewRecord,
    lambda paper: paper.unit,
    ready=_ready,
    step="records",
)
