"""A tiny named world, the same for every page test.

    shi 海州市 (city)
    ├── east 东城区 (district)   ├── east_school 东城第一小学   └── east_special 东城特殊教育学校
    └── west 西城区 (district)   └── west_school 西城第一小学

Accounts: each role in each district, `inspector.east` ... `administrator.west`, and `administrator.city` with no
limit of area. All have the password PASSWORD. Each test has a store of its own in `tmp_path`.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from httpx import BaseTransport, Client
from litestar import Litestar
from litestar.testing import TestClient
from litestar.testing.transport import TestClientTransport
from sqlalchemy import Connection

from inspector.settings import Settings
from inspector.storage import accounts, sessions, units
from inspector.storage.instants import SECOND, now
from inspector.storage.store import Store, open_store
from inspector.storage.tables import Role, UnitVersion
from inspector.web.passwords import hash_password
from inspector.web.sessions import cookie_name
from tests.storage.world import put_empty
from tests.web.application import HOST, serving

PASSWORD = "four quiet rooms in spring"
TREE = [
    ("shi", None, "海州市", "city"),
    ("east", "shi", "东城区", "district"),
    ("west", "shi", "西城区", "district"),
    ("east_school", "east", "东城第一小学", "regular_school"),
    ("east_special", "east", "东城特殊教育学校", "special_school"),
    ("west_school", "west", "西城第一小学", "regular_school"),
]
OWN_PAGE = {"origin": HOST}
"""What a browser on plain HTTP sends with a POST from one of our pages."""


@dataclass
class World:
    store: Store
    settings: Settings
    app: Litestar
    server: TestClient[Litestar]

    def visitor(self, **headers: str) -> Client:
        """A browser nobody has signed in with, with cookies of its own; Chinese is its language.

        Redirects are not followed. Further headers as arguments: `sec_fetch_site="cross-site"`.
        """
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        transport = cast(BaseTransport, TestClientTransport(client=self.server))
        return Client(base_url=HOST, transport=transport, headers=OWN_PAGE | {"accept-language": "zh-CN"} | given)

    def signed_in(self, login: str, **headers: str) -> Client:
        """A browser with an open session, such as `world.signed_in("clerk.east")`."""
        token = f"session of {login} {now()}".replace(" ", "-")
        self.store.write_now(lambda connection: self._open(connection, login, token))
        client = self.visitor(**headers)
        client.cookies.set(cookie_name(self.settings), token, domain="testserver.local")
        return client

    def account_id(self, login: str) -> int:
        account = self.store.read_now(lambda connection: accounts.by_login(connection, login))
        assert account is not None and account.id is not None
        return account.id

    def _open(self, connection: Connection, login: str, token: str) -> None:
        account = accounts.by_login(connection, login)
        assert account is not None and account.id is not None
        sessions.open_session(connection, token, account.id, at=now(), expires_at=now() + 3600 * SECOND)


def settle(connection: Connection, password_hash: str) -> None:
    for position, (unit_id, parent, name, kind) in enumerate(TREE):
        version = UnitVersion(
            city_id="shi",
            unit_id=unit_id,
            valid_from=date(2000, 1, 1),
            parent_id=parent,
            name=name,
            kind=kind,
            position=position,
        )
        units.add(connection, version, now())
    for role in Role:
        for scope in ("east", "west"):
            add_account(connection, f"{role.value}.{scope}", role, scope, password_hash)
    add_account(connection, "administrator.city", Role.administrator, None, password_hash)


def add_account(connection: Connection, login: str, role: Role, scope: str | None, password_hash: str) -> None:
    name, at = f"甲 {login}", now()
    accounts.add(connection, login=login, name=name, password_hash=password_hash, role=role, scope_unit=scope, at=at)


@pytest.fixture(scope="session")
def settled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world's record, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("world")
    put_empty(folder)
    with open_store(Settings(data_folder=folder)) as store:
        password_hash = hash_password(PASSWORD)
        store.write_now(lambda connection: settle(connection, password_hash))
    return folder


@pytest.fixture
def world(settled_folder: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(settled_folder, tmp_path / "data")
    settings = Settings(data_folder=tmp_path / "data")
    with open_store(settings) as store, serving(store, settings) as server:
        yield World(store, settings, server.app, server)


@pytest.fixture
def visitor(world: World) -> Client:
    return world.visitor()


@pytest.fixture
def administrator(world: World) -> Client:
    return world.signed_in("administrator.city")
