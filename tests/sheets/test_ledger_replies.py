"""5,000 replies with 200 planted faults: each is named by row and column, none is taken over, the rest once."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from inspector.casework.ledger_lines import LedgerLine
from inspector.sheets.ledger_book import HEAD
from inspector.sheets.ledger_columns import COLUMNS
from inspector.storage.store import Store
from tests.sheets.ledger_world import (
    PLACES,
    WANTED,
    clerk,
    fill,
    filled_in,
    finding,
    lines,
    matched,
    row_of,
    sent_out,
    taken_over,
)
from tests.storage.world import People

WHOLE, FAULTY = 5_000, 200
REPORTED, LATE = date(2026, 3, 1), date(2026, 9, 1)
DONE, ONGOING = "已完成整改", "正在整改"
ERROR = "=#REF!"
STATES = {"closed": "closed", "dropped": "dropped", "waits": "reported", "not_told": "found"}
KINDS: dict[str, tuple[str, dict[str, object]]] = {
    "number_missing": ("number", {"number": None}),
    "not_a_number": ("number", {"number": "十二"}),
    "unknown_number": ("number", {}),
    "foreign_unit": ("unit", {"unit": "平陆县特殊教育学校"}),
    "mark_missing": ("mark", {"mark": None}),
    "mark_wrong": ("mark", {}),
    "locked_changed": ("due", {"due": date(2027, 1, 1)}),
    "too_long": ("measure", {"measure": "长" * 2_001}),
    "not_taken": ("reported", {"reported": "已完成"}),
    "formula_error": ("progress", {"progress": ERROR}),
    "not_a_choice": ("outcome", {"outcome": "差不多"}),
    "hidden_row": ("", {}),
    "merged": ("measure", {}),
    "closed": ("state", {}),
    "dropped": ("state", {}),
    "waits": ("state", {}),
    "not_told": ("state", {}),
    "day_ahead": ("reported", {"reported": LATE, "outcome": DONE}),
    "day_early": ("reported", {"reported": date(2026, 1, 1), "outcome": DONE}),
    "report_day_missing": ("reported", {"outcome": DONE}),
    "reported_but_ongoing": ("outcome", {"reported": REPORTED, "outcome": ONGOING}),
    "done_and_more_time": ("asked", {"reported": REPORTED, "asked": LATE, "reason": "汛期"}),
    "due_early": ("asked", {"asked": date(2026, 4, 30), "reason": "汛期"}),
    "reason_missing": ("reason", {"asked": LATE}),
    "asked_missing": ("asked", {"reason": "汛期"}),
}
"""By code: the column where it is to be named, and what spoils the row; some are spoilt by more than a cell."""


def spoilt() -> dict[int, str]:
    """By ledger number, spread over the whole sheet."""
    names = [name for name in KINDS for _ in range(FAULTY // len(KINDS))]
    return {place * 24 + 7: name for place, name in enumerate(names)}


def returned(path: Path, before: list[LedgerLine], plan: dict[int, str]) -> Path:
    """The sheet as it was sent out, with a measure in every row and the faults of the plan."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 0, [column.title for column in COLUMNS])
        for row, line in enumerate(before, HEAD):
            name = plan.get(line.number, "")
            cells: dict[str, object] = {column.name: column.show(line) for column in COLUMNS}
            cells |= {"measure": f"措施{line.number}"} | (KINDS[name][1] if name else {})
            cells |= {"number": 90_000 + row} if name == "unknown_number" else {}
            cells |= {"mark": before[line.number].mark} if name == "mark_wrong" else {}
            for place, value in enumerate(cells.values()):
                if isinstance(value, date):
                    sheet.write_datetime(row, place, value, day)
                elif value == ERROR:
                    sheet.write_formula(row, place, ERROR, None, "#REF!")
                else:
                    sheet.write(row, place, value)
            if name == "hidden_row":
                sheet.set_row(row, None, None, {"hidden": True})
            if name == "merged":
                sheet.merge_range(row, PLACES["measure"] - 1, row, PLACES["person"] - 1, "合并")
    return path


def test_each_of_200_faults_is_named_and_the_other_4800_rows_are_taken_once(
    store: Store, people: People, tmp_path: Path
) -> None:
    plan, by = spoilt(), clerk(store)
    assert len(plan) == FAULTY and len(KINDS) >= 15
    fill(store, (finding(n, state=STATES.get(plan.get(n, ""), "open")) for n in range(1, WHOLE + 1)))
    before = lines(store)
    path = returned(tmp_path / "台账.xlsx", before, plan)

    found = matched(store, path)

    told = {(one.row.row, problem.cell, problem.code) for one in found.faulty for problem in one.problems}
    expected = {(row_of(number), _cell(number, KINDS[name][0]), name) for number, name in plan.items()}
    assert told == expected
    assert (len(found.taken), len(found.faulty)) == (WHOLE - FAULTY, FAULTY)

    assert taken_over(store, found, by) == []
    after = lines(store)
    for was, line in zip(before, after, strict=True):
        new = was if line.number in plan else replace(was, measure=f"措施{was.number}", version=was.version + 1)
        assert line == new

    again = matched(store, path)
    assert (len(again.taken), len(again.faulty), again.same) == (0, FAULTY, WHOLE - FAULTY)


def _cell(number: int, name: str) -> str:
    row = row_of(number)
    return f"{get_column_letter(PLACES[name])}{row}" if name else str(row)


def small(store: Store, tmp_path: Path, *findings: Mapping[str, Any]) -> Path:
    fill(store, findings)
    return sent_out(store, tmp_path / "台账.xlsx")


def test_every_kind_of_step_comes_over_from_one_sheet(store: Store, people: People, tmp_path: Path) -> None:
    by, path = clerk(store), small(store, tmp_path, *map(finding, range(1, 5)))
    filled_in(
        path,
        {
            1: {"measure": "购置设备", "person": "张主任"},
            2: {"progress": "已开工"},
            3: {"progress": "已建成", "outcome": "已完成整改", "reported": "2026年3月1日"},
            4: {"measure": "重新招标", "asked": "2026.6.30", "reason": "流标"},
        },
    )
    found = matched(store, path)
    assert not found.faulty
    assert [[step.name for step in one.judged.steps] for one in found.taken] == [
        ["plan"],
        ["progress"],
        ["report"],
        ["plan", "ask_time"],
    ]
    assert taken_over(store, found, by) == []
    one, two, three, four = lines(store)
    assert (one.measure, one.person, one.state) == ("购置设备", "张主任", "open")
    assert two.progress == "已开工"
    assert (three.state, three.reported, three.progress) == ("reported", date(2026, 3, 1), "已建成")
    assert (four.asked, four.due, four.version) == (date(2026, 6, 30), date(2026, 4, 30), 4)
    assert not matched(store, path).taken and not matched(store, path).faulty


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(store: Store, people: People, tmp_path: Path) -> None:
    by, path = clerk(store), small(store, tmp_path, *map(finding, range(1, 4)))
    other = sent_out(store, tmp_path / "另一份.xlsx")
    filled_in(other, {1: {"measure": "别人写的"}, 2: {"measure": "别人写的"}, 3: {"progress": "开工"}})
    taken_over(store, matched(store, other), by)
    filled_in(path, {1: {"measure": "我写的"}, 2: {"person": "张主任"}, 3: {"measure": "购置"}})
    found = matched(store, path)
    assert [(p.cell, p.code, p.params["now"]) for one in found.faulty for p in one.problems] == [
        (_cell(1, "measure"), "changed_meanwhile", "别人写的")
    ]
    assert [one.row.number for one in found.taken] == [2, 3]
    assert taken_over(store, found, by) == []
    _, two, three = lines(store)
    assert (two.measure, two.person) == ("别人写的", "张主任")
    assert (three.measure, three.progress) == ("购置", "开工")


def test_two_who_take_over_at_once_do_it_once(store: Store, people: People, tmp_path: Path) -> None:
    by, path = clerk(store), small(store, tmp_path, finding(1), finding(2))
    filled_in(path, {1: {"progress": "已建成", "reported": date(2026, 3, 1)}, 2: {"progress": "已开工"}})
    first, second = matched(store, path), matched(store, path)
    assert taken_over(store, first, by) == []
    assert taken_over(store, second, by) == [1, 2]
    assert [line.version for line in lines(store)] == [3, 3]


def test_number_twice_is_named_in_both_rows(store: Store, people: People, tmp_path: Path) -> None:
    path = filled_in(small(store, tmp_path, finding(1), finding(2)), {2: {"number": 1, "progress": "好"}})
    found = matched(store, path)
    assert [(p.cell, p.code, p.params["cell"]) for one in found.looks for p in one.problems] == [
        ("A3", "number_twice", "A4"),
        ("A4", "number_twice", "A3"),
    ]


def test_rows_of_other_offices_and_areas_are_told_apart(store: Store, people: People, tmp_path: Path) -> None:
    path = small(store, tmp_path, finding(1), finding(2))
    filled_in(path, {1: {"progress": "甲"}, 2: {"progress": "乙"}})
    found = matched(store, path, office="财政局")
    assert [(p.code, p.params["office"]) for one in found.faulty for p in one.problems] == [
        ("foreign_office", "卫生健康局")
    ]
    away = replace(WANTED, units=frozenset({"other"}))
    assert {p.code for one in matched(store, path, away).looks for p in one.problems} == {"unknown_number"}
    recused = matched(store, path, recused=frozenset({("r1", "school")}))
    assert {p.code for one in recused.looks for p in one.problems} == {"recused"}


def test_empty_cells_take_nothing_away_and_nothing_typed_is_a_formula(
    store: Store, people: People, tmp_path: Path
) -> None:
    told = finding(1, measure="=1+1", person="张主任", progress="@SUM(A1)")
    path = small(store, tmp_path, told)
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert Counter(cell.protection.locked for cell in cells if cell.row == 3) == {True: 13, False: 7}
    filled_in(path, {1: {"measure": None, "person": None, "progress": None}})
    found = matched(store, path)
    assert (found.taken, found.faulty, found.same) == ((), (), 1)


def test_sheet_without_its_marks_or_of_another_kind_is_refused_as_a_whole(
    store: Store, people: People, tmp_path: Path
) -> None:
    path = small(store, tmp_path, finding(1))
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_cols(PLACES["mark"])
    book.save(path)
    assert [(p.sheet, p.code) for p in matched(store, path).problems] == [("问题整改台账", "no_mark")]
    strange = openpyxl.Workbook()
    strange.worksheets[0].append(["姓名", "电话"])
    strange.save(path)
    assert [p.code for p in matched(store, path).problems] == ["no_table"]
