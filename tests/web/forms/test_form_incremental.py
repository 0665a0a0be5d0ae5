"""Judging only what can change gives what judging everything gives, whatever is entered in whatever order."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.edition import Edition
from inspector.scoring.assess import MANUAL
from inspector.scoring.data import Data
from inspector.scoring.inspection import score_inspection
from inspector.settings import Settings, checklists_root
from inspector.storage import facts, inspections, results, rounds, surveys
from inspector.storage.instants import now
from inspector.storage.store import Store, open_store
from inspector.storage.tables import Result as Stored
from inspector.web.forms.layout import form_of
from inspector.web.operations.intake import Entry, take
from inspector.web.operations.memory import memory_of
from tests.editions import edition_in
from tests.storage.world import put_empty
from tests.web.conftest import settle
from tests.web.forms.conftest import ENTRY_NUMBERS, data, load

TEXTS = ("", "0", "1", "3", "50", "120", "1200", "abc", "yes", "no", "not_applicable", "2024-05-01", "2030-01-01")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, yuncheng: Edition) -> Store:
    folder: Path = tmp_path_factory.mktemp("incremental")
    put_empty(folder)
    opened = open_store(Settings(data_folder=folder))
    opened.write_now(lambda connection: settle(connection, "x"))
    load(opened, yuncheng, data(), "r")
    load(opened, edition_in(checklists_root() / "zhuhai_2023_2025"), zhuhai_data(), "z")
    return opened


def zhuhai_data() -> Data:
    found = data()
    units = [unit.model_copy(update={"facts": {}}) for unit in found.units]
    period = found.period.model_copy(update={"from_": date(2024, 1, 1), "to": date(2025, 12, 31)})
    return found.model_copy(update={"units": units, "period": period})


def random_entries(store: Store, inspection: str, seed: int) -> list[Entry]:
    found = store.read_now(lambda connection: memory_of(store).current(connection, inspection))
    assert found is not None
    live, source = found[0], Random(seed)
    form = form_of(live)
    rows = [f"{head}/K0{source.randint(1, 3)}/{name}" for head, names in form.columns.items() for name in names]
    linked = {name for name, others in live.links.uses.items() if others} | set().union(*live.links.uses.values())
    near = [path for path in form.cells if path.partition("/")[0] in linked]
    entries = []
    for _ in range(source.choice([1, 1, 2, 3, 14])):
        path = source.choice(near if near and source.random() < 0.7 else [*form.cells, *rows])
        item = live.links.items[path.partition("/")[0].partition("@")[0]]
        keys = [key for one in item.ask.fields.values() for key in (*one.options, *one.alternatives)]
        raw = source.choice([*TEXTS, *keys * 8, *(MANUAL if path.endswith("/state") else ())])
        head = live.heads.get(path)
        entries.append(
            Entry(f"e{next(ENTRY_NUMBERS)}", inspection, path, head.operation if head else None, raw, "d", 1, None)
        )
    return entries


@pytest.mark.parametrize("inspection", ["r-east_school", "r-east_special", "r-east", "z-east_school", "z-east"])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_incremental_equals_full(store: Store, inspection: str, seed: int) -> None:
    entries, memory, at = random_entries(store, inspection, seed), memory_of(store), now()
    taken = store.write_now(lambda connection: take(connection, memory, inspection, entries, 1, at))
    round_ = store.read_now(lambda connection: rounds.by_id(connection, taken.live.ground.round.id))
    assert round_ is not None
    full = store.read_now(lambda connection: surveys.survey(connection, round_))
    unit = taken.live.subject.id
    assert list(taken.live.results.values()) == full.results(unit)
    district = store.read_now(lambda connection: memory.current(connection, inspection.partition("_")[0]))
    assert district is not None and list(district[0].results.values()) == full.results("east")
    exact, tally = score_inspection(full.edition, full.scheme, full.results(unit)), taken.live.tally()
    assert (tally.low, tally.high, tally.grade) == (exact.low_micro, exact.high_micro, exact.grade)
    assert tally.coverage == exact.coverage
    line = store.read_now(lambda connection: inspections.line(connection, inspection))
    kept = store.read_now(lambda connection: results.by_inspection(connection, inspection))
    assert line is not None
    if kept is not None:
        assert kept == Stored(**surveys.stored(round_, line, full, at=kept.computed_at)._asdict())


def entry(store: Store, path: str, raw: str) -> Entry:
    current = store.read_now(lambda connection: memory_of(store).current(connection, "r-east_school"))
    assert current is not None
    head = current[0].heads.get(path)
    return Entry(f"e{next(ENTRY_NUMBERS)}", "r-east_school", path, head.operation if head else None, raw, "d", 1, None)


def kept_state(store: Store) -> str:
    district = store.read_now(lambda connection: memory_of(store).current(connection, "r-east"))
    assert district is not None
    return str(district[0].results["no_refusal_share"].state)


def full_state(store: Store) -> str:
    round_ = store.read_now(lambda connection: rounds.by_id(connection, "r"))
    assert round_ is not None
    survey = store.read_now(lambda connection: surveys.survey(connection, round_))
    return str(next(one.state for one in survey.results("east") if one.item.id == "no_refusal_share"))


def test_a_district_is_fed_anew_when_a_school_below_it_changes(store: Store) -> None:
    """`pupils_refused` of the schools feeds `no_refusal_share` of their district."""
    states = []
    for raw in ("0", "2", ""):
        batch = [entry(store, "pupils_refused/state", ""), entry(store, "pupils_refused/value", raw)]
        memory, at = memory_of(store), now()
        store.write_now(lambda c, b=batch, m=memory, t=at: take(c, m, "r-east_school", b, 1, t))  # type: ignore[misc]
        assert kept_state(store) == full_state(store)
        states.append(kept_state(store))
    assert len(set(states)) > 1


def test_a_later_fact_of_any_unit_is_seen(store: Store) -> None:
    memory = memory_of(store)
    before = store.read_now(lambda connection: memory.current(connection, "r-east_school"))
    new = facts.NewFact("east_school", "included_classes", date(2025, 9, 1), "7")
    store.write_now(lambda c: facts.record(c, "shi", [new], at=now(), account_id=None))
    after = store.read_now(lambda connection: memory.current(connection, "r-east_school"))
    assert before is not None and after is not None
    assert before[0].generation != after[0].generation
