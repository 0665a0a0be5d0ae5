"""The work record of a visit: entered like answers, signed on the spot, printed; what is missing is said."""

import io
from datetime import date
from typing import Any

from httpx import Client, Response
from PIL import Image

from inspector.checklist.edition import Edition
from inspector.fieldwork.visit_signing import fingerprint
from inspector.storage import inspections, results, surveys
from inspector.storage.instants import now
from inspector.web.visits.gathering import said_of
from tests.web.conftest import World
from tests.web.forms.conftest import Device, data, live_of, load, operation

PATH = "/inspections/r-east_school"
WHERE = f"{PATH}/visit"
SIGNED = {
    "of": "record",
    "role": "team",
    "name": "督学甲",
    "function": "组长",
    "signed": "2025-12-30T02:05:00Z",
}
REFUSED = {
    "of": "record",
    "role": "unit",
    "name": "演示乙",
    "function": "校长",
    "refused": "不同意",
    "witness": "演示丙",
}


def page_of(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.text)
    return reply.text


def row(device: Device, group: str, key: str, **cells: str) -> None:
    for column, text in cells.items():
        assert device.enter(f"visit@{group}/{key}/{column}", text)["results"][0]["outcome"] == "applied"


def drawing(client: Client, key: str) -> Response:
    target = io.BytesIO()
    Image.new("RGB", (300, 120), "white").save(target, "PNG")
    sent = {"item": "visit", "request": f"signature_{key}"}
    return client.post(f"{PATH}/evidence", data=sent, files={"file": ("signature.png", target.getvalue(), "image/png")})


def written(device: Device) -> None:
    device.enter("visit/began", "9:00")
    device.enter("visit/observed", "查看资源教室一间。")
    row(device, "talks", "t1", **{"with": "教务主任", "said": "问：几名？\n答：五名。"})


def signed(world: World, device: Device) -> None:
    written(device)
    row(device, "signatures", "s1", **SIGNED, content=fingerprint(said_of(live_of(world))))
    assert drawing(device.client, "s1").status_code == 200


def test_what_is_entered_stands_on_the_form_and_on_the_papers(device: Device) -> None:
    written(device)
    row(device, "people", "p1", function="校长", name="演示乙")
    html = page_of(device.client, WHERE)
    for words in ('value="09:00"', "查看资源教室一间。", 'value="教务主任"', 'value="演示乙"'):
        assert words in html
    paper = page_of(device.client, f"{WHERE}/record")
    for words in (
        "实地督导工作记录",
        "09:00至",
        "查看资源教室一间。",
        "校长 演示乙",
        "演示数据",
        "拒绝签名的，注明原因",
    ):
        assert words in paper
    talk = page_of(device.client, f"{WHERE}/talks/t1")
    assert "访谈记录" in talk and "<p>问：几名？</p>" in talk and "<p>答：五名。</p>" in talk
    assert device.client.get(f"{WHERE}/talks/t2").status_code == 404


def test_the_record_is_no_answer_and_moves_no_number(world: World, device: Device) -> None:
    device.enter("pupils_refused/value", "0")
    before = live_of(world)
    counted = before.tally(), dict(before.results)
    told = device.enter("visit/told", "口头反馈三点意见")
    assert told["cells"]["visit/told"]["shown"] == "口头反馈三点意见" and "visit" not in told["items"]
    after = live_of(world)
    assert (after.tally(), dict(after.results)) == counted
    kept = world.store.read_now(lambda c: results.by_inspection(c, "r-east_school"))
    world.store.write_now(lambda c: surveys.rescore(c, "r", at=now()))
    again = world.store.read_now(lambda c: results.by_inspection(c, "r-east_school"))
    assert kept and again and kept.vector == again.vector
    for name in ("", "/submit", "/review", "/record"):
        assert "visit/told" not in page_of(device.client, PATH + name)


def test_what_cannot_be_read_stays_and_says_why(device: Device) -> None:
    assert "不是时间" in device.enter("visit/began", "上午")["cells"]["visit/began"]["problem"]
    html = page_of(device.client, WHERE)
    assert 'value="上午"' in html and "不是时间" in html


def test_a_form_has_only_the_cells_of_the_record(device: Device) -> None:
    for path in (
        "visit/value",
        "visit@talks/t1/name",
        "visit@talks/said",
        "visit/evidence/photo-1",
        "visit@team/x/present",
    ):
        assert device.enter(path, "x")["results"][0]["reason"] == "unknown_field"
    wrong = device.enter("visit/evidence/signature_s1-1", '{"sha256": "another\'s"}')
    assert wrong["results"][0]["reason"] == "unknown_evidence"
    assert drawing(device.client, "S1").status_code == 422


def test_two_people_who_write_one_cell_both_stand(world: World, device: Device) -> None:
    other = Device(world.signed_in("inspector.east"))
    device.enter("visit/told", "甲")
    assert other.enter("visit/told", "乙")["results"][0]["outcome"] == "conflict"
    assert "data-conflict" in page_of(device.client, WHERE)
    assert "两处录入不一致" in page_of(device.client, f"{PATH}/submit")


def test_a_signature_and_a_refusal_stand_on_the_paper(world: World, device: Device) -> None:
    signed(world, device)
    row(device, "signatures", "s2", **REFUSED)
    paper = page_of(device.client, f"{WHERE}/record")
    assert "组长 督学甲　2025年12月30日 10:05" in paper and "拒绝签名。原因：不同意　见证人：演示丙" in paper
    thumb = paper.split('<img src="')[1].split('"')[0]
    assert device.client.get(thumb).status_code == 200
    assert "改动" not in paper and "改动" not in page_of(device.client, WHERE)


def test_a_record_changed_after_signing_says_so(world: World, device: Device) -> None:
    signed(world, device)
    row(device, "talks", "t2", **{"with": "班主任"})
    assert "改动" not in page_of(device.client, f"{WHERE}/record")
    device.enter("visit/observed", "查看资源教室两间。")
    for path in (WHERE, f"{WHERE}/record", f"{PATH}/submit", "/visits/east_school"):
        assert "改动" in page_of(device.client, path), path


def test_what_is_missing_is_said_and_bars_nothing(world: World, device: Device) -> None:
    assert "尚未填写实地督导工作记录" in page_of(device.client, f"{PATH}/submit")
    written(device)
    html = page_of(device.client, f"{PATH}/submit")
    assert "尚无督导组签名" in html and "也未记明拒签" in html and "尚无访谈记录" not in html
    assert "尚无督导组签名" in page_of(world.signed_in("evaluator.east"), f"{PATH}/review")
    reply = device.client.post(f"{PATH}/submit", data={"stays_open": "1"})
    assert (reply.status_code, reply.headers["location"]) == (303, f"{PATH}/review")
    assert device.enter("visit/told", "后来")["results"][0]["reason"] == "submitted"
    assert "实地督导工作记录：向单位反馈的情况" in page_of(device.client, f"{PATH}/review")


def test_who_entered_what_is_told_of_the_record_too(device: Device) -> None:
    device.enter("visit/told", "三点意见")
    device.enter("visit/told", "四点意见")
    html = page_of(device.client, f"{PATH}/history/visit")
    assert html.index("四点意见") < html.index("三点意见") and "向单位反馈的情况" in html


def test_without_scripts_the_sheet_is_sent_as_a_whole(world: World, device: Device) -> None:
    html = page_of(device.client, WHERE)
    seen = html.split('name="seen" value="')[1].split('"')[0]
    sent = {"sheet": "visit", "seen": seen, "visit/place": "东校区", "add": "visit@talks", "code:visit@talks": "t9"}
    reply = device.client.post(PATH, data=sent)
    assert reply.headers["location"] == f"{WHERE}?add=visit@talks/t9#visit@talks"
    html = page_of(device.client, reply.headers["location"])
    assert 'value="东校区"' in html and 'name="visit@talks/t9/said"' in html
    seen = html.split('name="seen" value="')[1].split('"')[0]
    device.client.post(
        PATH, data={"sheet": "visit", "seen": seen, "visit/place": "东校区", "visit@talks/t9/with": "家长代表"}
    )
    assert 'value="家长代表"' in page_of(device.client, WHERE)


def test_areas_and_roles_are_kept(world: World, device: Device) -> None:
    written(device)
    paths = (WHERE, f"{WHERE}/record", f"{WHERE}/talks/t1", "/visits/east_school")
    for login, status in (("evaluator.east", 200), ("inspector.west", 404), ("reporter.east", 403), ("head.east", 403)):
        client = world.signed_in(login)
        assert {client.get(path).status_code for path in paths} == {status}, login
    html = page_of(world.signed_in("evaluator.east"), WHERE)
    assert " disabled" in html and 'id="sign"' not in html


def second_round(world: World, edition: Edition, **days: date | None) -> None:
    """A younger round over the same units, and the days of the visits to the school by inspection."""
    load(world.store, edition, data(), "s")

    def job(connection: Any) -> None:
        for round_id, day in days.items():
            inspections.set_visit_date(connection, f"{round_id}-east_school", day)

    world.store.write_now(job)


DAY, OTHER = date(2025, 12, 1), date(2025, 12, 8)


def test_one_visit_serves_both_rounds_and_the_older_keeps_the_record(
    world: World, device: Device, yuncheng: Edition
) -> None:
    second_round(world, yuncheng, r=DAY, s=DAY)
    reply = device.client.get("/inspections/s-east_school/visit")
    assert (reply.status_code, reply.headers["location"]) == (303, WHERE)
    written(device)
    html = page_of(device.client, "/visits/east_school")
    assert html.count('class="visit-line"') == 2 and "共用一份工作记录" in html
    assert page_of(device.client, f"{WHERE}/record").count("合计") == 2
    assert "尚无督导组签名" in page_of(device.client, "/inspections/s-east_school/submit")


def test_a_record_that_was_begun_stays_where_it_is(world: World, yuncheng: Edition) -> None:
    second_round(world, yuncheng, r=OTHER, s=DAY)
    younger = Device(world.signed_in("inspector.east"), "s-east_school")
    written(younger)
    assert younger.client.get(WHERE).status_code == 200  # another day, another visit
    world.store.write_now(lambda c: inspections.set_visit_date(c, "r-east_school", DAY))
    assert younger.client.get(WHERE).headers["location"] == "/inspections/s-east_school/visit"


def test_tables_of_answers_leave_the_record_out(world: World, device: Device) -> None:
    device.enter("pupils_refused/value", "0")
    written(device)
    evaluator = world.signed_in("evaluator.east")
    for name in ("answers", "answers-wide"):
        table = page_of(evaluator, f"/rounds/r/exports/{name}/csv")
        assert "东城第一小学" in table and "查看资源教室" not in table and "教务主任" not in table


def test_an_entry_sent_twice_is_one(world: World, device: Device) -> None:
    entry = operation("visit@talks/t1/said", "答：五名。")
    assert [device.send(entry).json()["results"][0]["outcome"] for _ in range(2)] == ["applied", "applied"]
    assert live_of(world).heads["visit@talks/t1/said"].operation == entry["id"]
