"""A two-page letter from its data to the bytes of the Word file, against the usual ways to make one.

All in CPU time of one core inside one run; every letter differs from the one before. Memory and the two workers are
those of processes of their own, the workers in wall-clock time.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median

from msgspec.structs import replace

from inspector.letters.blocks import Variant
from inspector.letters.drafting import default_reference, draft, render
from inspector.letters.package import pack
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.shared import Evaluation, Problem
from tests.bench import letters_peers
from tests.bench.measure import Measured, cpu_seconds
from tests.letters.reading import whole
from tests.letters.samples import OCCASION, OPINION

MANY, SHARE, ROUNDS = 5_000, 1_500, 7
ADDITIONS = 100_000_000
LETTER: Variant = "letter"


def measure() -> Iterator[Measured]:
    yield from _speeds()
    grown = json.loads(_worker(MANY)())["megabytes"]
    yield Measured(f"growth of memory over {MANY:,} letters", grown, "MB", "under", 100)
    note = "wall clock, best of 3; what this machine's two cores give to bare loops is the line below"
    yield Measured("letters of two worker processes / of one", _gain(SHARE), "times", "at least", 1.7, note)
    yield Measured("additions of two processes / of one", _gain(0), "times", note="no goal: nothing is shared there")


def paper(number: int) -> Opinion:
    """Two pages in letter format, as every step of a round gives them."""
    unit = f"第{number}实验小学"
    problems = (
        _problem(f"{unit}在校残疾学生{5 + number % 7}人，未建成资源教室。", "建成资源教室并配齐基本设备"),
        _problem(f"{unit}教师{1 + number % 9}人未接受特殊教育培训。", "安排教师参加培训并考核"),
    )
    found = Evaluation("92.50%", 12, 2, (f"{78 + number % 20}.75",), "良好")
    occasion = replace(OCCASION, number=f"某教督〔2025〕{number + 1}号")
    return replace(
        OPINION,
        unit=unit,
        evaluation=found,
        problems=problems,
        unverifiable=(),
        suggestions=(),
        occasion=occasion,
    )


def _problem(fact: str, action: str) -> Problem:
    basis, term = "《实施方案》三、（四）及重点任务分解表第22项", "自收到本意见书之日起90日内"
    return Problem(fact, basis, action, term, date(2026, 2, 20), ("县教育局",))


def _speeds() -> Iterator[Measured]:
    reference, numbers = default_reference(LETTER), count()
    ways: dict[str, Callable[[], bytes]] = {
        "own": lambda: render(paper(next(numbers)), reference),
        "docxtpl": letters_peers.docxtpl_way(lambda: paper(next(numbers))),
        "python-docx": letters_peers.python_docx_way(lambda: paper(next(numbers))),
    }
    texts = {name: whole(way()) for name, way in ways.items()}
    assert all(len(text) > 600 for text in texts.values())
    times = {"own": 60, "docxtpl": 3, "python-docx": 3}
    rounds = [{name: cpu_seconds(way, times[name]) for name, way in ways.items()} for _ in range(ROUNDS)]
    own = min(one["own"] for one in rounds)
    yield Measured("two-page letters on one core", 1 / own, "/s", "at least", 500, _shares(own))
    for name, goal in (("docxtpl", 10), ("python-docx", 15)):
        times_ours = median(one[name] / one["own"] for one in rounds)
        note = f"{1 / min(one[name] for one in rounds):.0f} letters/s"
        yield Measured(f"{name} / own, CPU of the same letter", times_ours, "times", "at least", goal, note)


def _shares(own: float) -> str:
    """Where the time goes: to the paper's blocks, to compressing (the floor), and to XML and zip."""
    drafts = count(50_000)
    blocks = min(cpu_seconds(lambda: draft(paper(next(drafts)), LETTER), 60) for _ in range(ROUNDS))
    document = letters_peers.document_of(render(paper(0), default_reference(LETTER)))
    deflate = min(cpu_seconds(lambda: pack("word/document.xml", document), 60) for _ in range(ROUNDS))
    rest = own - blocks - deflate
    return f"{1e3 * own:.2f} ms: blocks {1e3 * blocks:.2f}, deflate {1e3 * deflate:.2f}, XML and zip {1e3 * rest:.2f}"


def _worker(letters: int) -> Callable[[], str]:
    """Starts at once and answers when it has ended."""
    process = subprocess.Popen([sys.executable, "-m", __name__, str(letters)], stdout=subprocess.PIPE, text=True)

    def answer() -> str:
        out, _ = process.communicate()
        assert process.returncode == 0
        return out

    return answer


def _gain(letters: int) -> float:
    """How much more two workers do at the same time than one alone; of no letters, they add numbers."""
    alone, together = zip(*(_workers(letters) for _ in range(3)), strict=True)
    return 2 * float(min(alone)) / float(min(together))


def _workers(letters: int) -> tuple[float, float]:
    """Seconds of one worker for its letters, and of the slower of two at the same time for as many each."""
    alone = json.loads(_worker(letters)())["seconds"]
    together = [_worker(letters) for _ in range(2)]
    return alone, max(json.loads(one())["seconds"] for one in together)


def main() -> None:
    letters = int(sys.argv[1])
    reference = default_reference(LETTER)
    for number in range(50):
        render(paper(number), reference)
    before, started = _resident(), time.perf_counter()
    for number in range(letters):
        render(paper(number), reference)
    if not letters:
        sum(range(ADDITIONS))
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "megabytes": (_resident() - before) / 1e6}))


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
