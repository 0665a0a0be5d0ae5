"""R6: two people in one form. The same field: one entry applied, the other kept and shown; other fields: both.

The product runs in one process with one writer, so there are no two workers to try; sixteen clients save at once.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor

from tests.browser.own_server import OwnServer, rows
from tests.soak import world
from tests.soak.world import COLLEAGUE, EVALUATOR, ROUND, SCHOOL, SPECIAL, Device, entry

PAIRS, PAIRS_SHORT = 20, 4
CLIENTS = 16
SECONDS, SECONDS_SHORT = 10.0, 1.0


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    with world.served() as server:
        one, other = Device(server), Device(server, COLLEAGUE)
        said = _pairs(one, other, chance, PAIRS_SHORT if short else PAIRS)
        _shown(server, one, said)
        saves = _saves(server, SECONDS_SHORT if short else SECONDS)
        world.assert_sound(server.data)
    seconds = SECONDS_SHORT if short else SECONDS
    return [
        f"R6 pairs on one field: {len(said)}, applied: {len(said)}, kept and shown: {len(said)}, in the export: all",
        f"R6 saves of {CLIENTS} clients in {seconds:g} s: {saves}, answers 5xx: 0 (1 worker)",
    ]


def _pairs(one: Device, other: Device, chance: random.Random, pairs: int) -> dict[str, tuple[str, str]]:
    """By field, what stands and what differs; each pair also enters a field of its own."""
    cells = world.notes(SCHOOL)
    said: dict[str, tuple[str, str]] = {}
    with ThreadPoolExecutor(2) as pool:
        for number in range(min(pairs, len(cells) // 3)):
            cell, *own = cells[3 * number : 3 * number + 3]
            texts = [f"said-{number}-{who}-{chance.randrange(10**6)}" for who in ("one", "other")]
            batches = [
                [entry(f"{text}-a", cell, text), entry(f"{text}-b", place, "of my own")]
                for text, place in zip(texts, own, strict=True)
            ]
            told = list(pool.map(lambda device, batch: device.send(*batch), (one, other), batches))
            assert told[0] and told[1], "no answer"
            outcomes = [[result["outcome"] for result in results] for results in told if results]
            assert sorted(outcomes) == [["applied", "applied"], ["conflict", "applied"]], outcomes
            first = outcomes[0][0] == "applied"
            said[cell] = (texts[0], texts[1]) if first else (texts[1], texts[0])
    return said


def _shown(server: OwnServer, device: Device, said: dict[str, tuple[str, str]]) -> None:
    """Both on the page; in the export what stands; both in the record."""
    page = device.page(f"/inspections/{SCHOOL}")
    export = Device(server, EVALUATOR).page(f"/rounds/{ROUND}/exports/answers/csv")
    for cell, (stands, differs) in said.items():
        assert stands in page and differs in page, f"{cell}: not both on the page"
        assert stands in export and differs not in export, f"{cell}: the export says another answer than the page"
        query = "SELECT outcome FROM operation WHERE field = ? AND raw = ?"
        found = [rows(server.data, query, cell, text) for text in (stands, differs)]
        assert found == [[("applied",)], [("conflict",)]], f"{cell}: {found}"


def _saves(server: OwnServer, seconds: float) -> int:
    cells = world.notes(SPECIAL)
    end = time.monotonic() + seconds

    def saving(number: int) -> int:
        device, cell, base, count = Device(server), cells[number // 2], None, 0
        while time.monotonic() < end:
            results = device.send(entry(f"w{number}-{count}", cell, str(count), base=base), inspection=SPECIAL)
            assert results and not device.faults, device.faults or "no answer"
            base, count = results[0]["head"], count + 1
        return count

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(saving, range(CLIENTS)))
