"""The score of one inspection: its tree, coverage, grade and an explanation that adds up exactly (scoring 12)."""

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.models import Scheme
from inspector.scoring.results import DECIDED, IN_SUM, MILLION, Result, in_millionths
from inspector.scoring.tree import ZERO, Group, Leaf, Model, Policy, Score, earned, leaves, shares

HUNDRED = Fraction(100)
MET, NOT_MET, WITHHELD = "达标", "未达标", "暂不评定"


class Line(Struct, frozen=True):
    """One line of the explanation: at most `points` could be earned, `lost` were, up to `open` more may be.

    `moved` are the points an item that does not count would have had: they went to its siblings.
    """

    section: str
    item: str
    state: str
    points: Fraction
    lost: Fraction
    open: Fraction
    moved: Fraction


class Inspected(Struct, frozen=True):
    """`low`..`high` in points, exact; `*_micro` rounded once to millionths of a point, half-even (scoring 15)."""

    low: Fraction | None
    high: Fraction | None
    low_micro: int | None
    high_micro: int | None
    coverage: Fraction
    grade: str
    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    section_scores: Mapping[str, Score | None]
    section_coverage: Mapping[str, Fraction | None]
    manual: Fraction
    floors: tuple[str, ...] = ()

    @property
    def whole(self) -> Fraction:
        """What a model that knows only all or nothing takes away besides the lines; 0 under the others."""
        if self.low is None:
            return Fraction(0)
        return HUNDRED - sum((line.lost for line in self.lines), Fraction(0)) - self.low

    @property
    def rounding(self) -> Fraction:
        """What rounding to a millionth adds to the exact score: its own line in the explanation."""
        return (
            Fraction(0) if self.low is None or self.low_micro is None else Fraction(self.low_micro, MILLION) - self.low
        )


def micro(points: Fraction | None) -> int | None:
    return None if points is None else in_millionths(points)


def tree_of(edition: Edition, scheme: Scheme, results: Sequence[Result]) -> Group:
    """Sections over items, weights from the scheme; in lines mode every line weighs the same."""
    groups: list[Group] = []
    for section in edition.sections:
        found = [one for one in results if edition.section_of[one.item.id] == section]
        if not found:
            continue
        weight = scheme.sections.get(section)
        children = tuple(_leaf(scheme, one) for one in found)
        groups.append(Group(section, weight.number if weight else Fraction(1), children))
    return Group("", Fraction(1), tuple(groups))


def _leaf(scheme: Scheme, result: Result) -> Leaf:
    if scheme.mode == "lines":
        return Leaf(result.item.id, Fraction(1), result.state, result.low, result.high)
    own = scheme.items.get(result.item.id)
    weight = (own.weight if own else None) or scheme.default.weight
    return Leaf(result.item.id, weight.number if weight else Fraction(1), result.state, result.low, result.high)


def score_inspection(edition: Edition, scheme: Scheme, results: Sequence[Result]) -> Inspected:
    """The score of one inspection under a scheme, with everything needed to defend it."""
    tree = tree_of(edition, scheme, results)
    model, policy = model_of(scheme), scheme.unchecked
    weights, full = shares(tree, model, policy), nominal(tree, model)
    total = earned(tree, model, weights)
    low = None if total is None else total.low * HUNDRED
    high = None if total is None else total.high * HUNDRED
    decided = {one.item.id for one in results if one.state in DECIDED}
    with_verdict = _decided(weights, decided)
    floors = _fired(scheme, results)
    sections = [(one, shares(one, model, policy)) for one in tree.children]
    for_coverage = sections if policy == "interval" else [(one, shares(one, model, "interval")) for one, _ in sections]
    return Inspected(
        low,
        high,
        micro(low),
        micro(high),
        with_verdict,
        grade(edition, scheme, results, low, high, with_verdict, floors),
        _lines(edition, tree, policy, weights, full),
        {state: sum(one.state == state for one in results) for state in dict.fromkeys(r.state for r in results)},
        {one.key: earned(one, model, own) for one, own in sections},
        {one.key: _decided(own, decided) if own else None for one, own in for_coverage},
        _manual(full, results),
        floors,
    )


def model_of(scheme: Scheme) -> Model:
    """The model that is reckoned with: 达标 counts every line alike."""
    return "flat_unweighted" if scheme.mode == "lines" else scheme.model


def _decided(weights: Mapping[str, Fraction], decided: Set[str]) -> Fraction:
    """Share of the weight that has a verdict, among applicable and due items (scoring 5)."""
    return sum((share for key, share in weights.items() if key in decided), ZERO)


def nominal(tree: Group, model: Model) -> dict[str, Fraction]:
    """Weights as if everything applied, by item."""
    full = Group(
        tree.key,
        tree.weight,
        tuple(
            Group(
                group.key,
                group.weight,
                tuple(Leaf(leaf.key, leaf.weight, "pass") for leaf in leaves(group) if leaf.state != "informational"),
            )
            for group in tree.children
            if isinstance(group, Group)
        ),
    )
    return shares(full, model, "interval")


def _manual(full: Mapping[str, Fraction], results: Sequence[Result]) -> Fraction:
    """The weight share that people set to 不适用 (scoring 4: flag above 10 %, not ranked above 25 %)."""
    by_hand = {one.item.id for one in results if one.manual}
    return sum((share for key, share in full.items() if key in by_hand), ZERO)


def _lines(
    edition: Edition, tree: Group, policy: Policy, weights: Mapping[str, Fraction], full: Mapping[str, Fraction]
) -> tuple[Line, ...]:
    lines = []
    for leaf in leaves(tree):
        points = HUNDRED * weights.get(leaf.key, ZERO)
        counts = leaf.counts(policy)
        lost = _part(points, MILLION - leaf.low) if counts else ZERO
        open_ = _part(points, leaf.high - leaf.low) if counts else ZERO
        moved = ZERO if counts else HUNDRED * full.get(leaf.key, ZERO)
        section = edition.section_of[leaf.key]
        lines.append(Line(section, leaf.key, leaf.state, points, lost, open_, moved))
    return tuple(lines)


def _part(points: Fraction, millionths: int) -> Fraction:
    """Nearly every item earns all or nothing, and needs no multiplication."""
    if millionths in (0, MILLION):
        return points if millionths else ZERO
    return points * Fraction(millionths, MILLION)


def _fired(scheme: Scheme, results: Sequence[Result]) -> tuple[str, ...]:
    failed = {one.item.id for one in results if one.state in ("fail", "partial")}
    return tuple(floor.item for floor in scheme.floor_items if floor.item in failed)


def grade(
    edition: Edition,
    scheme: Scheme,
    results: Sequence[Result],
    low: Fraction | None,
    high: Fraction | None,
    coverage: Fraction,
    floors: Sequence[str] = (),
) -> str:
    """Decided on the exact fraction; withheld while the interval spans two grades or too little was looked at."""
    if low is None or high is None:
        return WITHHELD
    if scheme.mode == "lines":
        return _lines_grade([one for one in results if binding(edition, one.item)])
    line = scheme.rank.coverage.number if scheme.rank else Fraction(0)
    if coverage < line:
        return WITHHELD
    first = _band(scheme, low)
    if high != low and first != _band(scheme, high):
        return WITHHELD
    return _after_floors(scheme, first, floors)


def binding(edition: Edition, item: Item) -> bool:
    """A duty of the unit itself under a hard clause; soft ones and those of another never cost 达标."""
    return item.duty_of is None and any(edition.plan.clauses[name].hard for name in item.clause)


def _lines_grade(results: Sequence[Result]) -> str:
    counted = [one for one in results if one.state in IN_SUM]
    if any(one.state in ("fail", "partial", "unverifiable") for one in counted):
        return NOT_MET
    return WITHHELD if any(one.state == "not_checked" for one in counted) else MET


def _band(scheme: Scheme, points: Fraction) -> str:
    return next((name for name, floor in scheme.grades.items() if points >= floor.number), WITHHELD)


def _after_floors(scheme: Scheme, name: str, floors: Sequence[str]) -> str:
    """All drops added, then the lowest cap (scoring 7)."""
    order = list(scheme.grades)
    if name not in order:
        return name
    place = order.index(name)
    fired = [floor for floor in scheme.floor_items if floor.item in floors]
    place += sum(floor.by for floor in fired if floor.form == "drop")
    place = max([place, *(order.index(floor.to) for floor in fired if floor.form == "cap")])
    return order[min(place, len(order) - 1)]
