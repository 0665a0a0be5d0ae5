"""A sheet goes out, comes back, is looked at, taken over once, and changes nothing the second time."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from httpx import Client, Response

from inspector.casework.finding_life import FindingStep, Step
from inspector.storage import findings, ids
from inspector.storage.instants import now
from inspector.storage.tables import Finding
from tests.sheets.ledger_world import filled_in
from tests.web.conftest import World
from tests.web.replies.ledger_of_shi import of_shi, of_west, settle_ledger

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def settled(world: World) -> World:
    settle_ledger(world, of_shi(1), of_shi(2, office="财政局"), of_shi(3, state="closed"), of_west(4))
    return world


def sheet(client: Client, path: Path, query: str = "") -> Path:
    answer = client.get(f"/ledger/sheet{query}")
    assert answer.status_code == 200, answer.text
    path.write_bytes(answer.content)
    return path


def hand_in(client: Client, path: Path, **more: str) -> Response:
    form = {"import_id": ids.new_id(), "city": "shi", "office": ""} | more
    return client.post("/ledger/replies", data=form, files={"file": (path.name, path.read_bytes(), XLSX)})


def take(client: Client, path: str) -> Response:
    seen = client.get(path).text.partition('name="seen" value="')[2].partition('"')[0]
    return client.post(f"{path}/take", data={"seen": seen})


def row(world: World, number: int) -> Finding:
    found = world.store.read_now(lambda c: findings.by_number(c, "shi", number))
    assert found is not None
    return found


def test_sheet_goes_out_and_its_replies_come_over_once(settled: World, tmp_path: Path) -> None:
    clerk = settled.signed_in("clerk.city")
    path = sheet(clerk, tmp_path / "教育局回复.xlsx")
    filled_in(
        path,
        {
            1: {"measure": "购置设备", "person": "张主任"},
            2: {"progress": "已建成", "reported": date(2026, 3, 1)},
            3: {"progress": "已建成"},
        },
    )
    answer = hand_in(clerk, path)
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    shown = clerk.get(where).text
    assert "购置设备" in shown and "已经销号" in shown and "H5" in shown
    assert row(settled, 1).measure == "", "nothing is taken over before it is confirmed"
    assert take(clerk, where).status_code == 303
    one, two, three = (row(settled, number) for number in (1, 2, 3))
    assert (one.measure, one.person, one.version) == ("购置设备", "张主任", 3)
    assert (two.state, two.reported_on, two.progress) == ("reported", date(2026, 3, 1), "已建成")
    assert (three.state, three.version) == ("closed", 2)
    assert "已接收2行" in clerk.get(where).text
    take(clerk, where)
    second = hand_in(clerk, path).headers["location"]
    assert "这张表没有新内容" in clerk.get(second).text
    assert [row(settled, number).version for number in (1, 2, 3)] == [3, 3, 2]
    assert clerk.post(f"{second}/back").status_code == 409, "it was not taken over"
    told = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{second}/faults").content)).worksheets[0]
    assert [cell.value for cell in told[2]][1:4] == ["H5", "整改状态", "3"]


def test_what_changed_since_it_was_shown_is_shown_again(settled: World, tmp_path: Path) -> None:
    clerk = settled.signed_in("clerk.city")
    first, second = (sheet(clerk, tmp_path / name) for name in ("甲.xlsx", "乙.xlsx"))
    filled_in(first, {1: {"measure": "甲"}, 2: {"measure": "甲"}})
    filled_in(second, {1: {"measure": "乙"}})
    where = hand_in(clerk, first).headers["location"]
    seen = clerk.get(where).text.partition('name="seen" value="')[2].partition('"')[0]
    take(clerk, hand_in(clerk, second).headers["location"])
    answer = clerk.post(f"{where}/take", data={"seen": seen})
    assert answer.status_code == 409 and "乙" in answer.text
    assert (row(settled, 1).measure, row(settled, 2).measure) == ("乙", "")
    take(clerk, where)
    assert (row(settled, 1).measure, row(settled, 2).measure) == ("乙", "甲")


def test_clerk_of_a_district_sees_and_takes_only_its_own(settled: World, tmp_path: Path) -> None:
    whole = sheet(settled.signed_in("clerk.city"), tmp_path / "全市.xlsx")
    east = settled.signed_in("clerk.east")
    numbers = openpyxl.load_workbook(sheet(east, tmp_path / "东城.xlsx")).worksheets[0]["A"]
    assert [cell.value for cell in numbers][2:] == [1, 2, 3]
    filled_in(whole, {4: {"measure": "西城的"}})
    where = hand_in(east, whole).headers["location"]
    shown = east.get(where).text
    assert "A6" in shown and "西城的" not in shown
    take(east, where)
    assert row(settled, 4).version == 2
    assert settled.signed_in("clerk.west").get(where).status_code == 404


def test_sheet_of_one_office_and_rows_of_others(settled: World, tmp_path: Path) -> None:
    clerk = settled.signed_in("clerk.city")
    path = sheet(clerk, tmp_path / "财政局.xlsx", "?office=财政局")
    assert [cell.value for cell in openpyxl.load_workbook(path).worksheets[0]["A"]][2:] == [2]
    whole = filled_in(sheet(clerk, tmp_path / "全部.xlsx"), {1: {"measure": "越权"}})
    where = hand_in(clerk, whole, office="财政局").headers["location"]
    assert "E3" in clerk.get(where).text
    take(clerk, where)
    assert row(settled, 1).version == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空"), (b"\x89PNG\r\n", "xlsx"), (b"<html><table></table>", "网页")],
)
def test_what_is_no_workbook_is_refused_in_words(settled: World, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "回复.xlsx"
    path.write_bytes(content)
    answer = hand_in(settled.signed_in("clerk.city"), path)
    assert answer.status_code == 422 and words in answer.text


def test_strange_table_names_what_is_missing(settled: World, tmp_path: Path) -> None:
    clerk, path = settled.signed_in("clerk.city"), tmp_path / "名单.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["单位", "电话"])
    book.save(path)
    assert "没有找到台账" in clerk.get(hand_in(clerk, path).headers["location"]).text


def test_only_clerks_take_over_and_nobody_of_a_unit_gets_the_sheet(settled: World) -> None:
    expected = {"clerk": (200, 200), "evaluator": (403, 200), "administrator": (403, 200), "inspector": (403, 200)}
    expected |= {"reporter": (403, 403), "head": (403, 403)}
    for role, codes in expected.items():
        client = settled.signed_in(f"{role}.east")
        assert (client.get("/ledger/replies").status_code, client.get("/ledger/sheet").status_code) == codes, role


def test_discarded_sheet_is_gone(settled: World, tmp_path: Path) -> None:
    clerk = settled.signed_in("clerk.city")
    where = hand_in(clerk, sheet(clerk, tmp_path / "甲.xlsx")).headers["location"]
    assert clerk.post(f"{where}/discard").status_code == 303
    assert clerk.get(where).status_code == 404


def test_a_sheet_is_taken_back_but_for_what_somebody_went_on_with(settled: World, tmp_path: Path) -> None:
    """Two steps of one row go together; the third row is gone on with and stays. Then the sheet comes over anew."""
    clerk = settled.signed_in("clerk.city")
    path = sheet(clerk, tmp_path / "台账.xlsx")
    done = {"progress": "已建成", "reported": date(2026, 3, 1)}
    filled_in(path, {1: {"measure": "甲"}, 2: {"measure": "乙"} | done, 4: {"measure": "丁"}})
    where = hand_in(clerk, path).headers["location"]
    take(clerk, where)
    assert (row(settled, 2).state, row(settled, 2).version) == ("reported", 4)
    other = settled.account_id("clerk.city")
    step = Step(FindingStep.progress, note="另有进展")
    gone_on = row(settled, 4).id
    settled.store.write_now(lambda c: findings.advance(c, gone_on, step, by=other, at=now(), today=date(2026, 3, 2)))
    assert "收回本表带来的全部内容" in clerk.get(where).text
    assert settled.signed_in("clerk.east").post(f"{where}/back").status_code == 404
    assert clerk.post(f"{where}/back").status_code == 303
    one, two, four = (row(settled, number) for number in (1, 2, 4))
    assert (one.measure, two.measure, two.progress, two.state, two.reported_on) == ("", "", "", "open", None)
    assert (four.measure, four.progress) == ("丁", "另有进展")
    shown = clerk.get(where).text
    assert "仍按现状保留：4" in shown and "/back" not in shown
    assert clerk.post(f"{where}/back").status_code == 409
    take(clerk, hand_in(clerk, path).headers["location"])
    assert (row(settled, 1).measure, row(settled, 2).state) == ("甲", "reported")
