"""One letter: where it stands, what happened to it, the next step, and the paper itself."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field

from inspector.casework.letter_life import OUT, REASONED, LetterState, LetterStep, letter_steps
from inspector.i18n import N_
from inspector.letters.check import check_docx
from inspector.letters.opened import Finding
from inspector.storage import blobs, letters
from inspector.storage.sessions import SignedIn
from inspector.storage.statement_steps import remedies_of
from inspector.storage.store import Store
from inspector.storage.tables import Letter, LetterEvent, Role
from inspector.web.districts.survey import open_round
from inspector.web.letters.drafts import WORD, attachment
from inspector.web.letters.next_step import NextStep, next_step
from inspector.web.letters.offers import new_path
from inspector.web.letters.pages import letters_path, may_see_letters
from inspector.web.letters.record import LetterRecord, letter_record
from inspector.web.letters.shown import Shown, shown
from inspector.web.letters.wish import KIND_NAMES
from inspector.web.letters.words import EVENT_NAMES, STATE_NAMES, WAITS, WAY_NAMES
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.scope import must_cover, today
from inspector.web.sessions import account_of, store_of

LINE = tuple(state for state in LetterState if state is not LetterState.withdrawn)
OWN_FORMS = frozenset({"notice", "work_record", "interview_record"})
"""Kinds that are not written in the form of letters."""
CHECKED = frozenset({LetterStep.review, LetterStep.sign, LetterStep.issue})
DAMAGED = N_("The file of this letter is missing or damaged on the server. Tell your administrator.")


class Stage(Struct, frozen=True):
    """A state on the visible line, with the event that brought the letter there; None while it lies ahead."""

    state: LetterState
    event: LetterEvent | None
    current: bool


class Tried(Struct, frozen=True):
    """A step that failed: what was typed, and what is wrong, by field or (under no name) of the whole.

    `seen` is set when the step came too late: later events are news.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    seen: int | None = None


class Names(Struct, frozen=True):
    """Message ids by word."""

    kinds: Mapping[str, str]
    states: Mapping[LetterState, str]
    events: Mapping[str, str]
    ways: Mapping[str, str]
    waits: Mapping[LetterState, str]


NAMES = Names(KIND_NAMES, STATE_NAMES, EVENT_NAMES, WAY_NAMES, WAITS)


class LetterPage(PageContext, frozen=True):
    letter: Annotated[Letter, "the letter as kept"]
    record: Annotated[LetterRecord, "what else the record says of it"]
    stages: Annotated[tuple[Stage, ...], "the visible line of its states"]
    next: Annotated[NextStep | None, "the reader's next step with its form"]
    others: Annotated[frozenset[LetterStep], "returning and withdrawing, as far as open to the reader"]
    may_bind: Annotated[bool, "whether the reader may bind files to it"]
    correct_path: Annotated[str, "where a correction is written, or empty"]
    anew_path: Annotated[str, "where a new draft begins with what this one holds, or empty"]
    typed: Annotated[Mapping[str, str], "what was typed before the step failed"]
    errors: Annotated[Mapping[str, str], "what is wrong with what was typed, by field; under no name: of the whole"]
    news: Annotated[int, "events after this one came while the reader was typing"]
    findings: Annotated[tuple[Finding, ...], "the checker's rules on the paper, failing ones first"]
    shown: Annotated[Shown, "the paper"]
    letters_path: Annotated[str, "letters of the unit"]
    answerable: Annotated[bool, "whether its unit may say something against it"]
    names: Annotated[Names, "what things are called"]


@get("/letters/{letter_id:str}")
async def show_letter(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    return await letter_page(request, letter_id, Tried())


async def letter_page(
    request: Request[Any, Any, Any], letter_id: str, tried: Tried, status: int = 200
) -> Response[str]:
    store, day = store_of(request), today(request)
    await may_read(request, letter_id)
    record = await store.read(lambda connection: letter_record(connection, letter_id))
    letter, role = record.letter, account_of(request).role
    state, clerk = LetterState(letter.state), role is Role.clerk
    onward = next_step(record, account_of(request), day, tried.typed)
    looked = await asyncio.to_thread(shown, store, letter, record.desk)
    correctable = clerk and state in OUT and not record.corrections
    context = LetterPage(
        letter=letter,
        record=record,
        stages=_stages(record.events, state),
        next=onward,
        others=_backward(letter, account_of(request)),
        may_bind=clerk and bool(letter.number),
        correct_path=new_path(letter.round_id, letter.unit_id, letter.kind, letter.id) if correctable else "",
        anew_path=_anew(letter) if clerk else "",
        typed=tried.typed,
        errors=tried.errors,
        news=len(record.events) if tried.seen is None else tried.seen,
        findings=tried.findings or await _checked(store, letter, onward, looked),
        shown=looked,
        letters_path=letters_path(letter.round_id, letter.unit_id),
        answerable=state in OUT and bool(remedies_of(letter)),
        names=NAMES,
    )
    return page(request, "papers/letter.html", context, status=status, demo=record.round.demo)


def _anew(letter: Letter) -> str:
    """Of a draft and of what was withdrawn; a record of a visit is kept anew from there."""
    if letter.state not in (LetterState.draft, LetterState.withdrawn) or letter.kind in OWN_FORMS:
        return ""
    return new_path(letter.round_id, letter.unit_id, letter.kind, like=letter.id)


def _backward(letter: Letter, reader: SignedIn) -> frozenset[LetterStep]:
    own = letter.created_by == reader.account_id
    return REASONED & frozenset(letter_steps(LetterState(letter.state), reader.role, own_draft=own))


async def _checked(store: Store, letter: Letter, step: NextStep | None, looked: Shown) -> tuple[Finding, ...]:
    """Of a paper on its way out; an issued one was checked before."""
    if looked.damaged or step is None or step.step not in CHECKED:
        return ()
    return tuple(await asyncio.to_thread(lambda: check_docx(blobs.read(store.blob_folder, letter.blob_sha256))))


def _stages(events: tuple[LetterEvent, ...], state: LetterState) -> tuple[Stage, ...]:
    """What happened before a return to the drafter lies ahead again."""
    reached: dict[str, LetterEvent] = {}
    for event in events:
        if event.step == LetterStep.send_back:
            reached = {LetterState.draft: reached[LetterState.draft]} if LetterState.draft in reached else {}
        elif event.step in set(LetterStep) or event.step == "draft":
            reached[event.state] = event
    return tuple(Stage(one, reached.get(one), one is state) for one in LINE)


@get("/letters/{letter_id:str}/file")
async def letter_file(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[bytes]:
    """The frozen bytes, never made anew."""
    letter = await may_read(request, letter_id)
    store = store_of(request)
    blob = await store.read(lambda connection: blobs.by_digest(connection, letter.blob_sha256))
    if blob is None:
        raise not_found()
    return await file_response(store, blob.sha256, WORD, blob.name)


async def file_response(store: Store, digest: str, media_type: str, name: str) -> Response[bytes]:
    try:
        content = await asyncio.to_thread(blobs.read, store.blob_folder, digest)
    except (OSError, ValueError) as error:
        raise Refused(503, DAMAGED) from error
    plain = f"letter.{name.rpartition('.')[2]}"
    return Response(content, media_type=media_type, headers={"content-disposition": attachment(name, plain)})


async def may_read(request: Request[Any, Any, Any], letter_id: str) -> Letter:
    """404 for a letter that does not exist or is about a unit the account may not see letters of, alike."""
    letter = await store_of(request).read(lambda connection: letters.by_id(connection, letter_id))
    if letter is None:
        raise not_found()
    await must_cover(request, letter.unit_id)
    if account_of(request).role is Role.inspector:
        opened = await open_round(request, letter.round_id, recheck=True)
        if not may_see_letters(request, opened, letter.unit_id):
            raise not_found()
    return letter


handlers: list[HTTPRouteHandler] = [show_letter, letter_file]
