"""Answers on their way out, against what the libraries take for the bare rows."""

import csv
from collections.abc import Callable
from collections.abc import Iterator as Rows
from io import BytesIO, StringIO

import xlsxwriter

from inspector.casework.extract_answers import Held, long_answers
from inspector.casework.extracts import Extract
from inspector.checklist.edition import open_folder
from inspector.cli.demonstration import demo_data
from inspector.scoring.data import cells, subjects
from inspector.settings import checklists_root
from inspector.web.exports.files import write
from tests.bench.measure import Measured, compared

AT = "2026-03-01 09:00:00"


def measure() -> Rows[Measured]:
    edition = open_folder(checklists_root() / "yuncheng_2023")
    data = demo_data(edition)
    units = subjects(edition, data)
    held = [
        Held(unit.id, "team", path, text, text, AT)
        for unit in data.units
        for path, text in cells(edition, unit).items()
    ]

    def extract() -> Extract:
        return long_answers(edition, units, iter(held))

    rows = [["" if value is None else str(value) for value in row] for row in extract().rows]

    def ours(ending: str) -> Callable[[], object]:
        return lambda: write(extract(), ending, BytesIO())

    note = f"{len(rows)} rows x {len(rows[0])} columns"
    ratio = compared(lambda: csv.writer(StringIO()).writerows(rows), ours("csv"), times=1, rounds=5)
    yield Measured("answers as .csv / bare csv.writer", ratio, "x", note=note)
    ratio = compared(lambda: _bare(rows), ours("xlsx"), times=1, rounds=3)
    yield Measured("answers as .xlsx / bare xlsxwriter", ratio, "x", "under", 2, note)


def _bare(rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(BytesIO(), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text)
