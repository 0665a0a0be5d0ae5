"""Makes the workbooks of these tests, and takes them as the pages do: read, found, guessed, previewed."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from msgspec.structs import replace

from inspector.checklist.edition import Edition, open_folder
from inspector.checklist.models import Fact
from inspector.settings import checklists_root
from inspector.sheets.columns import guess, targets
from inspector.sheets.heading import SheetTable, find_tables
from inspector.sheets.preview import KnownUnit, Preview
from inspector.sheets.reading import LEAST_MEMORY, judge, read_book
from inspector.sheets.taking import preview

KNOWN = (
    KnownUnit("yc", "运城市", "city", None, "140800"),
    KnownUnit("xia", "夏县", "district", "yc", "140828"),
    KnownUnit("jiang", "绛县", "district", "yc", "140826"),
    KnownUnit("x1", "夏县第一小学校", "regular_school", "xia", "3145001"),
    KnownUnit("x2", "夏县特殊教育学校", "special_school", "xia", "0145002"),
    KnownUnit("xs", "实验小学", "regular_school", "xia"),
    KnownUnit("js", "实验小学", "regular_school", "jiang"),
    KnownUnit("k1", "夏县幼儿园", "kindergarten", "xia"),
)
FACTS = ("学校名称", "在校残疾学生数")
UNITS = ("学校名称", "学校类别", "所属县区")
MORE: Mapping[str, Mapping[str, Any]] = {
    "share": {"label": "入学率", "type": "decimal", "of": ["regular_school"], "unit": "percent", "plausible": "0..100"},
    "ratio": {"label": "比值", "type": "decimal", "of": ["regular_school"], "plausible": "0..1"},
    "money": {
        "label": "拨付额",
        "type": "decimal",
        "of": ["regular_school"],
        "unit": "yuan",
        "plausible": "0..500000000",
    },
    "opened": {"label": "建成日期", "type": "date", "of": ["regular_school"]},
    "per_head": {"label": "生均经费", "type": "decimal", "of": ["regular_school"], "unit": "yuan", "by": "stage"},
}


@cache
def edition() -> Edition:
    """Yuncheng's, with facts of the types it has none of."""
    shipped = open_folder(checklists_root() / "yuncheng_2023")
    facts = {**shipped.checklist.facts, **{name: Fact.model_validate(one) for name, one in MORE.items()}}
    return replace(shipped, checklist=shipped.checklist.model_copy(update={"facts": facts}))


def workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]], merged: Sequence[str] = ()) -> Path:
    """A .xlsx of these rows; `merged` are ranges of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def raw(
    path: Path, sheet: str | Iterable[bytes], parts: Mapping[str, bytes] | None = None, *, merged: Sequence[str] = ()
) -> Path:
    """A .xlsx put together by hand around the XML of its only sheet, for what no library would write."""
    ranges = "".join(f'<mergeCell ref="{cells}"/>' for cells in merged)
    tail = f"</sheetData>{f'<mergeCells>{ranges}</mergeCells>' if merged else ''}</worksheet>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="{kind}.worksheet+xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>'
    )
    root = f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{office}/officeDocument" '
    inner = f'<Relationships xmlns="{package}/relationships"><Relationship Id="s" Type="{office}/worksheet" '
    sheets = '<sheets><sheet name="表" sheetId="1" r:id="s"/></sheets>'
    book = f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", root + 'Target="xl/workbook.xml"/></Relationships>')
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", inner + 'Target="worksheets/sheet1.xml"/></Relationships>')
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            out.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for piece in [sheet.encode()] if isinstance(sheet, str) else sheet:
                out.write(piece)
            out.write(tail.encode())
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return path


def row_xml(number: int, cells: Sequence[Any]) -> str:
    """One row of a raw sheet, its text inside the cells."""
    found = []
    for letter, cell in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", cells, strict=False):
        at = f'r="{letter}{number}"'
        found.append(
            f'<c {at} t="inlineStr"><is><t>{cell}</t></is></c>'
            if isinstance(cell, str)
            else f"<c {at}><v>{cell}</v></c>"
        )
    return f'<row r="{number}">{"".join(found)}</row>'


def tables(path: Path) -> list[SheetTable]:
    """The tables of a file, read by a child that had at most 200 MB."""
    assert judge(path)[1] <= LEAST_MEMORY == 200
    return find_tables(read_book(path, path.name), edition())


def taken(
    path: Path, target: str = "facts", *, known: Sequence[KnownUnit] = KNOWN, table: int = 0, city: str = ""
) -> Preview:
    """The preview of one table under the columns that are guessed."""
    one, asked = tables(path)[table], targets(edition())[target]
    return preview(one, asked, guess(one, asked), known, edition(), city)


def values(found: Preview) -> list[dict[str, str]]:
    return [dict(row.values) for row in found.rows]


def problems(found: Preview) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in found.problems]
