"""R11: the server is killed while a batch of letters is made, tried and issued; it goes on by itself when it starts.

Afterwards every unit has one letter, every letter went out once, and the numbers run without a gap, both those that
the document office assigned and those of the office's own series.
"""

import random
import shutil
import time
from collections import Counter
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from zipfile import ZipFile

from inspector.settings import Settings
from inspector.storage import accounts, blobs, intake, sessions
from inspector.storage.batches import STEPS
from inspector.storage.instants import now
from inspector.storage.store import open_store
from tests.browser.own_server import OwnServer, own_server, rows
from tests.soak import world
from tests.soak.world import Device
from tests.web import museum_round
from tests.web.batch_world import ORDER, PATH, WISH, agrees, unpacked

CLERK = "clerk.batches"
MUSEUMS, MUSEUMS_SHORT = 30, 0
KILLS = ("check", "make", "make", "prove", "issue", "issue", "issue", "issue")
KILLS_SHORT = ("issue",)
FIRST = int(ORDER["first"])
LONGEST_WAIT = 120.0
EVENTS = ["draft", "review", "sign", "issue"]


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    ways = ("run",) if short else ("run", "series")
    return [_killed_batch(chance, numbers, short) for numbers in ways]


@cache
def record(museums: int) -> Path:
    """The round of the museums with so many more of them, in a record that a server takes a copy of."""
    folder = Path(mkdtemp(prefix="inspector-soak-"))
    shutil.copytree(world.record(), folder, dirs_exist_ok=True)
    found = museum_round.data(lambda raw: _more(raw, museums))
    with open_store(Settings(data_folder=folder)) as store:

        def job(connection: Any) -> None:
            intake.load(
                connection,
                museum_round.edition(),
                found,
                round_id=museum_round.ROUND,
                scheme="points",
                hashed=lambda _: "x",
                at=now(),
            )
            account = accounts.by_login(connection, CLERK)
            assert account is not None and account.id is not None
            sessions.open_session(
                connection, world.token(CLERK), account.id, at=now(), expires_at=now() + world.FOREVER
            )

        store.write_now(job)
    return folder


def _more(raw: dict[str, Any], museums: int) -> None:
    like = next(unit for unit in raw["units"] if unit["id"] == "m1")
    raw["units"] += [like | {"id": f"x{number}", "name": f"江南第{number}博物馆"} for number in range(museums)]
    people = {CLERK: "clerk", "inspector.batches": "inspector"}
    raw["accounts"] = [
        {"login": login, "name": f"甲 {login}", "password": "x", "role": role, "scope": "city"}
        for login, role in people.items()
    ]


def _killed_batch(chance: random.Random, numbers: str, short: bool) -> str:
    with TemporaryDirectory() as name, own_server(Path(name), record(MUSEUMS_SHORT if short else MUSEUMS)) as server:
        device = Device(server, CLERK)
        clerk = device.client
        begun = clerk.post(PATH, data=WISH)
        assert begun.status_code == 303, begun.text
        path = begun.headers["location"]
        units = int(rows(server.data, "SELECT count(*) FROM letter_batch_line")[0][0])  # type: ignore[call-overload]
        kills = sorted(KILLS_SHORT if short else KILLS, key=STEPS.index)
        places = sorted((STEPS.index(step), chance.randrange(units)) for step in kills)
        making = [one for one in places if STEPS[one[0]] in ("check", "make")]
        caught = sum(_kill(server, *one) for one in making)
        _wait(server, STEPS.index("make"), units)
        order = ORDER | {"numbers": numbers}
        assert clerk.post(f"{path}/issue", data=order).status_code == 303
        caught += sum(_kill(server, *one) for one in places if one not in making)
        _wait(server, STEPS.index("issue"), units)
        _assert_right(server.data, units, 1 if numbers == "series" else FIRST)
        index, files = unpacked(clerk.get(f"{path}/all.zip").content)
        assert len(index) == units and agrees(index, files), "the file of all letters"
        return f"R11 {numbers}: {units} letters, kills {len(places)}, of them in the middle {caught}, lost 0, twice 0"


def _kill(server: OwnServer, step: int, place: int) -> bool:
    """Kills once so many lines are through the step, starts again; whether the batch was still under way."""
    _wait(server, step, place)
    server.kill()
    running = rows(server.data, "SELECT 1 FROM letter_batch WHERE state = 'running'") != []
    server.start()
    return running


def _wait(server: OwnServer, step: int, place: int) -> None:
    """Until so many lines are through the step."""
    deadline = time.monotonic() + LONGEST_WAIT
    query = "SELECT count(*) FROM letter_batch_line WHERE passed > ?"
    while int(rows(server.data, query, step)[0][0]) < place:  # type: ignore[call-overload]
        assert time.monotonic() < deadline, f"not at {STEPS[step]} {place}: {rows(server.data, STANDS)}"
        time.sleep(0.01)


LETTERS = """
SELECT letter.number, letter.unit_id, letter.id, letter.blob_sha256
FROM letter_batch_line JOIN letter ON letter.id = letter_batch_line.letter_id ORDER BY place
"""
STANDS = "SELECT step, state FROM letter_batch UNION ALL SELECT reason, detail FROM letter_batch_line"


def _assert_right(data: Path, units: int, first: int) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while rows(data, "SELECT step, state FROM letter_batch") != [("issue", "done")]:
        assert time.monotonic() < deadline, rows(data, STANDS)
        time.sleep(0.01)
    letters = rows(data, LETTERS)
    assert [number for number, *_ in letters] == [f"东教督〔2026〕{first + at}号" for at in range(units)]
    assert rows(data, "SELECT count(*) FROM letter") == [(units,)], "a letter that no line of the batch knows"
    twice = [unit for unit, count in Counter(unit for _, unit, *_ in letters).items() if count > 1]
    assert twice == [], f"two letters: {twice}"
    for _, unit, letter, digest in letters:
        events = [
            step for (step,) in rows(data, "SELECT step FROM letter_event WHERE letter_id = ? ORDER BY number", letter)
        ]
        assert events == EVENTS, (unit, events)
        content = blobs.read(data / "blobs", str(digest))
        assert sha256(content).hexdigest() == digest and ZipFile(BytesIO(content)).testzip() is None
    world.assert_sound(data)
