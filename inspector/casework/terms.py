"""Terms that an office sets for the steps after a visit, and local rules it may choose from.

The national regulation names no number of days: without a local rule a term is the office's own.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from inspector.casework.deadlines import Rule


class Term(StrEnum):
    defence = "defence"  # 陈述和申辩
    opinion = "opinion"  # 印发督导意见书
    objection = "objection"  # 对督导意见书提出异议
    objection_answer = "objection_answer"  # 答复异议
    report = "report"  # 报告整改情况


class Event(StrEnum):
    visit_end = "visit_end"
    preliminary_received = "preliminary_received"
    opinion_issued = "opinion_issued"
    opinion_received = "opinion_received"
    notice_received = "notice_received"
    objection_received = "objection_received"
    measure_received = "measure_received"
    letter_issued = "letter_issued"
    rectification_end = "rectification_end"


EVENTS: Mapping[Term, tuple[Event, ...]] = {
    Term.defence: (Event.preliminary_received, Event.visit_end),
    Term.opinion: (Event.visit_end, Event.preliminary_received),
    Term.objection: (Event.opinion_received, Event.opinion_issued),
    Term.objection_answer: (Event.objection_received,),
    Term.report: (Event.notice_received, Event.opinion_received, Event.letter_issued, Event.rectification_end),
}
"""From which events a term may run; the first is the usual one."""
MOST_DAYS = 730


class LocalRule(Struct, frozen=True):
    """A place's own rule: `name` as it is offered, its terms with the rule as their source."""

    name: str
    terms: Mapping[Term, Rule]


def _rule(source: str, days: int, event: Event, kind: Literal["calendar", "working"] = "calendar") -> Rule:
    return Rule(days, kind, event, source)


_SHANGHAI = "上海市关于教育督导的规定（2020年）"
_ZHEJIANG = "浙江省关于教育督导的规定（2019年）"
_CHONGQING = "重庆市关于教育督导的规定（2015年）"
_SHANDONG = "山东省关于教育督导的规定（2018年）"
LOCAL_RULES: Mapping[str, LocalRule] = {
    "shanghai": LocalRule(
        "上海市（2020年）",
        {
            Term.defence: _rule(_SHANGHAI, 10, Event.visit_end, "working"),
            Term.opinion: _rule(_SHANGHAI, 30, Event.visit_end),
        },
    ),
    "zhejiang": LocalRule(
        "浙江省（2019年）",
        {
            Term.defence: _rule(_ZHEJIANG, 10, Event.preliminary_received),
            Term.opinion: _rule(_ZHEJIANG, 30, Event.visit_end),
            Term.objection: _rule(_ZHEJIANG, 10, Event.opinion_received),
            Term.objection_answer: _rule(_ZHEJIANG, 30, Event.objection_received),
        },
    ),
    "chongqing": LocalRule(
        "重庆市（2015年）",
        {
            Term.defence: _rule(_CHONGQING, 5, Event.preliminary_received),
            Term.opinion: _rule(_CHONGQING, 30, Event.preliminary_received),
            Term.report: _rule(_CHONGQING, 10, Event.rectification_end),
        },
    ),
    "shandong": LocalRule(
        "山东省（2018年）",
        {
            Term.objection: _rule(_SHANDONG, 15, Event.opinion_received),
            Term.objection_answer: _rule(_SHANDONG, 30, Event.objection_received),
        },
    ),
}
"""As far as their figures are known; the article is for the office to add."""
