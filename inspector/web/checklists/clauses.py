"""Clause coverage 任务覆盖率: every clause and kind of unit, carried by items, excused with a reason, or open."""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Struct

from inspector.checklist.coverage import Coverage, Pair, coverage
from inspector.checklist.edition import Edition
from inspector.i18n import N_
from inspector.web.checklists.items import ClauseView, clause_view, matches
from inspector.web.checklists.words import kind_label

Standing = Literal["carried", "excused", "open"]
STANDINGS: dict[Standing, str] = {"carried": N_("Carried"), "excused": N_("Excused"), "open": N_("Not carried")}


class PairView(Struct, frozen=True):
    kind: str
    kind_label: str
    looked_at: Annotated[bool, "only looked at here: the duty is another's"]
    standing: Standing
    items: Annotated[tuple[tuple[str, str], ...], "id and title of the items that carry it"]
    reason: Annotated[str, "why it is not inspected"]


class CoveredClause(Struct, frozen=True):
    clause: ClauseView
    pairs: tuple[PairView, ...]


class Counts(Struct, frozen=True):
    """Pairs of clause and kind of unit. `carried` of `wanted`; the excused ones are among the rest."""

    wanted: int
    carried: int
    excused: int

    @property
    def open(self) -> int:
        return self.wanted - self.carried - self.excused


def counts(found: Coverage) -> Counts:
    carried = found.wanted & found.carried.keys()
    return Counts(len(found.wanted), len(carried), len((found.wanted & found.excused.keys()) - carried))


def covered(
    edition: Edition, *, kind: str = "", section: str = "", force: str = "", standing: str = "", words: str = ""
) -> list[CoveredClause]:
    """Clauses in the plan's order with the pairs that fit the filters; a clause without any is left out."""
    found = coverage(edition.plan, edition.items)
    rows = []
    for name, clause in sorted(edition.plan.clauses.items(), key=lambda one: one[1].span.from_ if one[1].span else 0):
        if (force and clause.force != force) or not matches(words, _texts(edition, name)):
            continue
        pairs = [
            pair
            for pair in _pairs(edition, found, name)
            if (not kind or pair.kind == kind)
            and (not standing or pair.standing == standing)
            and (not section or any(edition.section_of[item] == section for item, _ in pair.items))
        ]
        if pairs:
            rows.append(CoveredClause(clause_view(edition, name), tuple(pairs)))
    return rows


def _texts(edition: Edition, name: str) -> Iterable[str]:
    clause = edition.plan.clauses[name]
    yield from (name, clause.says, edition.plan.locator(name), clause.doubt, *clause.offices, *clause.helpers)


def _pairs(edition: Edition, found: Coverage, name: str) -> Iterable[PairView]:
    clause = edition.plan.clauses[name]
    for kind in (*clause.bears, *clause.looks):
        yield _pair(edition, found, (name, kind), kind in clause.looks)


def _pair(edition: Edition, found: Coverage, pair: Pair, looked_at: bool) -> PairView:
    items = found.carried.get(pair, ())
    standing: Standing = "carried" if items else "excused" if pair in found.excused else "open"
    titles = tuple((item, edition.items[item].title) for item in items)
    return PairView(pair[1], kind_label(edition, pair[1]), looked_at, standing, titles, found.excused.get(pair, ""))
