"""The ledger as a page: what it lists, counts and sorts, for whom, and what a strange address gives."""

import re

import pytest
from httpx import Client

from tests.web.conftest import World
from tests.web.ledger.ledger_world import confirmed, ledger, one, step
from tests.web.museum_round import ROUND

ROW = re.compile(r'<td data-label="序号">(\d+)</td>')
TILE = re.compile(r'<a class="tile" href="[^"]*"><b>(\d+)</b>([^<]+)</a>')


def listed(client: Client, query: str = "") -> list[int]:
    answer = client.get(f"/ledger{query}")
    assert answer.status_code == 200, answer.text
    return [int(number) for number in ROW.findall(answer.text)]


def counts(client: Client, query: str = "") -> dict[str, int]:
    return {name: int(number) for number, name in TILE.findall(client.get(f"/ledger{query}").text)}


def test_confirmed_findings_stand_in_the_ledger_and_filters_narrow_it(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    assert "台账尚无内容" in clerk.get("/ledger").text
    confirmed(museums, "m1", "south", "n1")
    assert listed(clerk) == [1, 2, 3, 4, 5, 6]
    assert listed(clerk, "?district=south&unit=m1") == [1, 2]
    assert listed(clerk, "?office=市卫健委") == [5, 6]
    assert listed(clerk, "?state=found&sort=-number") == [6, 5, 4, 3, 2, 1]
    assert listed(clerk, f"?round={ROUND}&text=阅览室") == [4]
    assert listed(clerk, "?state=overdue") == [] and "没有符合条件" in clerk.get("/ledger?state=overdue").text
    assert counts(clerk)["台账内"] == 6 and counts(clerk)["未告知"] == 6


def test_a_last_day_is_told_in_words_and_totals_agree_with_the_list(museums: World) -> None:
    confirmed(museums, "m1", "n1")
    clerk = museums.signed_in("clerk.city")
    step(clerk, one(museums, "m1", "guide"), "tell", day="2026-01-05", due="2026-02-04")
    step(clerk, one(museums, "m1", "toilet"), "tell", day="2026-01-05", due="2099-02-04")
    page = clerk.get("/ledger?state=running&sort=due").text
    assert [int(number) for number in ROW.findall(page)] == [1, 2]
    assert re.search(r"逾期\d+天", page) and re.search(r"还剩\d+天", page)
    found = counts(clerk)
    assert (found["台账内"], found["整改中"], found["已逾期"], found["未告知"]) == (4, 2, 1, 2)
    assert listed(clerk, "?state=overdue") == [1]
    home = clerk.get("/").text
    assert 'href="/ledger?state=overdue&amp;sort=due"><b>1</b>' in home


def test_the_area_of_an_account_limits_list_story_and_steps(museums: World) -> None:
    confirmed(museums, "m1", "m2", "m3", "south")
    south = museums.signed_in("clerk.south")
    assert listed(south) == listed(museums.signed_in("clerk.city"), "?district=south")
    assert listed(south, "?district=north") == []
    foreign = one(museums, "m3", "guide")
    assert south.get(f"/ledger/{foreign.id}").status_code == 404
    assert step(south, foreign, "tell", day="2026-01-05").status_code == 404
    data = {"pick": [foreign.id], "step": "change", "person": "某", "note": "x", "sure": "1"}
    assert south.post("/ledger/bulk", data=data).status_code == 422
    assert one(museums, "m3", "guide").version == foreign.version


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense&kind=x&severity=y&sort=z&page=-4&asked=2",
        "?due_from=2026-13-01&due_to=yesterday",
        "?due_from=2026-02-01&due_to=2026-01-01",
        "?page=99999&text=%25_%27%22%3Cb%3E",
        "?text=" + "长" * 500,
    ],
)
def test_a_strange_address_is_no_fault(museums: World, query: str) -> None:
    confirmed(museums, "m1")
    answer = museums.signed_in("clerk.city").get(f"/ledger{query}")
    assert answer.status_code == 200
    assert "<b>'" not in answer.text


def test_the_fragment_for_htmx_is_the_list_alone_and_printing_shows_all(museums: World) -> None:
    confirmed(museums, "m1")
    clerk = museums.signed_in("clerk.city")
    part = clerk.get("/ledger", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert "<html" not in part and ROW.findall(part) == ["1", "2"]
    paper = clerk.get("/ledger?print=1").text
    assert "data-print" in paper and 'name="pick"' not in paper and '<form class="filters' not in paper


def test_who_reads_and_who_does_not(museums: World) -> None:
    confirmed(museums, "m1")
    row = ledger(museums, "m1")[0]
    for login in ("inspector.city", "administrator.city", "evaluator.city", "clerk.city"):
        reader = museums.signed_in(login)
        assert listed(reader) == [1, 2]
        page = reader.get(f"/ledger/{row.id}").text
        assert row.text in page
        assert ('action="/ledger/' in page) == (login in ("evaluator.city", "clerk.city"))
    assert museums.signed_in("inspector.city").get("/ledger/nothing").status_code == 404


def test_pages_that_speak_of_a_finding_lead_to_it(museums: World) -> None:
    confirmed(museums, "m1")
    clerk, row = museums.signed_in("clerk.city"), one(museums, "m1", "guide")
    assert "/ledger?unit=m1" in clerk.get(f"/rounds/{ROUND}/districts/m1").text
    assert f"/ledger/{row.id}" in clerk.get(f"/rounds/{ROUND}/districts/m1?item=guide").text
    assert f"/ledger?unit=m1&amp;round={ROUND}" in clerk.get(f"/inspections/{ROUND}-m1/review").text
    assert f"/rounds/{ROUND}/ledger" in clerk.get(f"/rounds/{ROUND}").text
