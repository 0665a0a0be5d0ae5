"""One finding: its whole story by round, what happened to it, letters and proofs, and the steps open to a reader."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingState, FindingStep, finding_steps
from inspector.casework.remedies import Decision, Remedy
from inspector.storage import blobs, findings
from inspector.storage.sessions import SignedIn
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Finding, Letter, Role
from inspector.web.districts.items import unit_path
from inspector.web.findings.asked import area
from inspector.web.findings.lines import Line, line_of
from inspector.web.findings.record import StoryRecord, story_record
from inspector.web.findings.step_fields import FIELDS, FORM_NAMES, defaults
from inspector.web.findings.words import KIND_NAMES, OUTCOME_NAMES, SEVERITY_NAMES, STATE_NAMES, STEP_NAMES
from inspector.web.letters.letter import file_response
from inspector.web.letters.offers import new_path
from inspector.web.letters.wish import KIND_NAMES as PAPER_NAMES
from inspector.web.letters.words import STATE_NAMES as LETTER_STATES
from inspector.web.pages import PageContext, page
from inspector.web.rectification.words import DECISION_NAMES, REMEDY_NAMES
from inspector.web.refusals import not_found
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

LETTERS: Mapping[FindingState, tuple[str, ...]] = {
    FindingState.found: ("rectification_notice",),
    FindingState.open: ("urging", "talk_notice", "recheck_opinion"),
    FindingState.partly: ("urging", "talk_notice", "recheck_opinion"),
    FindingState.reported: ("recheck_opinion",),
    FindingState.verified: ("closure_slip",),
}
"""Papers that may come next, for a problem."""


class Tried(Struct, frozen=True):
    """A step that failed: its name, what was typed, and what is wrong by field or (under no name) of the whole."""

    step: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Names(Struct, frozen=True):
    """Message ids by word."""

    kinds: Mapping[str, str]
    severities: Mapping[str, str]
    states: Mapping[Any, str]
    steps: Mapping[str, str]
    outcomes: Mapping[str, str]
    forms: Mapping[str, str]
    papers: Mapping[str, str]
    letters: Mapping[Any, str]
    remedies: Mapping[Remedy, str]
    decisions: Mapping[Decision, str]


NAMES = Names(
    *(KIND_NAMES, SEVERITY_NAMES, STATE_NAMES, STEP_NAMES, OUTCOME_NAMES, FORM_NAMES),
    *(PAPER_NAMES, LETTER_STATES, REMEDY_NAMES, DECISION_NAMES),
)


class StoryPage(PageContext, frozen=True):
    line: Annotated[Line, "the finding as the ledger lists it"]
    record: Annotated[StoryRecord, "what else the record says of it"]
    offices: Annotated[tuple[tuple[str, ...], tuple[str, ...]], "who leads and who helps"]
    basis: Annotated[tuple[str, ...], "where the plan asks it"]
    unit_path: Annotated[str, "the unit in the last round that says so"]
    steps: Annotated[tuple[FindingStep, ...], "those that the reader may take"]
    fields: Annotated[Mapping[FindingStep, tuple[str, ...]], "what each of them asks for"]
    values: Annotated[Mapping[str, Mapping[str, str]], "what stands in its form, by step"]
    tried: Annotated[Tried, "a step that failed"]
    recused: Annotated[bool, "whether the reader keeps out of this unit"]
    letters: Annotated[tuple[Letter, ...], "letters that speak of it and that the reader may open"]
    write: Annotated[tuple[tuple[str, str], ...], "papers that may come next: kind and path"]
    names: Annotated[Names, "what things are called"]


@get("/ledger/{finding:str}")
async def show_story(request: Request[Any, Any, Any], finding: FromPath[str]) -> Response[str]:
    return await story_page(request, finding, Tried())


async def story_page(request: Request[Any, Any, Any], finding: str, tried: Tried, status: int = 200) -> Response[str]:
    row = await may_read(request, finding)
    account, on, store = account_of(request), today(request), store_of(request)
    record = await store.read(lambda connection: story_record(connection, row, account))
    state = FindingState(row.state)
    offered = () if record.recused else finding_steps(state, account.role)
    if row.asked_due is None:
        offered = tuple(step for step in offered if step is not FindingStep.refuse_time)
    context = StoryPage(
        line=line_of(row, on),
        record=record,
        offices=(_list(row.leads) or (row.office,), _list(row.helpers)),
        basis=_list(row.basis),
        unit_path=unit_path(row.last_round, row.unit_id, row.item_id) if record.in_round else "",
        steps=offered,
        fields=FIELDS,
        values={step: dict(tried.typed) if tried.step == step else defaults(step, row, on) for step in offered},
        tried=tried,
        recused=record.recused,
        letters=record.letters,
        write=_write(row, account) if record.in_round else (),
        names=NAMES,
    )
    return page(request, "ledger/story.html", context, status=status, demo=row.demo)


async def may_read(request: Request[Any, Any, Any], finding: str) -> Finding:
    """404 for a finding that does not exist or is about a unit outside the reader's area, alike."""
    row = await store_of(request).read(lambda connection: findings.by_id(connection, finding))
    if row is None:
        raise not_found()
    if not (await area(request)).covers(row.city_id, row.unit_id):
        raise not_found()
    return row


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _write(row: Finding, account: SignedIn) -> tuple[tuple[str, str], ...]:
    if account.role is not Role.clerk or row.kind != "problem":
        return ()
    kinds = LETTERS.get(FindingState(row.state), ())
    return tuple((kind, new_path(row.last_round, row.unit_id, kind)) for kind in kinds)


@get("/ledger/{finding:str}/proofs/{digest:str}")
async def proof(request: Request[Any, Any, Any], finding: FromPath[str], digest: FromPath[str]) -> Response[bytes]:
    """A file that goes with a step of this very finding."""
    row, store = await may_read(request, finding), store_of(request)
    blob = await _proof(store, row.id, digest)
    if blob is None:
        raise not_found()
    return await file_response(store, blob.sha256, blob.media_type, blob.name)


async def _proof(store: Store, finding: str, digest: str) -> Blob | None:
    def query(connection: Connection) -> Blob | None:
        return blobs.by_digest(connection, digest) if findings.has_proof(connection, finding, digest) else None

    return await store.read(query)


handlers: list[HTTPRouteHandler] = [show_story, proof]
