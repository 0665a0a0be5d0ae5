"""Contradicting figures: shown with source, day and person, settled by a person with a reason, opened by a new one."""

import re
from html import unescape

import pytest
from httpx import Response

from inspector.storage import facts, results, rounds, settlements
from inspector.storage.facts import NewFact
from inspector.storage.instants import now
from tests.web.conftest import World
from tests.web.field_round import PERIOD, open_round
from tests.web.test_round_facts import current, pupils, told

ROUND = "/rounds/spring/contradictions"
UNIT = "/rounds/spring/units/east_school/contradictions"
DISTRICT = "/rounds/spring/units/east/contradictions"


def eight_and_five(world: World) -> None:
    """Eight pupils in one table, five in another: five came last."""
    open_round(world)
    told(world, pupils("8", "学籍系统"))
    told(world, pupils("5", "残联名册"), login="administrator.city")


def total_and_sum(world: World) -> None:
    """The district says 12 are taught at home, its schools 8 and 5."""
    open_round(world)
    told(world, home("east", "12"), home("east_school", "8"), home("east_special", "5"))


def home(unit: str, value: str) -> NewFact:
    return pupils(value, "送教名册", unit, "home_taught")


def cards(page: str) -> list[str]:
    return page.split('<article class="card contradiction"')[1:]


def settle(world: World, path: str = UNIT, login: str = "evaluator.east", **typed: str) -> Response:
    client = world.signed_in(login)
    card = cards(client.get(path).text)[0]
    hidden = {name: unescape(value) for name, value in re.findall(r'name="(name|mark)" value="([^"]*)"', card)}
    return client.post(path, data=hidden | {"reason": "核对了原始材料"} | typed)


def test_eight_and_five_are_shown_with_source_day_and_person(world: World) -> None:
    eight_and_five(world)
    (card,) = cards(world.signed_in("evaluator.east").get(ROUND).text)
    assert "东城第一小学 · 在校残疾学生数" in card and "两个来源的数据不一致" in card
    for text in ("8 人", "5 人", "学籍系统", "残联名册", "2025年8月31日", "甲 evaluator.west", "甲 administrator.city"):
        assert text in card
    assert card.index("5 人") < card.index("现以此为准") < card.index("8 人")


def test_settling_at_a_figure_records_it_and_closes_the_question(world: World) -> None:
    eight_and_five(world)
    answer = settle(world, choice="figure-1")
    assert answer.headers["location"].startswith(f"{UNIT}?saved=")
    assert current(world)["disabled_pupils"] == ("8", "settled")
    page = world.signed_in("evaluator.east").get(answer.headers["location"]).text
    assert cards(page) == [] and "核定为8 人" in page and "核对了原始材料" in page
    entry = world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "disabled_pupils"))[-1]
    assert entry.source == "数据核定第1号" and entry.account_id == world.account_id("evaluator.east")


def test_a_settled_figure_is_scored(world: World) -> None:
    total_and_sum(world)
    before = {one.unit_id: one.vector for one in world.store.read_now(lambda c: results.of_round(c, "spring"))}
    answer = settle(world, DISTRICT, choice="other", value="0")
    assert current(world, "east")["home_taught"] == ("0", "settled")
    after = {one.unit_id: one.vector for one in world.store.read_now(lambda c: results.of_round(c, "spring"))}
    assert after["east"] != before["east"] and after["west"] == before["west"]
    assert "东城区送教上门学生数：12 人→0 人" in world.signed_in("evaluator.east").get(answer.headers["location"]).text


def test_a_total_is_settled_at_what_its_schools_add_up_to(world: World) -> None:
    total_and_sum(world)
    (card,) = cards(world.signed_in("evaluator.east").get(DISTRICT).text)
    assert "填报12 人，下级之和13 人" in card
    settle(world, DISTRICT, choice="sum")
    assert current(world, "east")["home_taught"] == ("13", "settled")
    assert cards(world.signed_in("evaluator.east").get(DISTRICT).text) == []


def test_a_total_settled_at_another_figure_stays_settled_although_it_still_differs(world: World) -> None:
    total_and_sum(world)
    settle(world, DISTRICT, choice="other", value="11")
    page = world.signed_in("evaluator.east").get(DISTRICT).text
    assert cards(page) == [] and "数据矛盾均已核定" in page and "核定为11 人" in page


@pytest.mark.parametrize("path", [UNIT, ROUND])
def test_both_may_stand_and_a_new_differing_figure_opens_the_question_again(world: World, path: str) -> None:
    eight_and_five(world)
    settle(world, path, choice="stand")
    assert current(world)["disabled_pupils"] == ("5", "reported")
    client = world.signed_in("evaluator.east")
    assert cards(client.get(path).text) == [] and "两数并存" in client.get(path).text
    told(world, pupils("5", "残联名册"))  # the same again says nothing new
    assert cards(client.get(path).text) == []
    told(world, pupils("6", "残联名册"))
    (card,) = cards(client.get(path).text)
    assert "6 人" in card and "8 人" in card
    assert "核定记录：1条" in client.get(path).text


def test_a_school_that_reports_anew_opens_a_settled_total_again(world: World) -> None:
    total_and_sum(world)
    settle(world, DISTRICT, choice="stand")
    assert cards(world.signed_in("evaluator.east").get(DISTRICT).text) == []
    told(world, home("east_school", "9"))
    assert "下级之和14 人" in cards(world.signed_in("evaluator.east").get(DISTRICT).text)[0]


def test_a_part_above_its_whole(world: World) -> None:
    open_round(world)
    told(world, pupils("8"), pupils("9", fact="included_pupils"))
    (card,) = cards(world.signed_in("evaluator.east").get(UNIT).text)
    assert "其中数大于总数" in card and "9 人，总数8 人" in card
    settle(world, choice="other", value="７")
    assert current(world)["included_pupils"] == ("7", "settled")
    assert cards(world.signed_in("evaluator.east").get(UNIT).text) == []


def test_the_history_of_a_fact_shows_what_was_settled(world: World) -> None:
    eight_and_five(world)
    settle(world, choice="figure-1")
    page = world.signed_in("inspector.east").get("/units/east_school/facts/disabled_pupils").text
    for text in ("数据矛盾的核定", "核对了原始材料", "核定为8 人", "残联名册", "甲 evaluator.east"):
        assert text in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"choice": "stand", "reason": " "}, "请写明理由"),
        ({"choice": "stand", "reason": "长" * 501}, "太长"),
        ({"choice": ""}, "请选择以哪个数为准"),
        ({"choice": "figure-7"}, "请选择以哪个数为准"),
        ({"choice": "other", "value": ""}, "请填写数据"),
        ({"choice": "other", "value": "十二"}, "十二"),
        ({"choice": "other", "value": "-3"}, "不大可能"),
        ({"choice": "other", "value": "<b>"}, "&lt;b&gt;"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_settled(
    world: World, typed: dict[str, str], words: str
) -> None:
    eight_and_five(world)
    answer = settle(world, **typed)
    assert answer.status_code == 422 and words in answer.text
    if len(typed.get("reason", "")) < 10:
        assert (typed.get("reason") or "核对了原始材料").strip() in answer.text
    assert world.store.read_now(lambda c: settlements.of_city(c, "shi")) == []
    assert current(world)["disabled_pupils"] == ("5", "reported")


def test_the_figure_that_counts_already_is_no_other_figure(world: World) -> None:
    total_and_sum(world)
    assert settle(world, DISTRICT, choice="other", value="12").status_code == 422


def test_figures_that_changed_since_they_were_looked_at_are_not_settled(world: World) -> None:
    eight_and_five(world)
    client = world.signed_in("evaluator.east")
    card = cards(client.get(UNIT).text)[0]
    hidden = dict(re.findall(r'name="(name|mark)" value="([^"]*)"', card))
    told(world, pupils("6", "丙表"))
    answer = client.post(UNIT, data=hidden | {"choice": "stand", "reason": "核对"})
    assert answer.status_code == 409 and "其间数据已有变动" in answer.text
    assert client.post(UNIT, data={"name": "sum/x/y/", "mark": "x", "choice": "stand"}).status_code == 409


def test_a_settlement_sent_twice_is_settled_once(world: World) -> None:
    eight_and_five(world)
    client = world.signed_in("evaluator.east")
    hidden = dict(re.findall(r'name="(name|mark)" value="([^"]*)"', cards(client.get(UNIT).text)[0]))
    form = hidden | {"choice": "figure-1", "reason": "核对"}
    assert [client.post(UNIT, data=form).status_code for _ in range(2)] == [303, 409]
    assert len(world.store.read_now(lambda c: settlements.of_city(c, "shi"))) == 1


def test_a_district_neither_sees_nor_settles_what_lies_outside(world: World) -> None:
    eight_and_five(world)
    told(world, pupils("1", "甲表", "west_school"), pupils("2", "乙表", "west_school"))
    west = "/rounds/spring/units/west_school/contradictions"
    east = world.signed_in("evaluator.east")
    page = east.get(ROUND).text
    assert len(cards(page)) == 1 and "西城" not in page
    card = cards(world.signed_in("administrator.city").get(west).text)[0]
    hidden = dict(re.findall(r'name="(name|mark)" value="([^"]*)"', card))
    assert east.post(ROUND, data=hidden | {"choice": "stand", "reason": "x"}).status_code == 404
    assert world.store.read_now(lambda c: settlements.of_city(c, "shi")) == []


def test_a_closed_round_settles_nothing_more(world: World) -> None:
    eight_and_five(world)
    world.store.write_now(lambda c: rounds.close_round(c, "spring", at=now()))
    page = world.signed_in("evaluator.east").get(UNIT).text
    assert len(cards(page)) == 1 and "<textarea" not in page
    assert world.signed_in("evaluator.east").post(UNIT, data={"name": "x"}).status_code == 409


def test_nothing_contradicting_says_so(world: World) -> None:
    open_round(world)
    assert "没有相互矛盾的数据" in world.signed_in("inspector.east").get(ROUND).text


def test_a_round_sees_only_what_it_counts(world: World) -> None:
    open_round(world)
    told(world, pupils("8"), pupils("5", "残联名册"))
    after = PERIOD[1].replace(month=9, day=1)
    told(world, pupils("8")._replace(as_of=after), pupils("4", "丙表")._replace(as_of=after))
    (card,) = cards(world.signed_in("evaluator.east").get(UNIT).text)
    assert "5 人" in card and "4 人" not in card
