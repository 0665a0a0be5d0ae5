"""Results of a round: administrative order first, places as an internal annex, an area's own line only."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from inspector.storage.rows import table
from inspector.storage.tables import Round
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world

RANKING = f"/rounds/{ROUND}/ranking"


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def rows(html: str) -> list[list[str]]:
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in row] for row in cells]


def get(world: World, path: str, login: str = "evaluator.city") -> str:
    answer = world.signed_in(login).get(path)
    assert answer.status_code == 200
    return answer.text


def publish(world: World, what: str) -> None:
    world.store.write_now(lambda connection: connection.execute(update(table(Round)).values(publication=what)))


def test_the_first_view_is_in_administrative_order_without_places(museums: World) -> None:
    found = rows(get(museums, RANKING))
    assert [row[0] for row in found] == ["江南区", "江北区"]
    # south: books met; guide_share and reading room not. north: nothing met, two not met
    assert [row[2:4] for row in found] == [["1", "2"], ["0", "2"]]


def test_places_are_an_internal_annex_with_their_interval_and_score(museums: World) -> None:
    page = get(museums, f"{RANKING}?view=ranks")
    assert [row[:4] for row in rows(page)] == [["1", "江南区", "66.00", "1"], ["2", "江北区", "37.50", "2"]]
    assert "内部附件，不对外公布" in page


@pytest.mark.parametrize(
    ("sort", "first"), [("score", "江南区"), ("-score", "江北区"), ("-rank", "江北区"), ("-order", "江北区")]
)
def test_columns_sort_by_plain_links(museums: World, sort: str, first: str) -> None:
    page = get(museums, f"{RANKING}?view=ranks&sort={sort}")
    assert rows(page)[0][1] == first
    assert f'href="{RANKING}?view=ranks&amp;sort=' in page


def test_it_is_provisional_while_inspections_are_open(museums: World) -> None:
    assert "全部确认前均为暂定结果：尚有7项督导任务未确认" in get(museums, RANKING)


def test_a_district_sees_its_own_line_only_and_of_it_what_is_published(museums: World) -> None:
    page = get(museums, f"{RANKING}?view=ranks", "evaluator.south")
    assert [row[0] for row in rows(page)] == ["江南区"] and "66.00" not in page and "合格" not in page
    publish(museums, "grades")
    assert "合格" in get(museums, RANKING, "evaluator.south")
    publish(museums, "ranks")
    assert "66.00" in get(museums, f"{RANKING}?view=ranks", "evaluator.south")


def test_an_inspector_is_not_shown_the_ranking(museums: World) -> None:
    assert museums.signed_in("inspector.city").get(RANKING).status_code == 403


@pytest.mark.parametrize("query", ["view=none", "sort=none", "sort=--rank", "sort=__class__"])
def test_an_unknown_order_is_refused_in_words(museums: World, query: str) -> None:
    assert museums.signed_in("evaluator.city").get(f"{RANKING}?{query}").status_code == 400


def test_a_round_without_a_scheme_shows_met_and_not_met_without_places(museums: World) -> None:
    museums.store.write_now(lambda connection: connection.execute(update(table(Round)).values(scheme_digest=None)))
    page = get(museums, f"{RANKING}?view=ranks")
    assert "没有评分办法" in page and "未达标" in page and "位次区间" not in page


def test_before_any_visit_nobody_takes_a_place(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data", visited=False) as world:
        page = get(world, f"{RANKING}?view=ranks")
    assert "尚未开展实地核查" in page
    assert [row[0] for row in rows(page)] == ["—", "—"]
    assert "核查完成率0.00%，低于规定的80.00%" in page


def test_an_unknown_round_is_a_clear_page(museums: World) -> None:
    assert museums.signed_in("evaluator.city").get("/rounds/none/ranking").status_code == 404
