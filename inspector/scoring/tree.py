"""The score of a tree under the four XCCDF models (NIST IR 7275r4 7.3.2), as exact fractions."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from inspector.scoring.results import IN_SUM, MILLION, State

Model = Literal["default", "flat", "flat_unweighted", "absolute"]
Policy = Literal["interval", "drop"]
ZERO = Fraction(0)


class Leaf(Struct, frozen=True):
    """An item: its weight among its siblings, its state and earned share in millionths."""

    key: str
    weight: Fraction
    state: State
    low: int = 0
    high: int = 0

    def counts(self, policy: Policy) -> bool:
        return self.state in IN_SUM and not (policy == "drop" and self.state == "not_checked")


class Group(Struct, frozen=True):
    """A section, or any nested group."""

    key: str
    weight: Fraction
    children: tuple["Group | Leaf", ...]


Node = Group | Leaf


class Score(Struct, frozen=True):
    """0..1 if all that is open fails and if all of it passes; None when nothing is applicable (scoring 3)."""

    low: Fraction
    high: Fraction


def leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    else:
        for child in node.children:
            yield from leaves(child)


def shares(node: Node, model: Model, policy: Policy) -> dict[str, Fraction]:
    """The final weight W_i of each item that counts; they sum to 1, items of weight 0 have 0 (scoring 3)."""
    counting = [leaf for leaf in leaves(node) if leaf.counts(policy)]
    if model == "default":
        return dict(_nested(node, Fraction(1), policy))
    weights = {leaf.key: leaf.weight if model == "flat" else Fraction(leaf.weight > 0) for leaf in counting}
    total = sum(weights.values(), ZERO)
    return {key: weight / total for key, weight in weights.items()} if total else {}


def _weight(node: Node, policy: Policy) -> Fraction | None:
    """The node's weight, None when nothing below it counts."""
    if isinstance(node, Leaf):
        return node.weight if node.counts(policy) else None
    some = any(_weight(child, policy) for child in node.children)
    return node.weight if some else None


def _nested(node: Node, share: Fraction, policy: Policy) -> Iterator[tuple[str, Fraction]]:
    if isinstance(node, Leaf):
        yield node.key, share
        return
    weights = [(child, weight) for child in node.children if (weight := _weight(child, policy)) is not None]
    total = sum((weight for _, weight in weights), ZERO)
    if total:
        each = share / total
        for child, weight in weights:
            yield from _nested(child, each * weight, policy)


def score(node: Node, model: Model = "default", policy: Policy = "interval") -> Score | None:
    """The exact score of a tree."""
    return earned(node, model, shares(node, model, policy))


def earned(node: Node, model: Model, weights: Mapping[str, Fraction]) -> Score | None:
    """The same for one who has the shares already. Sums are of millionths: whole numbers cost least."""
    if not weights:
        return None
    low = high = ZERO
    for leaf in leaves(node):
        if leaf.high and leaf.key in weights:
            low += weights[leaf.key] * leaf.low
            high += weights[leaf.key] * leaf.high
    if model == "absolute":
        return Score(Fraction(low == MILLION), Fraction(high == MILLION))
    return Score(low / MILLION, high / MILLION)
