"""The tables of a notice (附件): matters, materials, timetable, and the units to be visited."""

from itertools import count

from inspector.letters.blocks import Block, Cell, Column, Table
from inspector.letters.layout import date_text
from inspector.letters.papers import Notice

OWN_TERM = "由督导机构自定"


def tables(paper: Notice) -> dict[str, Block]:
    return {
        "matters": matters(paper),
        "materials": materials(paper),
        "steps": steps(paper),
        "visited": visited(paper),
    }


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
