"""W1 a failing job leaves its neighbours alone; W2 acknowledged means committed; W3 order; W4 clean stop."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from inspector.storage.engine import open_engine
from inspector.storage.store import Store
from inspector.storage.writer import Writer, WriterStoppedError
from tests.loops import run

LAWS = settings(max_examples=20)
ADD = "INSERT INTO counter (city_id, noun, last) VALUES (?, 'job', ?)"


def add(city: str, last: int = 0) -> "Job":
    return Job(city, last, fails=False)


class Job:
    def __init__(self, city: str, last: int, *, fails: bool) -> None:
        self.city, self.last, self.fails = city, last, fails

    def __call__(self, connection: Connection) -> str:
        connection.exec_driver_sql(ADD, (self.city, self.last))
        if self.fails:
            raise ArithmeticError(self.city)
        return self.city


def on_disk(store: Store) -> set[str]:
    """Read by a connection that has nothing to do with the store."""
    with sqlite3.connect(str(store.engine.url.database)) as connection:
        return {row[0] for row in connection.execute("SELECT city_id FROM counter WHERE noun = 'job'")}


@LAWS
@given(fails=st.lists(st.booleans(), max_size=40))
def test_failing_jobs_take_nothing_of_their_neighbours_with_them(store: Store, fails: list[bool]) -> None:
    tag = threading.get_native_id(), id(fails), len(on_disk(store))
    jobs = [Job(f"{tag}-{number}", number, fails=failing) for number, failing in enumerate(fails)]

    async def submit_all() -> list[str | BaseException]:
        return await asyncio.gather(*(store.writer.submit(job) for job in jobs), return_exceptions=True)

    answers = run(submit_all())
    assert [isinstance(answer, ArithmeticError) for answer in answers] == fails
    assert {job.city for job in jobs} & on_disk(store) == {job.city for job in jobs if not job.fails}


def test_a_job_is_on_disk_when_it_is_acknowledged(store: Store) -> None:
    async def write() -> set[str]:
        await store.write(add("c"))
        return on_disk(store)

    assert "c" in run(write())


def test_nobody_is_told_before_the_whole_group_is_committed(store: Store) -> None:
    seen_early: list[bool] = []
    futures: list[asyncio.Future[None]] = []
    gate = threading.Event()

    def first(connection: Connection) -> None:
        gate.wait(10)
        add("first")(connection)

    def last(connection: Connection) -> None:
        seen_early.append(futures[0].done())

    async def write() -> None:
        blocker = store.writer.submit(lambda _: gate.wait(10))
        futures.append(store.writer.submit(first))
        rest = store.writer.submit(last)
        gate.set()
        await asyncio.gather(blocker, *futures, rest)

    run(write())
    assert seen_early == [False]


def test_database_errors_reach_the_one_who_caused_them(store: Store) -> None:
    store.write_now(add("c"))
    with pytest.raises(IntegrityError):
        store.write_now(add("c"))
    store.write_now(add("d"))
    assert on_disk(store) == {"c", "d"}


def test_jobs_run_in_the_order_of_submission_across_groups(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'order.sqlite3'}")
    writer = Writer(engine, most=3)
    ran: list[int] = []

    def job(number: int) -> Callable[[Connection], None]:
        return lambda _: ran.append(number)

    async def submit() -> None:
        await asyncio.gather(*(writer.submit(job(number)) for number in range(20)))

    run(submit())
    writer.stop()
    engine.dispose()
    assert ran == list(range(20))


def test_many_waiting_jobs_share_few_commits(store: Store) -> None:
    """100 jobs that wait behind a slow one fit into one group of at most 256: two transactions, not 101."""
    gate = threading.Event()
    transactions = []

    def note(connection: Connection) -> None:
        transactions.append(connection.get_transaction())

    async def submit() -> None:
        blocker = store.writer.submit(lambda _: gate.wait(10))
        waiting = [store.writer.submit(note) for _ in range(100)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(blocker, *waiting)

    run(submit())
    assert len(transactions) == 100
    assert len({id(transaction) for transaction in transactions}) <= 2


def test_when_the_transaction_itself_breaks_nobody_is_acknowledged(store: Store) -> None:
    """PRAGMA max_page_count stands in for a full disk; SQLite then rolls the whole transaction back."""
    gate = threading.Event()

    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.exec_driver_sql(ADD, ("x" * 3_000_000, 0))

    def relieve(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    async def submit() -> list[Any]:
        blocker = store.writer.submit(lambda _: gate.wait(10))
        jobs: list[asyncio.Future[Any]] = [
            store.writer.submit(add("before")),
            store.writer.submit(fill),
            store.writer.submit(add("after")),
        ]
        gate.set()
        await blocker
        return await asyncio.gather(*jobs, return_exceptions=True)

    answers = run(submit())
    acknowledged = {answer for answer in answers if isinstance(answer, str)}
    assert isinstance(answers[1], Exception)
    assert acknowledged == on_disk(store)
    store.write_now(relieve)
    store.write_now(add("again"))
    assert "again" in on_disk(store)


def test_stopping_finishes_what_is_queued_and_refuses_the_rest(store: Store) -> None:
    gate = threading.Event()

    async def submit() -> list[Any]:
        jobs: list[asyncio.Future[Any]] = [
            store.writer.submit(lambda _: gate.wait(10)),
            store.writer.submit(add("queued")),
        ]
        gate.set()
        await asyncio.to_thread(store.writer.stop)
        return await asyncio.gather(*jobs)

    assert run(submit()) == [True, "queued"]
    assert on_disk(store) == {"queued"}
    with pytest.raises(WriterStoppedError):
        store.write_now(add("late"))


def test_a_caller_that_gave_up_does_not_hold_up_the_others(store: Store) -> None:
    gate = threading.Event()

    async def submit() -> str:
        gone = store.writer.submit(lambda _: gate.wait(10))
        gone.cancel()
        other = store.writer.submit(add("other"))
        gate.set()
        return await other

    assert run(submit()) == "other"


def test_readers_see_no_half_written_group(store: Store) -> None:
    def count(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT count(*) FROM counter").scalar_one())

    def write(connection: Connection) -> int:
        add("c")(connection)
        return store.read_now(count)

    assert store.write_now(write) == 0
    assert store.read_now(count) == 1
