"""The score as a table that adds up by hand: sections and items in hundredths of a point (scoring 12)."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from inspector.checklist.items import Item
from inspector.scoring.inspection import Inspected, Line
from inspector.scoring.rank import half_up
from inspector.scoring.results import Result
from inspector.scoring.survey import Survey

ZERO, HUNDRED = Fraction(0), 100
Exact = tuple[Fraction, Fraction, Fraction]
"""Earned, lost and open points of a row."""


class Amounts(Struct, frozen=True):
    """Hundredths of a point: `points` is always `earned` + `lost` + `open`."""

    earned: int = 0
    lost: int = 0
    open: int = 0

    @property
    def points(self) -> int:
        return self.earned + self.lost + self.open

    def texts(self) -> tuple[str, str, str, str]:
        """Points, earned, lost, open as printed."""
        return text(self.points), text(self.earned), text(self.lost), text(self.open)


class ItemRow(Struct, frozen=True):
    item: Item
    result: Result
    line: Line
    amounts: Amounts


class SectionRows(Struct, frozen=True):
    id: str
    title: str
    amounts: Amounts
    rows: tuple[ItemRow, ...]


class Scoresheet(Struct, frozen=True):
    """`lost` is exact, what the lines take away if all that is open fails; `by_model` is what a model that knows
    only all or nothing takes away on top (XCCDF absolute)."""

    inspected: Inspected
    sections: tuple[SectionRows, ...]
    total: Amounts
    lost: Fraction
    by_model: Fraction


def text(hundredths: int) -> str:
    return half_up(Fraction(hundredths, HUNDRED))


def scoresheet(survey: Survey, unit: str) -> Scoresheet:
    """Sections in the order of the checklist; printed parts add up at every level, cell by cell and line by line."""
    inspected, results = survey.inspected(unit), {one.item.id: one for one in survey.results(unit)}
    named = [name for name in survey.edition.sections if any(line.section == name for line in inspected.lines)]
    by_section = {name: [line for line in inspected.lines if line.section == name] for name in named}
    exact = {name: [parts(line) for line in lines] for name, lines in by_section.items()}
    totals = spread([_sum(rows) for rows in exact.values()], _total(list(exact.values())))
    sections = tuple(
        SectionRows(
            name,
            survey.edition.checklist.sections[name],
            amounts,
            tuple(
                ItemRow(results[line.item].item, results[line.item], line, cell)
                for line, cell in zip(by_section[name], spread(exact[name], amounts), strict=True)
            ),
        )
        for name, amounts in zip(named, totals, strict=True)
    )
    lost = sum((line.lost for line in inspected.lines), ZERO)
    by_model = ZERO if inspected.low is None else HUNDRED - lost - inspected.low
    return Scoresheet(inspected, sections, add(totals), lost, by_model)


def parts(line: Line) -> Exact:
    """`lost` of a line is what is lost if the open part fails too; here the three are apart."""
    return line.points - line.lost, line.lost - line.open, line.open


def add(amounts: Sequence[Amounts]) -> Amounts:
    return Amounts(sum(a.earned for a in amounts), sum(a.lost for a in amounts), sum(a.open for a in amounts))


def _sum(rows: Sequence[Exact]) -> Exact:
    columns = [sum(column, ZERO) for column in zip(*rows, strict=True)] or [ZERO, ZERO, ZERO]
    return columns[0], columns[1], columns[2]


def _total(sections: Sequence[Sequence[Exact]]) -> Amounts:
    """Both ends of the score as printed elsewhere, half-up; what is left of the whole is lost."""
    earned, lost, open_ = _sum([_sum(rows) for rows in sections])
    low, high = _hundredths(earned), _hundredths(earned + open_)
    return Amounts(low, _hundredths(earned + lost + open_) - high, high - low)


def _hundredths(points: Fraction) -> int:
    return int(half_up(points * HUNDRED, 0))


def spread(rows: Sequence[Exact], total: Amounts) -> list[Amounts]:
    """Each column by largest remainder to its total, then rows settled so that whole points stay whole."""
    columns = [
        largest_remainder([row[at] * HUNDRED for row in rows], target)
        for at, target in enumerate((total.earned, total.lost, total.open))
    ]
    cells = [list(row) for row in zip(*columns, strict=True)]
    _settle(cells, [tuple(part * HUNDRED for part in row) for row in rows])
    return [Amounts(*row) for row in cells]


def largest_remainder(exact: Sequence[Fraction], target: int) -> list[int]:
    """Whole numbers next to the exact ones whose sum is `target`; what is a whole number stays as it is."""
    floors = [part.__floor__() for part in exact]
    order = sorted((i for i, part in enumerate(exact) if part != floors[i]), key=lambda i: (floors[i] - exact[i], i))
    for index in order[: max(0, target - sum(floors))]:
        floors[index] += 1
    return floors


def _settle(cells: list[list[int]], exact: list[tuple[Fraction, ...]]) -> None:
    """Trades hundredths between two rows of one column until rows whose points are whole numbers show them."""
    wholes = [int(total) if (total := sum(row, ZERO)).denominator == 1 else None for row in exact]
    for _ in range(len(cells)):
        swap = _swap(cells, exact, wholes)
        if swap is None:
            return
        down, up, column = swap
        cells[down][column] -= 1
        cells[up][column] += 1


def _swap(
    cells: list[list[int]], exact: list[tuple[Fraction, ...]], wholes: list[int | None]
) -> tuple[int, int, int] | None:
    """A row to lower, one to raise, and the column: both cells stay next to their exact value."""
    off = [0 if whole is None else sum(row) - whole for row, whole in zip(cells, wholes, strict=True)]
    for at, wrong in enumerate(off):
        for other in range(len(cells)) if wrong else ():
            down, up = (at, other) if wrong > 0 else (other, at)
            if other == at or (wholes[other] is not None and off[other] * wrong >= 0):
                continue
            for column in range(3):
                if cells[down][column] > exact[down][column] and cells[up][column] < exact[up][column]:
                    return down, up, column
    return None
