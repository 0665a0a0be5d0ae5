"""Recusal: declared or recorded, in mid-round too; what was entered stays, and somebody else goes on."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Client

from inspector.fieldwork.operations import Level, Outcome
from inspector.fieldwork.states import Action, Role
from inspector.storage import inspections, operations, recusals
from inspector.storage.instants import civil_date, now
from tests.web.conftest import World
from tests.web.field_round import draft_round, give, line_of, open_round
from tests.web.project_round import add_people, name, recuse

RECUSAL = "/rounds/spring/recusal"


def ground(world: World, **changed: str) -> dict[str, str]:
    whole = {
        "account": str(world.account_id("inspector.east")),
        "unit": "east_school",
        "ground": "own_unit",
        "left_on": "",
        "note": "",
    }
    return whole | changed


def lines(world: World) -> list[Any]:
    return world.store.read_now(lambda connection: recusals.of_round(connection, "spring"))


def enter(client: Client, inspection: str, field: str, key: str = "a1") -> dict[str, Any]:
    body = {"operations": [{"id": key, "field": field, "base": None, "raw": "3", "device": "d", "seq": 1}]}
    found: dict[str, Any] = client.post(f"/inspections/{inspection}/operations", json=body).json()
    return found


def a_cell(world: World, inspection: str, login: str) -> str:
    """A cell of the form that the person can fill in, found on the page itself."""
    shown = world.signed_in(login).get(f"/inspections/{inspection}").text
    return shown.split('name="', 2)[2].split('"')[0] if "/value" not in shown else _first_value(shown)


def _first_value(shown: str) -> str:
    return next(part.split('"')[0] for part in shown.split('name="')[1:] if part.split('"')[0].endswith("/value"))


def test_each_member_declares_and_the_page_says_who_has_not(world: World) -> None:
    draft_round(world)
    name(world, "inspector.east", "leader")
    name(world, "inspector.west")
    member = world.signed_in("inspector.east")
    assert member.post(f"{RECUSAL}/declare", data={"sure": ""}).status_code == 303
    assert member.post(f"{RECUSAL}/declare", data={"other": "x"}).status_code == 422
    declared = world.store.read_now(lambda connection: recusals.declared(connection, "spring"))
    assert list(declared) == [world.account_id("inspector.east")]
    shown = world.signed_in("administrator.city").get("/rounds/spring").text
    assert "2名成员中1名已申报" in shown and "有成员尚未申报" in shown


def test_a_member_declares_for_nobody_else_and_sees_only_the_own_grounds(world: World) -> None:
    draft_round(world)
    name(world, "inspector.east")
    name(world, "inspector.west")
    recuse(world, "inspector.west", "west_school")
    member = world.signed_in("inspector.east")
    other = str(world.account_id("inspector.west"))
    assert member.post(RECUSAL, data=ground(world, account=other)).status_code == 303
    assert [(line.account_id, line.unit_id) for line in lines(world)][1:] == [
        (world.account_id("inspector.east"), "east_school")
    ]
    shown = member.get(RECUSAL).text
    assert "西城" not in shown and "甲 inspector.west" not in shown
    assert member.post(RECUSAL, data=ground(world, unit="west_school")).status_code == 422


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"unit": "nowhere"}, "请选择本督导项目中的单位"),
        ({"ground": "envy"}, "请从列表中选择"),
        ({"ground": "other"}, "请写明回避情形"),
        ({"account": "0"}, "请选择人员"),
        ({"note": "长" * 501}, "太长"),
        ({"ground": "left_within_three_years"}, "请填写"),
        ({"ground": "left_within_three_years", "left_on": "2026-02-30"}, ""),
        ({"ground": "left_within_three_years", "left_on": "2099-01-01"}, "尚未到来"),
        ({"ground": "left_within_three_years", "left_on": "2020-01-01"}, "已满三年"),
        ({"ground": "left_within_three_years", "left_on": "0001-01-01"}, ""),
    ],
)
def test_what_is_no_ground_is_said_beside_its_field(world: World, changed: dict[str, str], words: str) -> None:
    draft_round(world)
    answer = world.signed_in("administrator.city").post(RECUSAL, data=ground(world, **changed))
    assert answer.status_code == 422 and words in answer.text
    assert lines(world) == []


def test_who_left_is_recused_to_the_same_day_three_years_on(world: World) -> None:
    draft_round(world)
    today = civil_date(now(), world.settings.zone)
    left = today - timedelta(days=400)
    typed = ground(world, ground="left_within_three_years", left_on=left.isoformat())
    assert world.signed_in("administrator.city").post(RECUSAL, data=typed).status_code == 303
    line = lines(world)[0]
    last = left.replace(year=left.year + 3) if (left.month, left.day) != (2, 29) else left.replace(left.year + 3, 2, 28)
    assert line.left_on == left
    assert civil_date(line.ends_at - 1, world.settings.zone) == last
    assert civil_date(line.ends_at, world.settings.zone) == last + timedelta(days=1)
    kept_out = world.store.read_now(lambda c: recusals.by_account(c, "spring", line.ends_at - 1))
    assert kept_out == {line.account_id: {"east_school"}}
    assert world.store.read_now(lambda c: recusals.by_account(c, "spring", line.ends_at)) == {}


def test_a_districts_ground_holds_for_its_schools_and_assigning_refuses(world: World) -> None:
    open_round(world)
    recuse(world, "inspector.east", "east")
    client, key = world.signed_in("administrator.city"), line_of(world, "east_school").id
    east = str(world.account_id("inspector.east"))
    single = {f"inspector-{key}": east, f"visit-{key}": "", f"was-inspector-{key}": "", f"was-visit-{key}": ""}
    answer = client.post("/rounds/spring/assign/east", data=single)
    assert answer.status_code == 422 and "应当回避" in answer.text
    whole = client.post("/rounds/spring/assign", data={"group": "east", "inspector": east, "which": "free"})
    assert whole.status_code == 422 and "应当回避" in whole.text
    assert line_of(world, "east_school").inspector_id is None


def test_in_mid_round_the_inspection_goes_back_and_entries_stay_and_are_marked(world: World) -> None:
    open_round(world)
    key = give(world, "east_school", "inspector.east")
    cell = a_cell(world, key, "inspector.east")
    assert enter(world.signed_in("inspector.east"), key, cell)["results"][0]["outcome"] == "applied"
    assert world.signed_in("administrator.city").post(RECUSAL, data=ground(world)).status_code == 303
    assert line_of(world, "east_school").inspector_id is None and lines(world)[0].released == 1
    assert "因回避退回" in world.signed_in("administrator.city").get("/rounds/spring/assign?group=east").text
    head = world.store.read_now(lambda c: operations.heads(c, "shi", key, Level.team))[cell]
    assert head.operation == "a1"
    review = world.signed_in("evaluator.east").get(f"/inspections/{key}/review").text
    assert "由甲 inspector.east填写，其后应当回避" in review and "有1项由其后应当回避的人员填写" in review


def test_what_a_recused_person_still_sends_is_kept_and_not_taken_over(world: World) -> None:
    open_round(world)
    key = give(world, "east_school", "inspector.east")
    cell = a_cell(world, key, "inspector.east")
    recuse(world, "inspector.east", "east")
    found = enter(world.signed_in("inspector.east"), key, cell)["results"][0]
    assert (found["outcome"], found["reason"]) == ("refused", "recused") and "应当回避" in found["message"]
    history = world.store.read_now(lambda c: operations.history(c, "shi", key))
    assert [(one.arrived.operation.id, one.arrived.outcome) for one in history] == [("a1", Outcome.refused)]
    assert line_of(world, "east_school").state == "assigned"
    shown = world.signed_in("inspector.east").get(f"/inspections/{key}").text
    assert "应当回避" in shown and "/submit" not in shown


def test_a_recused_person_neither_submits_nor_confirms(world: World) -> None:
    open_round(world)
    add_people(world)
    key = give(world, "east_school", "inspector.east")
    enter(world.signed_in("inspector.east"), key, a_cell(world, key, "inspector.east"))
    recuse(world, "inspector.east", "east_school")
    refused = world.signed_in("inspector.east").post(f"/inspections/{key}/submit", data={"stays_open": "1"})
    assert refused.status_code == 409 and "由其他人员办理" in refused.text
    city = world.account_id("inspector.city")
    world.store.write_now(
        lambda c: inspections.act(c, key, Action.submit, account_id=city, role=Role.inspector, at=now())
    )
    before = world.signed_in("evaluator.east").get(f"/inspections/{key}/review").text
    recuse(world, "evaluator.east", "east")
    after = world.signed_in("evaluator.east").get(f"/inspections/{key}/review").text
    assert 'value="confirm"' in before and 'value="confirm"' not in after and "应当回避" in after
    answer = world.signed_in("evaluator.east").post(f"/inspections/{key}/review", data={"step": "confirm"})
    assert answer.status_code == 409 and "应当回避" in answer.text
    free = world.signed_in("evaluator.city").post(f"/inspections/{key}/review", data={"step": "confirm"})
    assert free.status_code == 303 and line_of(world, "east_school").state == "confirmed"


def test_a_lifted_recusal_holds_no_longer_and_takes_a_reason(world: World) -> None:
    open_round(world)
    recuse(world, "inspector.east", "east_school")
    client, key = world.signed_in("administrator.city"), lines(world)[0].id
    assert client.post(f"{RECUSAL}/{key}/lift", data={"reason": ""}).status_code == 422
    assert client.post(f"{RECUSAL}/{key}/lift", data={"reason": "登记有误"}).status_code == 303
    assert "登记有误" in client.get(RECUSAL).text
    assert client.post(f"{RECUSAL}/{key}/lift", data={"reason": "again"}).status_code == 409
    inspection = give(world, "east_school", "inspector.east")
    found = enter(world.signed_in("inspector.east"), inspection, a_cell(world, inspection, "inspector.east"))
    assert found["results"][0]["outcome"] == "applied"


@pytest.mark.parametrize("login", ["inspector.west", "clerk.east", "evaluator.east", "administrator.west"])
def test_whoever_is_neither_in_the_team_nor_sets_up_the_round_stays_outside(world: World, login: str) -> None:
    draft_round(world)
    client = world.signed_in(login)
    assert client.get(RECUSAL).status_code == 403
    assert client.post(RECUSAL, data=ground(world)).status_code == 403
    assert client.post(f"{RECUSAL}/declare", data={"sure": "yes"}).status_code == 403
    assert client.post(f"{RECUSAL}/x/lift", data={"reason": "x"}).status_code == 403
    assert lines(world) == []
