"""Opening freezes a round and gives every unit its inspection; closing ends it for good."""

import json
from datetime import date

from inspector.storage import inspections, results, rounds
from inspector.storage import units as stored_units
from inspector.storage.instants import now
from inspector.storage.tables import UnitVersion
from tests.web.conftest import TREE, World
from tests.web.field_round import draft_round, line_of, open_round, yuncheng

ALONE = {"reason": "人手不足，经批准由两人实施"}
"""Rounds of these tests open without a team, for a written reason."""


def test_every_unit_with_something_to_answer_gets_an_inspection_and_a_result(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    assert client.post("/rounds/spring/open", data=ALONE).headers["location"] == "/rounds/spring"
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, "spring"))
    assert sorted(line.unit_id for line in lines) == sorted(unit[0] for unit in TREE)
    assert {line.inspector_id for line in lines} == {None}
    kept = world.store.read_now(lambda connection: results.of_round(connection, "spring"))
    assert len(kept) == len(lines)


def test_a_unit_without_items_gets_none(world: World) -> None:
    only = [item.id for item in yuncheng().items.values() if item.unit == ("special_school",) and not item.rolls_up]
    draft_round(world, selection=json.dumps(only))
    world.signed_in("administrator.city").post("/rounds/spring/open", data=ALONE)
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, "spring"))
    assert [line.unit_id for line in lines] == ["east_special"]


def test_the_tree_stands_still_after_opening(world: World) -> None:
    open_round(world)
    version = UnitVersion(
        city_id="shi",
        unit_id="east_school",
        valid_from=date(2025, 1, 1),
        parent_id="west",
        name="迁走小学",
        kind="regular_school",
    )
    world.store.write_now(lambda connection: stored_units.add_version(connection, version))
    assert line_of(world, "east_school").unit_name == "东城第一小学"
    assert "迁走小学" not in world.signed_in("administrator.city").get("/rounds/spring").text


def test_it_opens_only_once(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    assert client.post("/rounds/spring/open", data=ALONE).status_code == 303
    again = client.post("/rounds/spring/open", data=ALONE)
    assert again.status_code == 409 and "已不是草稿" in again.text
    assert len(world.store.read_now(lambda c: inspections.of_round(c, "spring"))) == len(TREE)


def test_the_page_shows_the_three_fingerprints_short(world: World) -> None:
    row = open_round(world)
    shown = world.signed_in("evaluator.east").get("/rounds/spring").text
    for digest in (row.edition_digest, row.scheme_digest or "", row.selection_digest):
        assert f"<code>{digest[:8]}</code>" in shown


def test_what_was_left_unset_is_said(world: World) -> None:
    open_round(world, settings=json.dumps({"who_counts": "certified"}))
    shown = world.signed_in("evaluator.east").get("/rounds/spring").text
    assert "持残疾人证" in shown and shown.count("<strong>不设定</strong>") == len(yuncheng().checklist.settings) - 1
    assert "个观测点仅记录" in shown


def test_closing_takes_a_tick_and_is_final(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    assert client.post("/rounds/spring/close", data={"sur": "yes"}).status_code == 422
    assert client.post("/rounds/spring/close", data={"sure": "yes"}).status_code == 303
    row = world.store.read_now(lambda connection: rounds.by_id(connection, "spring"))
    assert row is not None and row.state == "closed" and row.closed_at and row.closed_at <= now()
    assert client.post("/rounds/spring/close", data={"sure": "yes"}).status_code == 409
    assert client.get("/rounds/spring/assign").status_code == 409
    assert "已结束" in client.get("/rounds/spring").text
