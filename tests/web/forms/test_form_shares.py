"""Sections split between the members of the team: seen on the form and the start page, and nobody is locked out."""

import re

import pytest
from httpx import Response

from inspector.storage import inspections, shares
from inspector.storage.shares import ShareLine
from inspector.storage.tables import Role
from tests.web.conftest import World, add_account
from tests.web.forms.conftest import Device
from tests.web.project_round import name

FORM = "/inspections/r-east_school"
SHARES = f"{FORM}/shares"


@pytest.fixture
def team(world: World) -> tuple[int, int]:
    """Two inspectors of the east: the inspection is assigned to the first."""
    world.store.write_now(lambda c: add_account(c, "second.east", Role.inspector, "east", "x"))
    first, second = world.account_id("inspector.east"), world.account_id("second.east")
    for login, duty in (("inspector.east", "leader"), ("second.east", "member"), ("inspector.west", "member")):
        name(world, login, duty, round_id="r")
    world.store.write_now(lambda connection: inspections.reassign(connection, "r-east_school", first))
    return first, second


def give(world: World, login: str = "inspector.east", **wanted: int | str) -> Response:
    return world.signed_in(login).post(SHARES, data={f"section:{name}": str(one) for name, one in wanted.items()})


def given(world: World) -> dict[str, ShareLine]:
    return world.store.read_now(lambda connection: shares.of_inspection(connection, "r-east_school"))


def test_members_whose_area_holds_the_unit_are_offered(world: World, team: tuple[int, int]) -> None:
    html = world.signed_in("inspector.east").get(SHARES).text
    assert "甲 second.east" in html and "甲 inspector.west" not in html


def test_each_finds_the_own_sections_on_the_form_and_the_start_page(world: World, team: tuple[int, int]) -> None:
    assert give(world, enrolment=team[0], home_teaching=team[1]).headers["location"] == FORM
    client = world.signed_in("second.east")
    html = client.get(FORM).text
    assert re.search(r'id="s-home_teaching" data-mine', html) and not re.search(r'id="s-enrolment" data-mine', html)
    assert "只看我负责的部分" in html and "甲 inspector.east" in html
    assert "您负责： <strong>送教上门</strong>" in client.get("/").text
    assert "只看我负责的部分" not in world.signed_in("evaluator.east").get(FORM).text


def test_nobody_is_locked_out_of_a_section_of_another(world: World, team: tuple[int, int]) -> None:
    give(world, enrolment=team[0])
    told = Device(world.signed_in("second.east")).enter("pupils_refused/value", "0")
    assert told["results"][0]["outcome"] == "applied"


def test_a_section_is_taken_back_and_the_others_stay_as_they_were(world: World, team: tuple[int, int]) -> None:
    give(world, enrolment=team[0], home_teaching=team[1])
    give(world, home_teaching=team[1])
    assert given(world) == {"home_teaching": ShareLine(team[1], "甲 second.east")}


@pytest.mark.parametrize("account", ["inspector.west", "clerk.east"])
def test_only_members_who_reach_the_unit_take_a_section(world: World, team: tuple[int, int], account: str) -> None:
    reply = give(world, enrolment=world.account_id(account))
    assert reply.status_code == 422 and "只能选督导组成员" in reply.text and given(world) == {}
    assert give(world, enrolment="丙").status_code == 422


def test_who_is_neither_in_the_team_nor_in_charge_gives_nothing_out(world: World) -> None:
    assert give(world, "inspector.east", enrolment="").status_code == 403
    assert give(world, "clerk.east", enrolment="").status_code == 403
    assert give(world, "inspector.west", enrolment="").status_code == 404
    assert give(world, "evaluator.east", enrolment="").status_code == 303
