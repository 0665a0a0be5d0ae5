"""All units of a round together: schools first, then what rolls up from them, then scores and ranks."""

from collections.abc import Collection, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.models import Scheme
from inspector.checklist.verdicts import Ground
from inspector.scoring.assess import assess
from inspector.scoring.inspection import Inspected, score_inspection
from inspector.scoring.rank import Entry, Place, rank
from inspector.scoring.reading import Cells
from inspector.scoring.results import MILLION, Result
from inspector.scoring.rollup import roll_up
from inspector.scoring.subjects import Subject, Terms, given


class Survey(Struct, eq=False):
    """A round as it stands. `cells` of a unit nobody visited are absent."""

    edition: Edition
    scheme: Scheme
    terms: Terms
    subjects: Mapping[str, Subject]
    cells: Mapping[str, Cells]
    selection: frozenset[str] | None = None
    _results: dict[str, Mapping[str, Result]] = field(default_factory=dict)
    _below: dict[str, list[Subject]] = field(default_factory=dict)
    _inspected: dict[str, tuple[Mapping[str, Result], Inspected]] = field(default_factory=dict)

    def results(self, unit: str) -> list[Result]:
        """Results of a unit in the order of its form, its roll-ups fed by the units below it."""
        return list(self.by_item(unit).values())

    def by_item(self, unit: str) -> Mapping[str, Result]:
        """The same by item; computed once."""
        if unit not in self._results:
            subject = self.subjects[unit]
            found = assess(
                self.edition,
                subject,
                self.terms,
                self.cells.get(unit, {}),
                scheme=self.scheme,
                selection=self.selection,
                roll_up=lambda item: self.roll_up(subject, item),
            )
            self._results[unit] = {one.item.id: one for one in found}
        return self._results[unit]

    def refreshed(self, subjects: Mapping[str, Subject], touched: Collection[str]) -> "Survey":
        """The same answers on other facts; results of units that these cannot touch are taken over."""
        kept = {unit: self.by_item(unit) for unit in self.subjects if unit not in touched}
        return Survey(self.edition, self.scheme, self.terms, subjects, self.cells, self.selection, kept)

    def entered(self, cells: Mapping[str, Cells]) -> "Survey":
        """Other answers on the same facts; results of units that neither changed nor lie above a change are kept."""
        changed = [unit for unit in self.subjects if cells.get(unit, {}) != self.cells.get(unit, {})]
        above = {one.id for unit in changed for one in self.subjects[unit].above.values()}
        kept = self._results.copy()  # in one step: another thread may be filling it in
        for unit in {*changed, *above}:
            kept.pop(unit, None)
        return replace(self, cells=cells, _results=kept, _inspected=self._inspected.copy())

    def below(self, unit: str) -> list[Subject]:
        """Every unit of the subtree, the unit itself left out, in the order given."""
        if not self._below:
            for subject in self.subjects.values():
                for above in subject.above.values():
                    self._below.setdefault(above.id, []).append(subject)
        return self._below.get(unit, [])

    def roll_up(self, subject: Subject, item: Item) -> Result:
        """The result of an item that is fed by the units below, from what these say by now."""
        target = self.edition.items[item.ask.of or ""]
        fed = [
            (one.id, self.by_item(one.id).get(target.id) or _open(target))
            for one in self.below(subject.id)
            if one.kind in target.unit
        ]
        place = (subject.place,) if subject.place else ()
        ground = Ground(given(self.edition, subject, self.terms).numbers(""), place, self.terms.as_of)
        return roll_up(item, fed, ground, self.scheme)

    def asks(self, unit: str) -> bool:
        """Whether anybody has to answer something at a unit, by its facts and answers; nobody visits it otherwise."""
        return any(one.applies and not one.item.rolls_up for one in self.results(unit))

    def inspected(self, unit: str) -> Inspected:
        """Worked out once for the same results."""
        found = self.by_item(unit)
        kept = self._inspected.get(unit)
        if kept is None or kept[0] is not found:
            kept = found, score_inspection(self.edition, self.scheme, self.results(unit))
            self._inspected[unit] = kept
        return kept[1]

    def ranking(self) -> list[Place]:
        """The units of the kind that the scheme ranks, in their places; none without a rank rule."""
        if self.scheme.rank is None:
            return []
        entries = [self.entry(one.id) for one in self.subjects.values() if one.kind == self.scheme.rank.kind]
        return rank(entries, self.scheme.rank)

    def entry(self, unit: str) -> Entry:
        found = self.inspected(unit)
        grades = list(self.scheme.grades)
        return Entry(
            unit,
            found.low_micro,
            found.high_micro,
            found.coverage,
            found.section_coverage,
            found.manual,
            sum(one.state in ("fail", "partial") for one in self.results(unit)),
            grades.index(found.grade) if found.grade in grades else len(grades),
        )


def _open(item: Item) -> Result:
    """A unit whose form leaves the item out of the selection."""
    return Result(item, "not_applicable", high=MILLION)
