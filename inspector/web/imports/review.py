"""Before and after: what a file would change, the confirmation, the result, and first passwords once."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.sheets.reading import Unreadable
from inspector.storage import accounts, imports
from inspector.storage.imports import ImportStateError
from inspector.storage.store import Store
from inspector.storage.tables import Import, ImportChange
from inspector.storage.takeover import of_accounts
from inspector.storage.takeover.course import RecordMovedError, Taken, take
from inspector.web import passwords
from inspector.web.accounts import first_password
from inspector.web.form_input import read_form
from inspector.web.imports import files
from inspector.web.imports.access import TAKING, TARGETS, import_in_scope
from inspector.web.imports.looking import Look, edition_of_import, look_at
from inspector.web.imports.words import STATES, VERDICTS, Report, report_in_words, say
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.security import redirect
from inspector.web.sessions import store_of

MOVED_ON = N_("The record has changed since this was shown. Look at it again below, then confirm.")
NOTHING = N_("There is nothing in it to be taken over.")
UNDONE = N_("This import was undone. Hand the file in again to take it over anew.")
NONE_LEFT = N_("Everybody of this file has set a password already.")


class ImportPage(PageContext, frozen=True):
    row: Annotated[Import, "the import"]
    report: Annotated[Report | None, "what it would change, or changed"]
    people: Annotated[dict[int, str], "names by account id"]
    states: Annotated[Mapping[str, str], "names by state"]
    targets: Annotated[Mapping[str, str], "names of what files hold"]
    verdicts: Annotated[Mapping[Any, str], "names by verdict"]
    kept: Annotated[tuple[ImportChange, ...], "what undoing left as it is"]
    first: Annotated[tuple[tuple[str, str, str], ...], "name, login and first password, to be shown this once"]
    error: Annotated[str, "why nothing was done, or empty"]


@get("/imports/{import_id:str}", roles=TAKING)
async def show_import(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    row = await import_in_scope(request, import_id)
    if row.state == "uploaded":
        return redirect(request, f"/imports/{row.id}/columns")
    return await import_page(request, row)


async def import_page(
    request: Request[Any, Any, Any],
    row: Import,
    *,
    first: tuple[tuple[str, str, str], ...] = (),
    error: str = "",
    status: int = 200,
) -> Response[str]:
    def query(connection: Connection) -> ImportPage:
        report = report_in_words(row.report, row.target, edition_of_import(connection, row))
        who = [one for one in (row.account_id, row.taken_by, row.undone_by) if one is not None]
        kept = tuple(one for one in imports.changes_of(connection, row.id) if one.kept_because) if row.undone_at else ()
        people = accounts.named(connection, who)
        return ImportPage(row, report, people, STATES, TARGETS, VERDICTS, kept, first, error)

    return page(request, "imports/import.html", await store_of(request).read(query), status=status)


@post("/imports/{import_id:str}/take", roles=TAKING, status_code=200)
async def take_over(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    """Reads the file once more and takes over exactly what was shown; asked twice, it is done once."""
    row, form = await import_in_scope(request, import_id), await read_form(request)
    seen = form.text("seen", 64)
    if row.state == "taken":
        return redirect(request, f"/imports/{row.id}")
    if row.state != "previewed":
        raise conflict(UNDONE)
    try:
        look = await look_at(request, row)
    except Unreadable as unreadable:
        raise Refused(422, say(unreadable.message, unreadable.params)) from unreadable
    newcomers = of_accounts.newcomers(look.changes) if row.target == "accounts" else []
    first = {login: first_password() for login in newcomers}
    hashes = {login: await passwords.hash_apart(password) for login, password in first.items()}
    try:
        taken = await store_of(request).write(lambda c: _take(c, row, look, seen, hashes))
    except RecordMovedError:
        return await _again(request, row, look)
    except ImportStateError as error:
        raise conflict(UNDONE) from error
    await _tidied(store_of(request), row)
    if taken.again or not first:
        return redirect(request, f"/imports/{row.id}")
    names = {one.key: one.after["name"] for one in look.changes if one.moves}
    told = tuple((names[login], login, password) for login, password in first.items())
    return await import_page(request, await import_in_scope(request, row.id), first=told)


def _take(connection: Connection, row: Import, look: Look, seen: str, hashes: Mapping[str, str]) -> Taken:
    if not any(one.moves for one in look.changes):
        raise Refused(422, NOTHING)
    return take(connection, row, look.preview.rows, look.ground, seen=seen, hashes=hashes)


async def _again(request: Request[Any, Any, Any], row: Import, look: Look) -> Response[str]:
    """The fresh report instead of the one that has aged, to be confirmed anew."""
    await store_of(request).write(lambda c: imports.prepare(c, row.id, report=look.report))
    fresh = row.model_copy(update={"report": look.report})
    return await import_page(request, fresh, error=gettext(MOVED_ON), status=409)


async def _tidied(store: Store, row: Import) -> None:
    """The bytes of the file, which may hold more than was taken, and its sample values go."""

    def job(connection: Connection) -> int:
        bare = files.without_samples(row.outline)
        imports.move(connection, row.id, ("taken",), outline=bare)
        return imports.uses_of(connection, row.file_sha256)

    if not await store.write(job):
        files.forget(store.blob_folder, row.file_sha256)


@post("/imports/{import_id:str}/discard", roles=TAKING, status_code=200)
async def discard(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    """Nothing of it was taken over; the file goes."""
    row, store = await import_in_scope(request, import_id), store_of(request)
    try:
        await store.write(lambda c: imports.discard(c, row.id))
    except ImportStateError as error:
        raise conflict() from error
    if not await store.read(lambda c: imports.uses_of(c, row.file_sha256)):
        files.forget(store.blob_folder, row.file_sha256)
    return redirect(request, "/imports")


@post("/imports/{import_id:str}/passwords", roles=TAKING, status_code=200)
async def new_passwords(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    """Other first passwords for those of this file whose first one is still in force."""
    row, store = await import_in_scope(request, import_id), store_of(request)
    if row.target != "accounts" or row.state != "taken":
        raise conflict()
    waiting = await store.read(lambda c: _waiting(c, row.id))
    if not waiting:
        raise Refused(422, NONE_LEFT)
    first = {change.key: first_password() for change, _ in waiting}
    hashes = {login: await passwords.hash_apart(password) for login, password in first.items()}

    def job(connection: Connection) -> set[str]:
        given = set()
        for change, account_id in _waiting(connection, row.id):
            if change.key in hashes:
                accounts.set_password(connection, account_id, hashes[change.key])
                after = json.loads(change.after) | {"mark": of_accounts.mark(hashes[change.key])}
                imports.rewrite_change(connection, row.id, change.seq, json.dumps(after, ensure_ascii=False))
                given.add(change.key)
        return given

    done = await store.write(job)
    told = [(change.name.partition("（")[0], change.key, first[change.key]) for change, _ in waiting]
    return await import_page(request, row, first=tuple(one for one in told if one[1] in done))


def _waiting(connection: Connection, import_id: str) -> list[tuple[ImportChange, int]]:
    """New accounts of an import whose first password has not been changed."""
    found = []
    for change in imports.changes_of(connection, import_id):
        first = json.loads(change.after).get("mark") if change.before is None and not change.undone else None
        known = accounts.by_login(connection, change.key) if first else None
        if known is not None and known.id is not None and of_accounts.mark(known.password_hash) == first:
            found.append((change, known.id))
    return found


handlers: list[HTTPRouteHandler] = [show_import, take_over, discard, new_passwords]
