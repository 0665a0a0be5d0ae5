"""A server's work on batches in a process that kills itself: `python -m tests.web.dying_runner DATA WRITES`.

It dies in the transaction of that write, with everything done but the commit.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from sqlalchemy import Connection

from inspector.settings import Settings
from inspector.storage.engine import open_engine
from inspector.storage.store import Store
from inspector.web.letter_batches.runner import Runner

T = TypeVar("T")


class DyingStore(Store):
    left: int

    async def write(self, job: Callable[[Connection], T]) -> T:
        self.left -= 1
        return await super().write(job if self.left else lambda connection: (job(connection), die())[0])


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("survived")


def main(folder: str, writes: str) -> None:
    settings = Settings(data_folder=Path(folder))
    store = DyingStore(open_engine(settings.url), settings.blob_folder)
    store.left = int(writes)
    asyncio.run(Runner(store, settings).run())


if __name__ == "__main__":
    main(*sys.argv[1:])
