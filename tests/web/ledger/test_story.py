"""One finding on its page: its whole way, what is refused and kept, two people at once, files as proof."""

import io
import re
from datetime import date

from PIL import Image
from sqlalchemy import update

from inspector.storage.instants import now
from inspector.storage.recusals import record
from inspector.storage.rounds import by_id
from inspector.storage.rows import add, table
from inspector.storage.tables import Finding, Recusal, Round
from tests.web.conftest import World
from tests.web.ledger.ledger_world import confirmed, one, step
from tests.web.museum_round import ROUND


def test_from_telling_to_the_end_with_every_step_on_the_page(museums: World) -> None:
    evaluator, clerk = confirmed(museums, "m1"), museums.signed_in("clerk.city")

    def row() -> Finding:
        return one(museums, "m1", "guide")

    way = [
        (clerk, "tell", {"day": "2026-01-05", "due": "2026-02-04"}),
        (clerk, "plan", {"measure": "增设手语讲解", "person": "馆长"}),
        (clerk, "ask_time", {"due": "2026-03-04", "note": "设备未到货"}),
        (clerk, "grant_time", {"due": "2026-02-25"}),
        (clerk, "report", {"day": "2026-02-20", "note": "已配备设备"}),
        (evaluator, "recheck", {"day": "2026-03-01", "outcome": "partly", "note": "缺一台", "due": "2026-03-20"}),
        (clerk, "urge", {"day": "2026-03-05", "due": "2026-03-25", "due_source": "某规定第二条"}),
        (clerk, "report", {"day": "2026-03-10", "note": "全部到位"}),
        (evaluator, "recheck", {"day": "2026-03-12", "outcome": "done"}),
        (clerk, "close", {"day": "2026-03-13"}),
    ]
    for who, name, typed in way:
        answer = step(who, row(), name, **typed)
        assert answer.status_code == 303, (name, answer.text)
    assert (row().state, row().closed_on, row().due) == ("closed", date(2026, 3, 13), date(2026, 3, 25))
    page = clerk.get(f"/ledger/{row().id}").text
    for words in (
        "增设手语讲解",
        "设备未到货",
        "缺一台",
        "某规定第二条",
        "2026年3月13日",
        "甲 evaluator.city",
        "已销号",
    ):
        assert words in page
    assert page.count("<li>\n      <p><strong>") == len(way) + 1


def test_what_fails_keeps_everything_typed(museums: World) -> None:
    confirmed(museums, "m1")
    clerk, row = museums.signed_in("clerk.city"), one(museums, "m1", "guide")
    answer = step(clerk, row, "tell", day="31.1.2026", due="2026-02-04", note="当面送达")
    assert answer.status_code == 422 and "当面送达" in answer.text and "这不是日期" in answer.text
    early = step(clerk, row, "tell", day="2026-01-05", due="2025-12-31")
    assert early.status_code == 422 and 'value="2025-12-31"' in early.text
    assert step(clerk, row, "drop", note="x").status_code == 422
    assert step(clerk, row, "undo").status_code == 400
    assert one(museums, "m1", "guide").version == row.version


def test_the_second_of_two_people_is_told_and_keeps_the_text(museums: World) -> None:
    confirmed(museums, "m1")
    row, clerk = one(museums, "m1", "guide"), museums.signed_in("clerk.city")
    assert step(clerk, row, "tell", day="2026-01-05", due="2026-02-04").status_code == 303
    late = step(museums.signed_in("clerk.city"), row, "tell", day="2026-01-06", due="2026-02-05", note="另行送达")
    assert late.status_code == 409 and "另行送达" in late.text and "其他人已处理过" in late.text
    assert one(museums, "m1", "guide").due == date(2026, 2, 4)


def test_a_photo_as_proof_goes_with_its_step_and_only_there(museums: World) -> None:
    confirmed(museums, "m1")
    clerk = museums.signed_in("clerk.city")
    step(clerk, one(museums, "m1", "guide"), "tell", day="2026-01-05", due="2026-02-04")
    row, photo = one(museums, "m1", "guide"), io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG")
    data = {"step": "report", "seen": str(row.version), "day": "2026-01-20"}
    bad = clerk.post(f"/ledger/{row.id}/steps", data=data, files={"file": ("x.exe", b"MZ", "image/jpeg")})
    assert bad.status_code == 422
    sent = {"file": ("IMG_1.jpg", photo.getvalue(), "image/jpeg")}
    assert clerk.post(f"/ledger/{row.id}/steps", data=data, files=sent).status_code == 303
    link = clerk.get(f"/ledger/{row.id}").text.split(f'href="/ledger/{row.id}/proofs/')[1].split('"')[0]
    assert clerk.get(f"/ledger/{row.id}/proofs/{link}").headers["content-type"] == "image/jpeg"
    other = one(museums, "m1", "toilet")
    assert clerk.get(f"/ledger/{other.id}/proofs/{link}").status_code == 404


def test_who_keeps_out_of_the_unit_takes_no_step(museums: World) -> None:
    evaluator, row = confirmed(museums, "m1"), one(museums, "m1", "guide")
    by = museums.account_id("evaluator.city")
    kept_out = Recusal(
        id="q1", round_id=ROUND, account_id=by, unit_id="m1", ground="kin", recorded_at=now(), recorded_by=by
    )
    museums.store.write_now(lambda c: record(c, kept_out))
    assert "您已对该单位回避" in evaluator.get(f"/ledger/{row.id}").text
    assert step(evaluator, row, "drop", note="查无此事").status_code == 422
    assert one(museums, "m1", "guide").state == "found"


def test_an_item_that_a_later_edition_lacks_stays_and_says_so(museums: World) -> None:
    """The edition of a later round knows the story under no name; it ends by hand, with a reason."""
    evaluator, row = confirmed(museums, "m1"), one(museums, "m1", "guide")

    def later(connection: object) -> None:
        first = by_id(connection, ROUND)  # type: ignore[arg-type]
        assert first is not None
        values = first.model_dump() | {"id": "2027", "title": "2027年专项督导", "created_at": first.created_at + 1}
        add(connection, Round(**values))  # type: ignore[arg-type]
        gone = update(table(Finding)).where(table(Finding).c.id == row.id).values(item_id="gone_item")
        connection.execute(gone)  # type: ignore[attr-defined]

    museums.store.write_now(later)
    page = evaluator.get(f"/ledger/{row.id}").text
    assert "2027年专项督导" in page and "没有这一观测点" in page
    gone = one(museums, "m1", "gone_item")
    assert step(evaluator, gone, "drop", note="新版细则已取消该观测点").status_code == 303


def test_a_closure_slip_begins_with_what_stands_verified(museums: World) -> None:
    evaluator, clerk = confirmed(museums, "m1"), museums.signed_in("clerk.city")
    form = f"/rounds/{ROUND}/letters/new?kind=closure_slip&unit=m1"
    ticked = re.compile(r'name="pick:m1:(\w+):[^"]*"[^>]* checked')
    way = [
        (clerk, "tell", {"day": "2026-01-05", "due": "2026-02-04"}),
        (clerk, "report", {"day": "2026-01-20", "note": "已配备设备"}),
        (evaluator, "recheck", {"day": "2026-02-01", "outcome": "done"}),
    ]
    for who, name, typed in way:
        assert ticked.findall(clerk.get(form).text) == []
        assert step(who, one(museums, "m1", "guide"), name, **typed).status_code == 303, name
    page = clerk.get(form).text
    assert ticked.findall(page) == ["guide"] and 'value="已配备设备"' in page
    assert "甲 evaluator.city" in page
    slip = {"kind": "closure_slip", "unit": "m1"}
    refused = clerk.post(f"/rounds/{ROUND}/letters", data=slip | {"pick:m1:toilet:": "yes"})
    assert refused.status_code == 422 and "尚未复查通过的问题不能销号" in refused.text
    fits = clerk.post(f"/rounds/{ROUND}/letters", data=slip | {"pick:m1:guide:": "yes"})
    assert "尚未复查通过的问题不能销号" not in fits.text
