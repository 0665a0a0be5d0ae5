"""Taking inspections along as a case file."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.settings import Settings
from inspector.storage import inspections, recusals
from inspector.storage.case_files import ENDING, records, taking
from inspector.storage.case_files.records import Given
from inspector.storage.case_files.taking import Wish
from inspector.storage.ids import new_id
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import moment, now
from inspector.storage.store import Store
from inspector.storage.tables import Role
from inspector.web import passwords
from inspector.web.case_files.merge_pages import handlers as merge_handlers
from inspector.web.form_input import FormInput, read_form
from inspector.web.forms.pages import STATE_NAMES
from inspector.web.pages import PageContext, page
from inspector.web.rounds.access import shows_demo
from inspector.web.scope import today, units_in_scope
from inspector.web.sessions import account_of, store_of
from inspector.web.signin import password_problem

MOST_TAKEN = 60
NONE_CHOSEN = N_("Choose at least one inspection.")
TOO_MANY = N_("At most 60 inspections fit into one case file.")
DIFFER = N_("The two entries differ.")


class TakePage(PageContext, frozen=True):
    lines: Annotated[tuple[InspectionLine, ...], "inspections that the reader may take along"]
    chosen: Annotated[frozenset[str], "those ticked"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    given: Annotated[tuple[Given, ...], "case files the reader took before, the last first"]
    state_names: Annotated[dict[Any, str], "names by state of an inspection"]
    shortest: Annotated[int, "least number of characters of a passphrase"]
    with_files: Annotated[bool, "whether photos and documents that stand already go along in full"]


@get("/case-files/new", roles=[Role.inspector])
async def take_page(request: Request[Any, Any, Any]) -> Response[str]:
    """`?inspection=` or `?round=` say what is ticked at first; without them everything is."""
    wished = frozenset(request.query_params.getall("inspection", []))
    within = request.query_params.get("round")
    if within:
        wished = frozenset(line.id for line in await _mine(request) if line.round_id == within)
    return await _page(request, wished, {})


async def _page(
    request: Request[Any, Any, Any], wished: frozenset[str], errors: dict[str, str], with_files: bool = False
) -> Response[str]:
    account, lines = account_of(request).account_id, await _mine(request)
    given = await store_of(request).read(lambda c: tuple(records.of_account(c, account)))
    chosen = wished or frozenset(line.id for line in lines)
    context = TakePage(lines, chosen, errors, given, STATE_NAMES, passwords.SHORTEST, with_files)
    return page(request, "case_files/take.html", context, status=422 if errors else 200, demo=await shows_demo(request))


async def _mine(request: Request[Any, Any, Any]) -> tuple[InspectionLine, ...]:
    """What is assigned to the reader and still to be done, without what he is recused from by now."""
    account, seen, at = account_of(request).account_id, await units_in_scope(request), now()

    def query(connection: Connection) -> tuple[InspectionLine, ...]:
        found = inspections.of_inspector(connection, account)
        covered = (line for line in found if seen is None or line.unit_id in seen)
        return tuple(line for line in covered if not recusals.recused(connection, line.id, account, at))

    return await store_of(request).read(query)


@post("/case-files", roles=[Role.inspector], status_code=200)
async def take(request: Request[Any, Any, Any]) -> Response[Any]:
    form, mine = await read_form(request), await _mine(request)
    chosen = [line.id for line in mine if line.id in form.all("inspection")]
    errors = _faults(form, chosen, account_of(request).login)
    if errors:
        return await _page(request, frozenset(form.all("inspection")), errors, form.has("with_files"))
    wish = Wish(
        id=new_id(),
        inspections=chosen,
        account_id=account_of(request).account_id,
        password_hash=await passwords.hash_apart(form.secret("passphrase")),
        with_files=form.has("with_files"),
        at=now(),
        on=today(request),
    )
    content = await _made(store_of(request), wish)
    settings: Settings = request.app.state.settings
    name = f"{gettext('case file')}-{moment(wish.at, settings.zone):%Y%m%d-%H%M}{ENDING}"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _faults(form: FormInput, chosen: list[str], login: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not chosen:
        errors["inspection"] = gettext(NONE_CHOSEN)
    elif len(chosen) > MOST_TAKEN:
        errors["inspection"] = gettext(TOO_MANY)
    if problem := password_problem(form.secret("passphrase"), login):
        errors["passphrase"] = problem
    if form.secret("again") != form.secret("passphrase"):
        errors["again"] = gettext(DIFFER)
    return errors


async def _made(store: Store, wish: Wish) -> bytes:
    """The file; the record remembers that it was given out before it leaves the house."""
    with TemporaryDirectory(prefix="inspector-case-") as folder:
        target = Path(folder, "case")
        case = await store.read(
            lambda connection: taking.write(connection, store.blob_folder, target, wish), heavy=True
        )
        content = await asyncio.to_thread(target.read_bytes)
    await store.write(lambda connection: records.note_taken(connection, case))
    return content


handlers: list[HTTPRouteHandler] = [take_page, take, *merge_handlers]
