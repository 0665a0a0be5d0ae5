"""实地督导工作记录: what was looked at on site, what was told to the unit and what it said, signed by both sides."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.shared import Occasion
from inspector.letters.papers.signed import SignedBy, signatories

TEAM = ("督导组组长签名：　　　　　　　　日期：", "督学签名：　　　　　　　　日期：")
UNIT = ("单位负责人签名（盖章）：　　　　　　　　日期：", "拒绝签名的，注明原因：　　　　　　　　见证人：")


class Served(Struct, frozen=True):
    """A round that the visit serves, with its basis as printed; `pieces` of evidence are with its inspection."""

    title: str
    basis: str
    pieces: int = 0


class Looked(Struct, frozen=True):
    """Questions settled, of those in sight, in one section of a round."""

    round_title: str
    section: str
    done: int
    whole: int


class WorkRecord(Struct, frozen=True):
    """Texts as they were entered; `day` and `hours` as printed. It is signed, not issued: it bears no number."""

    occasion: Occasion
    unit: str
    day: str
    hours: str
    place: str
    rounds: tuple[Served, ...]
    present: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    looked: tuple[Looked, ...] = ()
    materials: str = ""
    observed: str = ""
    told: str = ""
    remarks: str = ""
    talks: tuple[str, ...] = ()
    team: tuple[SignedBy, ...] = ()
    unit_side: tuple[SignedBy, ...] = ()


def head_table(rows: tuple[tuple[str, str], ...]) -> Table:
    """Names and what is known, side by side."""
    columns = (Column("项目", 9, "center"), Column("内容", 27))
    return Table(columns, tuple((Cell(name, 1), Cell(text or "—")) for name, text in rows))


def _head(paper: WorkRecord) -> Table:
    return head_table(
        (
            ("督导项目", "\n".join(f"{one.title}（依据：{one.basis}）" for one in paper.rounds)),
            ("督导对象", paper.unit),
            ("督导日期", paper.day),
            ("起止时间", paper.hours),
            ("地点", paper.place),
            ("督导组到场成员", "、".join(paper.present)),
            ("单位到场人员", "；".join(paper.people)),
        )
    )


def _looked(paper: WorkRecord) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for title in dict.fromkeys(one.round_title for one in paper.looked):
        sections = [one for one in paper.looked if one.round_title == title]
        rows.append((Cell(title),))
        rows += [(Cell(one.section), Cell(str(one.done)), Cell(str(one.whole))) for one in sections]
        done, whole = sum(one.done for one in sections), sum(one.whole for one in sections)
        pieces = sum(one.pieces for one in paper.rounds if one.title == title)
        rows.append((Cell(f"合计（佐证材料{pieces}件）", 1), Cell(str(done), 1), Cell(str(whole), 1)))
    return Table((Column("部分", 20), Column("已核查", 8, "center"), Column("应核查", 8, "center")), tuple(rows))


def _ready(paper: WorkRecord) -> Mapping[str, Block]:
    return {
        "head": _head(paper),
        "looked": _looked(paper),
        "team": signatories(paper.team, TEAM),
        "unit_side": signatories(paper.unit_side, UNIT),
    }


KIND = Kind(
    "work_record", N_("Work record of the visit"), WorkRecord, lambda paper: paper.unit, ready=_ready, step="records"
)
