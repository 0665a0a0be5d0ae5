"""The page of a district: the score by hand, each line followed down to the school's answer, findings by office."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level, Operation
from inspector.storage import accounts, operations
from inspector.storage.instants import now
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world

SOUTH = f"/rounds/{ROUND}/districts/south"
NORTH = f"/rounds/{ROUND}/districts/north"
MUSEUM = f"/rounds/{ROUND}/districts/m1"


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def text(world: World, path: str, login: str = "evaluator.city", **headers: str) -> str:
    answer = world.signed_in(login, **headers).get(path)
    assert answer.status_code == 200, answer.text[:500]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_score_of_a_district_is_the_one_computed_by_hand(museums: World) -> None:
    # service 60 x (0 + 1)/2 = 30; building 40 x (1 - 10/100) = 36; 30 + 36 = 66
    page = text(museums, SOUTH)
    assert "66.00 得分" in page and " 合格 等次" in page
    assert "30.00 / 60.00" in page and "36.00 / 40.00 −4.00" in page
    assert "100.00 = 得分66.00 + 失分34.00" in page
    assert "100 − 34 = 66" in page and "66.000000即为精确值" in page


def test_what_is_not_due_leaves_the_sum_and_its_points_are_shown_as_moved(museums: World) -> None:
    # nothing counts in building: service takes all, 100 x (0 + 3/4)/2 = 37.50, the 40 points are moved
    page = text(museums, NORTH)
    assert "37.50 得分" in page and "转出40.00分" in page


def test_the_three_coverages_are_named_apart(museums: World) -> None:
    page = text(museums, SOUTH)
    assert "核查完成率" in page and "2 / 2 实地督导覆盖面" in page and "覆盖率" not in page


def test_the_scheme_is_said_to_be_the_offices_own(museums: World) -> None:
    assert "由督导机构自定" in text(museums, SOUTH)


def test_a_rolled_up_line_leads_to_each_school_that_fed_it(museums: World) -> None:
    answer = museums.signed_in("evaluator.city").get(f"{NORTH}?item=guide_share")
    assert f'href="/rounds/{ROUND}/districts/m2?item=guide#item-guide"' in answer.text
    assert f'href="/rounds/{ROUND}/districts/m3?item=guide#item-guide"' in answer.text
    page = text(museums, f"{NORTH}?item=guide_share")
    assert "分子 1" in page and "分母 2" in page and "比例 50.00%" in page and "尚差 1" in page
    assert "《行动方案》二、第3条" in page


def test_at_the_school_the_line_ends_in_the_answer_and_who_entered_it(museums: World) -> None:
    page = text(museums, f"{MUSEUM}?item=guide")
    assert "只有其中一种" in page and "甲 inspector.city于20" in page and "应查看的佐证材料（未附）：讲解记录" in page


def test_htmx_gets_the_opened_line_alone(museums: World) -> None:
    part = museums.signed_in("evaluator.city", hx_request="true").get(f"{MUSEUM}?item=guide").text
    assert "只有其中一种" in part and "<html" not in part


def test_not_applicable_by_hand_stands_beside_the_score_as_it_is(museums: World) -> None:
    # m1: guide 4 x 0.6, free_entry 6 x 1 of 10 points: 60 x 8.4/10 = 50.40; building without the lift: toilet
    # 40 x 0.5 = 20; together 70.40. With the lift as not met: 40 x (0 + 0.5)/2 = 10, together 60.40.
    # The lift is half of building, 20 % of the weight: flagged.
    page = text(museums, MUSEUM)
    assert "70.40 得分" in page and "占权重20.00%；按未达到计，得分为60.40" in page and "超过权重的十分之一" in page


def test_a_floor_item_that_fired_is_named(museums: World) -> None:
    assert "有无障碍卫生间：等次不高于合格" in text(museums, MUSEUM)


def test_findings_stand_under_the_office_that_leads(museums: World) -> None:
    html = museums.signed_in("evaluator.city").get(SOUTH).text
    by_office = {
        part.split("<span>")[1].split("<")[0]: part for part in html.split('<details class="card account"')[1:]
    }
    # clauses 4 and 6 name 各区政府, clause 1 and 2 (the museum) 市文化局, clause 5 (the nursery) 市卫健委
    assert list(by_office) == ["各区政府", "市文化局", "市卫健委"]
    assert "江南区盲文阅览室2025年7月10日启用，晚10日。" in by_office["各区政府"]
    assert "江南博物馆的无障碍讲解只有其中一种。" in by_office["市文化局"]
    assert "应有3人，差1人" in by_office["市卫健委"]


@pytest.mark.parametrize("unit", ["m1", "south", "city", "n1"])
def test_every_kind_of_unit_has_its_page(museums: World, unit: str) -> None:
    assert museums.signed_in("administrator.city").get(f"/rounds/{ROUND}/districts/{unit}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/rounds/none/districts/south",
        f"/rounds/{ROUND}/districts/none",
        f"/rounds/{ROUND}/districts/..%2f..%2fetc",
        f"{SOUTH}?item=none",
        f"{SOUTH}?item=guide",
        f"{SOUTH}?item=%00",
    ],
)
def test_what_does_not_exist_is_a_clear_page(museums: World, path: str) -> None:
    answer = museums.signed_in("evaluator.city").get(path)
    assert answer.status_code == 404 and "<h1" in answer.text


def test_a_foreign_district_looks_like_one_that_does_not_exist(museums: World) -> None:
    client = museums.signed_in("clerk.south")
    assert client.get(SOUTH).status_code == 200
    assert client.get(NORTH).status_code == 404
    assert client.get(f"/rounds/{ROUND}/districts/city").status_code == 404


def test_before_any_visit_the_page_says_so_and_gives_no_grade(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data", visited=False) as world:
        page = text(world, SOUTH)
    assert "尚未实地核查" in page and "暂不评定" in page and "0.00–100.00 得分" in page


def test_a_new_answer_shows_at_once(museums: World) -> None:
    assert "66.00 得分" in text(museums, SOUTH)
    account = museums.account_id("inspector.city")
    # 50 books for 25 readers: 2 of 4, half of the 30 points: 66 - 15 = 51
    entry = Operation("late", f"{ROUND}-south", Level.team, "braille_books/value", None, "50", None, account)

    def enter(connection: Connection) -> None:
        head = operations.heads(connection, "city", f"{ROUND}-south", Level.team)["braille_books/value"]
        operations.receive(connection, [replace(entry, base=head.operation)], now())

    museums.store.write_now(enter)
    assert "51.00 得分" in text(museums, SOUTH)


def test_each_reader_gets_the_own_language_and_area(museums: World) -> None:
    assert "得分结构" in text(museums, SOUTH)
    museums.store.write_now(lambda c: accounts.set_locale(c, museums.account_id("clerk.city"), "en"))
    assert "Score tree" in text(museums, SOUTH, "clerk.city")
    city = f'href="/rounds/{ROUND}/districts/city"'
    assert city in museums.signed_in("evaluator.city").get(SOUTH).text
    assert city not in museums.signed_in("evaluator.south").get(SOUTH).text
