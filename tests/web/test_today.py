"""Today: each role finds what is theirs to do, and with nothing to do, what comes next."""

from datetime import date

import pytest
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level, Operation
from inspector.fieldwork.states import Action, Role, State
from inspector.storage import inspections, operations, surveys
from inspector.storage.instants import now
from tests.web.conftest import World
from tests.web.field_round import give, line_of, open_round


def answer(world: World, inspection_id: str, path: str, value: str, login: str) -> None:
    account = world.account_id(login)
    one = Operation(f"{inspection_id}-{path}", inspection_id, Level.team, path, None, value, None, account, "test", 1)

    def job(connection: Connection) -> None:
        operations.receive(connection, [one], now())
        surveys.rescore(connection, "spring", at=now())

    world.store.write_now(job)


def act(world: World, inspection_id: str, action: Action, login: str, role: Role, reason: str = "") -> None:
    account = world.account_id(login)
    world.store.write_now(
        lambda c: inspections.act(c, inspection_id, action, account_id=account, role=role, at=now(), reason=reason)
    )


def test_an_inspector_sees_the_own_inspections_and_nobody_elses(world: World) -> None:
    open_round(world)
    give(world, "east_school", "inspector.east", date(2025, 9, 20))
    give(world, "west_school", "inspector.west")
    shown = world.signed_in("inspector.east").get("/").text
    assert "东城第一小学" in shown and "东城区 · 海州市专项督导" in shown and "2025年9月20日" in shown
    assert "西城第一小学" not in shown


def test_progress_counts_the_answered_of_those_that_apply(world: World) -> None:
    open_round(world)
    inspection = give(world, "east_school", "inspector.east")
    client = world.signed_in("inspector.east")
    before = client.get("/").text
    answer(world, inspection, "pupils_refused/value", "0", "inspector.east")
    after = client.get("/").text
    count = before.split('class="number">')[1].split("<")[0].split(" / ")
    assert after.split('class="number">')[1].split("<")[0] == f"{int(count[0]) + 1} / {count[1]}"


def test_returned_ones_come_first_with_the_reason(world: World) -> None:
    open_round(world)
    give(world, "east_special", "inspector.east", date(2025, 9, 1))
    school = give(world, "east_school", "inspector.east", date(2025, 10, 1))
    answer(world, school, "pupils_refused/value", "0", "inspector.east")
    act(world, school, Action.submit, "inspector.east", Role.inspector)
    act(world, school, Action.send_back, "evaluator.east", Role.evaluator, "照片看不清，请补拍")
    shown = world.signed_in("inspector.east").get("/").text
    assert "照片看不清，请补拍" in shown
    assert shown.index("东城第一小学") < shown.index("东城特殊教育学校")


def test_an_evaluator_sees_what_waits_in_the_own_area_only(world: World) -> None:
    open_round(world)
    for unit, login in (("east_school", "inspector.east"), ("west_school", "inspector.west")):
        inspection = give(world, unit, login)
        answer(world, inspection, "pupils_refused/value", "0", login)
        act(world, inspection, Action.submit, login, Role.inspector)
    shown = world.signed_in("evaluator.east").get("/").text
    assert f"/inspections/{line_of(world, 'east_school').id}/review" in shown
    assert "西城第一小学" not in shown and "海州市专项督导" in shown


def test_a_clerk_sees_what_is_confirmed_and_has_no_letter(world: World) -> None:
    open_round(world)
    school = give(world, "east_school", "inspector.east")
    answer(world, school, "pupils_refused/value", "0", "inspector.east")
    act(world, school, Action.submit, "inspector.east", Role.inspector)
    client = world.signed_in("clerk.east")
    assert "东城第一小学" not in client.get("/").text
    act(world, school, Action.confirm, "evaluator.east", Role.evaluator)
    assert line_of(world, "east_school").state is State.confirmed
    assert "/rounds/spring/letters/new?kind=opinion&amp;unit=east_school" in client.get("/").text
    assert "东城第一小学" not in world.signed_in("clerk.west").get("/").text


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("inspector.east", "目前没有分派给您的任务"),
        ("evaluator.east", "没有进行中的督导项目"),
        ("clerk.east", "没有待处理的草稿"),
        ("administrator.city", 'href="/rounds/new"'),
    ],
)
def test_with_nothing_to_do_the_page_says_what_comes_next(world: World, login: str, words: str) -> None:
    assert words in world.signed_in(login).get("/").text
