"""A sheet of 200,000 rows and 30 columns, from the file to its preview, against the library's own reading of it:
ten years of 20,000 units, with two amounts that differ in every row and counts that repeat.

Both run in processes of their own, in CPU time with that of their children; memory is that of all of them at once.
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from inspector.checklist.edition import open_folder
from inspector.checklist.models import Fact
from inspector.settings import checklists_root
from inspector.sheets.columns import guess, targets
from inspector.sheets.gathering import letters
from inspector.sheets.heading import find_tables
from inspector.sheets.preview import KnownUnit
from inspector.sheets.reading import read_book
from inspector.sheets.taking import preview
from tests.bench.measure import Measured
from tests.sheets.making import raw

ROWS, COLUMNS, AMOUNTS, ROUNDS = 200_000, 30, 2, 3
UNITS = 20_000
EDITION = "zhuhai_2023_2025"


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        path = raw(Path(folder) / "large.xlsx", sheet())
        found = [(_run("library", path), _run("preview", path)) for _ in range(ROUNDS)]
    theirs, ours = (min(one[side]["seconds"] for one in found) for side in (0, 1))
    peak = max(one[1]["megabytes"] for one in found)
    note = f"{theirs:.1f} s and {ours:.1f} s CPU, {found[0][1]['rows']} rows taken"
    what = f"{ROWS:,} rows x {COLUMNS} columns previewed / the library's own reading"
    yield Measured(what, ours / theirs, "times", "at most", 2.0, note)
    yield Measured("memory of that preview and its child at once", peak, "MB", "under", 600)


def facts() -> dict[str, Fact]:
    """As many facts as there are columns left: counts, and two amounts of money that differ in every row."""
    count = {"type": "integer", "of": ["regular_school"], "unit": "pupil", "plausible": "0..500"}
    money = {"type": "decimal", "of": ["regular_school"], "unit": "yuan", "plausible": "0..500000000"}
    kinds = [money] * AMOUNTS + [count] * (COLUMNS - 3 - AMOUNTS)
    return {f"f{at}": Fact.model_validate({**kind, "label": f"第{at}项数据"}) for at, kind in enumerate(kinds)}


def sheet() -> Iterator[bytes]:
    source = Random(2026)
    yield _row(1, ["学校名称", "学校代码", "数据时点", *(fact.label for fact in facts().values())])
    for number in range(2, ROWS + 2):
        amounts = [f"{source.randrange(10**8) / 100:.2f}" for _ in range(AMOUNTS)]
        counts = [str(source.randrange(500)) for _ in range(COLUMNS - 3 - AMOUNTS)]
        unit, year = number % UNITS, 2015 + number // UNITS
        yield _row(number, [f"第{unit}小学", f"31450{unit:06}", f"{year}-09-01", *amounts, *counts])


def _row(number: int, cells: list[str]) -> bytes:
    """Text in the first three columns and the first row, numbers elsewhere."""
    found = []
    for at, cell in enumerate(cells):
        place = f"{letters(at)}{number}"
        text = number == 1 or at < 3
        inside = f't="inlineStr"><is><t>{cell}</t></is></c>' if text else f"><v>{cell}</v></c>"
        found.append(f'<c r="{place}" {inside}')
    return f'<row r="{number}">{"".join(found)}</row>'.encode()


def library(path: Path) -> Iterator[int]:
    yield 0
    yield len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1


def own(path: Path) -> Iterator[int]:
    shipped = open_folder(checklists_root() / EDITION)
    edition = replace(shipped, checklist=shipped.checklist.model_copy(update={"facts": facts()}))
    known = [KnownUnit(f"u{n}", f"第{n}小学", "regular_school", None, f"31450{n:06}") for n in range(UNITS)]
    yield 0
    (table,) = find_tables(read_book(path, path.name), edition)
    target = targets(edition)["facts"]
    found = preview(table, target, guess(table, target), known, edition)
    assert not found.problems and set(found.rows[-1].values) == {"unit", *guess(table, target).values()} - {"code"}
    yield len(found.rows)


def _run(what: str, path: Path) -> dict[str, float]:
    """Rows, CPU seconds and the most memory that the process and its child held at one time."""
    with subprocess.Popen([sys.executable, "-m", __name__, what, str(path)], stdout=subprocess.PIPE) as process:
        most = 0
        while process.poll() is None:
            most = max(most, sum(map(_resident, [process.pid, *_children(process.pid)])))
            time.sleep(0.02)
        assert process.stdout is not None and process.returncode == 0
        return {**json.load(process.stdout), "megabytes": most / 1024}


def _children(pid: int) -> list[int]:
    return [int(one) for one in _read(f"/proc/{pid}/task/{pid}/children").split()]


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", _read(f"/proc/{pid}/status"))
    return int(found[1]) if found else 0


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""  # it has ended meanwhile


def main() -> None:
    work = {"library": library, "preview": own}[sys.argv[1]](Path(sys.argv[2]))
    next(work)  # what has to be at hand before
    started = time.process_time()
    rows = next(work)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() - started + child.ru_utime + child.ru_stime
    print(json.dumps({"rows": rows, "seconds": seconds}))


if __name__ == "__main__":
    main()
