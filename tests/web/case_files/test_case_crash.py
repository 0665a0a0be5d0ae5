"""A laptop whose battery dies: what was acknowledged is in the one file, and is merged once."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from threading import Thread
from time import sleep

from httpx import Client, HTTPError

from inspector.storage import blobs
from tests.serving import Served, free_port, wait_until_served
from tests.web.case_files.travelling import LOGIN, PASSPHRASE, SCHOOL, laptop, merge, photographed, pieces, stored, take
from tests.web.conftest import World

ROWS, ENTRIES_BEFORE_THE_KILL = ("no_roll", "empty_roll"), 30


@contextmanager
def killed(file: Path) -> Iterator[str]:
    """`inspector serve FILE` as a process of its own, killed at the end."""
    port, log = free_port(), file.with_name("server.log")
    command = [sys.executable, "-m", "inspector", "serve", str(file), "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    served = Served(f"http://127.0.0.1:{port}", log, file.parent)
    try:
        wait_until_served(process, served)
        yield served.url
    finally:
        process.kill()
        process.wait()


def signed_in(url: str) -> Client:
    client = Client(base_url=url, headers={"origin": url}, timeout=20)
    assert client.post("/sign-in", data={"login": LOGIN, "password": PASSPHRASE}).status_code == 303
    return client


class Typing(Thread):
    """Somebody who types into a cell of his own, each entry on the one before, until the server is gone."""

    def __init__(self, client: Client, row: str) -> None:
        super().__init__()
        self.client, self.row, self.base = client, row, None
        self.acknowledged: list[str] = []
        self.start()

    def run(self) -> None:
        for number in count():
            one = {"id": f"{self.row}-{number}", "field": f"roll_matches/{self.row}/value", "base": self.base}
            one |= {"raw": str(number % 9)}
            try:
                reply = self.client.post(f"/inspections/{SCHOOL}/operations", json={"operations": [one]})
            except HTTPError:
                return
            self.base = reply.json()["results"][0]["head"]
            self.acknowledged.append(f"{self.row}-{number}")


def test_killed_while_it_saves_nothing_acknowledged_is_lost_or_doubled(world: World, tmp_path: Path) -> None:
    file, acknowledged = take(world, tmp_path / "laptop" / "visit.inspector-case", SCHOOL), list[str]()
    with killed(file) as url:
        client = signed_in(url)
        assert photographed(client).status_code == 200
        people = [Typing(client, row) for row in ROWS]
        while sum(len(one.acknowledged) for one in people) < ENTRIES_BEFORE_THE_KILL:
            sleep(0.01)
    for one in people:
        one.join()
        acknowledged += one.acknowledged
    with laptop(file):  # what a dying machine left half written is taken back when the file is opened
        pass
    rmtree(file.with_name(f"{file.name}.open"))
    assert merge(world, file).status_code == 200
    kept = [row["id"] for row in stored(world.store, SCHOOL)["Operation"]]
    assert len(acknowledged) >= ENTRIES_BEFORE_THE_KILL
    assert set(acknowledged) <= set(kept) and len(kept) == len(set(kept))
    assert len(kept) <= len(acknowledged) + 1 + len(ROWS)  # the photo, and what was saved but not told
    (piece,) = pieces(world.store)
    assert blobs.read(world.store.blob_folder, piece["sha256"])
