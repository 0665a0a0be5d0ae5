"""Two sources of one day, a total and its parts, a part and its whole: what contradicts, and what ends it."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.casework.contradictions import Contradiction, Node, Statement, contradictions, speaking
from inspector.checklist.models import Checklist

DAY, LATER = date(2025, 8, 31), date(2025, 10, 1)
CHECKLIST = Checklist.model_validate(
    {
        "id": "c",
        "title": "t",
        "version": "1",
        "plan": "c",
        "valid": {"from": "2024-01-01", "to": "2026-12-31"},
        "kinds": {
            "city": {"label": "市"},
            "district": {"label": "区", "under": ["city"]},
            "school": {"label": "学校", "under": ["district"]},
            "special": {"label": "特教学校", "under": ["district"]},
        },
        "dimensions": {"stage": {"primary": "小学", "junior": "初中"}},
        "sections": {},
        "facts": {
            "pupils": {
                "label": "学生",
                "type": "integer",
                "of": ["city", "district", "school"],
                "total_of": "pupils",
                "source": "学籍系统",
            },
            "special_pupils": {
                "label": "特教生",
                "type": "integer",
                "of": ["district"],
                "total_of": {"fact": "all_pupils", "of": "special"},
            },
            "all_pupils": {"label": "在校生", "type": "integer", "of": ["school", "special"]},
            "included": {"label": "随班就读", "type": "integer", "of": ["school"], "at_most": "pupils"},
            "money": {
                "label": "经费",
                "type": "decimal",
                "of": ["district", "school"],
                "by": "stage",
                "total_of": "money",
            },
            "kind": {"label": "类型", "type": "select_one", "of": ["school"]},
        },
    }
)
TREE = {
    "city": Node("city", None),
    "d": Node("district", "city"),
    "s1": Node("school", "d"),
    "s2": Node("school", "d"),
    "sp": Node("special", "d"),
}
ARRIVALS = iter(range(1, 100_000))


def said(
    unit: str,
    fact: str,
    value: str | None,
    source: str = "甲表",
    *,
    key: str = "",
    on: date = DAY,
    status: str = "reported",
) -> Statement:
    return Statement(unit, fact, key, on, value, source, status, next(ARRIVALS), 1)


def found(*statements: Statement) -> list[Contradiction]:
    return contradictions(CHECKLIST, TREE, statements)


def values(one: Contradiction) -> list[tuple[str, str]]:
    return [(figure.unit, figure.text) for figure in one.figures]


def test_eight_in_one_table_and_five_in_another_contradict_and_the_later_arrival_counts() -> None:
    (one,) = found(said("s1", "pupils", "8"), said("s1", "pupils", "5", "乙表"))
    assert one.kind == "sources" and one.counts.text == "5"
    assert [(figure.source, figure.text) for figure in one.figures] == [("乙表", "5"), ("甲表", "8")]


def test_a_source_that_corrects_itself_does_not_contradict_itself() -> None:
    assert found(said("s1", "pupils", "8"), said("s1", "pupils", "5")) == []
    assert found(said("s1", "pupils", "8"), said("s1", "pupils", "5", "乙表"), said("s1", "pupils", "5")) == []


def test_figures_of_two_days_do_not_contradict() -> None:
    assert found(said("s1", "pupils", "8"), said("s1", "pupils", "5", "乙表", on=LATER)) == []
    assert found(said("s1", "pupils", "5", "乙表", on=LATER), said("s1", "pupils", "8")) == []


def test_a_source_left_out_is_the_one_the_checklist_names() -> None:
    assert found(said("s1", "pupils", "8", ""), said("s1", "pupils", "5", "学籍系统")) == []
    assert len(found(said("s1", "pupils", "8", ""), said("s1", "pupils", "5", "名册"))) == 1


def test_choices_contradict_like_numbers() -> None:
    (one,) = found(said("s1", "kind", "yes"), said("s1", "kind", "no", "乙表"))
    assert one.kind == "sources" and one.total is None


@pytest.mark.parametrize("status", ["withdrawn", "settled"])
def test_a_withdrawal_and_a_settlement_end_what_was_said_before(status: str) -> None:
    value = None if status == "withdrawn" else "8"
    ended = [
        said("s1", "pupils", "8"),
        said("s1", "pupils", "5", "乙表"),
        said("s1", "pupils", value, "核定", status=status),
    ]
    assert found(*ended) == []
    again = found(*ended, said("s1", "pupils", "6", "丙表"))
    assert [values(one) for one in again] == ([] if value is None else [[("s1", "6"), ("s1", "8")]])


def test_a_total_that_differs_from_the_sum_of_its_schools() -> None:
    (one,) = found(said("d", "pupils", "12"), said("s1", "pupils", "8"), said("s2", "pupils", "5"))
    assert (one.kind, one.total, one.unknown) == ("sum", 13, ())
    assert values(one) == [("d", "12"), ("s1", "8"), ("s2", "5")]
    assert found(said("d", "pupils", "13"), said("s1", "pupils", "8"), said("s2", "pupils", "5")) == []


def test_while_a_school_has_not_reported_only_a_sum_above_the_total_contradicts() -> None:
    assert found(said("d", "pupils", "12"), said("s1", "pupils", "12")) == []
    (one,) = found(said("d", "pupils", "12"), said("s1", "pupils", "13"))
    assert (one.total, one.unknown) == (13, ("s2",))


def test_a_total_nobody_gave_or_without_any_part_contradicts_nothing() -> None:
    assert found(said("s1", "pupils", "8"), said("s2", "pupils", "5")) == []
    assert found(said("d", "pupils", "12")) == []


def test_what_lies_below_a_counted_unit_is_not_counted_again() -> None:
    # the city's 13 are the district's 13; the schools' 8 + 5 are inside them and would make 26
    agreed = [
        said("city", "pupils", "13"),
        said("d", "pupils", "13"),
        said("s1", "pupils", "8"),
        said("s2", "pupils", "5"),
    ]
    assert found(*agreed) == []


def test_only_the_kinds_named_are_added_up() -> None:
    (one,) = found(said("d", "special_pupils", "60"), said("sp", "all_pupils", "63"), said("s1", "all_pupils", "900"))
    assert one.total == 63 and values(one) == [("d", "60"), ("sp", "63")]


def test_each_stage_adds_up_by_itself_and_exactly() -> None:
    parts = [said("s1", "money", "0.1", key="primary"), said("s2", "money", "0.2", key="primary")]
    assert found(said("d", "money", "0.3", key="primary"), *parts) == []
    (one,) = found(said("d", "money", "0.4", key="primary"), *parts, said("d", "money", "9", key="junior"))
    assert one.total == Fraction(3, 10) and one.counts.dimension == "primary"


def test_a_part_above_its_whole() -> None:
    (one,) = found(said("s1", "included", "9"), said("s1", "pupils", "8"))
    assert one.kind == "part" and values(one) == [("s1", "9"), ("s1", "8")]
    assert found(said("s1", "included", "8"), said("s1", "pupils", "8")) == []
    assert found(said("s1", "included", "9")) == []


def test_new_figures_have_another_mark_and_the_same_ones_the_same() -> None:
    def mark(*figures: tuple[str, str]) -> str:
        return found(*(said(unit, "pupils", value) for unit, value in figures))[0].mark()

    settled = mark(("d", "12"), ("s1", "8"), ("s2", "5"))
    assert mark(("s2", "5"), ("d", "12"), ("s1", "8")) == settled
    for changed in ((("d", "11"), ("s1", "8"), ("s2", "5")), (("d", "12"), ("s1", "9"), ("s2", "5"))):
        assert mark(*changed) != settled
    (one,) = found(said("d", "pupils", "20"), said("s1", "pupils", "8"), said("s2", "pupils", "5"))
    assert one.mark("12") == settled  # settled at 12, it is the contradiction with 12 in it


@given(order=st.permutations([("甲表", "8"), ("乙表", "5"), ("丙表", "8"), ("乙表", "6")]))
def test_the_last_word_of_each_source_speaks_and_the_last_arrival_counts(order: list[tuple[str, str]]) -> None:
    spoken = speaking(CHECKLIST, [said("s1", "pupils", value, source) for source, value in order])["s1", "pupils", ""]
    assert {one.source: one.text for one in spoken} == dict(order)
    assert (spoken[-1].source, spoken[-1].text) == order[-1]


@given(total=st.integers(0, 40), parts=st.lists(st.none() | st.integers(0, 20), min_size=2, max_size=2))
def test_a_sum_contradicts_by_the_plain_reading_of_the_rule(total: int, parts: list[int | None]) -> None:
    named = [(unit, value) for unit, value in zip(("s1", "s2"), parts, strict=True) if value is not None]
    told = found(said("d", "pupils", str(total)), *(said(unit, "pupils", str(value)) for unit, value in named))
    added = sum(value for _, value in named)
    wanted = bool(named) and (added > total or (None not in parts and added != total))
    assert bool(told) == wanted
