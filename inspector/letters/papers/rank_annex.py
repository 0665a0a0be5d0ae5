"""位次表: ranks with their intervals and who takes none, a paper of its own that does not travel with the report."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.papers.asked import PUBLICATION, Field
from inspector.letters.papers.heat import HeatRow, heat_table, is_wide
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion, score_text

INTERNAL = "内部资料"


class Rank(Struct, frozen=True):
    """`score` one text or the two ends; `interval` the best and worst place (位次区间), empty when not computed."""

    place: int
    name: str
    score: tuple[str, ...]
    coverage: str
    interval: tuple[int, ...] = ()
    grade: str = ""


class Unranked(Struct, frozen=True):
    name: str
    reason: str


class RankAnnex(Struct, frozen=True):
    """`marking` as the office types it (内部资料); it is no 密级, which stands in the occasion.

    `sections` and `heat` are there where the report does not publish them.
    """

    occasion: Occasion
    city: str
    marking: str = INTERNAL
    ranks: tuple[Rank, ...] = ()
    unranked: tuple[Unranked, ...] = ()
    sections: tuple[str, ...] = ()
    heat: tuple[HeatRow, ...] = ()
    provisional: bool = False


def rank_table(ranks: tuple[Rank, ...], *, provisional: bool) -> Table:
    columns = (
        Column("位次", 5, "center"),
        Column("督导对象", 10),
        Column("等次", 8, "center"),
        Column("得分", 9, "right"),
        Column("位次区间", 8, "center"),
        Column("核查完成率", 9, "center"),
    )
    rows = tuple(
        tuple(
            map(
                Cell,
                (
                    str(each.place),
                    each.name,
                    each.grade or "—",
                    score_text(each.score),
                    interval(each.interval),
                    each.coverage,
                ),
            )
        )
        for each in ranks
    )
    notes = ["注：得分写作两数的，为未核查事项全部未达到和全部达到时的得分；位次区间为可能的最前位次和最后位次。"]
    if provisional:
        notes.append("尚有督导任务未确认，以上位次为暂定。")
    return Table(columns, rows, notes=tuple(notes))


def interval(places: tuple[int, ...]) -> str:
    return "—".join(str(place) for place in dict.fromkeys(places)) or "—"


def unranked_table(unranked: tuple[Unranked, ...]) -> Table:
    rows = tuple((Cell(each.name), Cell(each.reason)) for each in unranked)
    return Table((Column("督导对象", 8), Column("原因", 24)), rows, "不参加排名名单")


def _values(paper: RankAnnex) -> Values:
    return {"wide_heat": is_wide(paper.sections)}


def _ready(paper: RankAnnex) -> Mapping[str, Block]:
    return {
        "ranks": rank_table(paper.ranks, provisional=paper.provisional),
        "unranked": unranked_table(paper.unranked),
        "heat": heat_table(paper.sections, paper.heat, paper.occasion.scheme_note),
    }


KIND = Kind(
    "rank_annex",
    N_("Internal annex of ranks"),
    RankAnnex,
    lambda paper: paper.city,
    _values,
    _ready,
    asks=(
        Field(
            "marking",
            N_("Marking"),
            needed=True,
            hint=N_("Printed under the title; a 密级 is set by whoever may set it."),
        ),
        PUBLICATION,
    ),
)
