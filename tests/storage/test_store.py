"""Where reads run, and what a closed record does."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspector.settings import Settings
from inspector.storage.store import Store, open_store
from inspector.storage.writer import WriterStoppedError
from tests.loops import run


def thread(_: Connection) -> int:
    return threading.get_ident()


def test_short_reads_stay_on_the_loop_and_heavy_ones_do_not_hold_it_up(store: Store) -> None:
    async def ask() -> tuple[int, int, int]:
        return threading.get_ident(), await store.read(thread), await store.read(thread, heavy=True)

    loop, short, heavy = run(ask())
    assert short == loop != heavy


def test_all_writes_run_in_one_thread(store: Store) -> None:
    async def ask() -> set[int]:
        return set(await asyncio.gather(*(store.write(thread) for _ in range(20))))

    writers = run(ask())
    assert len(writers) == 1 and threading.get_ident() not in writers


def test_many_reads_at_once_wait_for_no_writer(store: Store) -> None:
    """The writer holds SQLite's write lock while ten readers are answered."""
    gate, held = threading.Event(), threading.Event()

    def hold(connection: Connection) -> bool:
        connection.exec_driver_sql("INSERT INTO counter (city_id, noun, last) VALUES ('c', 'n', 1)")
        held.set()
        return gate.wait(10)

    def count(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT count(*) FROM counter").scalar_one())

    async def ask() -> list[int]:
        writing = store.writer.submit(hold)
        await asyncio.to_thread(held.wait, 10)
        seen = await asyncio.gather(*(store.read(count, heavy=True) for _ in range(10)))
        gate.set()
        await writing
        return [*seen, await store.read(count)]

    assert run(ask()) == [0] * 10 + [1]


def test_a_read_that_fails_half_way_does_not_keep_the_next_one_in_the_past(store: Store) -> None:
    def count(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT count(*) FROM counter").scalar_one())

    def fail(connection: Connection) -> None:
        count(connection)
        raise LookupError

    def add(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO counter (city_id, noun, last) VALUES ('c', 'n', 1)")

    async def ask() -> int:
        with pytest.raises(LookupError):
            await store.read(fail)
        await store.write(add)
        return await store.read(count)

    assert run(ask()) == 1


def test_a_closed_record_takes_no_more_and_closes_twice(tmp_path: Path) -> None:
    store = open_store(Settings(data_folder=tmp_path / "new" / "folder"))
    store.close()
    store.close()
    with pytest.raises(WriterStoppedError):
        store.write_now(thread)
    assert not list((tmp_path / "new" / "folder").glob("*-wal"))
