"""The cache of results: rebuilt to the same bytes; its roll-up ranks exact means (scoring 10, 15)."""

from fractions import Fraction
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from inspector.storage import inspections, results, rounds, units
from inspector.storage.results import RollUp
from inspector.storage.store import Store
from inspector.storage.tables import Inspection, Result
from tests.storage import world
from tests.storage.world import AT, CITY, JIANG, OTHER, PINGLU, SCHOOL, People, version


class Score(NamedTuple):
    unit: str
    parent: str
    low: int | None
    high: int | None


def result(score: Score, inspection_id: str) -> Result:
    return Result(
        inspection_id=inspection_id,
        round_id="r1",
        unit_id=score.unit,
        kind="special_school",
        parent_id=score.parent,
        score_low=score.low,
        score_high=score.high,
        coverage=1_000_000,
        vector=bytes(8),
        computed_at=AT,
    )


def put(connection: Connection, scores: list[Score]) -> None:
    """Each score is that of a new school with an inspection of its own."""
    for number, score in enumerate(scores):
        units.add(connection, version(f"s{number}", score.parent, "special_school", "校"), AT)
        row = Inspection(id=f"n{number}", city_id=CITY, round_id="r1", unit_id=f"s{number}", created_at=AT)
        rounds.freeze_units(connection, "r1")
        inspections.assign(connection, row)
    results.put(connection, [result(s._replace(unit=f"s{n}"), f"n{n}") for n, s in enumerate(scores)])


def test_a_result_is_stored_over_the_one_before(store: Store, people: People) -> None:
    first, second = Score(SCHOOL, JIANG, 60_000_000, 80_000_000), Score(SCHOOL, JIANG, 75_500_000, 75_500_000)
    store.write_now(lambda c: results.put(c, [result(first, "i1")]))
    store.write_now(lambda c: results.put(c, [result(second, "i1")]))
    kept = store.read_now(lambda c: results.of_round(c, "r1"))
    assert [(each.score_low, each.score_high, each.vector) for each in kept] == [(75_500_000, 75_500_000, bytes(8))]
    assert store.read_now(lambda c: results.below(c, "r1", JIANG)) == kept
    assert store.read_now(lambda c: results.below(c, "r1", PINGLU)) == []
    assert store.write_now(lambda c: results.drop(c, "r1")) == 1
    assert store.read_now(lambda c: results.by_inspection(c, "i1")) is None


def test_means_that_differ_by_less_than_a_millionth_do_not_tie(store: Store, people: People) -> None:
    """Jiang (2 x 75.5 points and 1 millionth)/2 against Pinglu exactly 75.5: half a millionth of a point."""
    scores = [
        Score("", JIANG, 75_500_001, None),
        Score("", JIANG, 75_500_000, None),
        Score("", PINGLU, 75_500_000, None),
    ]
    store.write_now(lambda c: put(c, [score._replace(high=score.low) for score in scores]))
    assert store.read_now(lambda c: results.roll_up(c, "r1", "special_school")) == [
        RollUp(JIANG, 2, 151_000_001, 151_000_001, 1),
        RollUp(PINGLU, 1, 75_500_000, 75_500_000, 2),
    ]


def test_inspections_without_a_number_take_no_part(store: Store, people: People) -> None:
    scores = [Score("", JIANG, None, None), Score("", JIANG, 50_000_000, 50_000_000)]
    store.write_now(lambda c: put(c, scores))
    (line,) = store.read_now(lambda c: results.roll_up(c, "r1", "special_school"))
    assert (line.inspections, line.low) == (1, 50_000_000)
    assert store.read_now(lambda c: results.roll_up(c, "r1", "kindergarten")) == []


PARENTS = [CITY, JIANG, PINGLU, OTHER]
SCORES = st.lists(
    st.builds(lambda parent, low: Score("", parent, low, low), st.sampled_from(PARENTS), st.integers(0, 4)), max_size=12
)


@settings(max_examples=25)
@given(scores=SCORES)
def test_places_are_those_of_exact_fractions(scores: list[Score]) -> None:
    """Competition rank: 1 + the number of parents whose exact mean is strictly better."""
    with world.copied_store() as store:
        store.write_now(lambda c: put(c, scores))
        lines = store.read_now(lambda c: results.roll_up(c, "r1", "special_school"))
    of_parent = {parent: [s.low or 0 for s in scores if s.parent == parent] for parent in PARENTS}
    means = {parent: Fraction(sum(own), len(own)) for parent, own in of_parent.items() if own}
    places = {parent: 1 + sum(other > mean for other in means.values()) for parent, mean in means.items()}
    assert {line.parent_id: line.place for line in lines} == places
    assert [line.place for line in lines] == sorted(places.values())


def test_the_roll_up_reads_nothing_but_its_index(store: Store) -> None:
    """A million results roll up in time only because their vectors are never read."""
    with store.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {results.ROLL_UP}", ("r1", "kindergarten")).all()
    assert [step[3] for step in plan if "result" in step[3].split()] == [
        "SEARCH result USING COVERING INDEX ix_result_roll_up (round_id=? AND kind=?)"
    ]
    assert not any("GROUP BY" in step[3] for step in plan)
