"""The four scoring models of XCCDF 1.2 (NIST IR 7275r4, 7.3.2), numbers worked by hand.

TR001 default: weighted mean of what counts, group by group.   TR002 flat: one weighted mean of all items.
TR003 flat_unweighted: weights that are not 0 become 1.         TR004 absolute: 1 only when all is full.
TR005 not applicable leaves its group, its weight goes to its siblings (scoring 3, 4).
TR006 what nobody checked makes an interval, or drops out where the policy says so (scoring 5).
TR007 a weight of 0 is reported and never scored; a group where nothing counts hands its weight on.
"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.scoring.results import STATES
from inspector.scoring.tree import Group, Leaf, Model, leaves, score, shares

M = 1_000_000


def leaf(key: str, weight: str, share: float | None, state: str = "pass") -> Leaf:
    if state == "not_checked":
        return Leaf(key, Fraction(weight), "not_checked", 0, M)
    millionths = 0 if share is None else round(share * M)
    return Leaf(key, Fraction(weight), state, millionths, millionths)  # type: ignore[arg-type]


def sections(c: Leaf) -> Group:
    a = Group("A", Fraction(60), (leaf("a", "4", 0.6, "partial"), leaf("b", "6", 1)))
    b = Group("B", Fraction(40), (c, leaf("d", "5", 0.5, "partial")))
    return Group("", Fraction(1), (a, b))


def test_tr005_not_applicable_moves_its_twenty_points_to_its_sibling() -> None:
    # A: (4 x 60 % + 6 x 100 %) / 10 = 84 %; 84 % of 60 = 50.40. B: d alone, 50 % of 40 = 20.00. Together 70.40.
    tree = sections(leaf("c", "5", None, "not_applicable"))
    found = score(tree)
    assert found is not None
    assert (found.low * 100, found.high * 100) == (Fraction("70.4"), Fraction("70.4"))
    assert shares(tree, "default", "interval")["d"] * 100 == 40  # 20 of its own and the 20 of c


def test_tr006_not_checked_gives_the_pair() -> None:
    # c fails: B = 5 x 50 % / 10 = 25 % of 40 = 10, 50.40 + 10 = 60.40. c passes: 75 % of 40 = 30, 80.40.
    found = score(sections(leaf("c", "5", None, "not_checked")))
    assert found is not None
    assert (found.low * 100, found.high * 100) == (Fraction("60.4"), Fraction("80.4"))


def nested() -> Group:
    """((p 1 full, q 2 nothing, n/a 5) weight 3, (r 1/2 of 1.5, s unverifiable 0.5, zero 0) weight 1, z open 2)."""
    first = Group(
        "g", Fraction(3), (leaf("p", "1", 1), leaf("q", "2", 0, "fail"), leaf("x", "5", None, "not_applicable"))
    )
    second = Group(
        "h",
        Fraction(1),
        (leaf("r", "1.5", 0.5, "partial"), leaf("s", "0.5", 0, "unverifiable"), leaf("zero", "0", 1)),
    )
    return Group("", Fraction(1), (first, second, leaf("z", "2", None, "not_checked")))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        # g = 1/3; h = (1.5 x 1/2 + 0.5 x 0) / 2 = 3/8; z dropped: (3 x 1/3 + 1 x 3/8) / 4 = 11/32
        ("default", Fraction(11, 32)),
        # (1 + 0 + 0.75 + 0) / (1 + 2 + 1.5 + 0.5) = 1.75 / 5
        ("flat", Fraction(7, 20)),
        # p, q, r, s count one each: (1 + 0 + 1/2 + 0) / 4
        ("flat_unweighted", Fraction(3, 8)),
        ("absolute", Fraction(0)),
    ],
)
def test_four_models_with_unchecked_dropped(model: Model, expected: Fraction) -> None:
    found = score(nested(), model, "drop")
    assert found is not None
    assert found.low == found.high == expected


def test_tr004_absolute_is_one_only_when_everything_is_full() -> None:
    full = Group(
        "", Fraction(1), (leaf("p", "1", 1), leaf("q", "0", 0, "fail"), leaf("n", "3", None, "not_applicable"))
    )
    found = score(full, "absolute", "drop")
    assert found is not None and found.low == 1
    short = score(Group("", Fraction(1), (leaf("p", "1", 1), leaf("q", "0.001", 0.999999, "fail"))), "absolute", "drop")
    assert short is not None and short.high == 0


def test_tr007_empty_group_hands_its_weight_on_and_nothing_applicable_is_not_scored() -> None:
    gone = Group("g", Fraction(9), (leaf("x", "1", None, "not_applicable"), leaf("y", "1", None, "not_due")))
    found = score(Group("", Fraction(1), (gone, leaf("a", "1", 0.25, "partial"))))
    assert found is not None and found.low == Fraction(1, 4)
    assert score(Group("", Fraction(1), (gone,))) is None


node = st.recursive(
    st.builds(
        lambda weight, state, low, more: Leaf(
            "", Fraction(weight, 4), state, low, low + (more if state == "not_checked" else 0)
        ),
        st.integers(0, 12),
        st.sampled_from(STATES),
        st.integers(0, M // 2),
        st.integers(0, M // 2),
    ),
    lambda children: st.builds(
        lambda weight, kids: Group("", Fraction(weight, 2), tuple(kids)),
        st.integers(0, 6),
        st.lists(children, max_size=4),
    ),
    max_leaves=12,
)


def named(tree: Group | Leaf, name: str = "n") -> Group | Leaf:
    if isinstance(tree, Leaf):
        return Leaf(name, tree.weight, tree.state, tree.low, tree.high)
    return Group(name, tree.weight, tuple(named(kid, f"{name}.{i}") for i, kid in enumerate(tree.children)))


def turned(tree: Group | Leaf) -> Group | Leaf:
    return (
        tree if isinstance(tree, Leaf) else Group(tree.key, tree.weight, tuple(turned(k) for k in tree.children[::-1]))
    )


@settings(max_examples=150)
@given(node, st.sampled_from(["default", "flat", "flat_unweighted", "absolute"]))
def test_final_weights_sum_to_one_and_order_does_not_matter(tree: Group | Leaf, model: Model) -> None:
    whole = Group("", Fraction(1), (named(tree),))
    weights = shares(whole, model, "interval")
    assert not weights or sum(weights.values()) == 1
    assert score(whole, model) == score(turned(whole), model)
    found = score(whole, model)
    if found is not None:
        assert 0 <= found.low <= found.high <= 1
        assert {one.key for one in leaves(whole)} >= weights.keys()
