"""Two rounds side by side: what changed, and what may not be compared."""

from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.casework.two_rounds import Compared, SectionPair, Standing, Stood, compare, standing
from inspector.scoring.results import State
from inspector.scoring.tree import Score
from tests.web.museum_round import nobody_visited, survey


def stood(state: State, low: int = 0, was: tuple[str, ...] = ()) -> Stood:
    return Stood(state, low, was)


def share(numerator: int, denominator: int) -> Score:
    exact = Fraction(numerator, denominator)
    return Score(exact, exact)


BEFORE = Standing(
    "plan",
    True,
    True,
    {"a": stood("fail"), "b": stood("pass", 1_000_000), "old": stood("partial", 500_000), "gone": stood("fail")},
    {"s": share(1, 2), "t": share(1, 4)},
    {"s": {"a": (1, "x"), "old": (1, "x")}, "t": {"b": (2, "x"), "gone": (1, "x")}},
)
NOW = Standing(
    "plan",
    True,
    True,
    {
        "a": stood("pass", 1_000_000),
        "b": stood("fail"),
        "c": stood("partial", 400_000, ("old",)),
        "fresh": stood("fail"),
    },
    {"s": share(3, 4), "t": share(1, 3)},
    {"s": {"a": (1, "x"), "c": (1, "x")}, "t": {"b": (2, "x"), "fresh": (1, "x")}},
)


def test_each_item_changed_in_one_way() -> None:
    found = compare(BEFORE, NOW)
    assert found.items == {"closed": ("a",), "improved": (), "unchanged": (), "worse": ("c",), "new": ("b",)}
    assert (found.fresh, found.gone, found.open, found.apart) == (("fresh",), ("gone",), (), None)


def test_a_share_is_compared_only_where_it_is_made_of_the_same() -> None:
    found = compare(BEFORE, NOW)
    assert found.sections == (SectionPair("s", share(1, 2), share(3, 4)),) and found.recast == ("t",)
    other = replace(NOW, recipes={**NOW.recipes, "s": {"a": (2, "x"), "c": (1, "x")}})
    assert compare(BEFORE, other).recast == ("s", "t") and compare(BEFORE, other).sections == ()


@pytest.mark.parametrize(
    ("first", "last", "change"),
    [
        (stood("fail"), stood("pass", 1_000_000), "closed"),
        (stood("unverifiable"), stood("pass", 1_000_000), "closed"),
        (stood("partial", 1), stood("partial", 2), "improved"),
        (stood("fail", 0), stood("fail", 300_000), "improved"),  # late by fewer days still is a fail
        (stood("fail"), stood("partial", 500_000), "improved"),
        (stood("partial", 500_000), stood("fail"), "worse"),
        (stood("fail"), stood("fail"), "unchanged"),
        (stood("pass", 1_000_000), stood("partial", 500_000), "new"),
        (stood("pass", 1_000_000), stood("pass", 900_000), ""),  # met both times: no story
    ],
)
def test_a_change_is_told_by_result_and_then_by_share(first: Stood, last: Stood, change: str) -> None:
    items = compare(replace(BEFORE, items={"a": first}), replace(NOW, items={"a": last})).items
    assert items is not None
    assert [name for name, found in items.items() if found] == ([change] if change else [])


@pytest.mark.parametrize("state", ["not_checked", "not_due", "not_applicable", "informational"])
def test_what_was_not_decided_is_not_compared(state: State) -> None:
    for first, last in ((stood(state), stood("fail")), (stood("fail"), stood(state))):
        found = compare(replace(BEFORE, items={"a": first}), replace(NOW, items={"a": last}))
        assert found.open == ("a",) and found.items is not None and not any(found.items.values())


def test_rounds_that_have_nothing_in_common_say_why() -> None:
    assert compare(replace(BEFORE, checklist="other"), NOW) == Compared("other_checklist")
    assert compare(replace(BEFORE, there=False), NOW) == Compared("not_there")
    assert compare(replace(BEFORE, visited=False), NOW) == Compared("not_visited")


def test_a_round_beside_itself_has_no_news() -> None:
    found = compare(standing(survey(), "south"), standing(survey(), "south"))
    assert found.items is not None and set(found.items) - {"unchanged"} and not found.recast
    assert not any(names for change, names in found.items.items() if change != "unchanged")
    assert all(one.before == one.now for one in found.sections) and found.sections


def test_a_later_answer_closes_a_problem() -> None:
    def earlier(raw: dict[str, Any]) -> None:
        south = next(unit for unit in raw["units"] if unit["id"] == "south")
        south["answers"]["braille_books"] = 99  # 4 for each of 25 readers are 100

    found = compare(standing(survey(change=earlier), "south"), standing(survey(), "south"))
    assert found.items is not None and found.items["closed"] == ("braille_books",)


def test_a_unit_that_is_unknown_or_was_not_visited_has_a_standing_too() -> None:
    assert not standing(survey(), "nowhere").there
    assert not standing(survey(change=nobody_visited), "south").visited
