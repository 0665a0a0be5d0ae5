"""The heat table: each district's share in each section, darker the lower."""

from msgspec import Struct

from inspector.letters.blocks import Cell, Column, Table

_WIDE_FROM = 7


class HeatRow(Struct, frozen=True):
    """One district: for each section the printed share and a depth from 0 (best, white) to 4 (worst, darkest)."""

    name: str
    cells: tuple[tuple[str, int], ...]


def is_wide(sections: tuple[str, ...]) -> bool:
    return len(sections) >= _WIDE_FROM


def heat_table(sections: tuple[str, ...], rows: tuple[HeatRow, ...], scheme_note: str) -> Table:
    columns = (Column("督导对象", 10), *(Column(section, 8, "center") for section in sections))
    cells = tuple((Cell(row.name), *(Cell(text, depth) for text, depth in row.cells)) for row in rows)
    note = f"注：表内为一级指标得分率，底纹越深得分率越低。{scheme_note}。"
    return Table(columns, cells, notes=(note,), landscape=is_wide(sections))
