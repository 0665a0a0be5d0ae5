"""Facts are appended; a question names the date (数据时点) and perhaps the round's pinned arrival."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.storage import facts
from inspector.storage.facts import FactAt, NewFact
from inspector.storage.store import Store
from tests.storage import world
from tests.storage.world import CITY, JIANG, SCHOOL, People

SEPTEMBER = date(2024, 9, 30)


def record(store: Store, *rows: NewFact) -> None:
    store.write_now(lambda c: facts.record(c, CITY, rows, at=world.AT, account_id=None))


def current(store: Store, on: date = SEPTEMBER, through: int | None = None) -> dict[tuple[str, str, str], str | None]:
    found = store.read_now(lambda c: facts.current(c, CITY, on, through=through))
    return {(fact.unit_id, fact.fact, fact.dimension): fact.value for own in found.values() for fact in own}


def test_the_latest_day_up_to_the_date_counts(store: Store, people: People) -> None:
    record(store, NewFact(SCHOOL, "pupils", date(2024, 9, 1), "63"))
    record(store, NewFact(SCHOOL, "pupils", date(2023, 9, 1), "60"), NewFact(SCHOOL, "pupils", date(2025, 9, 1), "70"))
    assert current(store) == {(SCHOOL, "pupils", ""): "63"}
    assert current(store, date(2024, 8, 31)) == {(SCHOOL, "pupils", ""): "60"}
    assert current(store, date(2020, 1, 1)) == {}


def test_a_correction_of_the_same_day_arrives_later_and_both_stay(store: Store, people: People) -> None:
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, "36", source="学籍系统"))
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, "63", source="学籍系统", status="verified"))
    assert current(store) == {(SCHOOL, "pupils", ""): "63"}
    kept = store.read_now(lambda c: facts.history(c, CITY, SCHOOL, "pupils"))
    assert [(fact.value, fact.status, fact.arrival) for fact in kept] == [("36", "reported", 1), ("63", "verified", 2)]


def test_a_round_that_pinned_its_facts_does_not_see_the_correction(store: Store, people: People) -> None:
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, "36"))
    pinned = store.read_now(lambda c: facts.last_arrival(c, CITY))
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, "63"))
    assert current(store, through=pinned) == {(SCHOOL, "pupils", ""): "36"}


def test_stages_are_facts_of_their_own(store: Store, people: People) -> None:
    record(
        store,
        NewFact(JIANG, "base_standard", SEPTEMBER, "1150", "primary"),
        NewFact(JIANG, "base_standard", SEPTEMBER, "1950", "junior"),
    )
    assert current(store) == {
        (JIANG, "base_standard", "primary"): "1150",
        (JIANG, "base_standard", "junior"): "1950",
    }


def test_a_withdrawn_fact_is_there_without_a_value(store: Store, people: People) -> None:
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, "63"))
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, None, status="withdrawn"))
    assert current(store) == {(SCHOOL, "pupils", ""): None}


def test_some_units_are_asked_alone(store: Store, people: People) -> None:
    record(store, NewFact(SCHOOL, "pupils", SEPTEMBER, "63"), NewFact(JIANG, "population", SEPTEMBER, "280000"))
    found = store.read_now(lambda c: facts.of_units(c, CITY, [JIANG], SEPTEMBER))
    assert found == [FactAt(JIANG, "population", "", SEPTEMBER, "280000", "", "reported", 2)]


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.builds(
            NewFact,
            st.sampled_from([SCHOOL, JIANG]),
            st.sampled_from(["a", "b"]),
            st.dates(date(2024, 1, 1), date(2024, 1, 5)),
            st.sampled_from(["1", "2", None]),
        ),
        max_size=15,
    ),
    on=st.dates(date(2023, 12, 31), date(2024, 1, 6)),
    through=st.none() | st.integers(0, 15),
)
def test_what_is_current_is_the_plain_reading_of_the_rule(rows: list[NewFact], on: date, through: int | None) -> None:
    expected: dict[tuple[str, str, str], tuple[date, int, str | None]] = {}
    for arrival, row in enumerate(rows, 1):
        seen = row.as_of <= on and (through is None or arrival <= through)
        key = (row.unit_id, row.fact, row.dimension)
        if seen and (key not in expected or (row.as_of, arrival) > expected[key][:2]):
            expected[key] = (row.as_of, arrival, row.value)
    with world.copied_store() as store:
        record(store, *rows)
        assert current(store, on, through) == {key: value for key, (_, _, value) in expected.items()}
