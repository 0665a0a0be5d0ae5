"""Units: search, a new one, a rename or move from a day on, its end; only inside the own area."""

from datetime import date

import pytest
from httpx import Response

from inspector.storage import units
from tests.web.conftest import World
from tests.web.field_round import store_yuncheng

PART = {"hx-request": "true", "hx-request-type": "partial"}
NEW = {
    "unit_id": "u1",
    "name": "东城第二小学",
    "kind": "regular_school",
    "parent": "east",
    "code": "",
    "valid_from": "2025-09-01",
}


def add(world: World, login: str = "administrator.city", **changed: str) -> Response:
    store_yuncheng(world)
    return world.signed_in(login).post("/units", data=NEW | changed)


def test_the_search_finds_by_name_inside_the_own_area(world: World) -> None:
    store_yuncheng(world)
    client = world.signed_in("inspector.east")
    found = client.get("/units?q=第一小学", headers=PART).text
    assert "东城第一小学" in found and "西城" not in found and "<html" not in found
    assert "没有该名称" in client.get("/units?q=西城").text
    whole = client.get("/units").text
    assert "东城特殊教育学校" in whole and "西城" not in whole


def test_the_search_narrows_by_kind(world: World) -> None:
    store_yuncheng(world)
    found = world.signed_in("administrator.city").get("/units?kind=special_school", headers=PART).text
    assert "东城特殊教育学校" in found and "第一小学" not in found


def test_a_new_unit_stands_in_the_tree_from_its_day_on(world: World) -> None:
    assert add(world, stages="primary").headers["location"] == "/units/u1"
    found = world.store.read_now(lambda c: units.by_id(c, "u1", date(2025, 9, 1)))
    assert found is not None and (found.name, found.parent_id, found.stages) == ("东城第二小学", "east", ("primary",))
    assert world.store.read_now(lambda c: units.by_id(c, "u1", date(2025, 8, 31))) is None


def test_sending_it_twice_makes_one_unit(world: World) -> None:
    assert add(world).status_code == add(world).status_code == 303
    assert add(world, name="别的学校").status_code == 409
    assert len(world.store.read_now(lambda c: units.versions(c, "u1"))) == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "请填写单位名称"),
        ("name", "长" * 101, "太长"),
        ("kind", "castle", "请从列表中选择"),
        ("parent", "no_such_unit", "请从列表中选择"),
        ("parent", "' or 1=1", "请从列表中选择"),
        ("valid_from", "2205-01-01", "不大可能"),
        ("valid_from", "", "请填写日期"),
    ],
)
def test_a_fault_stands_beside_its_field(world: World, field: str, typed: str, words: str) -> None:
    answer = add(world, **{field: typed})
    assert answer.status_code == 422 and words in answer.text
    assert 'value="东城第二小学"' in answer.text or field == "name"
    assert world.store.read_now(lambda c: units.versions(c, "u1")) == []


def test_a_rename_and_a_move_keep_what_was_before(world: World) -> None:
    store_yuncheng(world)
    changed = {
        "name": "西城实验小学",
        "kind": "regular_school",
        "parent": "west",
        "code": "",
        "valid_from": "2025-03-01",
    }
    client = world.signed_in("administrator.city")
    assert client.post("/units/east_school/change", data=changed).status_code == 303
    shown = client.get("/units/east_school").text
    assert "东城第一小学" in shown and "西城实验小学" in shown and "2025年3月1日" in shown
    before = world.store.read_now(lambda c: units.by_id(c, "east_school", date(2025, 2, 28)))
    assert before is not None and (before.name, before.parent_id) == ("东城第一小学", "east")
    assert world.signed_in("inspector.east").get("/units/east_school").status_code == 404


def test_a_unit_is_not_put_below_itself_and_no_day_is_taken_twice(world: World) -> None:
    store_yuncheng(world)
    client = world.signed_in("administrator.city")
    circle = {"name": "东城区", "kind": "district", "parent": "east_school", "code": "", "valid_from": "2025-03-01"}
    answer = client.post("/units/east/change", data=circle)
    assert answer.status_code == 422 and "不能隶属于自己" in answer.text
    again = {"name": "新名", "kind": "regular_school", "parent": "east", "code": "", "valid_from": "2000-01-01"}
    answer = client.post("/units/east_school/change", data=again)
    assert answer.status_code == 422 and "该日已有一次变更" in answer.text


def test_a_unit_ends_on_a_day_unless_others_lie_below(world: World) -> None:
    store_yuncheng(world)
    client = world.signed_in("administrator.city")
    assert client.post("/units/east/end", data={"on": "2025-09-01"}).status_code == 422
    assert client.post("/units/east_school/end", data={"on": "1999-01-01"}).status_code == 422
    assert client.post("/units/east_school/end", data={"on": "someday"}).status_code == 422
    assert client.post("/units/east_school/end", data={"on": "2025-09-01"}).status_code == 303
    assert world.store.read_now(lambda c: units.by_id(c, "east_school", date(2025, 9, 1))) is None
    assert "东城第一小学" in client.get("/units/east_school").text


@pytest.mark.parametrize(
    "path", ["/units/west_school", "/units/west_school/facts", "/units/west_school/facts/home_taught"]
)
def test_a_foreign_unit_looks_like_an_unknown_one(world: World, path: str) -> None:
    store_yuncheng(world)
    client = world.signed_in("evaluator.east")
    foreign, unknown = client.get(path), client.get(path.replace("west_school", "nothing"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text.replace("west_school", "nothing") == unknown.text


def test_a_district_administrator_stays_in_the_own_district(world: World) -> None:
    assert add(world, "administrator.west").status_code == 422
    assert add(world, "administrator.west", parent="").status_code == 422
    client = world.signed_in("administrator.west")
    assert client.post("/units/east_school/end", data={"on": "2025-09-01"}).status_code == 404
    assert client.get("/units/new?parent=east").status_code == 404
    assert add(world, "evaluator.east").status_code == 403


def test_without_units_the_page_says_how_to_begin(world: World) -> None:
    assert "新增" in world.signed_in("administrator.city").get("/units/new").text


@pytest.mark.parametrize(
    "path", ["/units/%00", "/units/" + "a" * 3_000, "/units/nothing/facts", "/units/%2e%2e", "/units/a b"]
)
def test_a_hostile_address_is_not_found(world: World, path: str) -> None:
    assert world.signed_in("administrator.city").get(path).status_code == 404


def test_a_search_of_200_characters_is_refused(world: World) -> None:
    assert world.signed_in("administrator.city").get("/units?q=" + "a" * 200).status_code == 400
