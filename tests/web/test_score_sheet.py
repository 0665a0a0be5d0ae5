"""Reading the score sheet of an inspection and taking its workbook along."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from inspector.fieldwork.operations import Level, Operation
from inspector.storage import inspections, operations
from inspector.storage.instants import now
from inspector.storage.rows import table
from inspector.storage.tables import Inspection, Round
from tests.web.conftest import World
from tests.web.museum_round import ROUND, invite, museum_world, release


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def sheet_path(world: World, unit: str) -> str:
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    return f"/inspections/{next(line.id for line in lines if line.unit_id == unit)}/score-sheet"


def get(world: World, unit: str, login: str = "evaluator.city") -> str:
    answer = world.signed_in(login).get(sheet_path(world, unit))
    assert answer.status_code == 200
    return answer.text


def words(html: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", html)


def say_of_itself(world: World, unit: str, field: str, value: str) -> str:
    """The unit's own account, as the form of a self-evaluation sends it."""
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    line = next(line for line in lines if line.unit_id == unit)
    who = world.account_id("inspector.city")
    operation = Operation("own-1", line.id, Level.self, field, None, value, value, who, "d", 1, None)
    invite(world, line.id)
    world.store.write_now(lambda connection: operations.receive(connection, [operation], now()))
    return line.id


def test_it_has_the_columns_an_office_knows_and_says_whose_the_weights_are(museums: World) -> None:
    page = words(get(museums, "m1"))
    columns = ("一级指标", "观测点", "评分细则", "分值", "自评分", "核查分", "得失分说明", "责任单位")
    assert all(column in page for column in columns)
    assert "由督导机构自定" in page and "尚未确认" in page


def test_printed_lines_add_up_to_the_printed_score(museums: World) -> None:
    page = get(museums, "south")
    for part in page.split("<tbody>")[1:]:
        *rows, total = re.findall(r'data-label="核查分">([\d.]+)<', part.split("</tbody>")[0])
        assert sum(round(float(one) * 100) for one in rows) == round(float(total) * 100)
    sums = re.findall(r'<tr class="sum">.*?data-label="核查分">([\d.]+)<', page, re.DOTALL)
    assert sum(round(float(one) * 100) for one in sums) == 6600
    assert re.search(r'<tr class="total">.*?data-label="核查分">66\.00<', page, re.DOTALL)


def test_the_own_score_stands_beside_where_the_unit_said_something(museums: World) -> None:
    before = get(museums, "m1")
    assert not re.search(r'data-label="自评分">\s*[\d.]', before)
    inspection = say_of_itself(museums, "m1", "toilet/value", "locked")
    assert not re.search(r'data-label="自评分">\s*[\d.]', get(museums, "m1"))  # a draft belongs to its unit
    release(museums, inspection)
    assert re.search(r'data-label="自评分">\s*[\d.]', get(museums, "m1"))


def test_the_workbook_holds_the_same_score_and_live_formulas(museums: World) -> None:
    answer = museums.signed_in("clerk.city").get(sheet_path(museums, "south") + "/file")
    assert answer.status_code == 200 and "spreadsheetml" in answer.headers["content-type"]
    assert "%E8%AF%84%E5%88%86%E8%A1%A8" in answer.headers["content-disposition"]  # 评分表
    values, formulas = (load_workbook(BytesIO(answer.content), data_only=only)["评分表"] for only in (True, False))
    [row] = [cell.row for cell in values["A"] if cell.value == "总分"]
    assert values[f"J{row}"].value == 66 and str(formulas[f"J{row}"].value).startswith("=")
    assert "演示数据" in str(values["A4"].value) or "暂定" in str(values["A4"].value)


def test_a_scheme_that_only_says_met_or_not_shows_no_points(museums: World) -> None:
    museums.store.write_now(lambda connection: connection.execute(update(table(Round)).values(scheme_digest=None)))
    page = words(get(museums, "south"))
    assert "自评分" not in page and "未达标" in page and "达到" in page
    answer = museums.signed_in("clerk.city").get(sheet_path(museums, "south") + "/file")
    sheet = load_workbook(BytesIO(answer.content), data_only=True)["评分表"]
    assert any(cell.value == "未达标" for cell in sheet["J"])


def test_it_is_confirmed_when_the_inspection_is(museums: World) -> None:
    museums.store.write_now(lambda c: c.execute(update(table(Inspection)).values(state="confirmed")))
    assert "尚未确认" not in get(museums, "m1")


@pytest.mark.parametrize("ending", ["", "/file"])
def test_outside_the_area_and_unknown_look_alike(museums: World, ending: str) -> None:
    client = museums.signed_in("evaluator.south")
    assert client.get(sheet_path(museums, "south") + ending).status_code == 200
    for path in (sheet_path(museums, "north"), "/inspections/none/score-sheet", f"/inspections/{'x' * 70}/score-sheet"):
        assert client.get(path + ending).status_code == 404


def test_a_visitor_is_led_to_sign_in(museums: World) -> None:
    assert museums.visitor().get(sheet_path(museums, "south")).headers["location"].startswith("/sign-in")


def test_a_round_that_nobody_visited_leaves_everything_open(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data", visited=False) as world:
        page = words(get(world, "m1"))
    assert "0.00–100.00" in page and "暂不评定" in page


def test_the_units_page_leads_to_it(museums: World) -> None:
    page = museums.signed_in("evaluator.city").get(f"/rounds/{ROUND}/districts/south").text
    assert f'href="{sheet_path(museums, "south")}"' in page
