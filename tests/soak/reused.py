"""R3: an id that comes again with other content is refused; both contents are in the record, nothing is overwritten."""

import random
from hashlib import sha256
from typing import Any
from uuid import UUID

from tests.browser.own_server import OwnServer, rows
from tests.soak import world
from tests.soak.world import COLLEAGUE, INSPECTOR, SCHOOL, SPECIAL, Device, Operation, entry

ITEM, REQUEST = "pupils_refused", "register"
CHANGES: tuple[dict[str, Any], ...] = (
    {"raw": "2"},
    {"base": "another"},
    {"device": "another"},
    {"seq": 7},
    {"device_time": 1},
)
"""What of an entry may differ from the first of its id; who sent it and for which inspection come on top."""


def run(seed: int, short: bool) -> list[str]:
    chance = random.Random(seed)
    with world.served() as server:
        first, colleague = Device(server), Device(server, COLLEAGUE)
        cells = ["pupils_refused/value", *sorted(set(world.notes(SCHOOL)) & set(world.notes(SPECIAL)))[:3]]
        before = [entry(f"e{number}-{chance.randrange(10**6)}", cell, "1") for number, cell in enumerate(cells)]
        assert first.send(*before)
        cases = 0
        for one in before:
            for change in CHANGES:
                cases += _refused(first, one | change)
            cases += _refused(colleague, one)
        cases += _refused(first, before[1], SPECIAL)
        _unharmed(server, before, cases)
        _changed_photo(server, first, chance)
        world.assert_sound(server.data)
    lines = [f"R3 ids sent again with other content: {cases}, refused: {cases}, both kept: {cases}, overwritten: 0"]
    return [*lines, "R3 changed photo under a known id: refused, the first one stands"]


def _refused(device: Device, other: Operation, inspection: str = SCHOOL) -> int:
    told = device.send(other, inspection=inspection)
    assert told and told[0]["outcome"] == "id_reused" and told[0]["message"], told
    return 1


def _unharmed(server: OwnServer, before: list[Operation], cases: int) -> None:
    kept = rows(server.data, "SELECT id, field, raw FROM operation ORDER BY arrival")
    assert kept == [(one["id"], one["field"], "1") for one in before]
    assert rows(server.data, "SELECT raw FROM head") == [("1",)] * len(before)
    assert rows(server.data, "SELECT count(*) FROM operation_aside") == [(cases,)]
    assert rows(server.data, "SELECT DISTINCT raw FROM operation_aside ORDER BY raw") == [("1",), ("2",)]


def _changed_photo(server: OwnServer, device: Device, chance: random.Random) -> None:
    ((user,),) = rows(server.data, "SELECT id FROM account WHERE login = ?", INSPECTOR)
    contents = [b"%PDF-1.7\n" + chance.randbytes(1000) for _ in range(2)]
    key = str(UUID(bytes=chance.randbytes(16)))
    replies = [_upload(device, key, str(user), content) for content in (contents[0], contents[1], contents[0])]
    assert replies[0]["state"] == replies[2]["state"] == "done", replies
    assert replies[1]["state"] not in ("done", "awaited"), replies
    for content, status in zip(contents, (200, 404), strict=True):
        address = f"/inspections/{SCHOOL}/evidence/{sha256(content).hexdigest()}"
        assert device.client.get(address).status_code == status, address


def _upload(device: Device, key: str, user: str, content: bytes) -> dict[str, Any]:
    wish = {"id": key, "user": user, "item": ITEM, "request": REQUEST, "sha256": sha256(content).hexdigest()}
    form = f"/inspections/{SCHOOL}/uploads"
    told: dict[str, Any] = device.client.post(form, json=wish | {"size": len(content)}).json()
    if told.get("state") == "awaited":
        told = device.client.patch(f"{form}/{key}", content=content, headers={"upload-offset": "0"}).json()
    return told
