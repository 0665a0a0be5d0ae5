"""Counts wrong passwords per key inside a sliding window, in memory; old keys make room for new ones."""

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic


class Throttle:
    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = monotonic, keys: int = 50_000) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._keys = keys
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Whole seconds until the next try is heard; 0 when it is heard now."""
        failures = self._failures.get(key)
        if failures is None or len(failures) < self._most:
            return 0
        left = failures[0] + self._seconds - self._clock()
        return max(0, int(left) + 1) if left > 0 else 0

    def note(self, key: str) -> None:
        failures = self._failures.setdefault(key, deque(maxlen=self._most))
        failures.append(self._clock())
        self._failures.move_to_end(key)
        if len(self._failures) > self._keys:
            self._failures.popitem(last=False)

    def forget(self, key: str) -> None:
        self._failures.pop(key, None)
