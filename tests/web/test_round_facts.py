"""Facts of a round: of one unit with who vouches and who needs it, changed in place, and of all units together."""

from datetime import date

import pytest
from httpx import Response

from inspector.storage import facts, rounds
from inspector.storage.facts import NewFact
from inspector.storage.instants import now
from inspector.web.checklists.pages import LONGEST_SEARCH
from tests.web.conftest import World
from tests.web.field_round import PERIOD, draft_round, give, open_round, yuncheng

PAGE = "/rounds/spring/units/east_school/facts"


def told(world: World, *new: NewFact, login: str = "evaluator.west") -> None:
    account = world.account_id(login)
    world.store.write_now(lambda c: facts.record(c, "shi", new, at=now(), account_id=account))


def pupils(
    value: str | None, source: str = "学籍系统", unit: str = "east_school", fact: str = "disabled_pupils"
) -> NewFact:
    return NewFact(unit, fact, PERIOD[1], value, source=source)


def enter(
    world: World, typed: dict[str, str], was: dict[str, str] | None = None, more: dict[str, str] | None = None
) -> Response:
    form = {"as_of": "2025-08-31", "source": "学籍系统", "status": "reported"} | (more or {})
    for name, value in typed.items():
        form |= {f"fact-{name}": value, f"was-fact-{name}": (was or {}).get(name, "")}
    return world.signed_in("evaluator.east").post(PAGE, data=form)


def current(world: World, unit: str = "east_school") -> dict[str, tuple[str | None, str]]:
    found = world.store.read_now(lambda c: facts.of_units(c, "shi", [unit], PERIOD[1]))
    return {one.fact: (one.value, one.status) for one in found}


def row(page: str, name: str) -> str:
    return page.split(f'<label for="fact-{name}"')[1].split("</tr>")[0]


def test_a_figure_shows_its_day_source_who_entered_and_who_verified_it(world: World) -> None:
    open_round(world)
    told(world, pupils("12"))
    told(world, pupils("12")._replace(status="verified"), login="evaluator.east")
    shown = row(world.signed_in("evaluator.east").get(PAGE).text, "disabled_pupils")
    for text in ('value="12"', "2025年8月31日", "学籍系统", "填报：甲 evaluator.west", "核实：甲 evaluator.east"):
        assert text in shown


def test_a_figure_verified_before_it_changed_is_not_vouched_for(world: World) -> None:
    open_round(world)
    told(world, pupils("12")._replace(status="verified"), pupils("13"))
    shown = row(world.signed_in("evaluator.east").get(PAGE).text, "disabled_pupils")
    assert 'value="13"' in shown and "上报" in shown and "核实：" not in shown


def test_items_that_need_a_figure_are_named_and_missing_ones_come_first(world: World) -> None:
    open_round(world)
    told(world, pupils("12"), pupils("2", fact="home_taught"))
    page = world.signed_in("evaluator.east").get(PAGE).text
    needing = [i for i in yuncheng().form("regular_school") if any("unit.home_taught" in c for c in i.applies_when)]
    assert needing and all(item.title in row(page, "home_taught") for item in needing)
    assert page.index('for="fact-included_classes"') < page.index('for="fact-disabled_pupils"')


def test_only_items_of_the_round_need_anything(world: World) -> None:
    open_round(world, selection='["county_special_school"]')
    page = world.signed_in("evaluator.east").get(PAGE).text
    assert "本项目的观测点不用" in row(page, "home_taught") and 'class="missing"' not in page


def test_a_figure_is_changed_in_place_and_what_moved_is_shown(world: World) -> None:
    open_round(world)
    answer = enter(world, {"home_taught": "0"})
    assert answer.headers["location"] == f"{PAGE}?saved=1"
    assert current(world) == {"home_taught": ("0", "reported")}
    shown = world.signed_in("evaluator.east").get(answer.headers["location"]).text
    assert "由此引起的变动如下" in shown
    assert "东城第一小学送教上门学生数：未填报→0 人" in shown.split('class="card moved"')[1]
    # nobody is taught at home: the items about it do not apply any more
    assert 'class="badge not_checked"' in shown and 'class="badge not_applicable"' in shown


def test_what_moves_nothing_says_so(world: World) -> None:
    open_round(world, selection='["county_special_school"]')
    answer = enter(world, {"home_taught": "3"})
    assert "判定没有变动" in world.signed_in("evaluator.east").get(answer.headers["location"]).text
    assert enter(world, {}).headers["location"] == f"{PAGE}?saved=0"


def test_a_figure_is_verified_as_it_stands(world: World) -> None:
    open_round(world)
    told(world, pupils("12", "名册"))
    same = {"fact-disabled_pupils": "12", "was-fact-disabled_pupils": "12", "verify-fact-disabled_pupils": "yes"}
    assert enter(world, {}, more=same | {"source": ""}).status_code == 303
    entry = world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "disabled_pupils"))[-1]
    assert (entry.value, entry.status, entry.source, entry.as_of) == ("12", "verified", "名册", date(2025, 8, 31))
    enter(world, {}, more=same)
    assert len(world.store.read_now(lambda c: facts.history(c, "shi", "east_school", "disabled_pupils"))) == 2


@pytest.mark.parametrize(
    ("day", "words"), [("2025-09-01", "2025年8月31日"), ("", "请填写"), ("31.8.", "31.8."), ("2099-01-01", "尚未")]
)
def test_a_day_that_does_not_count_in_the_round_is_refused(world: World, day: str, words: str) -> None:
    open_round(world)
    answer = enter(world, {"home_taught": "3"}, more={"as_of": day})
    assert answer.status_code == 422 and words in answer.text.split('id="as_of-error"')[1][:200]
    assert 'value="3"' in row(answer.text, "home_taught") and current(world) == {}


def test_an_earlier_day_than_the_figure_that_counts_is_refused(world: World) -> None:
    open_round(world)
    told(world, pupils("12"))
    answer = enter(world, {"disabled_pupils": "13"}, {"disabled_pupils": "12"}, {"as_of": "2025-08-01"})
    assert answer.status_code == 422 and "2025年8月31日" in row(answer.text, "disabled_pupils")
    assert current(world) == {"disabled_pupils": ("12", "reported")}


def test_what_somebody_else_entered_meanwhile_is_not_written_over(world: World) -> None:
    open_round(world)
    told(world, pupils("12"))
    answer = enter(world, {"disabled_pupils": "14"})
    assert answer.status_code == 422 and "其间已有他人修改" in answer.text
    assert current(world) == {"disabled_pupils": ("12", "reported")}


def test_a_closed_round_takes_no_more_figures(world: World) -> None:
    open_round(world)
    world.store.write_now(lambda c: rounds.close_round(c, "spring", at=now()))
    assert enter(world, {"home_taught": "3"}).status_code == 409
    page = world.signed_in("evaluator.east").get(PAGE).text
    assert "不再变动" in page and '<button class="button main-action">' not in page
    told(world, pupils("2", fact="home_taught"))
    assert 'value="2"' not in world.signed_in("evaluator.east").get(PAGE).text


@pytest.mark.parametrize(("login", "offered"), [("administrator.city", True), ("evaluator.east", False)])
def test_settings_are_shown_with_their_doubt_and_changed_while_the_round_is_a_draft(
    world: World, login: str, offered: bool
) -> None:
    draft_round(world, settings='{"who_counts": "certified"}')
    page = world.signed_in(login).get(PAGE).text
    assert "持残疾人证" in page and "方案未写明“残疾学生”以何种口径统计" in page and "<strong>不设定" in page
    assert ('href="/rounds/spring/edit"' in page) is offered


@pytest.mark.parametrize("login", ["inspector.east", "clerk.east"])
def test_who_may_not_enter_facts_reads_them(world: World, login: str) -> None:
    open_round(world)
    told(world, pupils("12"))
    page = world.signed_in(login).get(PAGE).text
    assert "12 人" in page and 'name="fact-' not in page
    assert world.signed_in(login).post(PAGE, data={"as_of": "2025-08-31"}).status_code == 403
    assert world.signed_in(login).post("/rounds/spring/contradictions", data={}).status_code == 403


@pytest.mark.parametrize("view", ["facts", "contradictions"])
@pytest.mark.parametrize("unit", ["west_school", "shi", "nowhere", "%00", "a" * 70])
def test_a_unit_outside_the_area_is_not_found(world: World, unit: str, view: str) -> None:
    open_round(world)
    client = world.signed_in("evaluator.east")
    assert client.get(f"/rounds/spring/units/{unit}/{view}").status_code == 404
    assert client.post(f"/rounds/spring/units/{unit}/{view}", data={"as_of": "2025-08-31"}).status_code == 404
    assert client.get(f"/rounds/nothing/units/east_school/{view}").status_code == 404


def test_all_units_of_the_area_are_counted_and_filtered(world: World) -> None:
    open_round(world)
    told(world, pupils("12"), pupils("13", "名册"), pupils("1", unit="west_school"))
    east = world.signed_in("evaluator.east")
    page = east.get("/rounds/spring/facts").text
    assert "西城" not in page and "东城特殊教育学校" in page
    line = page.split(f'href="{PAGE}"')[1].split("</tr>")[0]
    declared = sum("regular_school" in fact.of for fact in yuncheng().checklist.facts.values())
    assert f"1 / {declared}" in line and "/rounds/spring/units/east_school/contradictions" in line
    only = east.get("/rounds/spring/facts?show=contradicting", headers={"hx-request": "true"}).text
    assert "东城第一小学" in only and "东城特殊教育学校" not in only and "<html" not in only
    assert "东城第一小学" not in east.get("/rounds/spring/facts?kind=special_school").text
    assert "没有符合条件" in east.get("/rounds/spring/facts?q=没有这个").text
    assert "东城特殊教育学校" not in east.get("/rounds/spring/facts?q=第一小学").text


@pytest.mark.parametrize("query", ["q=%00", "q=" + "长" * (LONGEST_SEARCH + 1), "show=" + "a" * 500])
def test_hostile_filters_are_refused(world: World, query: str) -> None:
    open_round(world)
    assert world.signed_in("evaluator.east").get(f"/rounds/spring/facts?{query}").status_code == 400


@pytest.mark.parametrize("saved", ["x", "-1", "9" * 40, "%00", "77"])
def test_a_hostile_arrival_moves_nothing(world: World, saved: str) -> None:
    open_round(world)
    answer = world.signed_in("evaluator.east").get(f"{PAGE}?saved={saved}")
    assert answer.status_code == 200 and 'class="card moved"' not in answer.text


def test_the_review_and_the_unit_show_what_moved_after_the_visit(world: World) -> None:
    open_round(world)
    inspection = give(world, "east_school", "inspector.east", visit=date(2025, 9, 20))
    enter(world, {"home_taught": "0"})
    review = world.signed_in("evaluator.east").get(f"/inspections/{inspection}/review").text
    assert "实地核查后基础数据有变动" in review and "送教上门学生数：未填报→0 人" in review
    assert "基础数据变动引起的变化" in world.signed_in("inspector.east").get("/units/east_school").text
    assert "基础数据变动" not in world.signed_in("inspector.west").get("/units/west_school").text


def test_the_review_keeps_quiet_about_what_moved_before_the_visit(world: World) -> None:
    open_round(world)
    inspection = give(world, "east_school", "inspector.east", visit=date(2099, 9, 20))
    enter(world, {"home_taught": "0"})
    assert "基础数据有变动" not in world.signed_in("evaluator.east").get(f"/inspections/{inspection}/review").text
