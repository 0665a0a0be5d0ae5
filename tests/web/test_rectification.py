"""The unit's own pages: what it sees, what it writes and who sends it; nothing typed is lost."""

import json
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from inspector.casework.finding_life import FindingStep
from inspector.storage import finding_events, findings, writings
from inspector.storage.tables import Finding, FindingEvent, Writing
from tests.web.conftest import World
from tests.web.unit_world import DUE, TODAY, finding, taken, unit_world


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with unit_world(tmp_path / "data") as world:
        yield world


def path(row: Finding, kind: str) -> str:
    return f"/rectification/writing/{kind}.f-{row.id}"


def kept(world: World, row: Finding, kind: str, unit: str = "m1") -> Writing | None:
    return world.store.read_now(lambda c: writings.of_key(c, unit, f"{kind}.f-{row.id}"))


def write(client: Client, row: Finding, kind: str, act: str, seen: int = 0, **typed: str) -> Response:
    return client.post(path(row, kind), data={"seen": str(seen), "about": str(row.version), "act": act} | typed)


def last_event(world: World, row: Finding) -> FindingEvent:
    return world.store.read_now(lambda c: finding_events.of_finding(c, row.id))[-1]


def test_a_unit_sees_what_it_was_told_of_with_the_days_left(museums: World) -> None:
    page = museums.signed_in("reporter.m1").get("/rectification").text
    assert "提供无障碍讲解" in page and "无障碍卫生间可用" in page and "还剩12天" in page
    assert "设置无障碍电梯" not in page  # no letter has told it
    assert museums.signed_in("reporter.m1").get(f"/rectification/{finding(museums, place=2).id}").status_code == 404
    one = museums.signed_in("head.m1").get(f"/rectification/{finding(museums).id}").text
    assert "第四条" in one and "市文化局" in one and "无法定依据，由督导机构自定" in one


def test_a_foreign_finding_and_an_unknown_one_look_the_same(museums: World) -> None:
    client, other = museums.signed_in("head.m1"), finding(museums, "m2")
    for address in (f"/rectification/{other.id}", "/rectification/none", path(other, "report"), path(other, "drop")):
        assert client.get(address).status_code == 404, address
    assert write(client, other, "report", "send", note="x").status_code == 404
    assert client.get("/rectification/writing/report").status_code == 404


def test_a_district_reads_what_lies_below_and_writes_nothing_there(museums: World) -> None:
    client, row = museums.signed_in("reporter.south"), finding(museums)
    assert "提供无障碍讲解" not in client.get("/rectification").text
    below = client.get("/rectification?below").text
    assert "提供无障碍讲解" in below and "江北博物馆" not in below
    page = client.get(f"/rectification/{row.id}")
    assert page.status_code == 200 and "可以办理" not in page.text
    assert client.get(path(row, "report")).status_code == 404
    assert client.get(f"/rectification/{finding(museums, 'm2').id}").status_code == 404


@pytest.mark.parametrize("login", ["clerk.city", "evaluator.city", "administrator.city", "inspector.city"])
def test_the_office_has_its_own_pages(museums: World, login: str) -> None:
    client, row = museums.signed_in(login), finding(museums)
    assert client.get("/rectification").status_code == 403
    assert write(client, row, "report", "send", note="x").status_code == 403


def test_the_reporter_writes_and_the_head_sends(museums: World) -> None:
    reporter, head, row = museums.signed_in("reporter.m1"), museums.signed_in("head.m1"), finding(museums)
    refused = write(reporter, row, "report", "send", note="已增设讲解设备。")
    assert refused.status_code == 409 and "由本单位负责人报送" in refused.text and "已增设讲解设备。" in refused.text
    assert write(reporter, row, "report", "ready", 1, note="已增设讲解设备。").status_code == 303
    assert "等待负责人报送" in head.get("/rectification").text and "1份内容等待负责人报送" in head.get("/").text
    answer = write(head, row, "report", "send", 1, note="已增设讲解设备，正在使用。")
    assert answer.status_code == 303 and answer.headers["location"] == f"/rectification/{row.id}"
    after = finding(museums)
    assert (after.state, after.reported_on, after.progress) == ("reported", TODAY, "已增设讲解设备，正在使用。")
    assert last_event(museums, row).account_id == museums.account_id("head.m1")
    assert kept(museums, row, "report") is None
    assert "甲 head.m1" in head.get(f"/rectification/{row.id}").text


def test_a_reporter_without_a_head_sends_and_that_is_noted(museums: World) -> None:
    client, row = museums.signed_in("reporter.m2"), finding(museums, "m2")
    assert "没有负责人账号" in client.get(path(row, "progress")).text
    assert write(client, row, "progress", "send", note="正在采购。").status_code == 303
    sent = museums.store.read_now(lambda c: c.exec_driver_sql("SELECT without_head, sent_by FROM writing").one())
    assert tuple(sent) == (1, museums.account_id("reporter.m2"))


def test_a_plan_keeps_measure_person_and_day(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    day = TODAY + timedelta(days=5)
    typed: dict[str, Any] = {"measure": "采购设备", "person": "张某，副馆长", "planned": day.isoformat()}
    assert write(head, row, "plan", "send", **typed).status_code == 303
    after = finding(museums)
    assert (after.measure, after.person, after.due) == ("采购设备", "张某，副馆长", DUE)
    assert f"{day.year}年{day.month}月{day.day}日" in last_event(museums, row).note
    assert "采购设备" in head.get(path(row, "plan")).text  # the next plan goes on from this one


def test_more_time_is_asked_for_once_with_reason_and_a_later_day(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    empty = write(head, row, "ask_time", "send")
    assert empty.status_code == 422 and 'id="note-error"' in empty.text
    early = write(head, row, "ask_time", "send", 1, note="招标流程", due=DUE.isoformat())
    assert early.status_code == 422 and "招标流程" in early.text and 'id="due-error"' in early.text
    later = (DUE + timedelta(days=30)).isoformat()
    assert write(head, row, "ask_time", "send", 2, note="招标流程", due=later).status_code == 303
    page = head.get(f"/rectification/{row.id}").text
    assert "已申请延期至" in page and finding(museums).due == DUE
    assert f"/ask_time.f-{row.id}" not in page
    refused = taken(museums, finding(museums), FindingStep.refuse_time, "clerk.city", note="期限已足够")
    page = head.get(f"/rectification/{refused.id}").text
    assert "期限已足够" in page and "督导机构" in page and "甲 clerk.city" not in page


def test_what_is_typed_is_kept_on_the_way_and_never_written_over(museums: World) -> None:
    reporter, head, row = museums.signed_in("reporter.m1"), museums.signed_in("head.m1"), finding(museums)
    draft = path(row, "report") + "/draft"
    assert reporter.post(draft, data={"seen": "0", "note": "一"}).json() == {"version": 1}
    assert reporter.post(draft, data={"seen": "1", "note": "一二"}).json() == {"version": 2}
    assert reporter.post(draft, data={"seen": "0", "note": "一二"}).json() == {"version": 2}  # the same text again
    assert head.post(draft, data={"seen": "1", "note": "负责人改"}).status_code == 409
    both = write(head, row, "report", "send", 1, note="负责人改")
    assert both.status_code == 409 and "一二" in both.text and "负责人改" in both.text
    assert finding(museums).state == "open"
    assert 'value="2"' in both.text  # saving once more is a decision of the person
    assert write(head, row, "report", "send", 2, note="负责人改").status_code == 303
    assert finding(museums).progress == "负责人改"


def test_a_step_of_the_office_meanwhile_comes_first(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    taken(museums, row, FindingStep.grant_time, "clerk.city", due=DUE + timedelta(days=9))
    answer = write(head, row, "report", "send", note="已完成")
    assert answer.status_code == 409 and "已完成" in answer.text and finding(museums).state == "open"
    assert write(head, finding(museums), "report", "send", 1, note="已完成").status_code == 303


def test_after_the_end_what_was_written_stays_readable(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    write(head, row, "report", "save", note="写了一半")
    taken(museums, row, FindingStep.drop, "evaluator.city", note="经核实不存在")
    page = head.get(path(row, "report")).text
    assert "写了一半" in page and "现在不能再办理" in page and 'value="send"' not in page
    answer = write(head, finding(museums), "report", "send", 1, note="写了一半")
    assert answer.status_code == 409 and "写了一半" in answer.text
    assert "经核实不存在" in head.get(f"/rectification/{row.id}").text
    assert "提供无障碍讲解" in head.get("/rectification?ended").text
    assert write(head, row, "report", "throw_away", 1).status_code == 303 and kept(museums, row, "report") is None


def test_the_same_report_sent_twice_goes_out_once(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    assert write(head, row, "report", "send", note="已完成").status_code == 303
    assert write(head, row, "report", "send", note="已完成").status_code == 409
    steps = museums.store.read_now(lambda c: [one.step for one in finding_events.of_finding(c, row.id)])
    assert steps.count("report") == 1


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202e'\"--"


def test_hostile_text_is_text(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    assert write(head, row, "progress", "send", note=HOSTILE).status_code == 303
    page = head.get(f"/rectification/{row.id}").text
    assert "<script>alert" not in page and HOSTILE in unescape(page)
    assert write(head, row, "progress", "send", note="长" * 5001).status_code == 400
    assert write(head, row, "progress", "send", note="a\x00b").status_code == 400
    assert head.post(path(row, "progress"), data={"seen": "x", "act": "send", "note": "y"}).status_code == 400
    assert head.get("/rectification?page=99999999999").status_code == 200


def test_proof_of_an_own_step_stays_an_empty_list_without_files(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    write(head, row, "progress", "send", note="进展")
    assert json.loads(last_event(museums, row).proofs) == []
    assert museums.store.read_now(lambda c: findings.by_id(c, row.id)) is not None
