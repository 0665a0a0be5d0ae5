"""Batches of letters in tests: begun through the page, waited for in the record."""

import io
import json
import time
import zipfile
from hashlib import sha256
from typing import Any

from httpx import Client
from python_calamine import CalamineWorkbook

from inspector.storage import batches, letters
from inspector.storage.instants import now
from inspector.storage.tables import Letter, LetterBatch, LetterBatchLine
from tests.web.conftest import World
from tests.web.museum_round import ROUND

PATH = f"/rounds/{ROUND}/letters/batches"
UNITS = ["江南区", "江南博物馆", "江南托育园", "江北区", "江北博物馆", "江边美术馆"]
"""Who gets an opinion in the round of the museums, in administrative order."""
WISH = {
    "kind": "opinion",
    "office": "东江市人民政府教育督导委员会办公室",
    "legal_basis": "《教育督导条例》",
    "notice": "2026-02-01",
    "variant": "letter",
    "heard": "yes",
    "heard_on": "2026-02-10",
}
ORDER = {
    "numbers": "run",
    "code": "东教督",
    "first": "12",
    "person": "王某，主任",
    "signed_on": "2026-03-04",
    "issued_on": "2026-03-05",
    "note": "经办公室集体审核",
    "reason": "各单位已当场陈述意见",
}
LONGEST_WAIT = 90.0


def begin(client: Client, **changes: str) -> str:
    """The path of the batch."""
    answer = client.post(PATH, data=WISH | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def waiting(world: World, units: list[str], kind: str = "opinion", passed: int = 0, round_id: str = ROUND) -> str:
    """A batch in the record that no server was told of; its path."""
    wish = json.dumps({name: text for name, text in WISH.items() if name != "kind"})
    by = world.account_id("clerk.city")
    row = LetterBatch(id="b1", round_id=round_id, kind=kind, wish=wish, created_by=by, created_at=now())
    world.store.write_now(lambda connection: batches.add(connection, row, units))
    return f"{PATH}/b1"


def settled(world: World, path: str) -> LetterBatch:
    """The batch once nothing runs any more."""
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        found = world.store.read_now(lambda connection: batches.by_id(connection, path.rpartition("/")[2]))
        assert found is not None
        if found.state != "running":
            return found
        assert time.monotonic() < deadline, f"still at {found.step}"
        time.sleep(0.05)


def lines(world: World, path: str) -> list[LetterBatchLine]:
    return world.store.read_now(lambda connection: batches.lines(connection, path.rpartition("/")[2]))


def kept(world: World, round_id: str = ROUND) -> list[Letter]:
    return world.store.read_now(lambda connection: letters.of_round(connection, round_id))


def numbers(world: World, path: str) -> list[str]:
    """In the order of the batch."""
    made = world.store.read_now(lambda connection: batches.letters_of(connection, path.rpartition("/")[2]))
    return [made[line.unit_id].number for line in lines(world, path)]


def unpacked(content: bytes) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The index row by row, and the letters by file name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(files.pop("目录.xlsx"))).get_sheet_by_index(0).to_python()
    at = next(place for place, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(map(str, rows[at]), row, strict=True)) for row in rows[at + 1 :]], files


def agrees(rows: list[dict[str, Any]], files: dict[str, bytes]) -> bool:
    """Whether the index names each file once, with the hash of its very bytes."""
    return {row["文件名"]: row["SHA-256"] for row in rows} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    } and len(rows) == len(files)
