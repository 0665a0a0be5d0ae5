"""Files taken over: looked at, confirmed once, the same again changes nothing, refused in words, kept out of sight."""

import re
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from inspector.storage import accounts, facts, imports, results, rosters, units
from inspector.storage.facts import NewFact
from inspector.storage.instants import SECOND, now
from tests.web.conftest import World
from tests.web.field_round import open_round, store_yuncheng
from tests.web.taking_over import begun, book, columns_of, confirm, counts, hand_in, looked_at, take_over

UNITS = book(
    ["单位名称", "类别", "上级单位", "代码", "学段"],
    ["东城第二小学", "普通学校", "东城区", "2140000001", "小学"],
    ["东城第一小学", "普通学校", "东城区", None, "小学"],
    ["南城区", "县（市、区）", "海州市", None, None],
    ["南城第一中学", "普通学校", "南城区", None, "初中"],
)
FACTS = book(["单位名称", "在校残疾学生数", "送教上门学生数", "数据来源"], ["东城第一小学", 12, 2, "学籍系统"])
ACCOUNTS = book(
    ["账号", "姓名", "角色", "范围"], ["sun.mei", "孙梅", "督学", "东城区"], ["clerk.east", "钱文", "文书", "东城区"]
)
ROSTER = book(
    ["学校名称", "学生代码", "名册"],
    ["东城第一小学", "K01", "送教上门学生数"],
    ["东城第一小学", "K02", "送教上门学生数"],
)


@pytest.fixture(autouse=True)
def checklist(world: World) -> None:
    store_yuncheng(world)


def names(world: World, on: date = date(2026, 6, 1)) -> dict[str, str]:
    tree = world.store.read_now(lambda c: units.tree(c, "shi", on))
    above = {unit.id: unit.name for unit in tree}
    return {unit.name: above.get(unit.parent_id or "", "") for unit in tree}


def known(world: World, on: date = date(2026, 6, 1)) -> dict[str, str | None]:
    found = world.store.read_now(lambda c: facts.of_units(c, "shi", ["east_school"], on))
    return {one.fact: one.value for one in found}


def test_nothing_is_taken_over_before_it_is_confirmed_and_then_once(world: World) -> None:
    client, before = world.signed_in("administrator.city"), names(world)
    path = looked_at(client, UNITS, day="2020-01-01")
    assert names(world) == before
    shown = client.get(path).text
    assert counts(world, path) == {"new": 3, "changed": 1} and "确认导入4项" in shown
    for text in ("东城第二小学", "南城区", "<ins>小学</ins>", "Sheet1"):
        assert text in shown
    assert confirm(client, path).status_code == 303
    assert names(world) == before | {"东城第二小学": "东城区", "南城区": "海州市", "南城第一中学": "南城区"}
    assert client.post(f"{path}/take", data={"seen": ""}).status_code == 303
    assert len(names(world)) == len(before) + 3
    assert "甲 administrator.city于" in client.get(path).text


def test_the_same_files_a_second_time_change_nothing(world: World) -> None:
    client = world.signed_in("administrator.city")
    first = [take_over(client, one, day=day) for one, day in ((UNITS, "2020-01-01"), (FACTS, "2025-09-01"))]
    first += [take_over(client, one) for one in (ACCOUNTS, ROSTER)]
    assert [sum(counts(world, one).values()) for one in first] == [4, 2, 2, 2]
    for content, day in ((UNITS, "2020-01-01"), (FACTS, "2025-09-01"), (ACCOUNTS, ""), (ROSTER, "")):
        again = looked_at(client, content, day=day)
        assert set(counts(world, again)) == {"same"}
        shown = client.get(again).text
        assert "没有可导入的内容" in shown and "disabled" in shown
        assert confirm(client, again).status_code == 422


def test_a_city_comes_into_an_empty_record_with_its_file(world: World) -> None:
    client = world.signed_in("administrator.city")
    content = book(["名称", "类别", "上级单位"], ["新州市", "市", None], ["新一县", "县（市、区）", "新州市"])
    path = take_over(client, content, city="new")
    city = next(one for one in world.store.read_now(units.cities) if one != "shi")
    tree = world.store.read_now(lambda c: units.tree(c, city, date(2020, 1, 1)))
    assert [(one.name, one.kind) for one in tree] == [("新州市", "city"), ("新一县", "district")]
    assert client.post(f"{path}/undo", data={}).status_code == 303
    assert world.store.read_now(units.cities) == ["shi"]


def test_facts_carry_their_source_day_and_person_and_score_open_rounds(world: World) -> None:
    open_round(world)
    before = {one.unit_id: one.computed_at for one in world.store.read_now(lambda c: results.of_round(c, "spring"))}
    take_over(world.signed_in("evaluator.east"), FACTS, day="2025-08-31")
    (one,) = world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "home_taught"))
    assert (one.value, one.as_of, one.source) == ("2", date(2025, 8, 31), "学籍系统")
    assert one.account_id == world.account_id("evaluator.east")
    after = {one.unit_id: one.computed_at for one in world.store.read_now(lambda c: results.of_round(c, "spring"))}
    assert {unit for unit in after if after[unit] != before[unit]} == {"shi", "east", "east_school"}


def test_a_record_that_moved_on_is_shown_anew_before_anything_is_taken(world: World) -> None:
    client = world.signed_in("evaluator.east")
    path = looked_at(client, FACTS, day="2025-08-31")
    new = NewFact("east_school", "disabled_pupils", date(2025, 8, 31), "9")
    world.store.write_now(lambda c: facts.record(c, "shi", [new], at=1, account_id=None))
    seen = re.search(r'name="seen" value="(\w*)"', client.get(path).text)
    assert seen
    late = client.post(f"{path}/take", data={"seen": seen[1]})
    assert late.status_code == 409 and "系统数据有变化" in late.text and "<del>9人</del>" in late.text
    assert known(world) == {"disabled_pupils": "9"}
    assert confirm(client, path).status_code == 303
    assert known(world) == {"disabled_pupils": "12", "home_taught": "2"}


def test_first_passwords_are_shown_once_open_a_session_and_can_be_made_anew(world: World) -> None:
    client = world.signed_in("administrator.city")
    path = looked_at(client, ACCOUNTS)
    assert "钱文" in client.get(path).text and counts(world, path) == {"new": 1, "changed": 1}
    shown = confirm(client, path).text
    (password,) = re.findall(r'start-password">([\w-]+)<', shown)
    assert world.visitor().post("/sign-in", data={"login": "sun.mei", "password": password}).status_code == 303
    assert password not in client.get(path).text
    (other,) = re.findall(r'start-password">([\w-]+)<', client.post(f"{path}/passwords", data={}).text)
    assert world.visitor().post("/sign-in", data={"login": "sun.mei", "password": password}).status_code != 303
    assert world.visitor().post("/sign-in", data={"login": "sun.mei", "password": other}).status_code == 303
    key = world.account_id("sun.mei")
    world.store.write_now(lambda c: accounts.set_password(c, key, "her own"))
    assert client.post(f"{path}/passwords", data={}).status_code == 422


def test_children_come_by_code_and_the_file_is_gone_afterwards(world: World) -> None:
    client = world.signed_in("evaluator.east")
    named = book(["学校名称", "学生代码", "名册", "备注"], ["东城第一小学", "K01", "送教上门学生数", "张小明"])
    path = looked_at(client, named)
    folder = world.store.blob_folder / "imports"
    assert len([one for one in folder.rglob("*") if one.is_file()]) == 1
    confirm(client, path)
    assert world.store.read_now(lambda c: rosters.of_unit(c, "shi", "east_school")) == {"home_taught": ["K01"]}
    assert [one for one in folder.rglob("*") if one.is_file()] == []
    row = world.store.read_now(lambda c: imports.by_id(c, path.rsplit("/", 1)[1]))
    assert row is not None and "张小明" not in row.outline + row.report


def test_a_problem_is_named_by_sheet_and_cell_and_the_rest_is_taken(world: World) -> None:
    client = world.signed_in("evaluator.east")
    content = book(
        ["单位名称", "在校残疾学生数"], ["东城第一小学", "十二"], ["东城特殊教育学校", 30], ["西城第一小学", 7]
    )
    path = looked_at(client, content, day="2025-08-31", name="基础数据.xlsx")
    shown = client.get(path).text
    assert "B2" in shown and "A4" in shown and "因此有2行不导入" in shown
    assert "西城区" not in shown
    confirm(client, path)
    assert known(world) == {}
    special = world.store.read_now(lambda c: facts.of_units(c, "shi", ["east_special"], date(2026, 1, 1)))
    assert [one.value for one in special] == ["30"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "空"),
        (b"%PDF-1.4 nothing", "方案.xlsx", "既不是"),
        (b"PK\x03\x04 broken", "坏.xlsx", "损坏"),
        (b"<html><table></table></html>", "网页.xls", "网页"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(
    world: World, content: bytes, name: str, words: str
) -> None:
    answer = hand_in(world.signed_in("administrator.city"), content, name=name)
    assert answer.status_code == 422 and 'id="file-error"' in answer.text and words in answer.text
    assert [one for one in (world.store.blob_folder / "imports").rglob("*") if one.is_file()] == []
    assert world.store.read_now(lambda c: imports.newest(c, None, 9)) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"field-0": ""}, "没有列对应"),
        ({"field-1": "name"}, "已有另一列对应该项"),
        ({"field-1": "emperor"}, "请从列表中选择"),
        ({"day": "gestern"}, "gestern"),
        ({"day": ""}, "填写"),
    ],
)
def test_columns_that_cannot_be_are_said_beside_the_column(world: World, changed: dict[str, str], words: str) -> None:
    client = world.signed_in("administrator.city")
    path = begun(client, UNITS)
    form = columns_of(client.get(f"{path}/columns").text)
    answer = client.post(f"{path}/columns", data=form | changed)
    assert answer.status_code == 422 and words in answer.text
    assert 'action="' + path + '/take"' not in client.get(f"{path}/columns").text


def test_what_a_title_meant_is_remembered(world: World) -> None:
    client = world.signed_in("administrator.city")
    strange = book(["单位名称", "乙栏", "上级单位"], ["东城第三小学", "普通学校", "东城区"])
    path = begun(client, strange)
    form = columns_of(client.get(f"{path}/columns?target=units").text)
    assert form["field-1"] == ""
    assert client.post(f"{path}/columns", data=form | {"field-1": "kind"}).headers["location"] == path
    other = begun(client, strange)
    found = columns_of(client.get(f"{other}/columns?target=units").text)
    assert [found[f"field-{n}"] for n in range(3)] == ["name", "kind", "parent"]


def test_a_discarded_file_is_gone(world: World) -> None:
    client = world.signed_in("administrator.city")
    path = looked_at(client, UNITS)
    assert client.post(f"{path}/discard", data={}).status_code == 303
    assert client.get(path).status_code == 404
    assert [one for one in (world.store.blob_folder / "imports").rglob("*") if one.is_file()] == []


def test_a_hidden_sheet_is_marked_and_not_taken_for_the_table(world: World) -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        for name, school in (("旧表", "东城第八小学"), ("新表", "东城第九小学")):
            sheet = made.add_worksheet(name)
            for row, line in enumerate((["单位名称", "类别", "上级单位"], [school, "普通学校", "东城区"])):
                sheet.write_row(row, 0, line)
        made.worksheets()[1].activate()
        made.worksheets()[0].hide()
    client = world.signed_in("administrator.city")
    path = begun(client, target.getvalue())
    shown = client.get(f"{path}/columns").text
    assert re.search(r'<option value="0">旧表 · 1行 · 隐藏</option>', shown)
    assert columns_of(shown)["place"] == "1"
    take_over(client, target.getvalue(), day="2020-01-01")
    assert "东城第九小学" in names(world) and "东城第八小学" not in names(world)


@pytest.mark.parametrize("wish", ["?place=7", "?place=" + "9" * 5000, "?target=emperor", "?edition=nothing&place=-1"])
def test_a_table_that_is_not_there_is_refused_or_passed_over(world: World, wish: str) -> None:
    client = world.signed_in("administrator.city")
    assert client.get(begun(client, UNITS) + "/columns" + wish).status_code in (200, 400)


def test_codes_of_a_roster_stand_on_the_units_page_for_whoever_sees_the_unit(world: World) -> None:
    take_over(world.signed_in("evaluator.east"), ROSTER)
    shown = world.signed_in("inspector.east").get("/units/east_school/rosters").text
    assert "送教上门学生数" in shown and "K01" in shown and "K02" in shown
    assert "尚未导入" in world.signed_in("inspector.east").get("/units/east_special/rosters").text
    assert world.signed_in("inspector.west").get("/units/east_school/rosters").status_code == 404


def test_a_verified_figure_that_would_give_way_is_pointed_out(world: World) -> None:
    old = NewFact("east_school", "disabled_pupils", date(2025, 8, 31), "9", status="verified")
    world.store.write_now(lambda c: facts.record(c, "shi", [old], at=1, account_id=None))
    client = world.signed_in("evaluator.east")
    assert "经核实的数值将被上报的数值取代" in client.get(looked_at(client, FACTS, day="2025-08-31")).text


def test_a_file_nobody_confirmed_for_a_month_goes_when_the_next_one_comes(world: World) -> None:
    client = world.signed_in("administrator.city")
    old = looked_at(client, UNITS).rsplit("/", 1)[1]
    world.store.write_now(lambda c: imports.prepare(c, old, created_at=now() - 31 * 86_400 * SECOND))
    new = begun(client, FACTS).rsplit("/", 1)[1]
    assert [one.id for one in world.store.read_now(lambda c: imports.newest(c, None, 9))] == [new]
    assert len([one for one in (world.store.blob_folder / "imports").rglob("*") if one.is_file()]) == 1
