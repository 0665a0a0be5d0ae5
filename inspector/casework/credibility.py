"""自评可信度: how far what a unit says of itself agrees with what the team found, item by item and in points."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from inspector.scoring.results import DECIDED, MILLION, Result, State
from inspector.scoring.survey import Survey

Direction = Literal["same", "higher", "lower", "other"]
HEIGHT: Mapping[State, int] = {"pass": 2, "partial": 1, "fail": 0, "unverifiable": 0}
Ends = tuple[int | None, int | None]
"""Low and high end of a score in millionths of a point; None when nothing was scored."""


class Compared(Struct, frozen=True):
    """One item that both sides answered; `higher`: the unit rated itself better than the team does."""

    item: str
    title: str
    own: State
    team: State
    direction: Direction


class Credibility(Struct, frozen=True):
    """What only one side answered is listed and not counted; so an unanswered question is never a lie.

    `gap` is self-score minus team's score in millionths of a point, an interval while either is open.
    """

    compared: tuple[Compared, ...]
    only_own: tuple[str, ...]
    only_team: tuple[str, ...]
    gap: tuple[int, int] | None

    @property
    def counted(self) -> int:
        return len(self.compared)

    @property
    def same(self) -> int:
        return self.many("same")

    @property
    def share(self) -> Fraction | None:
        """Of the items both answered, those with the same result; None when there are none."""
        return Fraction(self.same, self.counted) if self.compared else None

    def many(self, direction: Direction) -> int:
        return sum(one.direction == direction for one in self.compared)


class Pooled(Struct, frozen=True):
    """Several units together, item by item: a unit with many answers weighs more than one with few."""

    units: int
    counted: int
    same: int
    higher: int
    lower: int
    gap: tuple[Fraction, Fraction] | None

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.same, self.counted) if self.counted else None


def credibility(own: Sequence[Result], team: Sequence[Result], own_score: Ends, team_score: Ends) -> Credibility:
    """The two levels of one inspection, results in the order of the same form."""
    answers = {one.item.id: one for one in own if answered(one)}
    found = {one.item.id: one for one in team if answered(one)}
    compared = tuple(
        Compared(name, one.item.title, one.state, found[name].state, direction(one.state, found[name].state))
        for name, one in answers.items()
        if name in found
    )
    return Credibility(
        compared,
        tuple(one.item.title for name, one in answers.items() if name not in found),
        tuple(one.item.title for name, one in found.items() if name not in answers),
        gap(own_score, team_score),
    )


def answered(result: Result) -> bool:
    """Judged on an answer, or set aside by hand; what the units below feed is theirs to answer for."""
    by_hand = result.state == "not_applicable" and result.manual
    return not result.item.rolls_up and (result.state in DECIDED or by_hand)


def direction(own: State, team: State) -> Direction:
    """Whether the unit rates itself higher; 不适用 and two ways of earning nothing differ without a direction."""
    if own == team:
        return "same"
    if own not in HEIGHT or team not in HEIGHT or HEIGHT[own] == HEIGHT[team]:
        return "other"
    return "higher" if HEIGHT[own] > HEIGHT[team] else "lower"


def gap(own: Ends, team: Ends) -> tuple[int, int] | None:
    (own_low, own_high), (team_low, team_high) = own, team
    if own_low is None or own_high is None or team_low is None or team_high is None:
        return None
    return own_low - team_high, own_high - team_low


def pooled(many: Iterable[Credibility]) -> Pooled:
    found = [one for one in many if one.compared]
    gaps = [one.gap for one in found if one.gap is not None]
    ends = [[Fraction(one[end], MILLION) for one in gaps] for end in (0, 1)]
    return Pooled(
        len(found),
        sum(one.counted for one in found),
        sum(one.same for one in found),
        sum(one.many("higher") for one in found),
        sum(one.many("lower") for one in found),
        (sum(ends[0], Fraction(0)) / len(gaps), sum(ends[1], Fraction(0)) / len(gaps)) if gaps else None,
    )


def of_unit(own: Survey, team: Survey, unit: str) -> Credibility:
    """Of one unit of a round, from the round as its units see it and as the teams do."""
    said, found = own.inspected(unit), team.inspected(unit)
    scores = (said.low_micro, said.high_micro), (found.low_micro, found.high_micro)
    return credibility(own.results(unit), team.results(unit), *scores)
