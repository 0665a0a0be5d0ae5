"""Merging a case file: handed in, looked at, taken in."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.cells import parse
from inspector.fieldwork.operations import Decision, Operation
from inspector.i18n import N_, gettext
from inspector.storage import blobs, rounds, surveys, units
from inspector.storage.case_files.reading import UnfitCaseError
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Role
from inspector.web.case_files.merging import Look, Part, Person, look, merge
from inspector.web.form_input import read_form
from inspector.web.operations.answer import REASONS
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

ROLES = [Role.inspector, Role.evaluator, Role.administrator]
LARGEST_FILE = 300_000_000
KEPT_DAYS = 7
NO_FILE = N_("No file was chosen.")
GONE = N_("The file was not handed in, or too long ago. Hand it in once more.")
CONFLICT = N_("Somebody else entered something different meanwhile: both are kept and shown in the form.")


class Aside(Struct, frozen=True):
    """An entry that does not stand, in words."""

    item: str
    said: str
    why: str


class MergePage(PageContext, frozen=True):
    error: Annotated[str, "why the file was not taken, or empty"]


class LookPage(PageContext, frozen=True):
    look: Annotated[Look, "what a merge would do, or did"]
    aside: Annotated[dict[str, tuple[Aside, ...]], "by inspection: entries that would not stand, or do not"]
    digest: Annotated[str, "of the file, to go on with it"]


@get("/case-files/merge", roles=ROLES)
async def merge_page(request: Request[Any, Any, Any]) -> Response[str]:
    return page(request, "case_files/merge.html", MergePage(""))


@post("/case-files/merge", roles=ROLES, status_code=200, request_max_body_size=LARGEST_FILE)
async def hand_in(request: Request[Any, Any, Any]) -> Response[str]:
    """Nothing is changed yet: the page says what a merge would do."""
    file = next(iter((await read_form(request)).files.get("file", ())), None)
    if file is None or not file.filename:
        return _refused(request, NO_FILE)
    folder, content = folder_of(store_of(request)), await file.read()
    digest = await asyncio.to_thread(blobs.keep_for, folder, content, KEPT_DAYS, now())
    try:
        return await _shown(request, digest, done=False)
    except UnfitCaseError as error:
        blobs.path(folder, digest).unlink(missing_ok=True)
        return _refused(request, str(error))


@post("/case-files/merge/{digest:str}", roles=ROLES, status_code=200)
async def take_in(request: Request[Any, Any, Any], digest: FromPath[str]) -> Response[str]:
    try:
        answer = await _shown(request, digest, done=True)
    except UnfitCaseError as error:
        return _refused(request, str(error))
    blobs.path(folder_of(store_of(request)), digest).unlink(missing_ok=True)
    return answer


def folder_of(store: Store) -> Path:
    """Apart from photos and papers: these bytes go as soon as they are merged."""
    return store.blob_folder / "case-files"


def _refused(request: Request[Any, Any, Any], message: str) -> Response[str]:
    return page(request, "case_files/merge.html", MergePage(gettext(message)), status=422)


async def _shown(request: Request[Any, Any, Any], digest: str, *, done: bool) -> Response[str]:
    store, account = store_of(request), account_of(request)
    person = Person(account.account_id, account.role)
    file = _path(store, digest)
    found = await look(store, file, person)
    await _must_cover(request, found)
    if done:
        found = await merge(store, file, person)
    aside = {part.line.id: await _asides(store, part) for part in found.parts}
    demo = any(part.line.demo for part in found.parts)
    return page(request, "case_files/look.html", LookPage(found, aside, digest), demo=demo)


def _path(store: Store, digest: str) -> Path:
    try:
        file = blobs.path(folder_of(store), digest)
    except ValueError as error:
        raise not_found() from error
    if not file.is_file():
        raise Refused(410, GONE)
    return file


async def _must_cover(request: Request[Any, Any, Any], found: Look) -> None:
    scope, on = account_of(request).scope_unit, today(request)
    store = store_of(request)
    for part in found.parts:
        unit = part.line.unit_id
        if not await store.read(lambda c, unit=unit: units.is_within(c, unit, scope, on)):  # type: ignore[misc]
            raise not_found()


async def _asides(store: Store, part: Part) -> tuple[Aside, ...]:
    if not part.aside:
        return ()
    titles = await store.read(lambda connection: _titles(connection, part.line.round_id))
    return tuple(_aside(titles, *pair) for pair in part.aside)


def _titles(connection: Connection, round_id: str) -> dict[str, str]:
    round_ = rounds.by_id(connection, round_id)
    assert round_ is not None
    return {item.id: item.title for item in surveys.edition(connection, round_.edition_digest).items.values()}


def _aside(titles: dict[str, str], operation: Operation, decision: Decision) -> Aside:
    item = parse(operation.field).item
    reason = str(decision.reason) or str(decision.outcome)
    words = CONFLICT if decision.outcome == "conflict" else REASONS.get(reason, reason)
    said = "" if "/evidence/" in operation.field else operation.raw or operation.value or ""
    return Aside(titles.get(item, item), said[:200], gettext(words))


handlers: list[HTTPRouteHandler] = [merge_page, hand_in, take_in]
