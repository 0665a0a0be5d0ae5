"""Inspections that are being filled in, kept in memory, so that one answer costs one judgement and not all.

What is kept is checked against the record's own stamp before each use and loaded anew when it differs, whatever
the reason: another process, `rescore`, a later fact, a transaction that was rolled back. A kept inspection is
never changed, only followed by another one.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import count

from msgspec import Struct, field
from msgspec.structs import replace

from inspector.checklist.cells import DRAW, in_visit
from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.fieldwork.operations import Head, Level, Operation
from inspector.scoring.assess import RollUp, assess
from inspector.scoring.occurrences import Occurrence
from inspector.scoring.results import Result
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey
from inspector.storage.tables import Round
from inspector.web.operations.links import Links
from inspector.web.operations.score import Tally, Tallying

MANY = 8
"""Above so many items at once everything is judged: that is cheaper, and `Edition.form` keeps each selection."""

generations = count(1)


def item_of(path: str) -> str:
    """The item of a cell's address."""
    return path.partition("/")[0].partition("@")[0]


def _differs(one: Result, other: Result) -> bool:
    """Most results are the very same, and need not be compared in all that they hold."""
    return one is not other and one != other


def path_of(inspection: str, level: Level) -> str:
    return f"/self-evaluations/{inspection}" if level is Level.self else f"/inspections/{inspection}"


class Ground(Struct, eq=False):
    """What one level of a round's inspections stands on; `arrived` is the last operation that `survey` knows of.

    `cells` and `results` are those of the whole round, shared with the survey, which fills the results in.
    `changed` has, by item, the number of the change that last gave it another result at some unit.
    """

    round: Round
    survey: Survey
    cells: dict[str, Mapping[str, str]]
    results: dict[str, Mapping[str, Result]]
    tallying: Tallying
    stamp: tuple[object, ...]
    arrived: int | None
    changes: int = 0
    changed: dict[str, int] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        return self.survey.edition

    def learn(self, subject: Subject, cells: Mapping[str, str], results: Mapping[str, Result]) -> None:
        """The units above are fed anew by what this unit now says."""
        self.cells[subject.id] = cells
        for above in subject.above.values():
            self.results.pop(above.id, None)
        before = self.results.get(subject.id, {})
        self.results[subject.id] = results
        self.changes += 1
        for name, one in results.items():
            if before.get(name) is not one:
                self.changed[name] = self.changes


class Live(Struct, frozen=True, eq=False, dict=True):
    """One level of an inspection as it stands after the operation `tip`.

    `times` are the occurrences of each item, none where it leaves this unit out. `log` names what changed, in
    order: paths of cells and ids of items; `version` is its length by now.
    `conflicts` are open ones, by path. The record of the visit stands in `heads` only: it is not judged.
    """

    id: str
    city_id: str
    ground: Ground
    subject: Subject
    items: tuple[Item, ...]
    times: Mapping[str, tuple[Occurrence, ...]]
    heads: Mapping[str, Head]
    cells: Mapping[str, str]
    results: Mapping[str, Result]
    tip: str | None
    computed_at: int | None
    fed: int
    links: Links
    conflicts: Mapping[str, Sequence[Operation]] = field(default_factory=dict)
    generation: int = field(default_factory=lambda: next(generations))
    log: list[str] = field(default_factory=list)
    version: int = 0
    level: Level = Level.team

    @property
    def path(self) -> str:
        """Address of its form; what belongs to the form lies below it."""
        return path_of(self.id, self.level)

    @property
    def mark(self) -> str:
        return f"{self.generation}.{self.version}"

    def since(self, mark: str) -> list[str] | None:
        """What changed after the mark that a page holds; None when that cannot be told."""
        generation, _, version = mark.partition(".")
        if generation != str(self.generation) or not version.isdecimal() or len(version) > 9:
            return None
        return list(dict.fromkeys(self.log[int(version) : self.version]))

    def answered(self, item: str) -> bool:
        """Whether anything is entered of it; to have drawn is no answer yet."""
        beginnings = (f"{item}/", f"{item}@")
        return any(path.startswith(beginnings) and not path.endswith(f"/{DRAW}") for path in self.cells)

    def tally(self) -> Tally:
        return self._tally

    @cached_property
    def _tally(self) -> Tally:
        return self.ground.tallying.tally(list(self.results.values()))

    def entered(self, heads: Mapping[str, Head], tip: str | None, at: int | None) -> "Live":
        """With these cells changed by the operation `tip`; only what can differ is judged again."""
        cells = dict(self.cells)
        for path, head in heads.items():
            cells.pop(path, None)
            if head.value is not None and not in_visit(path):
                cells[path] = head.value
        roots = list(dict.fromkeys(item_of(path) for path in heads))
        groups = [found for root in roots if (found := self.links.affected([root]))]
        if len(roots) > MANY:
            groups = [frozenset(self.results)]
        judged = {name: one for affected in groups for name, one in self.judged(affected, cells).items()}
        changed = [*heads, *(name for name, one in judged.items() if _differs(one, self.results[name]))]
        self.log[self.version :] = changed
        version, whole, results = self.version + len(changed), {**self.heads, **heads}, {**self.results, **judged}
        return replace(self, heads=whole, cells=cells, results=results, tip=tip, computed_at=at, version=version)

    def judged(
        self, affected: frozenset[str], cells: Mapping[str, str], roll_up: RollUp | None = None
    ) -> dict[str, Result]:
        """Results of these items on `cells`; what rolls up stays as it is, or is fed by `roll_up`."""
        survey, needed = self.ground.survey, self.links.needed(affected)
        whole = len(needed) == len(self.items)
        found = assess(
            survey.edition,
            self.subject,
            survey.terms,
            cells if whole else self._among(cells, needed),
            scheme=survey.scheme,
            selection=survey.selection if whole else needed,
            roll_up=roll_up or (lambda item: self.results[item.id]),
        )
        return {one.item.id: one for one in found if one.item.id in affected}

    def _among(self, cells: Mapping[str, str], items: frozenset[str]) -> dict[str, str]:
        beginnings = self.links.beginnings(items)
        return {path: text for path, text in cells.items() if path.startswith(beginnings)}
