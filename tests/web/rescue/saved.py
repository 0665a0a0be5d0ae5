"""A device in the rescue tests: what waits on it, and the file it saves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from httpx import Client, Response

from tests.web.conftest import World
from tests.web.rescue.sealing import DEVICE, packed, sealed, server_key

SCHOOL = "r-east_school"
FORM = f"/inspections/{SCHOOL}"
Entry = dict[str, Any]


@dataclass
class Tablet:
    """`operations` and `files` are as the device keeps and would send them."""

    world: World
    operations: list[Entry] = field(default_factory=list)
    files: list[tuple[Entry, bytes]] = field(default_factory=list)
    intents: list[Entry] = field(default_factory=list)

    def type(self, path: str, raw: str, *, login: str = "inspector.east", form: str = FORM, **other: Any) -> Entry:
        made: Entry = {
            "user": self.user(login),
            "form": form,
            "id": str(uuid4()),
            "inspection": form.rpartition("/")[2],
        }
        made |= {"field": path, "base": None, "raw": raw, "device": DEVICE, "seq": len(self.operations) + 1}
        self.operations.append(made | {"device_time": 1_764_000_000_000_000} | other)
        return self.operations[-1]

    def photograph(self, content: bytes, *, login: str = "inspector.east", **other: Any) -> Entry:
        about: Entry = {
            "user": self.user(login),
            "form": FORM,
            "id": str(uuid4()),
            "name": "IMG_1.jpg",
            "device": DEVICE,
        }
        about |= {"item": "pupils_refused", "request": "register", "caption": "登记册", "place": ""}
        about |= {"sha256": sha256(content).hexdigest(), "size": len(content)} | other
        self.files.append((about, content))
        return about

    def user(self, login: str) -> str:
        return str(self.world.account_id(login))

    def save(self) -> bytes:
        said = {"operations": self.operations, "files": [one for one, _ in self.files], "intents": self.intents}
        plain = packed(said, [content for _, content in self.files])
        return sealed(server_key(self.world.settings.data_folder), plain)

    def comes_back(self, login: str = "inspector.east", form: str = FORM) -> list[str]:
        """It sends after all; what the server says of each entry and file."""
        client = self.world.signed_in(login, accept="application/json")
        batch = [one for one in self.operations if (one["user"], one["form"]) == (self.user(login), form)]
        told = client.post(f"{form}/operations", json={"user": self.user(login), "operations": batch}).json()
        return [one["outcome"] for one in told["results"]] + [
            client.post(f"{form}/uploads", json=about).json()["state"] for about, _ in self.files
        ]


def hand_in(client: Client, content: bytes) -> Response:
    return client.post("/rescue/import", files={"file": ("inspector-rescue.bin", content)})


def digest(page: Response) -> str:
    found = re.search('action="/rescue/import/([0-9a-f]{64})"', page.text)
    return found[1] if found else ""


def bring_in(client: Client, content: bytes) -> Response:
    """Looks first, then imports, as a person does."""
    looked = hand_in(client, content)
    assert looked.status_code == 200 and digest(looked), looked.text
    return client.post(f"/rescue/import/{digest(looked)}")


def words(page: Response, *texts: str) -> Sequence[str]:
    """Those of the texts that the page does not show."""
    return [one for one in texts if one not in page.text]
