"""Undoing a whole import: asked first, then what stood before stands again, and what cannot is said."""

from datetime import date

import pytest

from inspector.storage import facts, results, units
from inspector.storage.facts import NewFact
from tests.web.conftest import World
from tests.web.field_round import open_round, store_yuncheng
from tests.web.taking_over import book, take_over
from tests.web.test_import_take import UNITS, known, names


@pytest.fixture(autouse=True)
def checklist(world: World) -> None:
    store_yuncheng(world)


def test_units_go_again_and_a_second_time_is_refused(world: World) -> None:
    client, before = world.signed_in("administrator.city"), names(world)
    path = take_over(client, UNITS, day="2020-01-01")
    asked = client.get(f"{path}/undo").text
    assert "删除新增的3项" in asked and "变更的1项恢复原值" in asked
    assert names(world) != before
    assert client.post(f"{path}/undo", data={}).status_code == 303
    assert names(world) == before
    assert "已恢复导入前的内容" in client.get(path).text
    assert client.post(f"{path}/undo", data={}).status_code == 409
    assert client.post(f"{path}/take", data={"seen": ""}).status_code == 409


def vectors(world: World) -> dict[str, bytes]:
    return {one.unit_id: one.vector for one in world.store.read_now(lambda c: results.of_round(c, "spring"))}


def test_facts_get_their_former_values_and_rounds_their_scores(world: World) -> None:
    open_round(world)
    old = NewFact("east_school", "disabled_pupils", date(2025, 3, 1), "5", "", "上年报表")
    world.store.write_now(lambda c: facts.record(c, "shi", [old], at=1, account_id=None))
    client = world.signed_in("evaluator.east")
    content = book(["单位名称", "在校残疾学生数", "送教上门学生数"], ["东城第一小学", 12, 0])
    first = take_over(client, content, day="2025-08-31")
    client.post(f"{first}/undo", data={})
    before = vectors(world)
    second = take_over(client, content, day="2025-08-31")
    assert vectors(world) != before
    client.post(f"{second}/undo", data={})
    assert vectors(world) == before and known(world) == {"disabled_pupils": "5", "home_taught": None}
    history = world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "disabled_pupils"))
    assert [one.value for one in history] == ["5", "12", None, "5", "12", None, "5"]
    assert history[-1].source.startswith("上年报表（") and "撤销导入《名单.xlsx》" in history[-1].source


def test_what_is_in_use_or_changed_since_stays_and_is_listed(world: World) -> None:
    client = world.signed_in("administrator.city")
    path = take_over(client, UNITS, day="2020-01-01")
    tree = {one.name: one.id for one in world.store.read_now(lambda c: units.tree(c, "shi", date(2026, 1, 1)))}
    new = NewFact(tree["东城第二小学"], "disabled_pupils", date(2025, 8, 31), "3")
    world.store.write_now(lambda c: facts.record(c, "shi", [new], at=1, account_id=None))
    client.post(f"{path}/undo", data={})
    shown = client.get(path).text
    assert "部分撤销" in shown and "该单位已有基础数据，予以保留" in shown
    left = names(world)
    assert "东城第二小学" in left and "南城区" not in left
