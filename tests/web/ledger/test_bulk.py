"""Many findings at once: a preview that changes nothing, a result row by row, and the way back."""

from inspector.storage.tables import Finding
from tests.web.conftest import World
from tests.web.ledger.ledger_world import confirmed, ledger, one, step


def form(rows: list[Finding], **typed: str) -> dict[str, object]:
    seen = {f"seen:{row.id}": str(row.version) for row in rows}
    return {"pick": [row.id for row in rows], **seen, **typed}


def test_looking_changes_nothing_and_shows_old_and_new(museums: World) -> None:
    confirmed(museums, "m1", "n1")
    clerk, rows = museums.signed_in("clerk.city"), ledger(museums, "m1", "n1")
    typed = {"step": "change", "severity": "serious", "person": "赵馆长", "note": "分工调整", "look": "1"}
    page = clerk.post("/ledger/bulk", data=form(rows, **typed))
    assert page.status_code == 200
    assert page.text.count("<del>一般</del> → <ins>较重</ins>") == 3
    assert page.text.count("<del>重大</del> → <ins>较重</ins>") == 1  # an item that bars a grade
    assert page.text.count("<ins>赵馆长</ins>") == 4
    assert ledger(museums, "m1", "n1") == rows


def test_each_row_is_told_and_the_change_is_taken_back_where_nobody_went_on(museums: World) -> None:
    confirmed(museums, "m1", "n1")
    clerk, rows = museums.signed_in("clerk.city"), ledger(museums, "m1", "n1")
    step(clerk, rows[0], "tell", day="2026-01-05", due="2026-02-04")
    page = clerk.post("/ledger/bulk", data=form(rows, step="tell", day="2026-01-10", due="2026-03-31", sure="1"))
    assert "已更改3条" in page.text and "1条未作更改" in page.text and "他人" in page.text
    assert [row.state for row in ledger(museums, "m1", "n1")] == ["open"] * 4
    assert str(one(museums, "m1", "guide").due) == "2026-02-04"
    step(clerk, ledger(museums, "m1", "n1")[1], "plan", measure="整修")
    undo = page.text.split('action="')[-1].split('"')[0] if "undo" not in page.text else None
    address = next(part.split('"')[0] for part in page.text.split('action="')[1:] if "/undo" in part.split('"')[0])
    assert undo is None
    assert museums.signed_in("evaluator.city").post(address).status_code == 403
    assert clerk.post(address).status_code == 303
    assert [row.state for row in ledger(museums, "m1", "n1")] == ["open", "open", "found", "found"]
    after = clerk.get(address.removesuffix("/undo")).text
    assert after.count("已撤回。") == 2 and "不能撤回" in after and "/undo" not in after


def test_all_that_a_list_found_can_be_changed_and_a_term_is_counted_for_each(museums: World) -> None:
    confirmed(museums, "m1", "n1")
    clerk = museums.signed_in("clerk.city")
    data = {"everything": "1", "query": "unit=m1&sort=-number", "step": "tell", "day": "2026-01-05"}
    page = clerk.post("/ledger/bulk", data=data | {"sure": "1"})
    assert "已更改2条" in page.text
    # 60 and 30 calendar days after 5 January 2026: 6 March (a Friday) and 4 February
    assert [(row.item_id, str(row.due)) for row in ledger(museums, "m1")] == [
        ("guide", "2026-03-06"),
        ("toilet", "2026-02-04"),
    ]


def test_what_cannot_be_done_to_many_is_said(museums: World) -> None:
    evaluator, clerk = confirmed(museums, "m1"), museums.signed_in("clerk.city")
    rows = ledger(museums, "m1")
    assert clerk.post("/ledger/bulk", data={"step": "change"}).status_code == 422
    assert clerk.post("/ledger/bulk", data=form(rows, step="recheck")).status_code == 400
    assert evaluator.post("/ledger/bulk", data=form(rows, step="tell")).status_code == 400
    bad = clerk.post("/ledger/bulk", data=form(rows, step="tell", day="morgen", look="1"))
    assert bad.status_code == 422 and "morgen" in bad.text
    none = clerk.post("/ledger/bulk", data=form(rows, step="close", day="2026-01-05", sure="1"))
    assert "2条未作更改" in none.text and ledger(museums, "m1") == rows
    assert clerk.get("/ledger/bulk/nothing").status_code == 404
