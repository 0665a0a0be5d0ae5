"""督导通知, with its tables: matters, materials, timetable, and the units to be visited."""

from collections.abc import Mapping
from datetime import date
from itertools import count

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.layout import date_text
from inspector.letters.papers.kind import Kind, Values
from inspector.letters.papers.shared import Occasion
from inspector.letters.papers.terms import OWN_TERM


class Matter(Struct, frozen=True):
    """督导事项: the items of one section of the checklist."""

    section: str
    items: tuple[str, ...]


class NoticeGroup(Struct, frozen=True):
    """督导组, or one of several; `name` is empty when there is only one."""

    leader: str
    members: tuple[str, ...]
    name: str = ""


class Material(Struct, frozen=True):
    """A document to have at hand, of which kind of unit, and for which item."""

    kind: str
    text: str
    item: str


class NoticeStep(Struct, frozen=True):
    """A step of the timetable as printed; an empty `source` is printed as the office's own term."""

    name: str
    days: str
    source: str = ""


class Visited(Struct, frozen=True):
    """A unit that is visited; `day` None: within the days of the notice."""

    name: str
    day: date | None = None


class Notice(Struct, frozen=True):
    """督导通知 to a unit. `visited` lists the units below it; `self_evaluation` asks for one, until `self_until`."""

    occasion: Occasion
    unit: str
    kind: str
    matters: tuple[Matter, ...]
    groups: tuple[NoticeGroup, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[NoticeStep, ...] = ()
    visited: tuple[Visited, ...] = ()
    self_evaluation: bool = False
    self_until: date | None = None
    addressee: str = ""


def matters(paper: Notice) -> Table:
    """Numbers run through the sections."""
    numbers = count(1)
    rows = tuple(
        (Cell(str(next(numbers))), Cell(matter.section, joined=place > 0), Cell(item))
        for matter in paper.matters
        for place, item in enumerate(matter.items)
    )
    return Table((Column("序号", 4, "center"), Column("一级指标", 12), Column("督导事项", 30)), rows)


def materials(paper: Notice) -> Table:
    """A heading for each kind of unit where there are several."""
    kinds = list(dict.fromkeys(one.kind for one in paper.materials))
    rows: list[tuple[Cell, ...]] = []
    for kind in kinds:
        chosen = [one for one in paper.materials if one.kind == kind]
        if len(kinds) > 1:
            rows.append((Cell(f"{kind}（{len(chosen)}项）"),))
        rows += [(Cell(str(place)), Cell(one.text), Cell(one.item)) for place, one in enumerate(chosen, 1)]
    columns = (Column("序号", 4, "center"), Column("材料", 21), Column("用于核查的事项", 21))
    return Table(columns, tuple(rows), notes=("注：已经报送过的材料和数据不重复报送。学生只用编号，不填姓名。",))


def steps(paper: Notice) -> Table:
    rows = tuple((Cell(one.name), Cell(one.days), Cell(one.source or OWN_TERM)) for one in paper.steps)
    return Table((Column("环节", 10), Column("时间", 18), Column("期限依据", 18)), rows)


def visited(paper: Notice) -> Table:
    rows = tuple(
        (Cell(str(place)), Cell(one.name), Cell(date_text(one.day) if one.day else "另行通知"))
        for place, one in enumerate(paper.visited, 1)
    )
    return Table((Column("序号", 4, "center"), Column("实地督导对象", 26), Column("时间", 16)), rows)


def _values(paper: Notice) -> Values:
    return {
        "count": sum(len(one.items) for one in paper.matters),
        "you": f"你{paper.unit[-1]}" if paper.addressee and paper.unit[-1:] in "市区县旗" else "你单位",
    }


def _ready(paper: Notice) -> Mapping[str, Block]:
    return {
        "matters": matters(paper),
        "materials": materials(paper),
        "steps": steps(paper),
        "visited": visited(paper),
    }


KIND = Kind(
    "notice",
    N_("Notice of supervision"),
    Notice,
    lambda paper: paper.unit,
    _values,
    _ready,
    statutory=True,
    step="before",
)
