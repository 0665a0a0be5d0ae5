"""Files beside a letter: bound to it, downloaded, and an edited text laid beside the issued one."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.letter_life import Binding
from inspector.i18n import gettext
from inspector.letters.compare import Pair, UnreadableLetter, compare, texts_of
from inspector.storage import blobs, letter_events, letters, rounds
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Blob, Letter, LetterEvent, Role
from inspector.web.form_input import read_form
from inspector.web.letters.drafts import safe_name
from inspector.web.letters.files import EXTENSIONS, LARGEST_UPLOAD, NO_FILE, keep, sent_file
from inspector.web.letters.letter import DAMAGED, Tried, file_response, letter_page, may_read
from inspector.web.letters.words import EVENT_NAMES, in_words
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of


class DifferencesPage(PageContext, frozen=True):
    letter: Annotated[Letter, "the issued letter"]
    pairs: Annotated[tuple[Pair, ...], "paragraphs and rows that differ, side by side"]
    same: Annotated[int, "how many stand unchanged"]


@post(
    "/letters/{letter_id:str}/files",
    roles=[Role.clerk],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def bind_file(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    letter, form = await may_read(request, letter_id), await read_form(request)
    what, note = form.text("what", 20), form.text("bound_note", 2000)
    if what not in set(Binding):
        raise Refused(400)
    store, by, at, scan = store_of(request), account_of(request).account_id, now(), what == Binding.scan
    try:
        content = await sent_file(form)
        if not content:
            raise Refused(422, NO_FILE)
        blob = await keep(store, content, letter.title, at, scan=scan, word=not scan)
        await store.write(lambda c: _bind(c, letter_id, Binding(what), blob, by, at, note))
    except LifeProblem as problem:
        return await letter_page(request, letter_id, Tried(errors={"": in_words(problem)}), 409)
    except Refused as refused:
        if refused.status_code not in (413, 422):
            raise
        tried = Tried({"bound_note": note}, {what: gettext(refused.message)})
        return await letter_page(request, letter_id, tried, refused.status_code)
    return redirect(request, f"/letters/{letter_id}")


def _bind(connection: Connection, letter_id: str, what: Binding, blob: Blob, by: int, at: int, note: str) -> None:
    blobs.record(connection, blob)
    letters.bind(connection, letter_id, what, by=by, at=at, blob=blob.sha256, note=note)


@get("/letters/{letter_id:str}/files/{number:int}")
async def bound_file(
    request: Request[Any, Any, Any], letter_id: FromPath[str], number: FromPath[int]
) -> Response[bytes]:
    """The file that came with an event of the letter, by the event's number."""
    letter, event, kind = await _event(request, letter_id, number)
    name = f"{letter.number} {letter.title} {gettext(EVENT_NAMES[event.step])}"
    assert event.blob_sha256 is not None
    return await file_response(store_of(request), event.blob_sha256, kind, f"{safe_name(name)}.{EXTENSIONS[kind]}")


async def _event(request: Request[Any, Any, Any], letter_id: str, number: int) -> tuple[Letter, LetterEvent, str]:
    letter = await may_read(request, letter_id)

    def query(connection: Connection) -> tuple[LetterEvent | None, Blob | None]:
        events = letter_events.of_letter(connection, letter_id)
        event = next((one for one in events if one.number == number and one.blob_sha256), None)
        return event, blobs.by_digest(connection, event.blob_sha256 or "") if event else None

    event, blob = await store_of(request).read(query)
    if event is None or blob is None:
        raise not_found()
    return letter, event, blob.media_type


@get("/letters/{letter_id:str}/files/{number:int}/differences")
async def differences(
    request: Request[Any, Any, Any], letter_id: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """What an edited text says otherwise than the issued file."""
    letter, event, _ = await _event(request, letter_id, number)
    if event.step != Binding.edited or event.blob_sha256 is None:
        raise not_found()
    folder, edited = store_of(request).blob_folder, event.blob_sha256

    def job() -> tuple[Pair, ...]:
        return compare(*(texts_of(blobs.read(folder, digest)) for digest in (letter.blob_sha256, edited)))

    try:
        pairs = await asyncio.to_thread(job)
    except (OSError, ValueError, UnreadableLetter) as error:
        raise Refused(503, DAMAGED) from error
    changed = tuple(pair for pair in pairs if pair.changed)
    context = DifferencesPage(letter, changed, len(pairs) - len(changed))
    round_ = await store_of(request).read(lambda connection: rounds.by_id(connection, letter.round_id))
    return page(request, "papers/differences.html", context, demo=round_ is not None and round_.demo)


handlers: list[HTTPRouteHandler] = [bind_file, bound_file, differences]
