"""R2: a batch that is sent again and again counts once: one row, one change of the score, one entry in the record.

Five connections send the same batch at the same moment; and a server is killed when it has committed and nobody
has read its answer yet. The list of operations is the audit trail of answers; no mail is sent by the product.
"""

import json
import random
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from tests.browser.own_server import OwnServer, rows
from tests.soak import world
from tests.soak.world import INSPECTOR, SCHOOL, Device, Operation, entry

AT_ONCE = 5
BATCHES, BATCHES_SHORT = 200, 8
KILLS, KILLS_SHORT = 5, 1
CELL = "pupils_refused/value"
COMMITTED_AT = "SELECT received_at FROM operation WHERE id = ?"
SCORED_AT = "SELECT computed_at FROM result WHERE inspection_id = ?"


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    with world.served() as server:
        base, sent = _together(server, chance, BATCHES_SHORT if short else BATCHES)
        batches, kills = len(sent), KILLS_SHORT if short else KILLS
        for number in range(kills):
            base, made = _killed_after_commit(server, base, number)
            sent.append(made)
        assert world.stored(server.data) == sent, "a row too many or too few"
        world.assert_sound(server.data)
    return [
        f"R2 batches sent {AT_ONCE} times at once: {batches}, rows: {batches}, changes of the score: {batches}",
        f"R2 kills between commit and answer: {kills}, rows: {kills}, changes of the score: {kills}",
    ]


def _together(server: OwnServer, chance: random.Random, batches: int) -> tuple[str | None, list[str]]:
    devices = [Device(server) for _ in range(AT_ONCE)]
    base, sent = None, []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(batches):
            made = entry(f"b{number}-{chance.randrange(10**6)}", CELL, str(number % 3), base=base)
            told = list(pool.map(lambda device, one=made: device.send(one), devices))
            assert all(one and (one[0]["outcome"], one[0]["head"]) == ("applied", made["id"]) for one in told), told
            _scored_once(server, made["id"])
            base = made["id"]
            sent.append(base)
    return base, sent


def _killed_after_commit(server: OwnServer, base: str | None, number: int) -> tuple[str, str]:
    made = entry(f"k{number}", CELL, str(number % 2 + 1), base=base)
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(_request(server, made))
        while not rows(server.data, COMMITTED_AT, made["id"]):
            time.sleep(0.001)
        server.kill()
    server.start()
    told = Device(server).send(made)
    assert told and (told[0]["outcome"], told[0]["head"]) == ("applied", made["id"]), told
    _scored_once(server, made["id"])
    return made["id"], made["id"]


def _request(server: OwnServer, made: Operation) -> bytes:
    body = json.dumps({"operations": [made]}).encode()
    head = f"POST /inspections/{SCHOOL}/operations HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\n"
    head += f"origin: {server.url}\r\ncookie: inspector={world.token(INSPECTOR)}\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


def _scored_once(server: OwnServer, key: str) -> None:
    """The stored score is of the moment at which the first of the copies came."""
    ((received,),) = rows(server.data, COMMITTED_AT, key)
    assert rows(server.data, SCORED_AT, SCHOOL) == [(received,)], f"scored again for a copy of {key}"
