"""An extract as a file, written line by line."""

from typing import IO

from inspector.casework.extracts import Extract, dictionary
from inspector.sheets.delimited import csv_lines
from inspector.sheets.writing import Column, Table, write_workbook
from inspector.web.sending import CSV, WORKBOOK

ENDINGS = {"xlsx": WORKBOOK, "csv": CSV}
WIDE, NARROW, FEW = 40, 12, 6


def write(extract: Extract, ending: str, file: IO[bytes], notice: str = "") -> None:
    """`notice` stands on a workbook, such as 演示数据; the two lines above the rows are titles and ids of columns."""
    if ending == "csv":
        for line in csv_lines([_titles(extract), [column.id for column in extract.columns]], extract.rows):
            file.write(line.encode())
        return
    tables = [table(extract, notice)]
    if extract.id != "dictionary":
        tables.append(table(dictionary([extract]), notice))
    write_workbook(file, tables)


def _titles(extract: Extract) -> list[str]:
    return [column.title for column in extract.columns]


def table(extract: Extract, notice: str = "") -> Table:
    columns = [
        Column(
            one.title, WIDE if one.id in ("sentence", "remark", "rule") else max(NARROW, FEW + len(one.title)), one.id
        )
        for one in extract.columns
    ]
    return Table(extract.title, columns, extract.rows, notice)
