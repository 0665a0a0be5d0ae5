"""Who takes files over, for which units, and whose imports stay out of sight."""

import pytest

from inspector.storage import facts, units
from inspector.storage.tables import Role
from tests.web.conftest import World, add_account
from tests.web.field_round import store_yuncheng
from tests.web.taking_over import begun, book, confirm, counts, hand_in, looked_at, read, take_over
from tests.web.test_import_take import ACCOUNTS, FACTS, UNITS


@pytest.fixture(autouse=True)
def checklist(world: World) -> None:
    store_yuncheng(world)


@pytest.mark.parametrize("login", ["inspector.east", "clerk.east"])
def test_inspectors_and_clerks_take_nothing_over(world: World, login: str) -> None:
    client = world.signed_in(login)
    assert hand_in(client, FACTS).status_code == 403
    for path in ("/imports", "/imports/new", "/imports/templates/facts?city=shi"):
        assert client.get(path).status_code == 403
    assert 'href="/imports"' not in client.get("/").text


@pytest.mark.parametrize("login", ["administrator.east", "evaluator.east"])
@pytest.mark.parametrize("target", ["units", "accounts"])
def test_units_and_accounts_are_for_the_whole_citys_administrator(world: World, login: str, target: str) -> None:
    client = world.signed_in(login)
    path = begun(client, UNITS if target == "units" else ACCOUNTS)
    assert client.get(f"{path}/columns?target={target}").status_code == 400
    assert client.get(f"/imports/templates/{target}?city=shi").status_code == 404


def test_a_district_takes_over_facts_of_its_own_units_only(world: World) -> None:
    client = world.signed_in("evaluator.east")
    content = book(["单位名称", "在校残疾学生数"], ["西城第一小学", 7], ["west_school", 8], ["东城第一小学", 9])
    path = take_over(client, content, day="2025-08-31")
    assert counts(world, path) == {"new": 1}
    history = world.store.read_now(lambda c: facts.history(c, "shi", "west_school", "disabled_pupils"))
    assert history == []


def test_an_import_of_another_area_is_not_found(world: World) -> None:
    path = looked_at(world.signed_in("evaluator.east"), FACTS, day="2025-08-31")
    other = world.signed_in("evaluator.west")
    assert "名单.xlsx" not in other.get("/imports").text
    assert [other.get(path + view).status_code for view in ("", "/columns", "/problems", "/undo")] == [404] * 4
    assert [other.post(path + step, data={}).status_code for step in ("/take", "/columns", "/discard", "/undo")] == [
        404
    ] * 4
    assert other.get("/imports/no-such-import").status_code == 404
    assert "名单.xlsx" in world.signed_in("administrator.city").get("/imports").text


def test_a_city_evaluator_sees_the_districts_and_not_the_accounts(world: World) -> None:
    world.store.write_now(lambda c: add_account(c, "evaluator.city", Role.evaluator, "shi", "hash"))
    own = take_over(world.signed_in("evaluator.east"), FACTS, day="2025-08-31")
    people = take_over(world.signed_in("administrator.city"), ACCOUNTS)
    client = world.signed_in("evaluator.city")
    assert (client.get(own).status_code, client.get(people).status_code) == (200, 404)


def test_a_file_for_a_foreign_or_a_new_city_is_refused(world: World) -> None:
    client = world.signed_in("evaluator.east")
    assert [hand_in(client, FACTS, city=city).status_code for city in ("new", "elsewhere", "")] == [422] * 3


def test_a_unit_of_another_city_cannot_be_brought_over(world: World) -> None:
    client = world.signed_in("administrator.city")
    take_over(client, book(["名称", "类别"], ["别州市", "市"]), city="new")
    other = next(one for one in world.store.read_now(units.cities) if one != "shi")
    content = book(["编号", "名称", "类别", "上级单位"], [other, "别州市", "县（市、区）", "海州市"])
    path = looked_at(client, content, day="2025-01-01")
    assert counts(world, path) == {} and confirm(client, path).status_code == 422


def test_the_template_of_a_district_holds_its_own_units(world: World) -> None:
    answer = world.signed_in("evaluator.east").get("/imports/templates/facts?city=shi")
    names = {row[0] for row in read(answer.content)[1:]}
    assert names == {"东城区", "东城第一小学", "东城特殊教育学校"}
    assert world.signed_in("evaluator.east").get("/imports/templates/facts?city=elsewhere").status_code == 404
