"""Undoing a whole import: asked first, then what stood before stands again; what has moved on stays and says why."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.storage import imports
from inspector.storage.imports import ImportStateError
from inspector.storage.instants import now
from inspector.storage.tables import Import
from inspector.storage.takeover.course import Undone, undo
from inspector.web.imports.access import TAKING, TARGETS, import_in_scope
from inspector.web.pages import PageContext, page
from inspector.web.refusals import conflict
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

NOT_TAKEN = N_("Only what was taken over can be undone, and only once.")


class UndoPage(PageContext, frozen=True):
    row: Annotated[Import, "the import"]
    new: Annotated[int, "things it brought in"]
    changed: Annotated[int, "things it changed"]
    targets: Annotated[dict[str, str], "names of what files hold"]


@get("/imports/{import_id:str}/undo", roles=TAKING)
async def undo_form(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    row = await _taken(request, import_id)
    found = await store_of(request).read(lambda c: imports.changes_of(c, row.id))
    left = [one for one in found if not one.undone]
    new = sum(one.before is None for one in left)
    return page(request, "imports/undo.html", UndoPage(row, new, len(left) - new, TARGETS))


@post("/imports/{import_id:str}/undo", roles=TAKING, status_code=200)
async def undo_import(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    row, account, at = await _taken(request, import_id), account_of(request).account_id, now()
    source = gettext("undoing of the file {name}").format(name=row.file_name)

    def job(connection: Connection) -> Undone:
        return undo(connection, row.id, account_id=account, at=at, source=source)

    try:
        await store_of(request).write(job)
    except ImportStateError as error:
        raise conflict(NOT_TAKEN) from error
    return redirect(request, f"/imports/{row.id}")


async def _taken(request: Request[Any, Any, Any], import_id: str) -> Import:
    row = await import_in_scope(request, import_id)
    if row.state != "taken":
        raise conflict(NOT_TAKEN)
    return row


handlers: list[HTTPRouteHandler] = [undo_form, undo_import]
