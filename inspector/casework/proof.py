"""What the worked cases must prove of every judged item: met, not met, exactly on each line, just short of it."""

from collections.abc import Iterator, Sequence

from inspector.casework.cases import Ran
from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.problems import Code, Problem
from inspector.checklist.verdicts import Verdict


def unproven(edition: Edition, ran: Sequence[Ran], places: dict[str, tuple[str, int]]) -> Iterator[Problem]:
    """A problem for each item whose cases leave something unproven; `places` has file and line of each item."""
    by_item: dict[str, list[Ran]] = {}
    for one in ran:
        by_item.setdefault(one.case.item, []).append(one)
    for item in edition.items.values():
        if not item.judged or item.retired:
            continue
        for code, params in _missing(item, by_item.get(item.id, [])):
            file, line = places[item.id]
            yield Problem(file, line, 1, code.number, code, {"item": item.id, **params})


def _missing(item: Item, ran: Sequence[Ran]) -> Iterator[tuple[Code, dict[str, str]]]:
    mets = {one.result.met for one in ran if one.result is not None and one.result.met is not None}
    if True not in mets:
        yield Code.CASE_MISSING, {"wanted": "met"}
    if False not in mets:
        yield Code.CASE_MISSING, {"wanted": "not met"}
    if item.judge is not None and item.judge.NUMERIC:
        verdicts = [verdict for one in ran for verdict in _verdicts(one)]
        compared = [verdict for verdict in verdicts if verdict.value is not None and verdict.line is not None]
        if compared and not any(one.met and one.value == one.line for one in compared):
            yield Code.CASE_ON_LINE, {"line": str(compared[0].line)}
        if compared and not any(_just_short(one) for one in compared):
            yield Code.CASE_BELOW, {"line": str(compared[0].line)}


def _verdicts(ran: Ran) -> list[Verdict]:
    if ran.result is None:
        return []
    return [one.verdict for one in ran.result.outcomes if isinstance(one.verdict, Verdict)]


def _just_short(verdict: Verdict) -> bool:
    """Missed by one unit or by a twentieth of the line at most."""
    if verdict.met or verdict.value is None or verdict.line is None:
        return False
    gap = abs(verdict.value - verdict.line)
    return gap <= 1 or gap * 20 <= abs(verdict.line)
