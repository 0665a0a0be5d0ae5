"""R1: sixteen clients save while the server is killed again and again; what was acknowledged is in the record, once."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from tests.browser.own_server import OwnServer
from tests.soak import world
from tests.soak.world import SCHOOL, SPECIAL, Device, entry

CLIENTS = 16
KILLS, KILLS_SHORT = 8, 1
GOAL_TO_START = 3.0
PAUSE = (0.5, 1)


@dataclass
class Saving:
    """One client: it goes on to the next entry only when the last one was acknowledged.

    Without an answer it pauses as js/sender.js does after its first failure, and never longer, as that one would:
    all sixteen knock again within a second of a start.
    """

    number: int
    device: Device
    acknowledged: list[str] = field(default_factory=list)
    sent: int = 0

    def run(self, over: Event) -> None:
        chance, base, made = random.Random(self.number), None, entry("", "", "")
        inspection = (SCHOOL, SPECIAL)[self.number % 2]
        cell = world.notes(inspection)[self.number // 4]  # two clients share a cell and differ
        while not over.is_set() or self.sent > len(self.acknowledged):
            if self.sent == len(self.acknowledged):
                self.sent += 1
                made = entry(f"c{self.number}-{self.sent}", cell, str(self.sent), base=base)
            results = self.device.send(made, inspection=inspection)
            if results is None:
                time.sleep(chance.uniform(*PAUSE))
                continue
            assert results[0]["outcome"] != "refused", results
            self.acknowledged.append(results[0]["id"])
            base = results[0]["head"]


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    with world.served() as server, ThreadPoolExecutor(CLIENTS) as pool:
        clients = [Saving(number, Device(server)) for number in range(CLIENTS)]
        over = Event()
        working = [pool.submit(one.run, over) for one in clients]
        try:
            starts = [_kill_and_start(server, chance) for _ in range(KILLS_SHORT if short else KILLS)]
            time.sleep(0.5)
        finally:
            over.set()
        for one in working:
            one.result()
        return _counted(server, clients, starts)


def _kill_and_start(server: OwnServer, chance: random.Random) -> float:
    """Seconds from the start to the first page."""
    time.sleep(chance.uniform(0.8, 2))
    server.kill()
    begin = time.monotonic()
    server.start()
    return time.monotonic() - begin


def _counted(server: OwnServer, clients: list[Saving], starts: list[float]) -> list[str]:
    acknowledged = [key for one in clients for key in one.acknowledged]
    found = world.stored(server.data)
    lost = set(acknowledged) - set(found)
    assert not lost, f"acknowledged and not stored: {sorted(lost)[:10]}"
    assert sorted(found) == sorted(acknowledged), "stored twice, or never sent"
    assert not [status for one in clients for status in one.device.faults], "a fault of the server"
    world.assert_sound(server.data)
    verdict = "" if max(starts) <= GOAL_TO_START else ", MISSED"
    return [
        f"R1 kills: {len(starts)}, clients: {len(clients)}",
        f"R1 acknowledged: {len(acknowledged)}, acknowledged minus stored: 0, stored: {len(found)}",
        f"R1 slowest first page after a start: {max(starts):.1f} s (goal: at most {GOAL_TO_START:g}{verdict})",
    ]
