"""The checklist browser: items with the clause beside them, filters with and without htmx, coverage, schemes."""

import pytest

from inspector.checklist.coverage import coverage
from tests.web.conftest import World
from tests.web.field_round import store_yuncheng

PART = {"hx-request": "true", "hx-request-type": "partial"}


def test_every_stored_edition_is_listed(world: World) -> None:
    client = world.signed_in("inspector.east")
    assert "尚无版本" in client.get("/checklists").text
    edition = store_yuncheng(world)
    shown = client.get("/checklists").text
    assert edition.checklist.title in shown and f"/checklists/{edition.digest}" in shown
    pairs = coverage(edition.plan, edition.items)
    assert f"{len(pairs.wanted & pairs.carried.keys())} / {len(pairs.wanted)}" in shown


def test_an_item_stands_beside_its_clause(world: World) -> None:
    edition = store_yuncheng(world)
    item = edition.items["home_lessons"]
    shown = world.signed_in("clerk.west").get(f"/checklists/{edition.digest}?section=home_teaching").text
    for text in (
        item.title,
        edition.plan.locator(item.clause[0]),
        edition.plan.clauses[item.clause[0]].says,
        "不低于120",
    ):
        assert text in shown
    assert edition.items["county_special_school"].title not in shown


def test_every_item_of_the_edition_is_shown_without_filters(world: World) -> None:
    edition = store_yuncheng(world)
    shown = world.signed_in("clerk.west").get(f"/checklists/{edition.digest}").text
    assert [item.id for item in edition.items.values() if f'id="{item.id}"' not in shown] == []


def test_filters_narrow_the_items_and_htmx_gets_only_those(world: World) -> None:
    edition = store_yuncheng(world)
    client = world.signed_in("evaluator.east")
    path = f"/checklists/{edition.digest}?kind=regular_school&q=课时"
    part = client.get(path, headers=PART).text
    assert "<html" not in part and 'id="home_lessons"' in part and 'id="home_lessons_share"' not in part
    assert part.strip() in client.get(path).text


def test_clause_coverage_names_the_items_and_narrows_by_force(world: World) -> None:
    edition = store_yuncheng(world)
    client = world.signed_in("evaluator.east")
    shown = client.get(f"/checklists/{edition.digest}/clauses").text
    assert [name for name, one in edition.plan.clauses.items() if f"<code>{name}</code>" not in shown] == []
    soft = client.get(f"/checklists/{edition.digest}/clauses?force=soft", headers=PART).text
    wanted = [name for name, one in edition.plan.clauses.items() if one.force == "soft"]
    assert soft.count('class="force soft"') == len(wanted) and 'class="force hard"' not in soft


def test_weights_are_marked_as_the_offices_own(world: World) -> None:
    edition = store_yuncheng(world)
    shown = world.signed_in("evaluator.east").get(f"/checklists/{edition.digest}/schemes").text
    assert "由督导机构自定" in shown and "计划本身没有" in shown
    assert edition.schemes["points"].title in shown and "优秀 ≥ 90" in shown


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/checklists/nothing", 404),
        ("/checklists/" + "a" * 5_000, 404),
        ("/checklists/%00", 404),
        ("/checklists/{}?section=nothing", 400),
        ("/checklists/{}?kind=%00", 400),
        ("/checklists/{}?q=" + "a" * 101, 400),
        ("/checklists/{}/clauses?force=deadly", 400),
        ("/checklists/{}/clauses?standing=x&standing=y", 400),
        ("/checklists/{}/schemes?scheme=nothing", 404),
        ("/checklists/nothing/schemes", 404),
        ("/checklists/nothing/clauses?q=%ff%fe", 404),
    ],
)
def test_a_hostile_address_is_refused(world: World, path: str, status: int) -> None:
    edition = store_yuncheng(world)
    answer = world.signed_in("evaluator.east").get(path.replace("{}", edition.digest))
    assert answer.status_code == status
