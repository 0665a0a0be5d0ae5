"""The arithmetic of the sheet's formulas, in doubles, against the exact fractions of the engine."""

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector.checklist.models import Scheme
from inspector.scoring.inspection import HUNDRED, micro
from inspector.scoring.rank import half_up
from inspector.scoring.results import MILLION
from inspector.scoring.tree import Group, Leaf, Model, score
from inspector.sheets.score_arithmetic import Cell, Part, Reckoned, reckoned, scaled

WEIGHTS = st.integers(0, 40)
SHARES = st.one_of(st.sampled_from([0, MILLION, 1, 999_999, 500_000, 333_333]), st.integers(0, MILLION))
TREES = st.lists(
    st.tuples(st.integers(1, 40), st.lists(st.tuples(WEIGHTS, SHARES, st.booleans()), min_size=1, max_size=8)),
    min_size=1,
    max_size=13,
)
Tree = list[tuple[int, list[tuple[int, int, bool]]]]


def in_doubles(tree: Tree, model: Model = "default") -> Reckoned:
    scheme = Scheme.model_validate({"title": "办法", "mode": "points", "model": model})
    parts = tuple(
        Part(top, tuple(Cell(weight, low, low, counts, counts, counts, False, False) for weight, low, counts in cells))
        for top, cells in tree
    )
    return reckoned(scheme, parts)


def exactly(tree: Tree, model: Model = "default") -> Fraction | None:
    def leaf(key: str, weight: int, low: int, counts: bool) -> Leaf:
        return Leaf(key, Fraction(weight), "partial" if counts else "not_applicable", low, low)

    groups = tuple(
        Group(str(place), Fraction(top), tuple(leaf(f"{place}.{n}", *cell) for n, cell in enumerate(cells)))
        for place, (top, cells) in enumerate(tree)
    )
    found = score(Group("", Fraction(1), groups), model)
    return None if found is None else found.low * HUNDRED


def check(tree: Tree, model: Model) -> None:
    ours, exact = in_doubles(tree, model), exactly(tree, model)
    assert (ours.low is None) == (exact is None)
    if ours.low is not None and exact is not None:
        assert ours.low.micro == micro(exact)
        assert ours.low.hundredths == int(half_up(exact * HUNDRED, 0))
        assert ours.low.whole == exact * MILLION // 1


@settings(max_examples=400)
@given(TREES)
@example([(1, [(1, 1, True), (199, 0, True)])])  # 100 * 1/200 * 0.000001: half a millionth -> 0
@example([(1, [(1, 3, True), (199, 0, True)])])  # 1.5 millionths -> 2
@example([(1, [(1, 5, True), (199, 0, True)])])  # 2.5 millionths -> 2
@example([(1, [(1, 1, True), (2, 0, True)]), (1, [(1, 1, True), (2, 0, True)]), (1, [(1, 1, True), (2, 0, True)])])
def test_the_default_model_comes_out_to_the_last_digit(tree: Tree) -> None:
    check(tree, "default")


@settings(max_examples=100)
@given(TREES)
def test_so_do_the_flat_model_and_all_or_nothing(tree: Tree) -> None:
    check(tree, "flat")
    plain = [(top, [(int(weight > 0), low, counts) for weight, low, counts in cells]) for top, cells in tree]
    check(plain, "absolute")
    check(plain, "flat_unweighted")


def test_a_half_of_a_millionth_goes_to_the_even_one() -> None:
    ends = [in_doubles([(1, [(1, share, True), (199, 0, True)])]).low for share in (1, 3, 5, 7)]
    assert [end.micro for end in ends if end is not None] == [0, 2, 2, 4]


def test_halves_of_a_hundredth_go_up() -> None:
    # 100 * 0.026750 = 2.675, which a plain double holds as 2.67499999...
    end = in_doubles([(1, [(1, 26_750, True)])]).low
    assert end is not None and (end.hundredths, end.micro) == (268, 2_675_000)


@given(st.lists(st.fractions(min_value=0, max_value=50, max_denominator=20), min_size=1, max_size=20))
def test_scaled_weights_are_whole_and_keep_their_proportions(weights: list[Fraction]) -> None:
    whole = scaled(weights)
    assert [one * sum(whole) for one in weights] == [other * sum(weights) for other in whole]
