"""Fewer than five pupils are no number in a paper that everybody may read; nor is what would give the number away.

Which figures count pupils follows from the checklist: the unit `pupil` of a fact, a question, a column or a row.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Count, PerHead, Ratio, Trend
from inspector.checklist.judge_parts import ShareOfRows
from inspector.checklist.verdicts import Reason
from inspector.checklist.wording import number
from inspector.scoring.subjects import Subject

LEAST = 5
PUPIL = "pupil"
FEW, SOME, LEFT_OUT, CODES = f"少于{LEAST}", "若干", "（不列）", "略"
NOTE = "具体情况不列"
_SPOKEN = re.compile(r"(?<![\d０-９.．点十百千万])[1-4１-４一二三四两][个名位]?(?:人|名|学生|儿童|幼儿|孩子)")
Values = Mapping[str, Any]


def small(value: object) -> bool:
    """Whether so many are somebody, but too few to be printed."""
    return isinstance(value, int | Fraction) and 0 < value < LEAST


def public_figures(edition: Edition, subject: Subject, item: Item, reason: Reason) -> dict[str, Any]:
    """The figures of a reason that a published sentence prints otherwise, by name."""
    values, counted = reason.values, _counted(edition, item, reason.row)
    found = {name: FEW for name in counted if small(values.get(name))}
    if {"part", "whole"} <= counted and _tight(values, "part", "whole"):
        found = {"part": SOME if values["part"] else "0", "missing": SOME, "share": LEFT_OUT} | found
    elif "checked" in counted and _tight(values, "failing", "checked"):
        found = {"failing": SOME, "failing_codes": CODES, "share": LEFT_OUT} | found
    elif "whole" in found:
        found |= {"needed": SOME, "missing": SOME, "share": LEFT_OUT}
    elif "value" in found:
        found = {"missing": SOME} | found
    elif "heads" in found:
        found |= {"amount": SOME, "missing": SOME}
    if _by_few(edition, subject, values):
        found |= {"line": SOME, "missing": SOME}
    return found | _extremes(item, values)


def public_facts(edition: Edition, facts: Values) -> dict[str, str]:
    """Facts of a unit that a published sentence prints otherwise; `facts` are typed values by name."""
    return {name: FEW for name, value in facts.items() if _is_pupils(edition, name) and small(value)}


def public_note(text: str) -> str:
    """What an inspector wrote, unless it seems to count a few pupils: in free words there are no figures to go by."""
    return NOTE if _SPOKEN.search(text) else text


def _tight(values: Values, part: str, whole: str) -> bool:
    """Whether one of two groups that make a whole is small, or the gap that is printed beside them."""
    some, all_ = values[part], values[whole]
    return any(small(one) for one in (some, all_, all_ - some, values.get("missing")))


def _counted(edition: Edition, item: Item, row: str) -> frozenset[str]:
    """Names of the figures that count pupils."""
    judge = item.judge
    if isinstance(judge, Ratio):
        return _of_ratio(edition, item, judge)
    if isinstance(judge, Count):
        rows = item.ask.rows
        here = row in rows and rows[row].unit == PUPIL
        return frozenset({"value", "missing"} if here or _asks(edition, item, judge.of) else ())
    if isinstance(judge, PerHead):
        return frozenset({"heads"} if _asks(edition, item, judge.heads) else ())
    if isinstance(judge, Trend):
        return frozenset(name for name in ("before", "now") if _asks(edition, item, getattr(judge, name)))
    sampled = item.ask.sample.of if item.ask.sample else None
    if isinstance(judge, ShareOfRows) and sampled and _is_pupils(edition, sampled):
        return frozenset({"checked", "failing"})
    return frozenset()


def _of_ratio(edition: Edition, item: Item, judge: Ratio) -> frozenset[str]:
    """A pooled roll-up adds up what its schools counted; the others count schools."""
    if item.rolls_up:
        fed = edition.items[item.ask.of or ""]
        pooled = item.ask.as_ == "pooled" and isinstance(fed.judge, Ratio)
        return _of_ratio(edition, fed, fed.judge) if pooled and isinstance(fed.judge, Ratio) else frozenset()
    found = {name for name in ("part", "whole") if _asks(edition, item, getattr(judge, name))}
    return frozenset(found | {"needed", "missing"} if "part" in found else found)


def _asks(edition: Edition, item: Item, name: str) -> bool:
    """Whether a column, or a fact of that name, counts pupils."""
    fields = item.ask.fields
    return fields[name].unit == PUPIL if name in fields else _is_pupils(edition, name)


def _is_pupils(edition: Edition, fact: str) -> bool:
    known = edition.checklist.facts.get(fact)
    return known is not None and known.unit == PUPIL


def _by_few(edition: Edition, subject: Subject, values: Values) -> bool:
    """Whether the line is so much for each pupil (7000 x pupils) and these are few."""
    _, cross, fact = str(values.get("line_reason", "")).partition(" x ")
    text = next((one.facts[fact].get("") for one in subject.line if fact in one.facts), None) if cross else None
    return text is not None and _is_pupils(edition, fact) and small(int(text))


def _extremes(item: Item, values: Values) -> dict[str, Any]:
    """The smallest and largest number of pupils in the rows of a sample."""
    fields = item.ask.fields
    found = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and name in fields and fields[name].unit == PUPIL:
            found[name] = {end: SOME if small(one) else number(one or 0) for end, one in value.items()}
    return found
