"""Cells arrive in the order of typing, of a file or of an index; what a judge is given never shows which."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.scoring.reading import Reading
from inspector.settings import checklists_root
from tests.editions import edition_in

SHIPPED: list[Edition] = [edition_in(checklists_root() / name) for name in ("yuncheng_2023", "zhuhai_2023_2025")]
TABLES = [
    pytest.param(item, id=f"{edition.plan.id}-{item.id}")
    for edition in SHIPPED
    for item in edition.items.values()
    if item.ask.rows or item.ask.sample is not None
]


def cells(item: Item) -> dict[str, str]:
    """Every cell of the table filled in; the drawn codes of a sample are K01 to K12."""
    rows = list(item.ask.rows) or [f"K{number:02}" for number in range(1, 13)]
    found: dict[str, str] = {}
    for row in rows:
        for column, one in item.ask.fields.items():
            parts = [f"{column}_title", f"{column}_number"] if one.type == "document" else [column]
            text = next(iter(one.options), "2024-05-01" if one.type == "date" else "7")
            found |= {f"{row}/{part}": text for part in parts}
    return found


@pytest.mark.parametrize("item", TABLES)
@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_a_table_is_read_alike_in_whatever_order_its_cells_come(item: Item, seed: int) -> None:
    filled = list(cells(item).items())
    mixed = Random(seed).sample(filled, len(filled))
    read = Reading(item.ask).answered
    rows, straight = read(dict(mixed)).rows, read(dict(filled)).rows
    assert list(rows) == (list(item.ask.rows) or sorted(rows)) and rows == straight
    assert [list(row) for row in rows.values()] == [list(row) for row in straight.values()]
    assert all(row.keys() == item.ask.fields.keys() for row in rows.values())
