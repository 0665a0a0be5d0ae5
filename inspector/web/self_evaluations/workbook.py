"""The self-evaluation as a workbook: downloaded with what is known, filled in elsewhere, sent back."""

import asyncio
import tempfile
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.fieldwork.states import Role
from inspector.i18n import N_, gettext
from inspector.sheets.answer_book import Filled, ForeignBookError, filled, stamp_of, write_answer_book
from inspector.sheets.reading import Unreadable, read_book
from inspector.storage import operations
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.web.form_input import read_form
from inspector.web.forms.pages import Standing, standing
from inspector.web.operations.intake import take
from inspector.web.operations.live import Live, path_of
from inspector.web.operations.memory import memory_of
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.self_evaluations.access import must_enter, must_see
from inspector.web.self_evaluations.book_entries import Told, entries, told, wishes
from inspector.web.self_evaluations.book_lines import answer_sheets
from inspector.web.sessions import account_of, store_of

UNIT = [Role.reporter, Role.head]
LARGEST_BOOK = 6_000_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    N_("No."),
    N_("Item"),
    N_("Question"),
    N_("To fill in"),
    N_("Choices, unit"),
    N_("Account of gains and losses"),
)
GUIDE = N_(
    "Fill in the yellow cells only, save, and send the file back on the page it came from. "
    "Files and photos are added on the page. Children are never named: codes only."
)
NO_FILE = N_("No file was chosen.")
FOREIGN = N_("This is not a workbook of this page, or its hidden sheet is damaged. Download it again and copy over.")
OTHER = {
    "inspection": N_("This workbook belongs to another unit or another round."),
    "edition": N_("This workbook was made from another edition of the checklist. Download it again."),
}


class WorkbookPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection with its unit and round"]
    path: Annotated[str, "address of the self-evaluation"]
    writable: Annotated[bool, "whether entries are taken now"]
    told: Annotated[Told | None, "what became of the workbook just sent; None: none was"]
    problems: Annotated[tuple[tuple[str, str, str], ...], "what was not taken over: sheet, cell, and why"]
    error: Annotated[str, "why the whole file was not taken, or empty"]


@get("/self-evaluations/{inspection:str}/workbook", roles=UNIT)
async def workbook_page(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    return await _page(request, inspection, None, "")


@get("/self-evaluations/{inspection:str}/workbook/download", roles=UNIT)
async def download_workbook(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    await must_see(request, inspection)
    found = await store_of(request).read(lambda c: standing(c, request, inspection, Level.self))
    sheets, title = answer_sheets(found.live), f"{found.line.unit_name}{gettext('Self-evaluation')}"
    heading, guide, columns = f"{title} · {found.line.round_title}", gettext(GUIDE), [gettext(one) for one in COLUMNS]

    def job() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "book.xlsx"
            write_answer_book(target, sheets, _stamp(found.live), heading=heading, guide=guide, columns=columns)
            return target.read_bytes()

    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(title)}.xlsx"}
    return Response(await asyncio.to_thread(job), media_type=MEDIA_TYPE, headers=headers)


def _stamp(live: Live) -> dict[str, str]:
    return {"inspection": live.id, "edition": _edition(live), "mark": token_hex(6)}


def _edition(live: Live) -> str:
    round_ = live.ground.round
    return f"{round_.edition_digest} {round_.selection_digest}"


@post(
    "/self-evaluations/{inspection:str}/workbook",
    roles=UNIT,
    status_code=200,
    request_max_body_size=LARGEST_BOOK,
)
async def send_workbook(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    """What can be read becomes entries like those of the page; the rest is named by sheet and cell."""
    await must_enter(request, inspection)
    file = next((one for one in (await read_form(request)).files.get("file", ()) if one.filename), None)
    if file is None:
        return await _page(request, inspection, None, gettext(NO_FILE))
    try:
        stamp, cells = await _read(file)
    except Unreadable as error:
        return await _page(request, inspection, None, gettext(error.message).format(**error.params))
    except ForeignBookError:
        return await _page(request, inspection, None, gettext(FOREIGN))
    outcome = await _taken(request, inspection, stamp, cells)
    if isinstance(outcome, str):
        return await _page(request, inspection, None, gettext(outcome))
    return await _page(request, inspection, outcome, "")


async def _read(file: UploadFile) -> tuple[dict[str, str], list[Filled]]:
    content, name = await file.read(), file.filename or ""

    def job() -> tuple[dict[str, str], list[Filled]]:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "book.xlsx"
            source.write_bytes(content)
            book = read_book(source, name)
            return stamp_of(book), list(filled(book))

    return await asyncio.to_thread(job)


async def _taken(
    request: Request[Any, Any, Any], inspection: str, stamp: dict[str, str], cells: list[Filled]
) -> Told | str:
    store, memory = store_of(request), memory_of(store_of(request))
    account, at = account_of(request).account_id, now()

    def job(connection: Connection) -> Told | str:
        found = memory.current(connection, inspection, Level.self)
        if found is None:
            raise not_found()
        live = found[0]
        if stamp.get("inspection") != live.id:
            return OTHER["inspection"]
        if stamp.get("edition") != _edition(live) or not stamp.get("mark", "").isalnum():
            return OTHER["edition"]
        wanted, problems = wishes(live, cells)
        history = operations.history(connection, live.city_id, live.id, Level.self)
        batch = entries(live, stamp["mark"][:12], wanted, history, account)
        if not batch:
            return told(live, live, wanted, {}, problems)
        taken = take(connection, memory, inspection, batch, account, at, Level.self)
        decided = {one.field: decision for one, decision in zip(taken.entries, taken.decisions, strict=True)}
        return told(live, taken.live, wanted, decided, problems)

    return await store.write(job)


async def _page(request: Request[Any, Any, Any], inspection: str, found: Told | None, error: str) -> Response[str]:
    own = await must_see(request, inspection)

    def query(connection: Connection) -> Standing:
        return standing(connection, request, inspection, Level.self)

    line = (await store_of(request).read(query)).line
    problems = tuple(
        (one.sheet, one.cell, gettext(one.message).format(**one.params)) for one in (found.problems if found else ())
    )
    context = WorkbookPage(line, path_of(inspection, Level.self), own.writable, found, problems, error)
    return page(request, "self_evaluations/workbook.html", context, status=422 if error else 200, demo=line.demo)


handlers: list[HTTPRouteHandler] = [workbook_page, download_workbook, send_workbook]
