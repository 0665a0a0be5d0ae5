"""Two levels of answers of one inspection in memory and record: neither moves the other, each is as if loaded anew."""

from random import Random

import pytest

from inspector.fieldwork.operations import Level
from inspector.storage import results as stored
from inspector.storage import rounds, surveys
from inspector.storage.instants import now
from inspector.web.operations.intake import Entry, take
from inspector.web.operations.live import Live
from inspector.web.operations.memory import Memory, memory_of
from tests.web.conftest import World
from tests.web.forms.conftest import ENTRY_NUMBERS
from tests.web.forms.test_form_incremental import random_entries
from tests.web.self_evaluations.conftest import links

UNITS = ("r-east_school", "r-east_special", "r-east")


def at_level(world: World, memory: Memory, inspection: str, level: Level) -> Live:
    found = world.store.read_now(lambda connection: memory.current(connection, inspection, level))
    assert found is not None
    return found[0]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_comes_at_either_level_each_stands_as_the_record_has_it(world: World, seed: int) -> None:
    links(world.signed_in("administrator.city"), *UNITS, roles="none")
    memory, source, at = memory_of(world.store), Random(seed), now()
    reporter = world.account_id("reporter.east")
    for _ in range(12):
        inspection, level = source.choice(UNITS), source.choice(list(Level))
        heads = at_level(world, memory, inspection, level).heads
        batch = [
            replace_base(one, heads[one.field].operation if one.field in heads else None)
            for one in random_entries(world.store, inspection, source.randrange(2**32))
        ]
        world.store.write_now(
            lambda c, i=inspection, b=batch, v=level: take(c, memory, i, b, reporter, at, v)  # type: ignore[misc]
        )
    for level in Level:
        round_ = world.store.read_now(lambda connection: rounds.by_id(connection, "r"))
        assert round_ is not None
        full = world.store.read_now(lambda c, r=round_, v=level: surveys.survey(c, r, v))  # type: ignore[misc]
        for inspection in UNITS:
            kept, fresh = (at_level(world, one, inspection, level) for one in (memory, Memory()))
            assert (kept.heads, kept.results) == (fresh.heads, fresh.results)
            assert list(kept.results.values()) == full.results(inspection.removeprefix("r-"))
    before = world.store.read_now(lambda c: stored.of_round(c, "r"))
    world.store.write_now(lambda c: surveys.rescore(c, "r", at=1))
    after = world.store.read_now(lambda c: stored.of_round(c, "r"))
    assert [one.model_dump(exclude={"computed_at"}) for one in before] == [
        one.model_dump(exclude={"computed_at"}) for one in after
    ]


def replace_base(entry: Entry, base: str | None) -> Entry:
    return entry._replace(base=base)


def test_a_district_is_fed_by_the_self_evaluations_of_its_schools_alone(world: World) -> None:
    """`pupils_refused` of the schools feeds `no_refusal_share`: the team says 2 refused, the unit says none."""
    links(world.signed_in("administrator.city"), *UNITS, roles="none")
    memory, reporter, at = memory_of(world.store), world.account_id("reporter.east"), now()
    for level, raw in ((Level.team, "2"), (Level.self, "0")):
        for inspection in ("r-east_school", "r-east_special"):
            one = Entry(f"e{next(ENTRY_NUMBERS)}", inspection, "pupils_refused/value", None, raw, "d", 1, None)
            world.store.write_now(
                lambda c, i=inspection, e=one, v=level: take(c, memory, i, [e], reporter, at, v)  # type: ignore[misc]
            )
    states = {level: at_level(world, memory, "r-east", level).results["no_refusal_share"].state for level in Level}
    assert states == {Level.self: "pass", Level.team: "fail"}


def test_a_school_that_hands_in_nothing_is_open_and_no_zero(world: World) -> None:
    links(world.signed_in("administrator.city"), *UNITS, roles="none")
    live = at_level(world, memory_of(world.store), "r-east", Level.self)
    assert live.results["no_refusal_share"].state == "not_checked"
    tally = live.tally()
    assert tally.low is not None and tally.high is not None and tally.low < tally.high
