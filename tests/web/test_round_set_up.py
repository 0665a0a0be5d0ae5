"""Setting up a round: a draft, its faults beside the fields with nothing lost, changes, two people at once."""

import json
from typing import Any

import pytest
from httpx import Response

from inspector.storage import rounds
from inspector.storage.tables import Round
from tests.web.conftest import TREE, World
from tests.web.field_round import draft_round, open_round, store_yuncheng, yuncheng

Form = dict[str, Any]


def filled(round_id: str = "autumn", **changed: Any) -> Form:
    edition = yuncheng()
    form: Form = {
        "round_id": round_id,
        "edition": edition.digest,
        "city": "shi",
        "title": "秋季专项督导",
        "supervision": "special",
        "legal_basis": "教育督导条例第十一条",
        "approval_number": "",
        "scheme": "",
        "period_from": "2024-09-01",
        "period_to": "2025-08-31",
        "data_date": "2025-08-31",
        "cutoff": "2025-10-31",
        "publication": "met_only",
        "items": [item.id for item in edition.items.values()],
        "units": [unit[0] for unit in TREE],
    }
    return form | changed


def stored(world: World, round_id: str = "autumn") -> Round | None:
    return world.store.read_now(lambda connection: rounds.by_id(connection, round_id))


def create(world: World, login: str = "administrator.city", **changed: Any) -> Response:
    store_yuncheng(world)
    return world.signed_in(login).post("/rounds", data=filled(**changed))


def test_the_form_starts_with_everything_ticked_and_the_validity_in_words(world: World) -> None:
    edition = store_yuncheng(world)
    shown = world.signed_in("administrator.city").get(f"/rounds/new?edition={edition.digest}&city=shi").text
    assert shown.count('name="items"') == len(edition.items) == shown.count('name="items"')
    boxes = [box.split(">")[0] for box in shown.split('name="items"')[1:] + shown.split('name="units"')[1:]]
    assert all("checked" in box for box in boxes)
    assert shown.count('name="units"') == len(TREE)
    assert "有效期为2023-10-13至2026-12-31" in shown
    assert [one.doubt for one in edition.checklist.settings.values() if one.doubt not in shown] == []


def test_a_draft_holds_what_was_typed(world: World) -> None:
    answer = create(world, **{"setting-who_counts": "certified"})
    assert answer.headers["location"] == "/rounds/autumn"
    row = stored(world)
    assert row is not None and row.state == "draft" and row.scheme_digest is None
    assert json.loads(row.settings) == {"who_counts": "certified"}
    assert row.legal_basis == "教育督导条例第十一条" and row.cutoff.isoformat() == "2025-10-31"
    assert "草稿" in world.signed_in("administrator.city").get("/rounds/autumn").text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "请填写督导项目名称"),
        ("title", "长" * 101, "过长"),
        ("supervision", "secret", "请从列表中选择"),
        ("scheme", "nothing", "请从列表中选择"),
        ("publication", "everything", "请从列表中选择"),
        ("period_from", "2023-10-12", "不在该版本的有效期内（2023-10-13至2026-12-31）"),
        ("cutoff", "2027-01-01", "不在该版本的有效期内"),
        ("cutoff", "2205-01-01", "不大可能"),
        ("period_to", "二月三十日", "二月三十日"),
        ("period_to", "2024-08-31", "结束日期早于开始日期"),
        ("data_date", "2025-11-01", "截至日期应不早于数据时点"),
        ("cutoff", "", "请填写日期"),
        ("setting-who_counts", "everybody", "everybody"),
        ("items", [], "请至少勾选一个观测点"),
        ("items", ["no_such_item"], "所选观测点不属于该版本"),
        ("units", [], "请至少勾选一个单位"),
        ("units", ["east_school", "no_such_unit"], "部分所选单位在截至日期不存在"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    world: World, field: str, typed: Any, words: str
) -> None:
    answer = create(world, **{field: typed})
    assert answer.status_code == 422 and stored(world) is None
    assert words in answer.text
    assert "教育督导条例第十一条" in answer.text
    if isinstance(typed, str) and field.startswith(("title", "period", "cutoff", "data")):
        assert f'value="{typed}"' in answer.text


def test_items_that_chosen_ones_roll_up_are_ticked_too_and_said(world: World) -> None:
    edition = store_yuncheng(world)
    share = next(item for item in edition.items.values() if item.rolls_up)
    answer = create(world, items=[share.id])
    target = edition.items[share.ask.of or ""]
    assert answer.status_code == 422 and f"已一并勾选：{target.title}" in answer.text
    assert f'value="{target.id}" checked' in answer.text


def test_sending_the_form_twice_makes_one_round(world: World) -> None:
    assert create(world).status_code == 303
    assert create(world).headers["location"] == "/rounds/autumn"
    assert create(world, title="另一个督导项目").status_code == 409
    assert len(world.store.read_now(rounds.everything)) == 1


def test_a_draft_is_changed_until_it_is_opened(world: World) -> None:
    create(world)
    client = world.signed_in("administrator.city")
    shown = client.get("/rounds/autumn/edit").text
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    answer = client.post("/rounds/autumn/edit", data=filled(title="冬季专项督导", units=["shi", "east"], seen=seen))
    assert answer.status_code == 303
    row = stored(world)
    assert row is not None and row.title == "冬季专项督导"
    inside = world.store.read_now(lambda connection: rounds.units_of(connection, "autumn"))
    assert [unit.id for unit in inside] == ["shi", "east"]


def test_a_change_made_meanwhile_is_not_written_over(world: World) -> None:
    create(world)
    client = world.signed_in("administrator.city")
    seen = client.get("/rounds/autumn/edit").text.split('name="seen" value="')[1].split('"')[0]
    assert client.post("/rounds/autumn/edit", data=filled(title="先改的", seen=seen)).status_code == 303
    late = client.post("/rounds/autumn/edit", data=filled(title="后改的", seen=seen))
    assert late.status_code == 422 and "其间已有他人修改此草稿" in late.text and 'value="后改的"' in late.text
    row = stored(world)
    assert row is not None and row.title == "先改的"


@pytest.mark.parametrize("login", ["inspector.east", "clerk.east", "evaluator.east", "administrator.west"])
def test_only_who_has_the_whole_city_sets_up_a_round(world: World, login: str) -> None:
    assert create(world, login).status_code == 403
    assert stored(world) is None
    draft_round(world)
    client = world.signed_in(login)
    for path in ("/rounds/spring/edit", "/rounds/spring/open"):
        assert client.post(path, data=filled()).status_code == 403
    assert "/rounds/spring/edit" not in client.get("/rounds/spring").text


def test_an_open_round_is_not_edited(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    assert client.get("/rounds/spring/edit").status_code == 409
    assert client.post("/rounds/spring/edit", data=filled()).status_code == 409
