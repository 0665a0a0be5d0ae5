"""Units change their parent, name and kind over the years; each question is asked as of a date."""

import re
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from inspector.storage import inspections, units
from inspector.storage.inspections import Place
from inspector.storage.store import Store
from inspector.storage.units import UnitTreeError
from tests.storage.world import AT, CITY, JIANG, OTHER, PINGLU, SCHOOL, People, version

MOVED = date(2024, 9, 1)


@pytest.fixture
def moved(store: Store, people: People) -> Store:
    """On 1 September 2024 the school went from Jiang county to Pinglu county under a new name."""
    moved = version(SCHOOL, PINGLU, "special_school", "平陆县第二特殊教育学校", MOVED)
    store.write_now(lambda connection: units.add_version(connection, moved))
    return store


def test_the_day_of_a_change_belongs_to_the_new_state(moved: Store) -> None:
    before = moved.read_now(lambda c: units.by_id(c, SCHOOL, date(2024, 8, 31)))
    after = moved.read_now(lambda c: units.by_id(c, SCHOOL, MOVED))
    assert before is not None and after is not None
    assert (before.parent_id, before.name) == (JIANG, "绛县特殊教育学校")
    assert (after.parent_id, after.name) == (PINGLU, "平陆县第二特殊教育学校")


def test_the_scope_of_a_county_follows_the_date(moved: Store) -> None:
    assert moved.read_now(lambda c: units.within(c, JIANG, date(2024, 8, 31))) == {JIANG, SCHOOL}
    assert moved.read_now(lambda c: units.within(c, JIANG, MOVED)) == {JIANG}
    assert moved.read_now(lambda c: units.within(c, PINGLU, MOVED)) == {PINGLU, OTHER, SCHOOL}
    assert moved.read_now(lambda c: units.within(c, CITY, MOVED)) == {CITY, JIANG, PINGLU, SCHOOL, OTHER}


def test_the_right_to_see_a_unit_asks_all_above_it(moved: Store) -> None:
    def allowed(scope: str | None, on: date) -> bool:
        return moved.read_now(lambda c: units.is_within(c, SCHOOL, scope, on))

    assert allowed(JIANG, date(2024, 8, 31)) and not allowed(JIANG, MOVED)
    assert allowed(PINGLU, MOVED) and allowed(CITY, MOVED) and allowed(SCHOOL, MOVED) and allowed(None, MOVED)
    assert not allowed(OTHER, MOVED) and not allowed("", MOVED)


def test_the_right_to_see_an_inspection_is_that_to_see_its_unit(moved: Store) -> None:
    def place(scope: str | None, on: date, inspection: str = "i1") -> Place | None:
        return moved.read_now(lambda c: inspections.place_within(c, inspection, scope, on))

    there, before = Place("r1", SCHOOL), date(2024, 8, 31)
    assert (place(JIANG, before), place(JIANG, MOVED)) == (there, None)
    assert [place(scope, MOVED) for scope in (PINGLU, CITY, SCHOOL, None)] == [there] * 4
    assert [place(scope, MOVED) for scope in (OTHER, "")] == [None, None]
    assert [place(scope, MOVED, "nothing") for scope in (CITY, None)] == [None, None]


@pytest.mark.parametrize("query", [units.ABOVE, inspections.PLACE_WITHIN, str(units.BY_ID), str(units.BELOW)])
def test_no_look_at_a_unit_goes_through_all_units(store: Store, query: str) -> None:
    """Every request asks for an area, and a province has tens of thousands of units."""
    plain = re.sub(r":\w+", "?", query)

    def plan(connection: Connection) -> list[str]:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {plain}", ("x",) * plain.count("?"))
        return [row.detail for row in rows]

    steps = [one for one in store.read_now(plan) if re.search(r"\bv\b|unit_version", one)]
    assert steps and all(one.startswith("SEARCH") and "AUTOMATIC" not in one for one in steps)


def test_a_unit_nobody_knows_is_in_no_scope(store: Store, people: People) -> None:
    assert not store.read_now(lambda c: units.is_within(c, "nowhere", CITY, MOVED))


def test_the_tree_is_one_statement(moved: Store) -> None:
    statements: list[str] = []

    def ask(connection: Connection) -> list[units.UnitAt]:
        event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
        return units.tree(connection, CITY, MOVED)

    assert {unit.id for unit in moved.read_now(ask)} == {CITY, JIANG, PINGLU, SCHOOL, OTHER}
    assert len([each for each in statements if "SELECT" in each]) == 1


def test_before_its_first_version_a_unit_is_not_there(moved: Store) -> None:
    assert moved.read_now(lambda c: units.tree(c, CITY, date(2019, 12, 31))) == []


def test_an_ended_unit_is_gone_from_that_day_on(moved: Store) -> None:
    moved.write_now(lambda c: units.end(c, SCHOOL, date(2025, 3, 1)))
    assert moved.read_now(lambda c: units.by_id(c, SCHOOL, date(2025, 2, 28))) is not None
    assert moved.read_now(lambda c: units.by_id(c, SCHOOL, date(2025, 3, 1))) is None


@settings(max_examples=20)
@given(days=st.lists(st.dates(date(2020, 1, 2), date(2026, 1, 1)), unique=True, max_size=6), data=st.data())
def test_every_day_has_at_most_one_version_whatever_the_order_of_entry(
    store: Store, days: list[date], data: st.DataObject
) -> None:
    unit = f"u{len(store.read_now(units.cities))}"
    first = version(unit, None, "district", "first")
    store.write_now(lambda c: units.add(c, first.model_copy(update={"city_id": unit}), AT))
    for day in days:
        later = version(unit, None, "district", day.isoformat(), day).model_copy(update={"city_id": unit})
        store.write_now(partial(units.add_version, version=later))
    on = data.draw(st.dates(date(2020, 1, 1), date(2026, 6, 1)))
    newest = max((day for day in days if day <= on), default=None)
    found = store.read_now(lambda c: units.tree(c, unit, on))
    assert [each.name for each in found] == [newest.isoformat() if newest else "first"]


def test_a_unit_cannot_lie_below_itself(store: Store, people: People) -> None:
    below_itself = version(JIANG, SCHOOL, "district", "绛县", MOVED)
    with pytest.raises(UnitTreeError):
        store.write_now(lambda c: units.add_version(c, below_itself))
    own_parent = version(JIANG, JIANG, "district", "绛县", MOVED)
    with pytest.raises(UnitTreeError):
        store.write_now(lambda c: units.add_version(c, own_parent))


def test_a_version_that_ends_before_it_begins_is_refused(store: Store, people: People) -> None:
    backwards = version(JIANG, CITY, "district", "绛县", MOVED).model_copy(update={"valid_to": MOVED})
    with pytest.raises(UnitTreeError):
        store.write_now(lambda c: units.add_version(c, backwards))
