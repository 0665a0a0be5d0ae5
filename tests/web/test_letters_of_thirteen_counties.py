"""The finished round of thirteen counties: one click makes all letters, numbers run without gaps, the file opens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import text as sql

from inspector.checklist.edition import open_folder
from inspector.cli.serving import demo_of
from inspector.letters.check import broken
from inspector.settings import Settings, checklists_root
from inspector.storage import intake, migrations
from inspector.storage.instants import now
from inspector.storage.store import open_store
from inspector.web.app import create_app
from tests.web.application import HOST
from tests.web.batch_world import ORDER, WISH, agrees, numbers, settled, unpacked
from tests.web.conftest import World

ROUND = "yuncheng_2023-final"
PATH = f"/rounds/{ROUND}/letters/batches"
COUNTIES = "盐湖区、临猗县、万荣县、闻喜县、稷山县、新绛县、绛县、垣曲县、夏县、平陆县、芮城县、永济市、河津市"


@pytest.fixture
def counties(tmp_path: Path) -> Iterator[World]:
    edition, settings = open_folder(checklists_root() / "yuncheng_2023"), Settings(data_folder=tmp_path)
    data = demo_of(edition)
    with open_store(settings) as store:
        migrations.upgrade(store)
        store.write_now(
            lambda c: intake.load(c, edition, data, round_id=ROUND, scheme="points", hashed=lambda _: "x", at=now())
        )
        store.write_now(lambda c: c.execute(sql("UPDATE inspection SET state = 'confirmed'")) and None)
        with TestClient(create_app(store, settings, freeze=False), base_url=HOST) as server:
            yield World(store, settings, server.app, server)


def test_thirteen_lists_go_out_in_one_run_of_numbers(counties: World) -> None:
    client = counties.signed_in("clerk-yuncheng")
    shown = client.get(f"{PATH}?kind=accountability").text
    assert "制作13份草稿" in shown and "尚未全部确认" not in shown
    path = client.post(PATH, data=WISH | {"kind": "accountability"}).headers["location"]
    assert settled(counties, path).state == "done"
    client.post(f"{path}/issue", data=ORDER | {"code": "运教督"})
    assert settled(counties, path).state == "done"
    assert numbers(counties, path) == [f"运教督〔2026〕{serial}号" for serial in range(12, 25)]
    rows, files = unpacked(client.get(f"{path}/all.zip").content)
    assert "、".join(row["督导对象"] for row in rows) == COUNTIES and agrees(rows, files)
    assert [row["文号"] for row in rows] == numbers(counties, path)
    assert [broken(content) for content in files.values()] == [[]] * 13
