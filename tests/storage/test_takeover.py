"""Rows of a file against what stands: planned, taken exactly once, undone; what moved on or is in use stays."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.fieldwork.states import Role
from inspector.storage import accounts, facts, imports, rosters, rounds, units
from inspector.storage.facts import NewFact
from inspector.storage.imports import ImportStateError
from inspector.storage.store import Store
from inspector.storage.tables import Import
from inspector.storage.takeover.changes import Change, Ground, Verdict, digest
from inspector.storage.takeover.course import RecordMovedError, Taken, Undone, plan, take, undo
from tests.storage import world
from tests.storage.world import AT, CITY, JIANG, OTHER, PINGLU, SCHOOL, People

DAY = date(2024, 9, 1)


@pytest.fixture
def people(store: Store) -> People:
    """The named world; its round, whose edition holds no checklist, sees no later fact and scores nothing."""
    made = store.write_now(world.build)
    store.write_now(lambda connection: rounds.pin_facts(connection, "r1"))
    return made


class Row(NamedTuple):
    sheet: str
    number: int
    values: Mapping[str, str]


def rows(*values: Mapping[str, str]) -> list[Row]:
    return [Row("Sheet1", number, one) for number, one in enumerate(values, 2)]


def ground(import_id: str = "m1", city: str | None = CITY, at: int = AT + 1, **more: object) -> Ground:
    return Ground(import_id, city, DAY, account_id=1, at=at, source="名单.xlsx", **more)  # type: ignore[arg-type]


def begun(connection: Connection, target: str, import_id: str = "m1", city: str | None = CITY) -> Import:
    row = Import(
        id=import_id,
        city_id=city,
        file_name="名单.xlsx",
        file_sha256="0" * 64,
        outline="[]",
        target=target,
        day=DAY,
        state="previewed",
        account_id=1,
        created_at=AT,
    )
    imports.add(connection, row)
    return row


def taken(
    store: Store, target: str, given_rows: list[Row], *, import_id: str = "m1", on: Ground | None = None
) -> Taken:
    where = on or ground(import_id)

    def job(connection: Connection) -> Taken:
        row = begun(connection, target, import_id, where.city_id)
        changes = plan(connection, target, given_rows, where)
        hashes = {one.key: "argon2" for one in changes}
        return take(connection, row, given_rows, where, seen=digest(changes), hashes=hashes)

    return store.write_now(job)


def undone(store: Store, import_id: str = "m1") -> Undone:
    return store.write_now(lambda c: undo(c, import_id, account_id=1, at=AT + 2, source="撤销导入"))


def planned(store: Store, target: str, given_rows: list[Row], on: Ground | None = None) -> list[Change]:
    return store.read_now(lambda c: plan(c, target, given_rows, on or ground()))


def verdicts(changes: list[Change]) -> list[str]:
    return [one.verdict.value for one in changes]


NEW_SCHOOL = {"name": "绛县第一小学", "kind": "regular_school", "parent": JIANG, "stages": "primary"}


def test_a_school_is_new_once_and_the_same_the_second_time(store: Store, people: People) -> None:
    spaced = {"id": SCHOOL, "name": "绛县　特殊教育 学校", "kind": "special_school"}
    given_rows = rows(NEW_SCHOOL, spaced)
    assert verdicts(planned(store, "units", given_rows)) == ["new", "same"]
    first = taken(store, "units", given_rows)
    assert (first.counts["new"], first.counts["same"], first.again) == (1, 1, False)
    assert verdicts(planned(store, "units", given_rows, ground("m2"))) == ["same", "same"]
    tree = store.read_now(lambda c: units.tree(c, CITY, DAY))
    made = [unit for unit in tree if unit.name == "绛县第一小学"]
    assert [(unit.parent_id, unit.kind, unit.stages) for unit in made] == [(JIANG, "regular_school", ("primary",))]
    assert store.read_now(lambda c: units.tree(c, CITY, date(2024, 8, 31))) == [one for one in tree if one not in made]


def test_the_same_import_twice_is_taken_once(store: Store, people: People) -> None:
    given_rows = rows({"unit": SCHOOL, "fact:pupils": "12"})
    assert not taken(store, "facts", given_rows).again
    row = store.read_now(lambda c: imports.by_id(c, "m1"))
    assert row is not None
    second = store.write_now(lambda c: take(c, row, given_rows, ground(), seen="whatever"))
    assert second.again
    assert len(store.read_now(lambda c: facts.history(c, CITY, SCHOOL, "pupils"))) == 1


def test_what_was_not_shown_is_not_taken(store: Store, people: People) -> None:
    given_rows = rows({"unit": SCHOOL, "fact:pupils": "12"})
    row = store.write_now(lambda c: begun(c, "facts"))
    seen = digest(planned(store, "facts", given_rows))
    store.write_now(lambda c: facts.record(c, CITY, [NewFact(SCHOOL, "pupils", DAY, "9")], at=AT, account_id=1))
    with pytest.raises(RecordMovedError):
        store.write_now(lambda c: take(c, row, given_rows, ground(), seen=seen))
    assert [one.value for one in store.read_now(lambda c: facts.history(c, CITY, SCHOOL, "pupils"))] == ["9"]


def test_a_city_with_counties_and_schools_comes_out_of_one_file(store: Store) -> None:
    store.write_now(lambda c: world._person(c, "zhao", "赵", Role.administrator, None))
    given_rows = rows(
        {"name": "第一小学", "kind": "regular_school", "parent": "row:4"},
        {"name": "甲市", "kind": "city"},
        {"name": "乙县", "kind": "district", "parent": "row:3"},
        {"name": "丙市", "kind": "city"},
    )
    first = taken(store, "units", given_rows, on=ground(city=None))
    assert (first.counts["new"], first.counts["conflict"]) == (3, 1)
    (city,) = store.read_now(units.cities)
    tree = {unit.name: unit for unit in store.read_now(lambda c: units.tree(c, city, DAY))}
    assert tree["甲市"].id == city and tree["乙县"].parent_id == city and tree["第一小学"].parent_id == tree["乙县"].id
    row = store.read_now(lambda c: imports.by_id(c, "m1"))
    assert row is not None and row.city_id == city
    assert undone(store).kept == ()
    assert store.read_now(units.cities) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": SCHOOL, "name": "x", "kind": "special_school", "parent": "nowhere"}, "neither in the record"),
        ({"id": CITY, "name": "运城市", "kind": "city", "parent": JIANG}, "below itself"),
        ({"id": "foreign", "name": "x", "kind": "district"}, "does not stand in this city"),
        ({"id": "a b", "name": "x", "kind": "district"}, "does not stand in this city"),
    ],
)
def test_a_unit_that_cannot_be_placed_is_a_conflict(
    store: Store, people: People, row: dict[str, str], words: str
) -> None:
    foreign = world.version("foreign", None, "city", "别市").model_copy(update={"city_id": "foreign"})
    store.write_now(lambda c: units.add(c, foreign, AT))
    (change,) = planned(store, "units", rows(row))
    assert change.verdict is Verdict.conflict and words in change.reason


def test_two_schools_of_one_name_are_told_apart_by_what_they_lie_below(store: Store, people: People) -> None:
    taken(store, "units", rows(NEW_SCHOOL, NEW_SCHOOL | {"parent": PINGLU}))
    with_parent = rows(NEW_SCHOOL | {"parent": PINGLU, "stages": "junior"})
    later = replace(ground("m2"), day=date(2024, 10, 1), at=AT + 3)
    (change,) = planned(store, "units", with_parent, later)
    assert change.verdict is Verdict.changed and change.before and change.before["parent"] == PINGLU
    (blind,) = planned(store, "units", rows({"name": "绛县第一小学", "kind": "regular_school"}), later)
    assert blind.verdict is Verdict.conflict and "Several units" in blind.reason


def test_a_unit_in_use_is_not_taken_away_again(store: Store, people: People) -> None:
    taken(store, "units", rows(NEW_SCHOOL, NEW_SCHOOL | {"name": "绛县第二小学"}))
    made = {unit.name: unit.id for unit in store.read_now(lambda c: units.tree(c, CITY, DAY))}
    new = NewFact(made["绛县第一小学"], "pupils", DAY, "3")
    store.write_now(lambda c: facts.record(c, CITY, [new], at=AT, account_id=1))
    found = undone(store)
    assert found.restored == 1
    assert [(one.name, one.kept_because) for one in found.kept] == [
        ("绛县第一小学", "Facts of it are known; it stays.")
    ]
    left = {unit.name for unit in store.read_now(lambda c: units.tree(c, CITY, DAY))}
    assert "绛县第一小学" in left and "绛县第二小学" not in left


def test_a_unit_renamed_since_keeps_its_later_name(store: Store, people: People) -> None:
    taken(store, "units", rows({"id": OTHER, "name": "平陆县特教学校", "kind": "special_school"}))
    later = world.version(OTHER, PINGLU, "special_school", "平陆县启智学校", date(2025, 1, 1))
    store.write_now(lambda c: units.add_version(c, later))
    (kept,) = undone(store).kept
    assert "changed again since" in kept.kept_because
    assert [one.name for one in store.read_now(lambda c: units.versions(c, OTHER))][1:] == [
        "平陆县特教学校",
        "平陆县启智学校",
    ]


def test_a_fact_changed_since_keeps_its_later_value(store: Store, people: People) -> None:
    taken(store, "facts", rows({"unit": SCHOOL, "fact:pupils": "12", "fact:base:primary": "700"}))
    newer = NewFact(SCHOOL, "pupils", DAY, "13")
    store.write_now(lambda c: facts.record(c, CITY, [newer], at=AT + 9, account_id=1))
    found = undone(store)
    assert (found.restored, [one.key for one in found.kept]) == (1, [f"{SCHOOL}/pupils//2024-09-01"])
    current = store.read_now(lambda c: facts.of_units(c, CITY, [SCHOOL], DAY))
    assert {(one.fact, one.dimension): one.value for one in current} == {
        ("pupils", ""): "13",
        ("base", "primary"): None,
    }
    again = store.write_now(lambda c: undo(c, "m1", account_id=1, at=AT + 10))
    assert (again.restored, len(again.kept)) == (0, 1)


def test_facts_of_foreign_units_and_second_values_are_conflicts(store: Store, people: People) -> None:
    given_rows = rows(
        {"unit": SCHOOL, "fact:pupils": "12"},
        {"unit": OTHER, "fact:pupils": "1"},
        {"unit": SCHOOL, "fact:pupils": "13"},
    )
    only_jiang = ground(units=frozenset({JIANG, SCHOOL}))
    assert verdicts(planned(store, "facts", given_rows, only_jiang)) == ["new", "conflict", "conflict"]


def test_an_account_gets_its_hash_and_goes_again_while_it_is_unused(store: Store, people: People) -> None:
    given_rows = rows(
        {"login": "Sun.Mei", "name": "孙梅", "role": "inspector", "scope": JIANG},
        {"login": "wang", "name": "王评估", "role": "inspector", "scope": JIANG},
        {"login": "zhao", "name": "赵", "role": "inspector", "scope": JIANG},
    )
    assert verdicts(planned(store, "accounts", given_rows)) == ["new", "changed", "conflict"]
    taken(store, "accounts", given_rows)
    wang = store.read_now(lambda c: accounts.by_login(c, "wang"))
    assert wang is not None and (wang.role, wang.scope_unit) == ("inspector", JIANG)
    assert undone(store).kept == ()
    assert store.read_now(lambda c: accounts.by_login(c, "sun.mei")) is None
    wang = store.read_now(lambda c: accounts.by_login(c, "wang"))
    assert wang is not None and (wang.role, wang.scope_unit) == ("evaluator", CITY)


def test_an_account_whose_owner_set_a_password_stays(store: Store, people: People) -> None:
    taken(store, "accounts", rows({"login": "sun.mei", "name": "孙梅", "role": "inspector"}))
    sun = store.read_now(lambda c: accounts.by_login(c, "sun.mei"))
    assert sun is not None and sun.id is not None and sun.scope_unit == CITY
    key = sun.id
    store.write_now(lambda c: accounts.set_password(c, key, "argon2 of her own"))
    (kept,) = undone(store).kept
    assert "has set a password" in kept.kept_because


def test_children_are_put_on_a_roster_by_code_and_taken_off_again(store: Store, people: People) -> None:
    given_rows = rows(
        {"unit": SCHOOL, "fact": "home_taught", "code": "K01"}, {"unit": SCHOOL, "fact": "home_taught", "code": "K02"}
    )
    taken(store, "pupils", given_rows)
    assert store.read_now(lambda c: rosters.of_unit(c, CITY, SCHOOL)) == {"home_taught": ["K01", "K02"]}
    assert verdicts(planned(store, "pupils", given_rows, ground("m2"))) == ["same", "same"]
    assert undone(store).restored == 2
    assert store.read_now(lambda c: rosters.of_unit(c, CITY, SCHOOL)) == {}


def test_only_what_was_taken_is_undone_and_only_once(store: Store, people: People) -> None:
    store.write_now(lambda c: begun(c, "facts"))
    with pytest.raises(ImportStateError):
        undone(store)
    taken(store, "facts", rows({"unit": SCHOOL, "fact:pupils": "12"}), import_id="m2")
    undone(store, "m2")
    with pytest.raises(ImportStateError):
        undone(store, "m2")


VALUES = st.sampled_from(["1", "2", "3"])
FACTS = st.fixed_dictionaries(
    {"unit": st.sampled_from([SCHOOL, OTHER, JIANG])},
    optional={
        "fact:pupils": VALUES,
        "fact:base:primary": VALUES,
        "as_of": st.sampled_from(["2024-03-01", "2024-09-01"]),
    },
)
STANDING = st.lists(
    st.tuples(
        st.sampled_from([SCHOOL, OTHER]),
        st.sampled_from([("pupils", ""), ("base", "primary")]),
        st.sampled_from([date(2023, 9, 1), date(2024, 3, 1), date(2024, 9, 1), date(2025, 3, 1)]),
        st.sampled_from(["1", "2", None]),
    ),
    max_size=6,
)
DAYS = (date(2023, 12, 1), date(2024, 3, 1), date(2024, 9, 1), date(2025, 6, 1))


def known_facts(connection: Connection) -> dict[tuple[str, str, str, date], str]:
    """What is known on each of some days; what was withdrawn is as unknown as what never was."""
    return {
        (unit, one.fact, one.dimension, day): one.value
        for day in DAYS
        for unit, found in facts.current(connection, CITY, day).items()
        for one in found
        if one.value is not None
    }


@settings(max_examples=25)
@given(STANDING, st.lists(FACTS, max_size=6))
def test_undoing_facts_leaves_every_day_as_it_was(
    standing: list[tuple[str, tuple[str, str], date, str | None]], given_values: list[dict[str, str]]
) -> None:
    with world.copied_store() as store:
        store.write_now(lambda c: rounds.pin_facts(c, "r1"))
        before = [NewFact(unit, fact, day, value, key) for unit, (fact, key), day, value in standing]
        store.write_now(lambda c: facts.record(c, CITY, before, at=AT, account_id=1))
        known = store.read_now(known_facts)
        taken(store, "facts", rows(*given_values))
        assert undone(store).kept == ()
        assert store.read_now(known_facts) == known


UNITS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["绛县第一小学", "绛县特殊教育学校", "绛县", "闻喜县", "平陆县"]),
        "kind": st.sampled_from(["district", "regular_school"]),
    },
    optional={
        "parent": st.sampled_from([CITY, JIANG, PINGLU, "row:2", "row:3", "row:4"]),
        "code": st.sampled_from(["140826", "140829"]),
        "stages": st.sampled_from(["primary", "primary junior"]),
    },
)


@settings(max_examples=25)
@given(st.lists(UNITS, max_size=5, unique_by=(lambda one: one["name"], lambda one: one.get("code") or one["name"])))
def test_undoing_units_leaves_the_tree_as_it_was_and_twice_is_the_same(given_values: list[dict[str, str]]) -> None:
    with world.copied_store() as store:
        every = lambda c: [v for u in units.tree(c, CITY, DAY) for v in units.versions(c, u.id)]  # noqa: E731
        before = store.read_now(every)
        given_rows = rows(*given_values)
        taken(store, "units", given_rows)
        again = planned(store, "units", given_rows, ground("m2"))
        assert not [one for one in again if one.moves]
        assert undone(store).kept == ()
        assert store.read_now(every) == before
