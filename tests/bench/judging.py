"""One inspection of 60 items judged with its conditions, and a whole round surveyed, in warm CPU time."""

from collections.abc import Iterator

from inspector.checklist.edition import open_folder
from inspector.cli.demonstration import demo_data
from inspector.scoring.assess import assess
from inspector.scoring.data import cells, subjects
from inspector.scoring.survey import Survey
from inspector.settings import checklists_root
from inspector.web.app import freeze_memory
from tests.bench.measure import Measured, cpu_seconds

ITEMS = 60


def measure() -> Iterator[Measured]:
    edition = open_folder(checklists_root() / "zhuhai_2023_2025")
    data = demo_data(edition)
    units, terms, scheme = subjects(edition, data), data.terms(), edition.schemes["points"]
    answered = {unit.id: cells(edition, unit) for unit in data.units if unit.answers is not None}
    district = max((one.id for one in units.values() if one.kind == "district"), key=lambda one: len(answered[one]))
    asked = [item for item in edition.form("district") if not item.rolls_up][:ITEMS]
    chosen = frozenset(item.id for item in asked)
    given = {path: text for path, text in answered[district].items() if path.split("/")[0].split("@")[0] in chosen}
    freeze_memory()  # as the server does after its start

    def judge() -> object:
        return assess(edition, units[district], terms, given, scheme=scheme, selection=chosen)

    judge()
    seconds = min(cpu_seconds(judge, 20) for _ in range(40))
    conditions = sum(len(item.applies_when) for item in asked)
    note = f"{len(asked)} items, {conditions} conditions, {len(given)} cells"
    yield Measured("one inspection judged with its conditions", seconds * 1000, "ms CPU", "under", 0.6, note)
    everything = min(cpu_seconds(Survey(edition, scheme, terms, units, answered).ranking, 1) for _ in range(5))
    yield Measured("a whole round surveyed and ranked", everything, "s CPU", "under", 0.3, f"{len(units)} units")
