"""The one task of a server that works on batches: oldest first, one line after the other, until none is running.

Everything it must know is in the record, so that it goes on where it was after the server was stopped at any moment.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import Litestar, Request

from inspector.settings import Settings
from inspector.storage import batches
from inspector.storage.instants import civil_date, now
from inspector.storage.store import Store
from inspector.storage.tables import LetterBatch, LetterBatchLine
from inspector.web.districts.survey import whole_round
from inspector.web.letter_batches import issuing, steps
from inspector.web.letter_batches.steps import Desk, LineFailed, told

STEPS: Mapping[str, Callable[[Desk, LetterBatchLine], Awaitable[None]]] = {
    "check": steps.check,
    "make": steps.make,
    "prove": issuing.prove,
    "issue": issuing.issue,
}
REST = 5.0
logger = logging.getLogger(__name__)


class Runner:
    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        while True:
            self._woken.clear()
            try:
                batch = await self._store.read(batches.next_running)
                if batch is None:
                    await self._woken.wait()
                else:
                    await self._work(batch)
            except batches.BatchMovedError:
                continue  # paused, or another server was quicker: look again
            except Exception:  # a record that does not answer must not end the task
                logger.exception("batches rest for %s seconds", REST)
                await asyncio.sleep(REST)

    async def _work(self, batch: LetterBatch) -> None:
        """One step of one batch, with one look at its round."""
        desk = None
        while line := await self._store.read(lambda connection: batches.next_line(connection, batch)):
            try:
                desk = desk or await self._desk(batch)
                with told():
                    await STEPS[batch.step](desk, line)
            except LineFailed as failure:
                await self._fail(batch, line, failure, stop=desk is None or batch.step == "issue")
        await self._store.write(lambda connection: batches.end_step(connection, batch))

    async def _desk(self, batch: LetterBatch) -> Desk:
        opened = await whole_round(self._store, batch.round_id)
        assert opened is not None
        day = civil_date(now(), self._settings.zone)
        return await self._store.read(lambda c: steps.sit_down(c, self._store, opened, batch, day), heavy=True)

    async def _fail(self, batch: LetterBatch, line: LetterBatchLine, failure: LineFailed, *, stop: bool) -> None:
        """Numbers follow the order: issuing waits at the letter that fails. So does all when the head or disk does."""
        if failure.reason == "fault":
            logger.error("batch %s: %s", batch.id, failure, exc_info=failure.__cause__)
        stop = stop or failure.reason in ("reference", "disk")
        said = (failure.reason, failure.detail)
        await self._store.write(lambda connection: batches.fail_line(connection, batch, line, *said, stop=stop))


@asynccontextmanager
async def working(app: Litestar) -> AsyncIterator[None]:
    """For as long as the server runs."""
    runner = app.state.batches = Runner(app.state.store, app.state.settings)
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def wake(request: Request[Any, Any, Any]) -> None:
    runner: Runner = request.app.state.batches
    runner.wake()
