"""The writer: one thread that takes jobs from a queue and commits them in groups.

A job is a function of the connection. Its future resolves only after the commit: what was acknowledged is on
disk. Where a job fails its group is rolled back, and the jobs before it are run again without it, so that a
failing job takes nothing of its neighbours with it: a job must have no effect outside the database. That is
rare, and a savepoint for each job would slow down all of them.
"""

import asyncio
import concurrent.futures
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine

from inspector.storage.engine import for_writing

MOST_IN_A_GROUP = 256

T = TypeVar("T")


class WriterStoppedError(RuntimeError):
    """The writer takes no more jobs: the server is going down."""


class _Entry(NamedTuple):
    job: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop | None
    future: "asyncio.Future[Any] | concurrent.futures.Future[Any]"


class _Outcome(NamedTuple):
    entry: _Entry
    value: Any
    error: BaseException | None


class _FailedJobError(Exception):
    """The job after `done` others of its group failed, for which the cause says why."""

    def __init__(self, done: int) -> None:
        self.done = done


class Writer:
    def __init__(self, engine: Engine, most: int = MOST_IN_A_GROUP) -> None:
        self._engine = for_writing(engine)
        self._most = most
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._gate = Lock()
        self._open = True
        self._thread = Thread(target=self._serve, name="inspector-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Connection], T]) -> "asyncio.Future[T]":
        """Queue a job from the running event loop; the future resolves after the commit.

        Cancelling the future does not take the job back: it may already be committed.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Entry(job, loop, future))
        return future

    def run(self, job: Callable[[Connection], T]) -> T:
        """Queue a job and wait for its commit, for callers without an event loop."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._put(_Entry(job, None, future))
        return future.result()

    def stop(self) -> None:
        """Finish what is queued, then end the thread; later jobs raise WriterStoppedError. Twice is fine."""
        with self._gate:
            if self._open:
                self._open = False
                self._queue.put(None)
        self._thread.join()

    def _put(self, entry: _Entry) -> None:
        with self._gate:
            if not self._open:
                raise WriterStoppedError("the record is closed")
            self._queue.put(entry)

    def _serve(self) -> None:
        more = True
        while more:
            group, more = self._next_group()
            if group:
                _resolve(self._commit(group))

    def _next_group(self) -> tuple[list[_Entry], bool]:
        group: list[_Entry] = []
        entry = self._queue.get()
        while entry is not None:
            group.append(entry)
            if len(group) == self._most:
                return group, True
            try:
                entry = self._queue.get_nowait()
            except Empty:
                return group, True
        return group, False

    def _commit(self, group: list[_Entry]) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        while group:
            try:
                with self._engine.begin() as connection:
                    committed = _run_group(connection, group)
                return outcomes + committed
            except _FailedJobError as failed:
                outcomes += self._commit(group[: failed.done])
                outcomes.append(_Outcome(group[failed.done], None, failed.__cause__))
                group = group[failed.done + 1 :]
            except Exception as error:  # noqa: BLE001 (a full disk or lost server belongs to all jobs of the group)
                return outcomes + [_Outcome(entry, None, error) for entry in group]
        return outcomes


def _run_group(connection: Connection, group: list[_Entry]) -> list[_Outcome]:
    outcomes: list[_Outcome] = []
    for entry in group:
        try:
            outcomes.append(_Outcome(entry, entry.job(connection), None))
        except Exception as error:
            raise _FailedJobError(len(outcomes)) from error
    return outcomes


def _resolve(outcomes: list[_Outcome]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        if outcome.entry.loop is None:
            _settle(outcome)
        else:
            by_loop.setdefault(outcome.entry.loop, []).append(outcome)
    for loop, own in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_all, own)  # one wake-up a group, not one a job
        except RuntimeError:
            continue  # the loop was closed meanwhile: nobody waits any more, and the commit stands


def _settle_all(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        _settle(outcome)


def _settle(outcome: _Outcome) -> None:
    future = outcome.entry.future
    if future.done():
        return
    if outcome.error is None:
        future.set_result(outcome.value)
    else:
        future.set_exception(outcome.error)
