"""Zhuhai's 10x, 8x and 5x of the base figure and 7000 yuan, reckoned out by stage: the larger binds."""

from inspector.casework.base_lines import BaseLines, base_lines
from tests.scoring.rounds import YUNCHENG, ZHUHAI, edition, survey, unit


def lines(**facts: object) -> list[BaseLines]:
    found = survey(ZHUHAI, [unit("city", "city"), unit("d", "district", "city", name="香洲区", facts=facts)])
    return list(base_lines(found.edition, found.subjects["d"], found.terms, found.edition.form("district")))


def test_the_larger_of_five_times_the_base_and_7000_yuan_binds() -> None:
    # 5 x 1150 = 5750 < 7000; 5 x 1400 = 7000 = 7000; 5 x 1500 = 7500 > 7000
    (found,) = lines(base_standard={"primary": "1150", "junior": "1400", "senior": "1500"})
    assert (found.item.id, found.fact) == ("per_pupil_funds", "base_standard")
    assert dict(found.base) == {"preschool": None, "primary": 1150, "junior": 1400, "senior": 1500}
    decides = [[bound.decides if bound else None for bound in row.bounds.values()] for row in found.rows]
    assert decides == [
        [None, 11500, 14000, 15000],
        [None, 9200, 11200, 12000],
        [None, 7000, 7000, 7500],
        [7000, 7000, 7000, 7000],
    ]


def test_every_amount_that_binds_is_told_with_its_figure() -> None:
    (found,) = lines(base_standard={"primary": "1150"})
    bound = found.rows[2].bounds["primary"]
    assert bound is not None
    assert [(amount.text, figure) for amount, figure in bound.amounts] == [
        ("5 x base_standard", 5750),
        ("7000 yuan", 7000),
    ]


def test_a_checklist_without_multiples_by_stage_has_no_such_table() -> None:
    found = survey(YUNCHENG, [unit("city", "city"), unit("d", "district", "city", name="绛县")])
    items = edition(YUNCHENG).form("district")
    assert list(base_lines(found.edition, found.subjects["d"], found.terms, items)) == []
