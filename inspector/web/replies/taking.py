"""A returned sheet: what is wrong with it, what it changes, and taking that over."""

import json
from functools import partial
from typing import IO, Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.sheets.ledger_matching import Matched
from inspector.sheets.reading import Unreadable
from inspector.sheets.writing import Column, Table, write_workbook
from inspector.storage import accounts, imports, replies
from inspector.storage.imports import ImportStateError
from inspector.storage.instants import now
from inspector.storage.tables import Import
from inspector.web.form_input import read_form
from inspector.web.imports.words import say
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.replies.access import ROLES, forget, in_scope
from inspector.web.replies.looking import ReplyReport, brought, look_at, read_report, report_of, with_kept, with_left
from inspector.web.rounds.access import shows_demo
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sending import WORKBOOK, sent
from inspector.web.sessions import account_of, store_of

ON_A_PAGE = 100
AT_ONCE = 200
"""Rows written in one go: whoever saves a form meanwhile waits for no more than that."""
MOVED_ON = N_("The record has changed since this was shown. Look at it again below, then confirm.")
NOT_TAKEN = N_("Only what was taken over can be taken back, and only once.")
DONE = N_("This file has been dealt with already.")


class ReplyPage(PageContext, frozen=True):
    row: Annotated[Import, "the returned sheet"]
    report: Annotated[ReplyReport, "its faults and differences"]
    person: Annotated[str, "who handed it in"]
    office: Annotated[str, "whose sheet it is said to be, or empty"]
    shown: Annotated[int, "which page of the differences"]
    pages: Annotated[int, "how many there are"]
    size: Annotated[int, "differences on a page"]
    error: Annotated[str, "why nothing was done, or empty"]


@get("/ledger/replies/{import_id:str}", roles=ROLES)
async def reply_page(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    return await _show(request, await in_scope(request, import_id))


async def _show(request: Request[Any, Any, Any], row: Import, error: str = "", status: int = 200) -> Response[str]:
    report, wish = read_report(row.report), request.query_params.get("page", "1")
    pages = max(1, -(-len(report.changes) // ON_A_PAGE))
    shown = min(int(wish), pages) if wish.isdecimal() and 0 < len(wish) < 6 else 1
    people = await store_of(request).read(lambda c: accounts.named(c, [row.account_id]))
    office = json.loads(row.mapping).get("office", "")
    context = ReplyPage(
        row,
        report,
        people.get(row.account_id, ""),
        office,
        max(shown, 1),
        pages,
        ON_A_PAGE,
        gettext(error) if error else "",
    )
    return page(request, "replies/reply.html", context, status=status, demo=await shows_demo(request))


@post("/ledger/replies/{import_id:str}/take", roles=ROLES, status_code=200)
async def take_over(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    """Reads the file once more and takes over exactly what was shown; asked twice, it is done once."""
    row, form = await in_scope(request, import_id), await read_form(request)
    if row.state != "previewed":
        return redirect(request, f"/ledger/replies/{row.id}")
    try:
        found = await look_at(request, row)
    except Unreadable as unreadable:
        raise Refused(422, say(unreadable.message, unreadable.params)) from unreadable
    report = report_of(found)
    if read_report(report).digest != form.text("seen", 64):
        await store_of(request).write(lambda c: imports.prepare(c, row.id, report=report))
        return await _show(request, row.model_copy(update={"report": report}), MOVED_ON, 409)
    await _take(request, row, found, report)
    return redirect(request, f"/ledger/replies/{row.id}")


async def _take(request: Request[Any, Any, Any], row: Import, found: Matched, report: str) -> None:
    """Claimed first: who asks a second time meanwhile is led to the same page."""
    by, at, on, store = account_of(request).account_id, now(), today(request), store_of(request)
    claimed = {"state": "taken", "taken_by": by, "taken_at": at, "report": report}
    try:
        await store.write(lambda c: imports.move(c, row.id, ("previewed",), **claimed))
    except ImportStateError:
        return
    left, taken = list[int](), brought(found)
    for start in range(0, len(taken), AT_ONCE):
        some = partial(replies.take, replies=taken[start : start + AT_ONCE], by=by, at=at, today=on, file=row.id)
        left += await store.write(some)
    await store.write(lambda c: imports.move(c, row.id, ("taken",), report=with_left(report, left)))
    await forget(store, row.file_sha256)


@post("/ledger/replies/{import_id:str}/back", roles=ROLES, status_code=200)
async def take_back(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    """What the sheet brought goes, but for what somebody went on with since, which is named."""
    row, by, at = await in_scope(request, import_id), account_of(request).account_id, now()

    def job(connection: Connection) -> None:
        kept = replies.take_back(connection, row.id, by=by, at=at)
        imports.move(connection, row.id, ("undone",), report=with_kept(row.report, kept))

    try:
        await store_of(request).write(job)
    except ImportStateError as error:
        raise conflict(NOT_TAKEN) from error
    return redirect(request, f"/ledger/replies/{row.id}")


@post("/ledger/replies/{import_id:str}/discard", roles=ROLES, status_code=200)
async def discard(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    row, store = await in_scope(request, import_id), store_of(request)
    try:
        await store.write(lambda c: imports.discard(c, row.id))
    except ImportStateError as error:
        raise conflict(DONE) from error
    await forget(store, row.file_sha256)
    return redirect(request, "/ledger/replies")


@get("/ledger/replies/{import_id:str}/faults", roles=ROLES)
async def faults_file(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Stream:
    """All faults and differences, to be sent back to the office."""
    row = await in_scope(request, import_id)
    report = read_report(row.report)
    return await sent(partial(_write_faults, report), f"{row.file_name}-{gettext('Problems')}", "xlsx", WORKBOOK)


def _write_faults(report: ReplyReport, file: IO[bytes]) -> None:
    heads = ("工作表", "单元格", "栏目", "台账编号", "督导对象", "问题和处理办法")
    widths = (14, 10, 14, 10, 24, 70)
    faults = [(one.sheet, one.cell, one.column, one.number, one.unit, one.words) for one in report.faults]
    changes = [
        (one.sheet, one.row, one.number, one.unit, title, old, new)
        for one in report.changes
        for title, old, new in one.parts
    ]
    titles = ("工作表", "行", "台账编号", "督导对象", "栏目", "原内容", "新内容")
    write_workbook(
        file,
        [
            Table("问题", [Column(*pair) for pair in zip(heads, widths, strict=True)], faults),
            Table("差异", [Column(title, 20) for title in titles], changes),
        ],
    )


handlers: list[HTTPRouteHandler] = [reply_page, take_over, take_back, discard, faults_file]
