"""A visit taken along: the record of the page tests, a laptop that opens the case file, and the way back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from httpx import BaseTransport, Client, Response
from litestar.testing import TestClient
from litestar.testing.transport import TestClientTransport
from sqlalchemy import Select, select

from inspector.settings import Settings
from inspector.storage import inspections, migrations
from inspector.storage.case_files import contents
from inspector.storage.rows import table
from inspector.storage.store import Store, open_store
from inspector.storage.tables import Head, Inspection, Operation, Result
from tests.web.application import HOST, serving
from tests.web.conftest import OWN_PAGE, World
from tests.web.forms.test_form_evidence import photo

PASSPHRASE = "cold hands, no signal"
LOGIN = "inspector.east"
SCHOOL = "r-east_school"
WHEN_AND_WHERE = {"arrival", "received_at", "computed_at"}


def assign(world: World, *inspection_ids: str, login: str = LOGIN) -> None:
    account = world.account_id(login)
    for one in inspection_ids:
        world.store.write_now(partial(inspections.reassign, inspection_id=one, inspector_id=account))


def ask(world: World, *inspection_ids: str, login: str = LOGIN, **form: str) -> Response:
    fields = {"inspection": list(inspection_ids), "passphrase": PASSPHRASE, "again": PASSPHRASE}
    return world.signed_in(login).post("/case-files", data=fields | form)


def take(world: World, file: Path, *inspection_ids: str, **form: str) -> Path:
    """Assigns the inspections to `inspector.east`, who takes them along as a file."""
    assign(world, *inspection_ids)
    reply = ask(world, *inspection_ids, **form)
    assert reply.status_code == 200 and reply.headers["content-type"] == "application/octet-stream", reply.text
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(reply.content)
    return file


@dataclass
class Laptop:
    store: Store
    server: TestClient[Any]

    def visitor(self) -> Client:
        transport = cast(BaseTransport, TestClientTransport(client=self.server))
        return Client(base_url=HOST, transport=transport, headers=OWN_PAGE | {"accept-language": "zh-CN"})

    def signed_in(self) -> Client:
        client = self.visitor()
        reply = client.post("/sign-in", data={"login": LOGIN, "password": PASSPHRASE})
        assert reply.status_code == 303, reply.text
        return client


def settings_of(file: Path) -> Settings:
    return Settings(case_file=file, data_folder=file.with_name(f"{file.name}.open"))


@contextmanager
def laptop(file: Path) -> Iterator[Laptop]:
    """As `inspector serve FILE` opens it, in this process."""
    settings = settings_of(file)
    with open_store(settings) as store:
        migrations.upgrade(store)
        contents.reconcile(store)
        with serving(store, settings) as server:
            yield Laptop(store, server)


def hand_in(world: World, file: Path, login: str = LOGIN) -> Response:
    return world.signed_in(login).post("/case-files/merge", files={"file": (file.name, file.read_bytes())})


def merge(world: World, file: Path, login: str = LOGIN) -> Response:
    """Looks first, then merges, as a person does."""
    looked = hand_in(world, file, login)
    assert looked.status_code == 200, looked.text
    action = looked.text.partition('action="/case-files/merge/')[2].partition('"')[0]
    return world.signed_in(login).post(f"/case-files/merge/{action}") if action else looked


def stored(store: Store, *inspection_ids: str) -> dict[str, list[dict[str, Any]]]:
    """Everything the record holds of inspections, without the instants and the numbers of arrival."""
    found = {}
    for record, key in ((Operation, "id"), (Head, "field"), (Result, "inspection_id")):
        columns = table(record).c
        query = select(table(record)).where(columns.inspection_id.in_(inspection_ids)).order_by(columns[key])
        found[record.__name__] = rows_of(store, query)
    i = table(Inspection).c
    found["states"] = rows_of(store, select(i.id, i.state).where(i.id.in_(inspection_ids)).order_by(i.id))
    return found


def rows_of(store: Store, query: Select[Any]) -> list[dict[str, Any]]:
    rows = store.read_now(lambda connection: connection.execute(query).mappings().all())
    return [{name: value for name, value in row.items() if name not in WHEN_AND_WHERE} for row in rows]


def pieces(store: Store, inspection_id: str = SCHOOL) -> list[dict[str, str]]:
    rows = stored(store, inspection_id)["Head"]
    return [json.loads(row["value"]) for row in rows if "/evidence/" in row["field"] and row["value"]]


def photographed(client: Client) -> Response:
    form = {"item": "pupils_refused", "request": "register"}
    return client.post(f"/inspections/{SCHOOL}/evidence", data=form, files={"file": ("a.jpg", photo())})
