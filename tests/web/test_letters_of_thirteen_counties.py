"""The finished round of thirteen counties: one click makes all letters, numbers run without gaps, the file opens."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from inspector.letters.check import broken
from inspector.settings import Settings
from inspector.storage.store import open_store
from tests.made_once import demo_record
from tests.web.application import serving
from tests.web.batch_world import ORDER, WISH, agrees, numbers, settled, unpacked
from tests.web.conftest import World

ROUND = "yuncheng_2023-final"
PATH = f"/rounds/{ROUND}/letters/batches"
COUNTIES = "盐湖区、临猗县、万荣县、闻喜县、稷山县、新绛县、绛县、垣曲县、夏县、平陆县、芮城县、永济市、河津市"


@pytest.fixture
def counties(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(demo_record(tmp_path_factory) / "data", tmp_path / "data")
    settings = Settings(data_folder=tmp_path / "data")
    with open_store(settings) as store:
        store.write_now(lambda c: c.execute(sql("UPDATE inspection SET state = 'confirmed'")) and None)
        with serving(store, settings) as server:
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
