"""Rules on charts: there in the file, with the workbook that keeps them editable, named, and with its very figures."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from posixpath import basename

from lxml import etree

from inspector.i18n import N_
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, R

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def charts(letter: Opened) -> Iterator[Finding]:
    for number, chart in zip(count(1), letter.document.iter(f"{_C}chart"), strict=False):
        place = said.figure(number)
        name = letter.relations.get(chart.get(f"{R}id"), "")
        there = name in letter.files
        yield Finding(N_("chart is in the file"), said.beyond(), there, basename(name), place)
        if not there:
            continue
        part = letter.part(name)
        title = "".join(one.text or "" for one in part.iterfind(f"{_C}chart/{_C}title//{_A}t"))
        yield Finding(N_("chart has a title"), said.beyond(), bool(title.strip()), title, place)
        holder = next(chart.iterancestors(f"{_WP}inline", f"{_WP}anchor"))
        told = holder.find(f"{_WP}docPr").get("descr", "")
        ok = bool(told) and told != title
        yield Finding(N_("chart is told in words"), said.beyond(), ok, told[:20], place)
        cells = _cells(letter, name, part)
        yield Finding(N_("chart keeps its workbook"), said.beyond(), cells is not None, "", place)
        wrong = [] if cells is None else [key for key, value in _drawn(part).items() if cells.get(key) != value]
        yield Finding(N_("chart shows its workbook's figures"), said.beyond(), not wrong, said.first_of(wrong), place)


def _cells(letter: Opened, name: str, part: etree._Element) -> dict[str, float] | None:
    """The numbers of the embedded workbook's sheet by address; None where there is none that opens."""
    data = part.find(f"{_C}externalData")
    relations = letter.files.get(f"word/charts/_rels/{basename(name)}.rels")
    if data is None or relations is None:
        return None
    targets = {one.get("Id"): one.get("Target") for one in etree.fromstring(relations)}
    book = letter.files.get(f"word/embeddings/{basename(targets.get(data.get(f'{R}id'), ''))}")
    try:
        with zipfile.ZipFile(BytesIO(book or b"")) as archive:
            sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return None
    return {one.get("r"): float(one.findtext(f"{_S}v")) for one in sheet.iter(f"{_S}c") if _is_number(one)}


def _is_number(cell: etree._Element) -> bool:
    return cell.get("t", "n") == "n" and cell.find(f"{_S}v") is not None


def _drawn(part: etree._Element) -> dict[str, float]:
    """The numbers that are drawn, by the address in the sheet that their series names."""
    found = {}
    for values in part.iter(f"{_C}numRef"):
        column, row = values.findtext(f"{_C}f").rpartition("!")[2].partition(":")[0].strip("$").split("$")
        for point in values.iter(f"{_C}pt"):
            found[f"{column}{int(row) + int(point.get('idx'))}"] = float(point.findtext(f"{_C}v"))
    return found


RULES = (charts,)
