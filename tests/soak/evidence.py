"""R9: files sent in pieces to a server that is killed at any moment: each is stored whole and once, or not there yet.

The device of this script does what js/uploads.js does: it announces, goes on from where the server says, and
forgets a file only for a reply that says it is done.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import httpx

from tests.browser.own_server import OwnServer, rows
from tests.soak import world
from tests.soak.world import INSPECTOR, SCHOOL, Device

FILES = 8
KILLS = 4
PIECE = 65_536
ITEM, REQUEST = "pupils_refused", "register"


@dataclass(frozen=True)
class File:
    id: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    with world.served() as server:
        return _run(server, chance, *((3, 2) if short else (FILES, KILLS)))


def _run(server: OwnServer, chance: random.Random, files: int, most_kills: int) -> list[str]:
    device = Device(server)  # its connection closes with it
    client = device.client
    ((user,),) = rows(server.data, "SELECT id FROM account WHERE login = ?", INSPECTOR)
    form = f"/inspections/{SCHOOL}"
    waiting = [_file(chance) for _ in range(files)]
    waiting.append(File(_id(chance), waiting[0].content))  # two identical files are two pieces
    sent, kills, damaged = list(waiting), 0, 0
    while waiting:
        file = chance.choice(waiting)
        lives = chance.randrange(0, 12) if kills < most_kills else -1
        try:
            with _doomed(server, chance) as death:
                told = _deliver(client, form, str(user), file, chance, lives, death)
        except httpx.TransportError:
            kills, told = kills + 1, "killed"
            server.kill()
            server.start()
        if told == "damaged":
            damaged += 1
        elif told == "done":
            waiting.remove(file)
    server.kill()
    server.start()  # what was acknowledged is read by a server that did not see it come
    _check(server, client, form, sent)
    return [f"R9 files: {len(sent)}, kills: {kills}, damaged on the way: {damaged}, each stored whole and once"]


@contextmanager
def _doomed(server: OwnServer, chance: random.Random) -> Iterator[threading.Timer]:
    """A death some milliseconds after its start; the try ends after it, so that no kill hits what comes next."""
    death = threading.Timer(chance.uniform(0, 0.03), server.kill)
    try:
        yield death
    finally:
        if death.ident is not None:
            death.join()


def _file(chance: random.Random) -> File:
    return File(_id(chance), b"%PDF-1.7\n" + chance.randbytes(chance.randrange(1, 20 * PIECE)))


def _id(chance: random.Random) -> str:
    return str(UUID(bytes=chance.randbytes(16)))


def _deliver(
    client: httpx.Client,
    form: str,
    user: str,
    file: File,
    chance: random.Random,
    lives: int,
    death: threading.Timer,
) -> str:
    """One try; `death` begins with the request number `lives`."""
    wish = {"id": file.id, "user": user, "item": ITEM, "request": REQUEST, "sha256": file.digest}
    told = client.post(f"{form}/uploads", json=wish | {"size": len(file.content)}).json()
    for request in range(10_000):
        if told["state"] != "awaited":
            return str(told["state"])
        if request == lives:
            death.start()
        offset = told["offset"]
        piece = file.content[offset : offset + PIECE]
        flips = chance.random() < 0.02 and bool(piece)
        reply = client.patch(
            f"{form}/uploads/{file.id}",
            content=bytes([piece[0] ^ 1]) + piece[1:] if flips else piece,
            headers={"upload-offset": str(offset)},
        )
        told = reply.json()
        if reply.status_code == 409 and not told["offset"]:
            return "damaged"
    raise AssertionError("a file that never ends")


def _check(server: OwnServer, client: httpx.Client, form: str, sent: list[File]) -> None:
    inspection = form.removeprefix("/inspections/")
    entries = "SELECT id FROM operation WHERE inspection_id = ? AND field LIKE '%/evidence/%'"
    stored = sorted(str(found) for (found,) in rows(server.data, entries, inspection))
    assert stored == sorted(file.id for file in sent), "entries and files differ"
    for file in sent:
        reply = client.get(f"{form}/evidence/{file.digest}")
        assert reply.status_code == 200 and reply.content == file.content, f"{file.id} is not what was sent"
    assert rows(server.data, "SELECT count(*) FROM upload WHERE done_at IS NULL") == [(0,)]
