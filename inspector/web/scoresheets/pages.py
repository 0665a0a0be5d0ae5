"""The score sheet of an inspection, and its workbook."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.casework.score_table import ScoreTable
from inspector.i18n import gettext
from inspector.sheets.score_book import write_score_book
from inspector.storage.tables import Role, Round
from inspector.web.districts.items import unit_path
from inspector.web.districts.standing import Standing, score_text, standing
from inspector.web.districts.survey import OpenedRound, open_unit
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.scoresheets.tables import Sheet, sheet_of
from inspector.web.sending import WORKBOOK, attachment

READERS = [Role.inspector, Role.evaluator, Role.clerk, Role.administrator]


class ScoreSheetPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    table: Annotated[ScoreTable, "sections and rows with all words"]
    about: Annotated[tuple[tuple[str, str], ...], "name and text of what stands above the table"]
    standing: Annotated[Standing, "score, grade, coverage of the team's answers"]
    own: Annotated[str, "自评分, empty where the unit has not evaluated itself"]
    points: Annotated[bool, "whether the scheme gives points; 达标 counts lines alike"]
    provisional: Annotated[bool, "whether the inspection is not confirmed yet"]
    district_path: Annotated[str, "the unit's page with the score tree"]
    file_path: Annotated[str, "the workbook"]


@get("/inspections/{inspection:str}/score-sheet", roles=READERS)
async def score_sheet(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    opened, sheet = await _sheet(request, inspection)
    table = sheet.table
    context = ScoreSheetPage(
        round=opened.round,
        table=table,
        about=tuple(sheet.heading.about),
        standing=await opened.build(lambda survey: standing(survey, table.unit, compare=False)),
        own=score_text(table.own.inspected) if table.own else "",
        points=table.survey.scheme.mode == "points",
        provisional=sheet.provisional,
        district_path=unit_path(opened.round.id, table.unit),
        file_path=f"/inspections/{quote(inspection, safe='')}/score-sheet/file",
    )
    return page(request, "scoresheets/score_sheet.html", context, demo=opened.round.demo)


@get("/inspections/{inspection:str}/score-sheet/file", roles=READERS)
async def score_sheet_file(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    _, sheet = await _sheet(request, inspection)
    content = await asyncio.to_thread(_bytes, sheet)
    name = f"{gettext('Score sheet')}（{sheet.table.name}）"
    return Response(content, media_type=WORKBOOK, headers={"content-disposition": attachment(name, "xlsx")})


async def _sheet(request: Request[Any, Any, Any], inspection: str) -> tuple[OpenedRound, Sheet]:
    place = await cover(request, inspection)
    opened = await open_unit(request, place.round_id, place.unit_id)
    return opened, await sheet_of(request, opened, place.unit_id)


def _bytes(sheet: Sheet) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_score_book(path, sheet.table, sheet.heading)
        return path.read_bytes()


handlers: list[HTTPRouteHandler] = [score_sheet, score_sheet_file]
