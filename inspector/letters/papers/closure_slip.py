"""问题销号确认单: each problem with its measure, its proof, who verified it and when it was closed."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.papers.asked import Field
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.shared import Occasion, Problem
from inspector.letters.papers.signing import signatures


class Closed(Problem, frozen=True):
    """`measure` is what was done, `proof` what shows it."""

    measure: str = ""
    proof: str = ""


class ClosureSlip(Struct, frozen=True):
    occasion: Occasion
    unit: str
    problems: tuple[Closed, ...] = ()
    verified_by: tuple[str, ...] = ()
    way: str = ""
    closed_on: date | None = None


def closed(paper: ClosureSlip) -> Table:
    columns = (
        Column("序号", 4, "center"),
        Column("问题", 13),
        Column("依据", 9),
        Column("整改措施", 11),
        Column("证明材料", 9),
    )
    rows = tuple(
        (Cell(str(place)), _told(one), *map(Cell, (one.basis, one.measure, one.proof)))
        for place, one in enumerate(paper.problems, 1)
    )
    return Table(columns, rows)


def _told(one: Closed) -> Cell:
    return Cell(one.fact, origins=(one.origin,) if one.origin else ())


def _ready(paper: ClosureSlip) -> Mapping[str, Block]:
    return {"closed": closed(paper), "signatures": signatures(("核查人", "被督导单位负责人"))}


KIND = Kind(
    "closure_slip",
    N_("Closure slip"),
    ClosureSlip,
    lambda paper: paper.unit,
    ready=_ready,
    own_series=True,
    step="rectification",
    entry=Closed,
    needs_problems=True,
    asks=(
        Field("verified_by", N_("Who verified it"), "lines", True, N_("One a line, by post or name.")),
        Field(
            "way",
            N_("How it was verified"),
            "choice",
            True,
            options=(
                ("实地核查", N_("on site")),
                ("查阅材料", N_("from papers")),
                ("实地核查和查阅材料", N_("on site and from papers")),
            ),
        ),
        Field("closed_on", N_("Closed on"), "date", True),
    ),
    each=(
        Field("measure", N_("What was done"), needed=True),
        Field("proof", N_("What shows it"), needed=True),
    ),
)
