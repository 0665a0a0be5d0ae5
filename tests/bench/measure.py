"""What a bench gives back, and how CPU time is taken on a machine that others use as well."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True)
class Measured:
    """One figure against its goal; `sense` says on which side it must lie. Without a goal it informs."""

    what: str
    figure: float
    unit: str
    sense: Literal["at least", "at most", "under"] = "under"
    goal: float | None = None
    note: str = ""

    @property
    def ok(self) -> bool:
        if self.goal is None:
            return True
        if self.sense == "at least":
            return self.figure >= self.goal
        return self.figure <= self.goal if self.sense == "at most" else self.figure < self.goal


def cpu_seconds(run: Callable[[], object], times: int) -> float:
    """CPU time of this process for one call, the mean of `times` calls in a row."""
    start = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - start) / times


def compared(first: Callable[[], object], second: Callable[[], object], *, times: int, rounds: int = 15) -> float:
    """How many times the CPU of `first` the `second` takes: the median over rounds that alternate."""
    return median(cpu_seconds(second, times) / cpu_seconds(first, times) for _ in range(rounds))
