"""Who sees what of the places that changed facts moved: they are internal to the city until the round publishes them.

Without readers the books of `south` no longer count: 66.00 falls to 36.00, below the 37.50 of `north`, and the two
change places.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.storage import facts, movements, rounds
from inspector.storage.facts import NewFact
from inspector.storage.instants import now
from inspector.storage.rows import table
from inspector.storage.tables import Round
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        round_ = world.store.read_now(lambda c: rounds.by_id(c, ROUND))
        assert round_ is not None
        new = NewFact("south", "blind_readers", round_.data_date, "0", source="残联名册")
        world.store.write_now(lambda c: movements.record_facts(c, "city", [new], at=now(), account_id=None))
        yield world


def shown(world: World, login: str, unit: str) -> str:
    return world.signed_in(login).get(f"/units/{unit}").text


def saved(world: World, login: str) -> str:
    arrival = world.store.read_now(lambda c: facts.last_arrival(c, "city"))
    return world.signed_in(login).get(f"/rounds/{ROUND}/units/south/facts?saved={arrival}").text


def test_the_city_sees_both_units_change_places(museums: World) -> None:
    page = saved(museums, "evaluator.city")
    assert page.count('class="card moved"') == 2
    assert "66.00 → <strong>36.00</strong>" in page and "25 人→0 人" in page
    assert "1 → <strong>2</strong>" in page and "2 → <strong>1</strong>" in page
    assert "其他督导对象的数据有变动" in page  # that is all the north is told of the south's figures


def test_a_district_sees_its_score_move_and_no_place(museums: World) -> None:
    page = saved(museums, "evaluator.south")
    assert page.count('class="card moved"') == 1
    assert "66.00 → <strong>36.00</strong>" in page and "位次" not in page


def test_an_inspector_sees_no_place(museums: World) -> None:
    assert "位次" in shown(museums, "evaluator.city", "north")
    assert "基础数据变动引起的变化" not in shown(museums, "inspector.city", "north")
    assert "位次" not in shown(museums, "inspector.city", "south")


def test_what_a_round_publishes_its_districts_see(museums: World) -> None:
    change = table(Round).update().values(publication="ranks")
    museums.store.write_now(lambda c: c.execute(change).close())
    assert "位次" in saved(museums, "evaluator.south")
