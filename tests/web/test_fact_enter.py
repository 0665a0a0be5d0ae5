"""Facts: entered as of a day, corrected, withdrawn, refused in words; open rounds are scored anew."""

from datetime import date

import pytest
from httpx import Response

from inspector.storage import facts, results
from tests.web.conftest import World
from tests.web.field_round import line_of, open_round, store_yuncheng, yuncheng


def enter(
    world: World,
    typed: dict[str, str],
    *,
    was: dict[str, str] | None = None,
    login: str = "evaluator.east",
    more: dict[str, str] | None = None,
) -> Response:
    form = {"edition": yuncheng().digest, "as_of": "2025-08-31", "source": "学籍系统", "status": "verified"} | (
        more or {}
    )
    for name, value in typed.items():
        form |= {f"fact-{name}": value, f"was-fact-{name}": (was or {}).get(name, "")}
    return world.signed_in(login).post("/units/east_school/facts", data=form)


def known(world: World, on: date = date(2025, 12, 31)) -> dict[str, str | None]:
    found = world.store.read_now(lambda c: facts.of_units(c, "shi", ["east_school"], on))
    return {one.fact: one.value for one in found}


def test_a_fact_is_recorded_with_source_day_and_person(world: World) -> None:
    store_yuncheng(world)
    answer = enter(world, {"disabled_pupils": "１２"})
    assert answer.headers["location"] == "/units/east_school"
    assert known(world) == {"disabled_pupils": "12"}
    shown = world.signed_in("inspector.east").get("/units/east_school").text
    for text in ("12 人", "2025年8月31日", "学籍系统", "甲 evaluator.east"):
        assert text in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("十二", "十二"),
        ("1.5", "1.5"),
        ("-3", "不大可能"),
        ("2001", "0"),
        ("9" * 40, "9"),
        ("3万", "万"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_is_kept_and_said_beside_the_field(world: World, typed: str, words: str) -> None:
    store_yuncheng(world)
    answer = enter(world, {"disabled_pupils": typed, "home_taught": "2"})
    assert answer.status_code == 422 and words in answer.text
    assert 'id="fact-disabled_pupils-error"' in answer.text
    assert 'name="fact-home_taught" type="text" inputmode="numeric" value="2"' in answer.text
    assert known(world) == {}


@pytest.mark.parametrize("day", ["2205-01-01", "2099-01-01", "", "31.8.", "1949-09-30"])
def test_a_day_that_cannot_be_is_refused(world: World, day: str) -> None:
    store_yuncheng(world)
    assert enter(world, {"disabled_pupils": "3"}, more={"as_of": day}).status_code == 422
    assert known(world) == {}
    assert world.signed_in("evaluator.east").get(f"/units/east_school/facts?as_of={day or 'x'}").status_code == 422


def test_only_what_was_changed_is_recorded_and_the_history_keeps_all(world: World) -> None:
    store_yuncheng(world)
    enter(world, {"disabled_pupils": "12", "home_taught": "2"})
    enter(world, {"disabled_pupils": "13", "home_taught": "2"}, was={"disabled_pupils": "12", "home_taught": "2"})
    entries = world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "disabled_pupils"))
    assert [one.value for one in entries] == ["12", "13"]
    assert len(world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "home_taught"))) == 1
    shown = world.signed_in("inspector.east").get("/units/east_school/facts/disabled_pupils").text
    assert shown.index("13 人") < shown.index("12 人")


def test_an_emptied_field_makes_it_unknown_again(world: World) -> None:
    store_yuncheng(world)
    enter(world, {"disabled_pupils": "12"})
    enter(world, {"disabled_pupils": ""}, was={"disabled_pupils": "12"})
    assert known(world) == {"disabled_pupils": None}
    assert "未填报" in world.signed_in("inspector.east").get("/units/east_school").text


def test_a_later_figure_leaves_the_earlier_day_as_it_was(world: World) -> None:
    store_yuncheng(world)
    enter(world, {"disabled_pupils": "12"})
    enter(world, {"disabled_pupils": "20"}, was={"disabled_pupils": "12"}, more={"as_of": "2025-10-01"})
    assert known(world, date(2025, 9, 30)) == {"disabled_pupils": "12"}
    assert known(world) == {"disabled_pupils": "20"}


def test_what_somebody_else_entered_meanwhile_is_not_written_over(world: World) -> None:
    store_yuncheng(world)
    enter(world, {"disabled_pupils": "12"})
    late = enter(world, {"disabled_pupils": "14"})
    assert late.status_code == 422 and "其间已有他人修改" in late.text and 'value="14"' in late.text
    assert known(world) == {"disabled_pupils": "12"}


def test_missing_facts_say_how_many_items_of_a_round_need_them(world: World) -> None:
    open_round(world)
    client = world.signed_in("evaluator.east")
    shown = client.get("/units/east_school").text
    items = [
        item for item in yuncheng().form("regular_school") if any("unit.home_taught" in c for c in item.applies_when)
    ]
    assert items and 'class="missing"' in shown and "基础数据尚未填报" in shown
    row = shown.split("/facts/home_taught")[1].split("</tr>")[0]
    assert int(row.split("个观测点需要")[0].rsplit(">", 1)[1]) >= len(items)
    enter(world, {"home_taught": "2"})
    after = client.get("/units/east_school").text.split("/facts/home_taught")[1].split("</tr>")[0]
    assert "个观测点需要" not in after


def test_an_open_round_is_scored_anew_for_the_unit_and_what_rolls_up(world: World) -> None:
    open_round(world)

    def computed() -> dict[str, tuple[bytes, int]]:
        found = world.store.read_now(lambda c: results.of_round(c, "spring"))
        return {one.unit_id: (one.vector, one.computed_at) for one in found}

    before = computed()
    enter(world, {"home_taught": "0"})
    after = computed()
    assert after["east_school"][0] != before["east_school"][0]
    assert {unit for unit in after if after[unit][1] != before[unit][1]} == {"shi", "east", "east_school"}
    assert line_of(world, "east_school").state == "assigned"


def test_a_figure_after_the_rounds_day_changes_nothing_in_it(world: World) -> None:
    open_round(world)
    before = world.store.read_now(lambda c: results.of_round(c, "spring"))
    enter(world, {"home_taught": "0"}, more={"as_of": "2025-09-01"})
    assert world.store.read_now(lambda c: results.of_round(c, "spring")) == before


@pytest.mark.parametrize("login", ["inspector.east", "clerk.east"])
def test_who_may_not_enter_facts_is_refused(world: World, login: str) -> None:
    store_yuncheng(world)
    assert enter(world, {"disabled_pupils": "12"}, login=login).status_code == 403
    assert "/units/east_school/facts?" not in world.signed_in(login).get("/units/east_school").text.replace(
        "facts/", ""
    )


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"edition": "nothing"}, 404),
        ({"status": "invented"}, 422),
        ({"source": "长" * 201}, 422),
        ({"fact-no_such_fact": "1", "was-fact-no_such_fact": ""}, 303),
        ({"fact-senior_stage": "maybe", "was-fact-senior_stage": ""}, 422),
        ({"fact-disabled_pupils": "a" * 20_001, "was-fact-disabled_pupils": ""}, 400),
    ],
)
def test_hostile_facts_are_refused(world: World, changed: dict[str, str], status: int) -> None:
    store_yuncheng(world)
    assert enter(world, {}, more=changed).status_code == status
    assert known(world) == {}
