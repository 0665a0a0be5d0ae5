"""The steps of a supervision project in their legal order (《教育督导条例》), and whether planned dates keep to it.

The regulation orders the steps but names no number of days: terms come from a local rule or from the office
itself, and a page or paper says which.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct


class Step(StrEnum):
    notice = "notice"  # 督导通知
    self_evaluation = "self_evaluation"  # 自评
    visits = "visits"  # 实地督导
    preliminary_opinion = "preliminary_opinion"  # 初步督导意见
    defence = "defence"  # 陈述和申辩
    opinion = "opinion"  # 督导意见书
    rectification = "rectification"  # 整改和报告整改情况
    report = "report"  # 督导报告


ARTICLES: Mapping[Step, int] = {
    Step.notice: 17,
    Step.self_evaluation: 18,
    Step.visits: 18,
    Step.preliminary_opinion: 20,
    Step.defence: 20,
    Step.opinion: 21,
    Step.rectification: 22,
    Step.report: 23,
}
"""The article of the regulation that asks for the step."""

AFTER: tuple[tuple[Step, Step], ...] = (
    (Step.self_evaluation, Step.notice),
    (Step.visits, Step.notice),
    (Step.visits, Step.self_evaluation),
    (Step.preliminary_opinion, Step.visits),
    (Step.defence, Step.preliminary_opinion),
    (Step.opinion, Step.visits),
    (Step.opinion, Step.defence),
    (Step.rectification, Step.opinion),
    (Step.report, Step.opinion),
)
"""The first begins on or after the last day of the second."""


class Planned(Struct, frozen=True):
    """A step of one day has the same first and last day."""

    first: date
    last: date


def turned(planned: Mapping[Step, Planned]) -> list[Step]:
    """Steps that end before they begin."""
    return [step for step, dates in planned.items() if dates.last < dates.first]


def out_of_order(planned: Mapping[Step, Planned]) -> list[tuple[Step, Step]]:
    """Each pair of steps whose later one begins too early; a notice must be out before the visits begin."""
    return [
        (later, earlier)
        for later, earlier in AFTER
        if later in planned and earlier in planned and _too_early(later, earlier, planned)
    ]


def _too_early(later: Step, earlier: Step, planned: Mapping[Step, Planned]) -> bool:
    first, last = planned[later].first, planned[earlier].last
    strict = (later, earlier) == (Step.visits, Step.notice)
    return first <= last if strict else first < last
