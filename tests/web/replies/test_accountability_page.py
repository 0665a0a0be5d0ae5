"""The accountability report on its page and as a workbook, against counts made by hand."""

import io
from datetime import date

import openpyxl
import pytest

from tests.web.conftest import World
from tests.web.replies.ledger_of_shi import of_shi, of_west, settle_ledger

LATE = date(2020, 1, 31)


@pytest.fixture
def settled(world: World) -> World:
    closed = {"state": "closed", "told_on": date(2026, 1, 1), "closed_on": date(2026, 1, 11)}
    settle_ledger(
        world,
        of_shi(1, due=LATE),
        of_shi(2, office="财政局"),
        of_shi(3, **closed, chapters=2),
        of_west(4, **closed | {"closed_on": date(2026, 1, 22)}),
        of_west(5, state="dropped"),
    )
    return world


def division(world: World, login: str, name: str, query: str = "") -> dict[str, tuple[object, ...]]:
    content = world.signed_in(login).get(f"/accountability/sheet{query}").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))
    return {str(row[0]): row[1:] for row in rows[2:]}


def test_numbers_of_page_and_workbook_are_those_counted_by_hand(settled: World) -> None:
    whole = division(settled, "clerk.city", "总体")["全部"]
    # all, not told, running, late, reported, verified, closed, rate 2/4, median of 10 and 21, came back
    assert whole == (4, 0, 2, 1, 0, 0, 2, "50.00%", 15.5, 1)
    places = division(settled, "clerk.city", "按县区")
    assert {name: row[0] for name, row in places.items()} == {"东城区": 3, "西城区": 1}
    shown = settled.signed_in("clerk.city").get("/accountability").text
    assert "<b>50.00%</b>" in shown and "<b>15.5</b>" in shown
    assert "/ledger?state=overdue&amp;district=east" in shown or "/ledger?district=east&amp;state=overdue" in shown


def test_filters_and_areas_narrow_the_report(settled: World) -> None:
    assert division(settled, "clerk.city", "总体", "?office=财政局")["全部"][0] == 1
    assert division(settled, "clerk.west", "总体")["全部"][:3] == (1, 0, 0)
    west = settled.signed_in("clerk.west").get("/accountability").text
    assert "东城" not in west


def test_numbers_of_the_report_are_those_of_the_ledger(settled: World) -> None:
    client = settled.signed_in("clerk.city")
    for state, count in (("overdue", 1), ("running", 2), ("closed", 2)):
        listed = client.get(f"/ledger?state={state}").text
        assert listed.count('<th scope="row">') == count


def test_units_do_not_see_the_report(settled: World) -> None:
    for role in ("reporter", "head"):
        client = settled.signed_in(f"{role}.east")
        assert client.get("/accountability").status_code == 403
        assert client.get("/accountability/sheet").status_code == 403
