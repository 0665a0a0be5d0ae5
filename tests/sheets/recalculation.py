"""Workbooks recalculated by LibreOffice Calc, as an office's computer does when it opens them."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

SECONDS = 600
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
"""Every formula is worked out anew on opening; the values kept in the file are not believed."""


def recalculated(books: Sequence[Path], folder: Path) -> list[Path]:
    """The same workbooks as LibreOffice saves them, in one run with a profile of its own."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None, "LibreOffice Calc is needed: see .ci/system"
    profile, out = folder / "profile", folder / "recalculated"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(out), *map(str, books)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    made = [out / book.name for book in books]
    assert all(one.is_file() for one in made), said.stdout + said.stderr
    return made


@lru_cache(maxsize=2)
def _book(path: Path) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(str(path))


@lru_cache(maxsize=4)
def _rows(path: Path, sheet: str) -> list[list[Any]]:
    found = _book(path).get_sheet_by_name(sheet)
    down, right = found.start or (0, 0)
    return [[]] * down + [[""] * right + row for row in found.iter_rows()]


def value(book: Path, sheet: str, cell: str) -> Any:
    """What the file holds in a cell such as B7: a number, a text, a truth value or, for nothing, None."""
    row, column = coordinate_to_tuple(cell)
    rows = _rows(book, sheet)
    held = rows[row - 1][column - 1 : column] if row <= len(rows) else []
    return held[0] if held and held[0] != "" else None
