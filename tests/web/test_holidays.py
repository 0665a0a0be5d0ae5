"""The table of days and the terms of a city: seen by all, kept by an administrator of the whole city."""

from datetime import date

import pytest

from inspector.casework.deadlines import Days, Rule
from inspector.casework.terms import Term
from inspector.storage import holidays, instants, terms
from inspector.storage.tables import Role
from tests.web.conftest import World
from tests.web.project_round import add_people

DAY = {"city": "shi", "year": "2027", "step": "say", "day": "2027-02-05", "kind": "off", "name": "春节"}
SOURCE = "国办发明电〔2026〕9号"
TEXT = "国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）上班。"
PASTED = {"city": "shi", "year": "2027", "text": TEXT, "source": SOURCE, "complete": "yes"}


def days(world: World) -> Days:
    return world.store.read_now(lambda c: holidays.days_of(c, "shi"))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_the_table_and_an_administrator_of_the_city_changes_it(world: World, role: Role) -> None:
    client = world.signed_in(f"{role}.west")
    shown = client.get("/holidays?year=2026")
    assert shown.status_code == 200 and "国庆节" in shown.text and "粘贴" not in shown.text
    assert client.post("/holidays", data=DAY | {"source": SOURCE}).status_code == 403
    assert client.get("/holidays/terms").status_code == 200
    assert client.post("/holidays/terms", data={"city": "shi"}).status_code == 403
    assert client.get("/holidays?city=elsewhere").status_code == 404


def test_a_day_is_said_with_its_source_and_taken_back(world: World) -> None:
    client = world.signed_in("administrator.city")
    missing = client.post("/holidays", data=DAY | {"name": "某节"})
    assert missing.status_code == 422 and 'value="某节"' in missing.text and "此项必填" in missing.text
    assert client.post("/holidays", data=DAY | {"source": SOURCE, "day": "2027-02-30"}).status_code == 422
    assert client.post("/holidays", data=DAY | {"source": SOURCE}).status_code == 303
    assert days(world).off[date(2027, 2, 5)] == "春节"
    assert SOURCE in client.get("/holidays?city=shi&year=2027").text
    client.post("/holidays", data=DAY | {"step": "take_back"})
    assert date(2027, 2, 5) not in days(world).off


def test_an_announcement_is_shown_first_and_then_taken_over(world: World) -> None:
    client = world.signed_in("administrator.city")
    shown = client.post("/holidays/announcement", data=PASTED | {"step": "read"})
    assert shown.status_code == 200 and "2027年10月7日" in shown.text and "2027年9月26日" in shown.text
    assert date(2027, 10, 7) not in days(world).off
    assert client.post("/holidays/announcement", data=PASTED | {"step": "take"}).status_code == 303
    assert days(world).off[date(2027, 10, 7)] == "国庆节" and date(2027, 9, 26) in days(world).worked
    assert 2027 in days(world).years


def test_an_announcement_with_a_flaw_takes_nothing_over_and_keeps_the_text(world: World) -> None:
    client = world.signed_in("administrator.city")
    wrong = TEXT.replace("共7天", "共8天")
    answer = client.post("/holidays/announcement", data=PASTED | {"step": "take", "text": f"元旦：1月1日放假\n{wrong}"})
    assert answer.status_code == 422 and "第2行" in answer.text and wrong in answer.text
    assert days(world).years == holidays.official().years and date(2027, 1, 1) not in days(world).off


def test_a_missing_year_is_warned_of_until_it_is_declared_complete(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instants, "time_ns", lambda: 1_795_824_000_000_000_000)  # 28 November 2026
    client = world.signed_in("administrator.city")
    add_people(world)
    warning = "节假日表尚无2027年的安排"
    assert warning in client.get("/holidays").text and warning in client.get("/").text
    assert warning in world.signed_in("clerk.city").get("/").text
    assert warning not in world.signed_in("inspector.east").get("/").text
    form = {"city": "shi", "year": "2027", "step": "declare"}
    for source, words in (("　 ", "没有来源"), ("文" * 201, "太长")):
        refused = client.post("/holidays", data=form | {"source": source})
        assert refused.status_code == 422 and words in refused.text and warning in client.get("/holidays").text
    assert client.post("/holidays", data=form | {"source": SOURCE}).status_code == 303
    assert warning not in client.get("/holidays").text and warning not in client.get("/").text


def test_terms_are_kept_with_their_source_and_a_local_rule_fills_the_form_only(world: World) -> None:
    client = world.signed_in("administrator.city")
    filled = client.get("/holidays/terms?city=shi&rule=shanghai").text
    assert 'name="defence-days" type="text" inputmode="numeric" value="10"' in filled
    assert world.store.read_now(lambda c: terms.of_city(c, "shi")) == {}
    form = {"city": "shi", "defence-days": "10", "defence-kind": "working", "defence-event": "visit_end"}
    assert client.post("/holidays/terms", data=form | {"defence-days": "0"}).status_code == 422
    assert client.post("/holidays/terms", data=form | {"defence-event": "opinion_issued"}).status_code == 422
    assert client.post("/holidays/terms", data=form).status_code == 303
    kept = world.store.read_now(lambda c: terms.of_city(c, "shi"))
    assert kept == {Term.defence: Rule(10, "working", "visit_end")}
    add_people(world)
    shown = world.signed_in("clerk.city").get("/holidays/terms").text
    assert "10 个工作日" in shown and "无法定依据" in shown
