"""The ledger as a workbook: 100,000 findings in a process of their own, whose memory is looked at."""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from inspector.sheets.ledger_book import Heading, write_ledger
from inspector.storage import ledger_lines
from inspector.storage.store import open_store
from tests.bench.measure import Measured

WHOLE, AT_ONCE = 100_000, 10_000
MOST_MEGABYTES = 200


def measure() -> Iterator[Measured]:
    with TemporaryDirectory() as folder:
        _settle(Path(folder))
        ended = run(
            [sys.executable, "-m", "tests.bench.ledger_export", folder], capture_output=True, text=True, check=True
        )
        megabytes, seconds, size = map(float, ended.stdout.split())
        note = f"{WHOLE} findings, {size:.1f} MB"
        yield Measured("ledger as .xlsx, memory of the process", megabytes, "MB", "under", MOST_MEGABYTES, note)
        yield Measured("ledger as .xlsx, CPU", seconds, "s", note=note)


def _settle(folder: Path) -> None:
    from inspector.settings import Settings
    from tests.sheets.ledger_world import fill, finding
    from tests.storage.world import FILE, built

    (folder / FILE).write_bytes(built())
    with open_store(Settings(data_folder=folder)) as store:
        for start in range(0, WHOLE, AT_ONCE):
            text = "学校未按标准配备资源教室设备，" * 4
            fill(store, (finding(start + n, measure=text, progress=text) for n in range(1, AT_ONCE + 1)))


def _export(folder: Path) -> None:
    from inspector.settings import Settings
    from inspector.storage.ledger import Filter

    target, begin = folder / "ledger.xlsx", time.process_time()
    with open_store(Settings(data_folder=folder)) as store:
        store.read_now(
            lambda c: write_ledger(target, ledger_lines.each(c, Filter(city="yc"), date.max), Heading("全部"))
        )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(megabytes, time.process_time() - begin, target.stat().st_size / 1e6)


if __name__ == "__main__":
    _export(Path(sys.argv[1]))
