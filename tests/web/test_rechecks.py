"""Open findings checked again: made, filled in, decided; the ledger follows, the first inspection stands still."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from inspector.casework.finding_life import FindingStep, Step
from inspector.fieldwork.operations import Level
from inspector.storage import accounts, inspections, operations, rechecks, rounds, surveys
from inspector.storage.instants import now
from inspector.storage.results import of_round
from inspector.storage.rows import add, table
from inspector.storage.tables import Finding, Holiday, Role
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world
from tests.web.recheck_round import (
    confirmed,
    decision,
    entered,
    events,
    fill_ledger,
    finding,
    made,
    moved,
    opened,
    recuse,
    state_of,
    today,
)

PROOF = ("证明.pdf", b"%PDF-1.4 proof %%EOF")
BOTH = {"guide": "full", "toilet": "locked"}


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        fill_ledger(world)
        yield world


def history(world: World) -> list[object]:
    """All that the first round's inspection of m1 says: its answers, its results as bytes, its row."""

    def query(connection: Connection) -> list[object]:
        line = next(one for one in inspections.of_round(connection, ROUND) if one.unit_id == "m1")
        heads = operations.heads(connection, "city", line.id, Level.team)
        return [line, heads, of_round(connection, ROUND)]

    return world.store.read_now(query)


def test_what_is_put_right_is_verified_and_what_is_left_gets_a_new_last_day(museums: World) -> None:
    before = history(museums)
    inspection = opened(museums, finding(museums, "guide"), finding(museums, "toilet"))
    entered(museums, inspection, **BOTH)
    client = museums.signed_in("evaluator.city")
    page = unescape(client.get(f"/rechecks/{inspection}").text)
    assert "经复查，该项已达到要求。" in page and "上锁或堆物" in page
    form = decision(museums, guide="done", seen__guide="两种讲解均已提供", toilet="not_done", seen__toilet="仍然上锁")
    assert confirmed(client, inspection, form).status_code == 303
    guide, toilet = finding(museums, "guide"), finding(museums, "toilet")
    assert (guide.state, guide.checked_on, guide.verified_by) == (
        "verified",
        today(museums),
        museums.account_id("evaluator.city"),
    )
    assert (toilet.state, toilet.due) == ("open", today(museums, 30))
    assert [one.note for one in events(museums, toilet)][-1] == "仍然上锁"
    assert history(museums) == before
    assert state_of(museums, inspection) == "confirmed"
    shown = unescape(client.get(f"/rechecks/{inspection}").text)
    assert "两种讲解均已提供" in shown and "仍然上锁" in shown


def test_the_form_asks_only_what_was_chosen_and_says_what_was_found(museums: World) -> None:
    inspection = opened(museums, finding(museums, "toilet"))
    page = unescape(museums.signed_in("inspector.city").get(f"/inspections/{inspection}").text)
    assert 'data-item="toilet"' in page and 'data-item="guide"' not in page
    assert "江南博物馆无障碍卫生间上锁或堆物" in page and "已清理，门锁已拆除。" in page and "拆除门锁" in page
    listed = museums.signed_in("inspector.city").get("/").text
    assert f"/inspections/{inspection}" in listed and "复查：东江市2026年专项督导" in listed


def test_the_score_moves_by_what_was_checked_again_only(museums: World) -> None:
    inspection = opened(museums, finding(museums, "guide"), finding(museums, "toilet"))
    entered(museums, inspection, guide="full", toilet="good")
    row = museums.store.read_now(lambda c: surveys.survey(c, rounds.by_id(c, ROUND)))  # type: ignore[arg-type]
    cells = {**row.cells, "m1": {**row.cells["m1"], "guide/value": "full", "toilet/value": "good"}}
    wanted = row.entered(cells).inspected("m1").low_micro
    form = decision(museums, guide="done", seen__guide="有", toilet="done", seen__toilet="好")
    client = museums.signed_in("evaluator.city")
    assert confirmed(client, inspection, form).status_code == 303
    kept = museums.store.read_now(lambda c: rechecks.of_inspection(c, inspection))
    assert kept is not None
    assert (kept.before_low, kept.after_low) == (row.inspected("m1").low_micro, wanted)


def test_a_second_re_check_begins_where_the_first_one_ended(museums: World) -> None:
    first = opened(museums, finding(museums, "guide"), finding(museums, "toilet"))
    entered(museums, first, **BOTH)
    form = decision(museums, guide="done", seen__guide="有", toilet="not_done", seen__toilet="锁着")
    client = museums.signed_in("evaluator.city")
    confirmed(client, first, form)
    second = opened(museums, finding(museums, "toilet"))
    entered(museums, second, toilet="good")
    confirmed(client, second, decision(museums, toilet="done", seen__toilet="好"))
    one, two = (museums.store.read_now(lambda c, key=key: rechecks.of_inspection(c, key)) for key in (first, second))  # type: ignore[misc]
    assert one and two and one.after_low == two.before_low and (two.after_low or 0) > (two.before_low or 0)
    assert finding(museums, "toilet").state == "verified"


def test_the_new_last_day_is_counted_by_the_items_own_term_and_a_free_one_is_remarked_upon(museums: World) -> None:
    """Of the two the guide may take 60 days and the toilet 30: neither is given less than its own term."""
    free, far = today(museums, 30), today(museums, 60)
    known = [
        Holiday(city_id="city", day=day, kind=kind, made_at=now()) for day, kind in ((free, "off"), (far, "worked"))
    ]
    museums.store.write_now(lambda c: add(c, *known))
    inspection = opened(museums, finding(museums, "guide"), finding(museums, "toilet"))
    entered(museums, inspection, guide="none", toilet="locked")
    client = museums.signed_in("evaluator.city")
    assert f'name="due" type="date" value="{far}"' in client.get(f"/rechecks/{inspection}").text
    form = decision(museums, guide="not_done", seen__guide="无", toilet="not_done", seen__toilet="锁着")
    form |= {"due": free.isoformat(), "due_known": ""}
    answer = confirmed(client, inspection, form)
    page = unescape(answer.text)
    assert answer.status_code == 422 and "休息日" in page and f'name="due_known" value="{free}"' in page
    assert finding(museums, "toilet").state == "reported"
    assert confirmed(client, inspection, form | {"due_known": free.isoformat()}).status_code == 303
    assert finding(museums, "toilet").due == free


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"outcome": ""}, "请填写复查结果"),
        ({"seen": ""}, "请写明复查所见"),
        ({"outcome": "done"}, "请说明理由"),
        ({"due": ""}, "请给出新的期限"),
        ({"due": "yesterday"}, "请给出新的期限"),
        ({"day": "2026-02-30"}, "请填写日期"),
    ],
)
def test_what_is_missing_is_told_beside_its_field_and_nothing_moves(
    museums: World, changed: dict[str, str], words: str
) -> None:
    toilet = finding(museums, "toilet")
    inspection = opened(museums, toilet)
    entered(museums, inspection, toilet="locked")
    form = decision(museums, toilet="not_done", seen__toilet="门口堆着桌椅<b>")
    form |= {name if name in ("day", "due") else f"{name}-{toilet.id}": text for name, text in changed.items()}
    answer = confirmed(museums.signed_in("evaluator.city"), inspection, form)
    page = unescape(answer.text)
    assert answer.status_code == 422 and words in page
    assert "seen" in changed or "门口堆着桌椅<b>" in page
    assert finding(museums, "toilet").state == "reported" and state_of(museums, inspection) == "submitted"


def test_somebody_moved_a_finding_meanwhile_and_nothing_is_confirmed(museums: World) -> None:
    guide = finding(museums, "guide")
    inspection = opened(museums, guide, finding(museums, "toilet"))
    entered(museums, inspection, **BOTH)
    form = decision(museums, guide="done", seen__guide="有", toilet="not_done", seen__toilet="锁着")
    moved(museums, "clerk.city", guide, Step(FindingStep.plan, measure="购置设备"))
    client = museums.signed_in("evaluator.city")
    answer = confirmed(client, inspection, form)
    assert answer.status_code == 409 and f"第{guide.number}号问题" in answer.text
    assert (finding(museums, "toilet").state, state_of(museums, inspection)) == ("reported", "submitted")
    again = decision(museums, guide="done", seen__guide="有", toilet="not_done", seen__toilet="锁着")
    assert confirmed(client, inspection, again).status_code == 303


def test_a_finding_dropped_meanwhile_is_left_alone_and_the_rest_is_confirmed(museums: World) -> None:
    inspection = opened(museums, finding(museums, "guide"), finding(museums, "toilet"))
    entered(museums, inspection, **BOTH)
    moved(museums, "evaluator.city", finding(museums, "guide"), Step(FindingStep.drop, note="申辩成立"))
    form = decision(museums, toilet="not_done", seen__toilet="锁着")
    assert confirmed(museums.signed_in("evaluator.city"), inspection, form).status_code == 303
    assert (finding(museums, "guide").state, finding(museums, "toilet").state) == ("dropped", "open")


def test_a_finding_struck_off_meanwhile_is_opened_again_when_it_fails(museums: World) -> None:
    toilet = finding(museums, "toilet")
    inspection = opened(museums, toilet)
    entered(museums, inspection, toilet="locked")
    evaluator, day = "evaluator.city", today(museums)
    toilet = moved(museums, evaluator, toilet, Step(FindingStep.recheck, day=day, outcome="done", note="电话核实"))
    moved(museums, "clerk.city", toilet, Step(FindingStep.close, day=day))
    form = decision(museums, toilet="reopen", seen__toilet="仍然上锁")
    assert confirmed(museums.signed_in(evaluator), inspection, form).status_code == 303
    again = finding(museums, "toilet")
    assert (again.state, again.closed_on, again.due) == ("open", None, today(museums, 30))


def test_a_finding_is_in_one_re_check_at_a_time_until_it_is_called_off(museums: World) -> None:
    toilet = finding(museums, "toilet")
    inspection = opened(museums, toilet)
    answer = made(museums, toilet)
    assert answer.status_code == 422 and "已在另一次尚未确认的复查中" in answer.text
    client = museums.signed_in("clerk.city")
    assert client.post(f"/rechecks/{inspection}/off", data={"why": ""}).status_code == 422
    assert client.post(f"/rechecks/{inspection}/off", data={"why": "改期"}).status_code == 303
    assert state_of(museums, inspection) == "void"
    assert client.post(f"/rechecks/{inspection}/off", data={"why": "改期"}).status_code == 409
    assert made(museums, toilet).status_code == 303


def test_nothing_chosen_no_inspector_and_a_strange_day_are_told(museums: World) -> None:
    answer = made(museums)
    assert answer.status_code == 422 and "请至少选择一个要复查的问题" in answer.text
    answer = made(museums, finding(museums, "toilet"), inspector="", day="soon")
    page = unescape(answer.text)
    assert answer.status_code == 422 and 'id="inspector-error"' in page and 'id="day-error"' in page
    assert f'value="{finding(museums, "toilet").id}" checked' in page
    assert museums.store.read_now(lambda c: rechecks.lines(c, "city")) == []


def test_the_papers_that_follow_know_what_was_decided(museums: World) -> None:
    inspection = opened(museums, finding(museums, "guide"), finding(museums, "toilet"))
    entered(museums, inspection, **BOTH)
    form = decision(museums, guide="done", seen__guide="两种讲解均已提供", toilet="not_done", seen__toilet="仍然上锁")
    confirmed(museums.signed_in("evaluator.city"), inspection, form)
    clerk = museums.signed_in("clerk.city")
    page = unescape(clerk.get(f"/rechecks/{inspection}").text)
    opinion = f"/rounds/{ROUND}/letters/new?kind=recheck_opinion&unit=m1"
    assert opinion in page and opinion.replace("recheck_opinion", "closure_slip") in page
    letter = unescape(clerk.get(opinion).text)
    assert 'name="pick:m1:guide:" value="yes" checked' in letter and 'value="仍然上锁"' in letter
    assert f'value="{today(museums, 30)}"' in letter and f'value="{today(museums)}"' in letter
    assert "甲 inspector.city" in letter and "已完成整改" in letter and "未完成整改" in letter
    slip = unescape(clerk.get(opinion.replace("recheck_opinion", "closure_slip")).text)
    assert 'name="pick:m1:guide:" value="yes" checked' in slip
    assert 'name="pick:m1:toilet:" value="yes" checked' not in slip


def test_who_is_recused_neither_makes_nor_fills_nor_confirms(museums: World) -> None:
    inspection = opened(museums, finding(museums, "toilet"))
    recuse(museums, "inspector.city", "m1")
    assert museums.store.read_now(lambda c: inspections.by_id(c, inspection)).inspector_id is None  # type: ignore[union-attr]
    batch = [{"id": "late-1", "field": "toilet/value", "base": None, "raw": "good", "device": "t"}]
    reply = museums.signed_in("inspector.city").post(
        f"/inspections/{inspection}/operations", json={"operations": batch}
    )
    assert "recused" in reply.text
    client = museums.signed_in("clerk.city")
    to = {"to": str(museums.account_id("inspector.city")), "on": today(museums).isoformat()}
    assert client.post(f"/rechecks/{inspection}/plan", data=to).status_code == 422
    to["to"] = str(museums.account_id("inspector.other"))
    assert client.post(f"/rechecks/{inspection}/plan", data=to).status_code == 303
    entered(museums, inspection, "inspector.other", toilet="good")
    recuse(museums, "evaluator.city", "m1")
    form = decision(museums, toilet="done", seen__toilet="好")
    answer = confirmed(museums.signed_in("evaluator.city"), inspection, form)
    assert answer.status_code == 409 and state_of(museums, inspection) == "submitted"
    assert made(museums, finding(museums, "guide")).status_code == 422
    again = made(museums, finding(museums, "guide"), login="clerk.city")
    assert again.status_code == 422 and "回避" in again.text


@pytest.mark.parametrize(
    ("login", "list_", "new", "one", "confirm"),
    [
        ("evaluator.city", 200, 200, 200, 422),
        ("clerk.city", 200, 200, 200, 403),
        ("administrator.city", 200, 403, 200, 403),
        ("inspector.city", 200, 403, 200, 403),
        ("evaluator.north", 200, 200, 404, 404),
    ],
)
def test_rights(museums: World, login: str, list_: int, new: int, one: int, confirm: int) -> None:
    inspection = opened(museums, finding(museums, "toilet"))
    if login == "evaluator.north":
        north = {"login": login, "name": "北", "password_hash": "x", "role": Role.evaluator, "scope_unit": "north"}
        museums.store.write_now(lambda c: accounts.add(c, at=now(), **north))  # type: ignore[arg-type]
    client = museums.signed_in(login)
    listed = client.get("/rechecks")
    assert listed.status_code == list_ and ("江南博物馆" in listed.text) == (one == 200)
    offered = client.get("/rechecks/new?unit=m1")
    assert offered.status_code == new and ("无障碍卫生间" in offered.text) == (new == 200 == one)
    assert client.get(f"/rechecks/{inspection}").status_code == one
    assert confirmed(client, inspection, {"day": ""}).status_code == confirm
    assert client.get("/rechecks/no-such").status_code == 404


def test_it_is_in_no_list_of_campaigns(museums: World) -> None:
    before = {
        path: museums.signed_in("evaluator.city").get(path).text.count("复查：") for path in ("/rounds", "/facts")
    }
    inspection = opened(museums, finding(museums, "toilet"))
    line = museums.store.read_now(lambda c: inspections.line(c, inspection))
    assert line is not None
    client = museums.signed_in("evaluator.city")
    assert {path: client.get(path).text.count("复查：") for path in before} == before
    page = client.get(f"/rounds/{line.round_id}")
    assert (page.status_code, page.headers["location"]) == (303, f"/rechecks/{inspection}")
    for rest in ("ranking", "assign", "districts/m1", "self-evaluations", "exports", "draw", "team", "edit"):
        assert client.get(f"/rounds/{line.round_id}/{rest}").status_code == 404, rest
    assert museums.signed_in("clerk.city").get(f"/rounds/{line.round_id}/letters?unit=m1").status_code == 404
    assert museums.signed_in("clerk.city").get(f"/visits/{line.unit_id}").status_code == 200
    entered(museums, inspection, toilet="good")
    assert f"/inspections/{inspection}/review" in client.get("/").text
    review = client.get(f"/inspections/{inspection}/review").text
    assert f"/rechecks/{inspection}" in review and 'value="confirm"' not in review
    assert client.post(f"/inspections/{inspection}/review", data={"step": "confirm"}).status_code == 409


def test_it_can_be_returned_and_filled_in_again(museums: World) -> None:
    inspection = opened(museums, finding(museums, "toilet"))
    entered(museums, inspection, toilet="locked")
    client = museums.signed_in("evaluator.city")
    returned = client.post(f"/inspections/{inspection}/review", data={"step": "return", "reason": "缺照片"})
    assert returned.status_code == 303 and state_of(museums, inspection) == "returned"
    assert "缺照片" in client.get(f"/rechecks/{inspection}").text


def test_what_rolls_up_is_no_question_but_decided_by_hand_from_the_units_below(museums: World) -> None:
    share = finding(museums, "guide_share", "south")
    page = museums.signed_in("evaluator.city").get("/rechecks/new?district=south").text
    assert f"/rechecks/by-hand/{share.id}" in page and f'value="{share.id}"' not in page
    assert made(museums, share).status_code == 422
    inspection = opened(museums, finding(museums, "guide"))
    entered(museums, inspection, guide="full")
    client = museums.signed_in("evaluator.city")
    confirmed(client, inspection, decision(museums, guide="done", seen__guide="有"))
    page = unescape(client.get(f"/rechecks/by-hand/{share.id}").text)
    assert "0.00%" in page and "100.00%" in page and 'value="done" checked' in page
    form = {"outcome": "done", "day": today(museums).isoformat(), "note": "一所已整改", "version": str(share.version)}
    path = f"/rechecks/by-hand/{share.id}"
    assert "请附上证明材料" in client.post(path, data=form, files={"file": ("", b"")}).text
    assert client.post(path, data=form | {"note": ""}, files={"file": PROOF}).status_code == 422
    assert client.post(path, data=form | {"version": "1"}, files={"file": PROOF}).status_code == 409
    assert client.post(path, data=form, files={"file": PROOF}).status_code == 303
    row = finding(museums, "guide_share", "south")
    assert row.state == "verified"
    digest = json.loads(events(museums, row)[-1].proofs)[0]
    assert client.get(f"/rechecks/proofs/{row.id}/{digest}").content == PROOF[1]
    assert client.get(f"/rechecks/proofs/{finding(museums, 'guide').id}/{digest}").status_code == 404
    assert client.get(f"/rechecks/by-hand/{row.id}").status_code == 200


def test_a_question_that_the_form_of_the_round_has_no_longer_is_checked_by_hand(museums: World) -> None:
    gone = table(Finding)
    toilet = finding(museums, "toilet")
    museums.store.write_now(
        lambda c: c.execute(update(gone).where(gone.c.id == toilet.id).values(item_id="toilets_of_old")) and None
    )
    page = museums.signed_in("evaluator.city").get("/rechecks/new?unit=m1").text
    assert "该项目的核查表已不再包含这一项" in page and f"/rechecks/by-hand/{toilet.id}" in page
    client, path = museums.signed_in("evaluator.city"), f"/rechecks/by-hand/{toilet.id}"
    form = {"outcome": "partly", "day": today(museums).isoformat(), "note": "门已打开", "version": str(toilet.version)}
    assert "请给出新的期限" in client.post(path, data=form).text
    due = today(museums, 20).isoformat()
    assert client.post(path, data=form | {"due": due, "due_known": due}).status_code == 303
    row = finding(museums, "toilets_of_old")
    assert (row.state, row.due) == ("partly", today(museums, 20))


def test_the_ledger_leads_there_with_the_chosen_findings(museums: World) -> None:
    guide, toilet = finding(museums, "guide"), finding(museums, "toilet")
    client = museums.signed_in("clerk.city")
    assert f'href="/rechecks/new?finding={toilet.id}"' in client.get(f"/ledger/{toilet.id}").text
    assert 'formaction="/rechecks/new"' in client.get("/ledger").text
    page = client.get(f"/rechecks/new?query=&pick={toilet.id}").text
    assert f'value="{toilet.id}" checked' in page and f'value="{guide.id}">' in page


def test_it_is_taken_along_as_a_case_file_like_any_other(museums: World) -> None:
    inspection = opened(museums, finding(museums, "toilet"))
    inspector = museums.signed_in("inspector.city")
    assert f'value="{inspection}"' in inspector.get("/case-files/new").text
    form = {"inspection": inspection, "passphrase": "three long green hills", "again": "three long green hills"}
    answer = inspector.post("/case-files", data=form)
    assert answer.status_code == 200 and answer.content[:6] == b"SQLite", answer.text
