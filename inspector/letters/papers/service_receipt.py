"""送达回证: which paper was delivered to whom, in which way, and who took it or refused to."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block
from inspector.letters.layout import date_text
from inspector.letters.papers.asked import ADDRESSEE, Field
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.shared import Occasion
from inspector.letters.papers.signing import slip


class ServiceReceipt(Struct, frozen=True):
    """What is not known yet stays empty and is filled in by hand; `refusal` says why and before whom it was refused."""

    occasion: Occasion
    unit: str
    addressee: str = ""
    paper_title: str = ""
    paper_number: str = ""
    way: str = ""
    place: str = ""
    sender: str = ""
    receiver: str = ""
    received_on: date | None = None
    refusal: str = ""


def receipt(paper: ServiceReceipt) -> Block:
    rows = (
        ("送达文书", paper.paper_title),
        ("发文字号", paper.paper_number),
        ("送达机关", paper.occasion.office),
        ("受送达单位", paper.addressee),
        ("送达方式", paper.way),
        ("送达地点", paper.place),
        ("送达人（签名）", paper.sender),
        ("收件人（签名）", paper.receiver),
        ("收到日期", date_text(paper.received_on) if paper.received_on else "年　　月　　日"),
        ("拒收情况和见证人", paper.refusal),
    )
    return slip(rows)


def _ready(paper: ServiceReceipt) -> Mapping[str, Block]:
    return {"receipt": receipt(paper)}


KIND = Kind(
    "service_receipt",
    N_("Receipt of delivery"),
    ServiceReceipt,
    lambda paper: paper.unit,
    ready=_ready,
    own_series=True,
    step="records",
    asks=(
        ADDRESSEE,
        Field("paper_title", N_("Title of the paper"), needed=True),
        Field("paper_number", N_("Number of the paper")),
        Field(
            "way",
            N_("Way of delivery"),
            "choice",
            True,
            options=(
                ("直接送达", N_("by hand")),
                ("邮寄送达", N_("by post")),
                ("电子送达", N_("electronic")),
                ("留置送达", N_("left behind")),
            ),
        ),
        Field("place", N_("Place of delivery")),
        Field("sender", N_("Who delivers")),
        Field("receiver", N_("Who received it"), hint=N_("Empty: signed by hand.")),
        Field("received_on", N_("Received on"), "date"),
        Field("refusal", N_("Refusal"), "long", hint=N_("Why it was refused, and before whom.")),
    ),
)
