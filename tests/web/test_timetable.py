"""The timetable keeps the order of the steps, says where a term comes from, and is not written over silently."""

import re
from datetime import date

import pytest

from inspector.fieldwork.timetable import Step
from inspector.storage import rounds, timetables
from tests.web.conftest import World
from tests.web.field_round import draft_round, open_round

PATH = "/rounds/spring/timetable"
GOOD = {
    "notice-first": "2026-02-01",
    "visits-first": "2026-03-02",
    "visits-last": "２０２６年3月6日",
    "opinion-first": "2026-03-30",
    "opinion-source": "《某省教育督导规定》第二十条",
}


def seen(world: World) -> str:
    found = re.search(r'name="seen" value="(\w+)"', world.signed_in("administrator.city").get(PATH).text)
    assert found is not None
    return found[1]


def stored(world: World) -> dict[Step, tuple[date, date, str]]:
    found = world.store.read_now(lambda connection: timetables.of_round(connection, "spring"))
    return {step: (one.first, one.last, one.source) for step, one in found.items()}


def test_steps_are_kept_with_their_days_and_their_source(world: World) -> None:
    draft_round(world)
    client = world.signed_in("administrator.city")
    assert client.post(PATH, data=GOOD | {"seen": seen(world)}).headers["location"] == PATH
    assert stored(world) == {
        Step.notice: (date(2026, 2, 1), date(2026, 2, 1), ""),
        Step.visits: (date(2026, 3, 2), date(2026, 3, 6), ""),
        Step.opinion: (date(2026, 3, 30), date(2026, 3, 30), "《某省教育督导规定》第二十条"),
    }
    shown = world.signed_in("inspector.east").get(PATH).text
    assert "《某省教育督导规定》第二十条" in shown and shown.count("无法定依据，由督导机构自定") == 2
    assert "条例第17条" in shown and 'name="seen"' not in shown


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"notice-first": "2026-03-02"}, "应在“督导通知”之后"),
        ({"visits-last": "2026-03-01"}, "结束日期早于开始日期"),
        ({"opinion-first": "2026-03-05"}, "应在“实地督导”之后"),
        ({"report-first": "2026-02-30"}, ""),
        ({"report-first": "1026-02-03"}, ""),
        ({"report-source": "无日期"}, "请填写"),
        ({"opinion-source": "长" * 201}, "太长"),
    ],
)
def test_what_is_out_of_order_is_said_beside_its_step_and_nothing_is_lost(
    world: World, changed: dict[str, str], words: str
) -> None:
    draft_round(world)
    answer = world.signed_in("administrator.city").post(PATH, data=GOOD | changed | {"seen": seen(world)})
    assert answer.status_code == 422 and words in answer.text
    assert "《某省教育督导规定》第二十条" in answer.text or "opinion-source" in changed
    assert stored(world) == {}


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world: World) -> None:
    draft_round(world)
    before = seen(world)
    client = world.signed_in("administrator.city")
    client.post(PATH, data=GOOD | {"seen": before})
    answer = client.post(PATH, data={"visits-first": "2026-05-05", "seen": before})
    assert answer.status_code == 409 and "其他人员已修改时间安排" in answer.text and "2026-05-05" in answer.text
    assert stored(world)[Step.visits][0] == date(2026, 3, 2)


def test_a_closed_round_keeps_its_timetable_and_others_only_read(world: World) -> None:
    open_round(world)
    assert world.signed_in("evaluator.east").post(PATH, data=GOOD).status_code == 403
    assert world.signed_in("clerk.east").post(PATH, data=GOOD).status_code == 403
    world.store.write_now(lambda connection: rounds.close_round(connection, "spring", at=1))
    assert world.signed_in("administrator.city").post(PATH, data=GOOD).status_code == 409
    assert world.signed_in("administrator.city").get(PATH).status_code == 200
