"""Workbooks to take away: templates to fill in, and the problems of a file by cell."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, parse
from inspector.i18n import gettext
from inspector.sheets.writing import Column, Table, Value, write_workbook
from inspector.storage.tables import Import
from inspector.web.imports.access import TAKING, TARGETS, cities_for, import_in_scope, targets_for
from inspector.web.imports.looking import edition_of_import, look_at
from inspector.web.imports.templates import known_of, template
from inspector.web.imports.words import VERDICTS, ProblemLine, Report, report_in_words, say
from inspector.web.refusals import not_found
from inspector.web.rounds.draft import DAY
from inspector.web.scope import today, units_in_scope
from inspector.web.sessions import account_of, store_of
from inspector.web.units.tree import editions_for

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/imports/templates/{target:str}", roles=TAKING)
async def template_file(request: Request[Any, Any, Any], target: FromPath[str]) -> Response[bytes]:
    """Filled with the units of the reader's area and what is known of them on a day."""
    given, city = request.query_params, request.query_params.get("city", "")
    names = {one.id: one.name for one in await cities_for(request)}
    if city not in names or target not in targets_for(account_of(request), city):
        raise not_found()
    area, day = await units_in_scope(request), _day(given.get("day", ""), today(request))

    def query(connection: Connection) -> list[Table]:
        found = editions_for(connection, city)
        wanted = next((one for one in found if one.digest == given.get("edition")), found[0] if found else None)
        return template(connection, target, city, known_of(connection, wanted, city, area, day))

    tables = await store_of(request).read(query, heavy=True)
    return await workbook(f"{names[city]}-{gettext(TARGETS[target])}-{day.isoformat()}.xlsx", tables)


def _day(typed: str, usual: date) -> date:
    taken = parse(DAY, typed[:40])
    return usual if isinstance(taken, FieldProblem) or not taken else date.fromisoformat(taken)


@get("/imports/{import_id:str}/problems", roles=TAKING)
async def problems_file(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[bytes]:
    """Every problem by cell and the change report, to be sent back to whoever filled the file in."""
    row = await import_in_scope(request, import_id)
    if row.state == "uploaded":
        raise not_found()
    edition = await store_of(request).read(lambda c: edition_of_import(c, row))
    report = report_in_words(row.report, row.target, edition)
    assert report is not None
    problems = await _problems(request, row, report)
    stem = row.file_name.rsplit(".", 1)[0]
    return await workbook(f"{stem}-{gettext('problems')}.xlsx", [_problem_table(problems), _change_table(report)])


async def _problems(request: Request[Any, Any, Any], row: Import, report: Report) -> Sequence[ProblemLine]:
    """All of them while the file is there; afterwards those that were shown."""
    if row.state != "previewed" or len(report.shown_problems) == report.problems:
        return report.shown_problems
    found = (await look_at(request, row)).preview.problems
    return [ProblemLine(one.sheet, one.cell, say(one.message, one.params), one.fatal) for one in found]


def _problem_table(problems: Iterable[ProblemLine]) -> Table:
    titles = ((gettext("Sheet"), 16), (gettext("Cell"), 10), (gettext("Problem"), 80), (gettext("Row left out"), 12))
    lines = ([one.sheet, one.cell, one.words, gettext("yes") if one.fatal else ""] for one in problems)
    return Table(gettext("Problems"), [Column(*title) for title in titles], lines)


def _change_table(report: Report) -> Table:
    titles = (
        *((gettext("Verdict"), 10), (gettext("Sheet"), 16), (gettext("Row"), 8), (gettext("What"), 30)),
        *(
            (gettext("Field"), 24),
            (gettext("So far"), 24),
            (gettext("According to the file"), 24),
            (gettext("Note"), 50),
        ),
    )
    lines: Iterable[Sequence[Value]] = (
        [gettext(VERDICTS[one.verdict]), one.sheet, one.line, one.name, *part, one.note]
        for one in report.changes
        for part in (one.parts or (("", "", ""),))
    )
    return Table(gettext("Changes"), [Column(*title) for title in titles], lines)


async def workbook(name: str, tables: Sequence[Table]) -> Response[bytes]:
    content = await asyncio.to_thread(_bytes, tables)
    return Response(
        content, media_type=EXCEL, headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )


def _bytes(tables: Sequence[Table]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(path, tables)
        return path.read_bytes()


handlers: list[HTTPRouteHandler] = [template_file, problems_file]
