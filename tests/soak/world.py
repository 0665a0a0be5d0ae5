"""The tiny world of the page tests as a record that a server of its own opens, and the people who send to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from weakref import finalize

import httpx

from inspector.cli.serving import changed_editions
from inspector.settings import Settings
from inspector.storage import accounts, sessions
from inspector.storage.instants import SECOND, now
from inspector.storage.store import open_store
from inspector.storage.tables import Role
from inspector.web.operations.memory import memory_of
from tests.browser.own_server import OwnServer, own_server
from tests.storage.world import put_empty
from tests.web.conftest import add_account, settle
from tests.web.forms.conftest import data, load

CITY, ROUND, SCHOOL, SPECIAL = "shi", "r", "r-east_school", "r-east_special"
INSPECTOR, COLLEAGUE, EVALUATOR = "inspector.east", "colleague.east", "evaluator.east"
PATIENCE = 30
FOREVER = 30 * 24 * 3600 * SECOND
Operation = dict[str, Any]


@cache
def record() -> Path:
    """The folder of a closed record, made once a process; a server takes a copy of it."""
    folder = Path(mkdtemp(prefix="inspector-soak-"))
    put_empty(folder)
    settings = Settings(data_folder=folder)
    with open_store(settings) as store:
        editions = {one.checklist.id: one for one in changed_editions(store, settings)}  # no start has to read them
        store.write_now(lambda connection: settle(connection, "nobody signs in by password"))
        store.write_now(lambda connection: add_account(connection, COLLEAGUE, Role.inspector, "east", "nor by this"))
        load(store, editions["yuncheng_2023"], data(), ROUND)
        for login in (INSPECTOR, COLLEAGUE, EVALUATOR):
            store.write_now(lambda connection, one=login: _sign_in(connection, one))  # type: ignore[misc]
    return folder


def _sign_in(connection: Any, login: str) -> None:
    account = accounts.by_login(connection, login)
    assert account is not None and account.id is not None
    sessions.open_session(connection, token(login), account.id, at=now(), expires_at=now() + FOREVER)


def token(login: str) -> str:
    return f"a-session-for-the-soak-of-{login}"


@contextmanager
def served() -> Iterator[OwnServer]:
    """The product with a copy of that record, in a process of its own that may be killed and started again."""
    with TemporaryDirectory() as folder, own_server(Path(folder), record()) as server:
        yield server


@cache
def notes(inspection: str) -> tuple[str, ...]:
    """A cell of free text for each item of that form."""
    with open_store(Settings(data_folder=record())) as store:
        found = store.read_now(lambda connection: memory_of(store).current(connection, inspection))
        assert found is not None
        return tuple(f"{name}/note" for name, item in found[0].links.items.items() if not item.rolls_up)


class Device:
    """One person's connection to a server that may die: no answer, and an answer not ours, are alike None."""

    def __init__(self, server: OwnServer, login: str = INSPECTOR) -> None:
        headers = {"origin": server.url, "cookie": f"inspector={token(login)}", "accept-language": "zh-CN"}
        self.client = httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE)
        finalize(self, self.client.close)
        self.faults: list[int] = []

    def send(self, *operations: Operation, inspection: str = SCHOOL) -> list[dict[str, Any]] | None:
        """The results, of just these entries; a status of 500 or more is noted in `faults`."""
        try:
            reply = self.client.post(f"/inspections/{inspection}/operations", json={"operations": operations})
        except httpx.TransportError:
            return None
        if reply.status_code >= 500:
            self.faults.append(reply.status_code)
        if reply.headers.get("inspector-answer") != "operations" or reply.status_code != 200:
            return None
        results: list[dict[str, Any]] = reply.json()["results"]
        assert [one["id"] for one in results] == [one["id"] for one in operations], results
        return results

    def page(self, path: str) -> str:
        reply = self.client.get(path)
        assert reply.status_code == 200, f"{path}: {reply.status_code}"
        return reply.text


def entry(key: str, field: str, raw: str, *, base: str | None = None, **other: Any) -> Operation:
    return {"id": key, "field": field, "base": base, "raw": raw, "device": "soak", "seq": 1} | other


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The record of a server, read from beside it."""
    with closing(sqlite3.connect(folder / "inspector.sqlite3")) as connection:
        yield connection


def assert_sound(folder: Path) -> None:
    """The file is whole, arrival numbers are dense, and each head is the last entry applied to its cell."""
    with opened(folder) as record_:
        assert record_.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert record_.execute("PRAGMA foreign_key_check").fetchall() == []
        arrivals = [one for (one,) in record_.execute("SELECT arrival FROM operation ORDER BY arrival")]
        assert arrivals == list(range(1, len(arrivals) + 1)), "arrival numbers with gaps"
        last = record_.execute("SELECT last FROM counter WHERE noun = 'operation'").fetchone()
        assert (last[0] if last else 0) == len(arrivals), "the counter and the rows differ"
        heads = record_.execute("SELECT inspection_id, level, field, operation_id FROM head").fetchall()
        query = "SELECT inspection_id, level, field, id FROM operation WHERE outcome = 'applied' ORDER BY arrival"
        folded = {tuple(row[:3]): row[3] for row in record_.execute(query)}
        assert {tuple(row[:3]): row[3] for row in heads} == folded, "a head is not the last entry applied"


def stored(folder: Path) -> list[str]:
    """The ids of all entries, in order of arrival."""
    with opened(folder) as record_:
        return [one for (one,) in record_.execute("SELECT id FROM operation ORDER BY arrival")]
