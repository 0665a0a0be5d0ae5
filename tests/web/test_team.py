"""Naming a team: a leader and at least three, who left and why, and a round that opens without one."""

import pytest

from inspector.storage import rounds, teams
from tests.web.conftest import World
from tests.web.field_round import draft_round, open_round
from tests.web.project_round import add_people, full_team, name

TEAM = "/rounds/spring/team"


def members(world: World, *, with_left: bool = False) -> list[tuple[str, str, str]]:
    found = world.store.read_now(lambda connection: teams.of_round(connection, "spring", with_left=with_left))
    return [(line.login, line.duty.value, line.group) for line in found]


def form(world: World, login: str, duty: str = "member", group: str = "") -> dict[str, str]:
    return {"account": str(world.account_id(login)), "duty": duty, "group": group}


def test_a_leader_and_members_are_named_and_shown_leader_first(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    assert client.post(TEAM, data=form(world, "inspector.east")).headers["location"] == TEAM
    client.post(TEAM, data=form(world, "inspector.west", "leader"))
    assert members(world) == [("inspector.west", "leader", ""), ("inspector.east", "member", "")]
    shown = client.get(TEAM).text
    assert shown.index("甲 inspector.west") < shown.index("甲 inspector.east")
    assert "还缺1名督学" in shown and "尚无组长" not in shown


def test_each_group_has_its_own_leader(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    client.post(TEAM, data=form(world, "inspector.east", "leader", "东城组"))
    second = client.post(TEAM, data=form(world, "inspector.west", "leader", "东城组"))
    assert second.status_code == 422 and "该组已有组长" in second.text
    assert client.post(TEAM, data=form(world, "inspector.west", "leader", "西城组")).status_code == 303
    again = client.post(TEAM, data=form(world, "inspector.west", "member", "西城组"))
    assert again.status_code == 422 and "已在组内" in again.text
    assert {group for _, _, group in members(world)} == {"东城组", "西城组"}


def test_who_leaves_stays_in_the_record_with_the_reason(world: World) -> None:
    draft_round(world)
    key = name(world, "inspector.east", "leader")
    client = world.signed_in("administrator.city")
    assert client.post(f"{TEAM}/{key}/leave", data={"reason": " "}).status_code == 422
    assert client.post(f"{TEAM}/{key}/leave", data={"reason": "调离"}).status_code == 303
    assert members(world) == [] and members(world, with_left=True) == [("inspector.east", "leader", "")]
    assert "调离" in client.get(TEAM).text
    assert client.post(f"{TEAM}/{key}/leave", data={"reason": "调离"}).status_code == 409


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"account": "999999"}, "请选择督学"),
        ({"account": "' or 1=1 --"}, "请选择督学"),
        ({"duty": "king"}, "请从列表中选择"),
        ({"group": "长" * 41}, "太长"),
    ],
)
def test_what_cannot_be_named_is_said_beside_its_field(world: World, changed: dict[str, str], words: str) -> None:
    draft_round(world)
    answer = world.signed_in("administrator.city").post(TEAM, data=form(world, "inspector.east") | changed)
    assert answer.status_code == 422 and words in answer.text
    assert members(world) == []


def test_only_inspectors_of_the_city_can_be_named(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    assert client.post(TEAM, data=form(world, "evaluator.east")).status_code == 422
    assert "甲 evaluator.east" not in client.get(TEAM).text


def test_without_a_full_team_a_special_round_opens_only_for_a_written_reason(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    assert 'name="reason"' in client.get("/rounds/spring").text
    refused = client.post("/rounds/spring/open", data={"reason": ""})
    assert refused.status_code == 422 and "不足三人" in refused.text
    assert client.post("/rounds/spring/open", data={"reason": "经批准由两人实施"}).status_code == 303
    waiver = world.store.read_now(lambda connection: teams.waivers(connection, "spring"))["team"]
    assert (waiver.reason, waiver.given_by) == ("经批准由两人实施", world.account_id("administrator.city"))
    assert "经批准由两人实施" in client.get(TEAM).text


def test_with_a_full_team_it_opens_without_one(world: World) -> None:
    draft_round(world)
    add_people(world)
    full_team(world)
    client = world.signed_in("administrator.city")
    assert 'name="reason"' not in client.get("/rounds/spring").text
    assert client.post("/rounds/spring/open", data={"reason": ""}).status_code == 303
    assert world.store.read_now(lambda connection: teams.waivers(connection, "spring")) == {}


def test_a_regular_supervision_needs_no_team(world: World) -> None:
    draft_round(world, supervision="regular")
    assert world.signed_in("administrator.city").post("/rounds/spring/open", data={"reason": ""}).status_code == 303


def test_of_a_round_with_a_team_only_its_members_are_assigned(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    assert "甲 inspector.west" in client.get("/rounds/spring/assign").text
    name(world, "inspector.east", "leader")
    shown = client.get("/rounds/spring/assign").text
    assert "甲 inspector.east" in shown and "甲 inspector.west" not in shown
    wrong = {"group": "west", "inspector": str(world.account_id("inspector.west")), "which": "free"}
    assert client.post("/rounds/spring/assign", data=wrong).status_code == 422


def test_a_closed_round_keeps_its_team(world: World) -> None:
    open_round(world)
    key = name(world, "inspector.east")
    world.store.write_now(lambda connection: rounds.close_round(connection, "spring", at=1))
    client = world.signed_in("administrator.city")
    assert client.post(TEAM, data=form(world, "inspector.west")).status_code == 409
    assert client.post(f"{TEAM}/{key}/leave", data={"reason": "x"}).status_code == 409
