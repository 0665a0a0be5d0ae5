"""Ranking (scoring 10, 15). RA001 competition ranks; RA002 who is barred; RA003 print; RA004 intervals."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.models import RankRule
from inspector.scoring.rank import Entry, half_up, printed_apart, printed_parts, rank

RULE = RankRule.model_validate({"coverage": "80%", "section_coverage": "65%", "manual_not_applicable": "25%"})
M = 1_000_000


def entry(unit: str, points: str, coverage: str = "1", **more: object) -> Entry:
    micro = int(Fraction(points) * M)
    return Entry(unit, micro, micro, Fraction(coverage), **more)  # type: ignore[arg-type]


def test_ra001_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    entries = [
        entry("a", "88"),
        entry("b", "75.4999"),
        entry("c", "88"),
        entry("d", "75.50"),
        entry("e", "99", "0.799"),
    ]
    places = {one.entry.unit: one for one in rank(entries, RULE)}
    assert [places[unit].rank for unit in "acdb"] == [1, 1, 3, 4]
    assert places["e"].rank is None and places["e"].barred == "coverage"


def test_ra002_exactly_eighty_per_cent_takes_part_and_a_thin_section_does_not() -> None:
    places = rank([entry("a", "50", "0.8"), entry("b", "60", sections={"funds": Fraction(64, 100)})], RULE)
    assert [(one.entry.unit, one.rank, one.barred, one.detail) for one in places] == [
        ("a", 1, None, ""),
        ("b", None, "section_coverage", "funds"),
    ]


def test_ra002_manual_not_applicable_above_a_quarter_is_not_ranked() -> None:
    places = rank([entry("a", "50", manual=Fraction(1, 4)), entry("b", "60", manual=Fraction(26, 100))], RULE)
    assert [(one.entry.unit, one.barred) for one in places] == [("a", None), ("b", "manual_not_applicable")]


def test_ra003_scores_that_differ_never_print_alike() -> None:
    assert printed_apart([Fraction("75.50"), Fraction("75.4999"), Fraction(88)]) == ["75.5000", "75.4999", "88.00"]
    assert half_up(Fraction("2.675")) == "2.68"  # half-up on the exact number; binary half-even would give 2.67
    assert half_up(Fraction("89.9949")) == "89.99"


def test_ra003_printed_parts_add_up_to_the_printed_sum() -> None:
    assert printed_parts([Fraction(100, 3)] * 3) == ["33.34", "33.33", "33.33"]


def test_ra004_what_is_open_widens_the_place() -> None:
    # a 70..90, b 80, c 60: a may be first or second, b likewise, c is third whatever happens.
    wide = Entry("a", 70 * M, 90 * M, Fraction(9, 10))
    places = {
        one.entry.unit: (one.rank, one.best, one.worst)
        for one in rank([wide, entry("b", "80"), entry("c", "60")], RULE)
    }
    assert places == {"b": (1, 1, 2), "a": (2, 1, 2), "c": (3, 3, 3)}


@settings(max_examples=100)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_places_do_not_depend_on_the_order_of_input(points: list[int], random) -> None:  # type: ignore[no-untyped-def]
    entries = [entry(f"u{i}", str(p)) for i, p in enumerate(points)]
    shuffled = entries[:]
    random.shuffle(shuffled)
    assert rank(entries, RULE) == rank(shuffled, RULE)
    for one in rank(entries, RULE):
        better = sum(other.low > one.entry.low for other in entries)  # type: ignore[operator]
        assert one.rank == 1 + better and one.best == 1 + better
