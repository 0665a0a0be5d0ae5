"""Current answers on their way out: complete, in order, and never all in memory."""

import tracemalloc
from pathlib import Path

from sqlalchemy import insert, update

from inspector.fieldwork.operations import Level, Operation
from inspector.storage import exports, operations, rounds
from inspector.storage.rows import table
from inspector.storage.store import Store
from inspector.storage.tables import Head, Inspection
from tests.storage.world import AT, CITY, build, empty_store

ROWS = 50_000


def held(store: Store) -> list[exports.HeadRow]:
    round_ = store.read_now(lambda connection: rounds.by_id(connection, "r1"))
    assert round_ is not None
    return store.read_now(lambda connection: list(exports.heads(connection, round_)))


def operation(
    number: int, field: str, value: str | None, level: Level = Level.team, raw: str | None = None
) -> Operation:
    return Operation(
        f"o{number}", "i1", level, field, None, value, raw if raw is not None else value, 1, "d", number, None
    )


def test_both_levels_come_with_what_was_typed_and_when(tmp_path: Path) -> None:
    with empty_store(tmp_path) as store:
        store.write_now(build)
        batch = [
            operation(1, "b/value", "yes"),
            operation(2, "a/value", None, raw="不是数"),
            operation(3, "b/value", "no", Level.self),
        ]
        store.write_now(lambda connection: operations.receive(connection, batch, AT))
        assert held(store) == [
            ("school", "team", "a/value", None, "不是数", AT),
            ("school", "team", "b/value", "yes", "yes", AT),
            ("school", "self", "b/value", "no", "no", AT),
        ]


def test_void_inspections_stay_inside(tmp_path: Path) -> None:
    with empty_store(tmp_path) as store:
        store.write_now(build)
        store.write_now(lambda connection: operations.receive(connection, [operation(1, "b/value", "yes")], AT))
        store.write_now(lambda connection: connection.execute(update(table(Inspection)).values(state="void")))
        assert held(store) == []


def test_fifty_thousand_answers_pass_through_little_memory(tmp_path: Path) -> None:
    with empty_store(tmp_path) as store:
        store.write_now(build)
        common = {"city_id": CITY, "inspection_id": "i1", "level": "team", "value": "送" * 200, "raw": "送" * 200}
        rows = [common | {"field": f"item{n:05}/value", "operation_id": f"o{n}"} for n in range(ROWS)]
        store.write_now(lambda connection: connection.execute(insert(table(Head)), rows))
        round_ = store.read_now(lambda connection: rounds.by_id(connection, "r1"))
        assert round_ is not None
        tracemalloc.start()
        count = store.read_now(lambda connection: sum(1 for _ in exports.heads(connection, round_)))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == ROWS
    assert peak < 4_000_000  # all at once they would be 40 MB
