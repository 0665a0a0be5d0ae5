"""Facts recorded with what follows: results as a full re-scoring has them, and what moved kept in the record."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from inspector.casework.moved import Moved, moved, read
from inspector.fieldwork.states import Action, Role, State
from inspector.scoring.survey import Survey
from inspector.storage import facts, inspections, movements, results, rounds, surveys
from inspector.storage.facts import NewFact
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Result
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world

READERS = {"south": "25", "north": "40"}


def recorded(store: Store, *new: NewFact) -> list[Moved]:
    at = now()
    return store.write_now(lambda c: movements.record_facts(c, "city", new, at=at, account_id=None))


def day(store: Store) -> NewFact:
    round_ = store.read_now(lambda c: rounds.by_id(c, ROUND))
    assert round_ is not None
    return NewFact("south", "blind_readers", round_.data_date, None)


def stored(connection: Connection) -> dict[str, tuple[object, ...]]:
    def told(one: Result) -> tuple[object, ...]:
        return one.score_low, one.score_high, one.coverage, one.grade, one.vector

    return {one.unit_id: told(one) for one in results.of_round(connection, ROUND)}


def whole(connection: Connection) -> Survey:
    round_ = rounds.by_id(connection, ROUND)
    assert round_ is not None
    return surveys.survey(connection, round_)


@settings(max_examples=5)
@given(seed=st.integers(0, 2**32))
def test_what_is_stored_equals_a_full_scoring_before_and_after(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    source = random.Random(seed)
    with museum_world(tmp_path_factory.mktemp("museums") / "data") as world:
        store = world.store
        changes = [
            day(store)._replace(unit_id=unit, fact=fact, value=source.choice(values))
            for unit, fact, values in (
                ("south", "blind_readers", ["0", "24", "60", None]),
                ("north", "blind_readers", ["0", "30", "41", None]),
                ("n1", "infants", ["0", "14", "400", None]),
                ("n1", "steps", ["0", "8", None]),
            )
            if source.random() < 0.6
        ]
        before = store.read_now(whole)
        told = recorded(store, *changes)
        assert told == (moved(before, store.read_now(whole)) if changes else [])
        kept = store.read_now(
            lambda c: movements.of_arrival(c, ROUND, facts.last_arrival(c, "city") - len(changes) + 1)
        )
        assert sorted((read(one.moves) for one in kept), key=lambda one: one.unit) == sorted(
            told, key=lambda one: one.unit
        )
        cached = store.read_now(stored)
        store.write_now(lambda c: surveys.rescore(c, ROUND, at=now()))
        assert store.read_now(stored) == cached


def test_books_for_each_reader_move_with_the_readers(tmp_path: Path) -> None:
    """100 books for 25 readers are 4 each, on the line; for 50 readers they are 2, half of it."""
    with museum_world(tmp_path / "data") as world:
        told = recorded(world.store, day(world.store)._replace(value="50"))
        south = next(one for one in told if one.unit == "south")
        (item,) = south.items
        assert (item.item, item.before.state, item.after.state) == ("braille_books", "pass", "fail")
        assert south.score and south.score[0].low > south.score[1].low  # type: ignore[operator]
        kept = world.store.read_now(lambda c: movements.of_unit(c, ROUND, "south"))
        assert [read(one.moves) for one in kept] == [south]
        assert (kept[0].arrival_first, kept[0].arrival_last) == (5, 5)  # four facts came with the round


def test_a_confirmed_inspection_is_scored_anew_and_stays_confirmed(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data") as world:
        line = south(world)

        def confirm(connection: Connection) -> None:
            for action, role in ((Action.submit, Role.inspector), (Action.confirm, Role.evaluator)):
                account = world.account_id(f"{role.value}.city")
                inspections.act(connection, line.id, action, account_id=account, role=role, at=now())

        if line.state is not State.confirmed:
            world.store.write_now(confirm)
        line, before = south(world), world.store.read_now(stored)
        assert recorded(world.store, day(world.store)._replace(value=None))
        assert world.store.read_now(stored)["south"] != before["south"]
        assert south(world) == line and line.state is State.confirmed


def south(world: World) -> InspectionLine:
    lines = world.store.read_now(lambda c: inspections.of_round(c, ROUND))
    return next(one for one in lines if one.unit_id == "south")


@pytest.mark.parametrize("how", ["closed", "pinned", "later"])
def test_a_round_that_does_not_see_a_fact_is_not_moved_by_it(tmp_path: Path, how: str) -> None:
    with museum_world(tmp_path / "data") as world:
        new = day(world.store)
        if how == "closed":
            world.store.write_now(lambda c: rounds.close_round(c, ROUND, at=now()))
        elif how == "pinned":
            world.store.write_now(lambda c: rounds.pin_facts(c, ROUND))
        else:
            new = new._replace(as_of=new.as_of.replace(year=new.as_of.year + 1))
        before = world.store.read_now(stored)
        assert recorded(world.store, new) == []
        assert world.store.read_now(stored) == before
        assert world.store.read_now(lambda c: movements.of_unit(c, ROUND, "south")) == []


def test_what_touches_no_unit_of_a_round_moves_nothing_and_is_recorded(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data") as world:
        assert recorded(world.store) == []
        assert recorded(world.store, day(world.store)._replace(value="25")) == []
        history = world.store.read_now(lambda c: facts.history(c, "city", "south", "blind_readers"))
        assert [one.value for one in history] == ["25", "25"]
