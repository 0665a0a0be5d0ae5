"""The unit's own list of findings, and one finding: what was found, until when, what to do, what happened."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.deadlines import Deadline
from inspector.casework.finding_life import FindingState, FindingStep, finding_steps
from inspector.casework.writings import STEPS, Key, read_key
from inspector.fieldwork.states import UNIT_ROLES
from inspector.i18n import N_, gettext
from inspector.settings import Settings
from inspector.storage import finding_events, findings, holidays, letters, rectification, writings
from inspector.storage.rectification import PAGE, Numbers
from inspector.storage.tables import Finding, Letter, Writing
from inspector.web.findings.words import SEVERITY_NAMES, STATE_NAMES
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.rectification.access import UNIT, finding_seen, own_unit
from inspector.web.rectification.timeline import Line, of_events
from inspector.web.rectification.words import WRITING_NAMES, counted, left_words
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

MOST_PAGES = 10_000
NUMBER = N_("No. %(number)s")


class Names(Struct, frozen=True):
    """Message ids by word."""

    states: Mapping[FindingState, str]
    severities: Mapping[str, str]
    writings: Mapping[str, str]


NAMES = Names(STATE_NAMES, SEVERITY_NAMES, WRITING_NAMES)


class Row(Struct, frozen=True):
    """A finding in the list; `left` says how much time there is, `late` that there is none any more."""

    finding: Finding
    left: str
    late: bool


class Unsent(Struct, frozen=True):
    """A text that was written and not sent; `about` names the finding or the paper."""

    row: Writing
    key: Key
    about: str


class Listed(Struct, frozen=True):
    rows: list[Finding]
    numbers: Numbers
    below: list[str]
    papers: list[Letter]
    unsent: tuple[Unsent, ...]


class RectificationPage(PageContext, frozen=True):
    rows: Annotated[tuple[Row, ...], "findings, those that wait for the unit first"]
    numbers: Annotated[Numbers, "how many there are"]
    unit: Annotated[str, "the reader's unit"]
    below: Annotated[bool, "whether findings of units below are shown as well"]
    has_below: Annotated[bool, "whether there are any"]
    ended: Annotated[bool, "whether those that were ended are shown"]
    number: Annotated[int, "number of this page of the list, from 0"]
    more: Annotated[bool, "whether another page follows"]
    papers: Annotated[tuple[Letter, ...], "papers against which the unit may say something"]
    unsent: Annotated[tuple[Unsent, ...], "what was written and not sent"]
    names: Annotated[Names, "what things are called"]


@get("/rectification", roles=UNIT)
async def rectification_page(request: Request[Any, Any, Any]) -> Response[str]:
    unit, on, query = own_unit(request), today(request), request.query_params
    below, ended = "below" in query, "ended" in query
    text = query.get("page", "0")
    number = int(text) if text.isdecimal() and len(text) < 6 else 0

    def read(connection: Connection) -> Listed:
        lower = rectification.units_below(connection, unit, on)
        shown = [unit, *lower] if below else [unit]
        return Listed(
            rectification.listed(connection, shown, ended=ended, offset=min(number, MOST_PAGES) * PAGE),
            rectification.numbers(connection, shown, on),
            lower,
            rectification.papers(connection, unit),
            tuple(_unsent(connection, *one) for one in keyed(writings.unsent(connection, unit))),
        )

    found = await store_of(request).read(read)
    total = found.numbers.ended if ended else found.numbers.running
    context = RectificationPage(
        tuple(_row(one, on) for one in found.rows),
        found.numbers,
        unit,
        below,
        bool(found.below),
        ended,
        number,
        (number + 1) * PAGE < total,
        tuple(found.papers),
        found.unsent,
        NAMES,
    )
    return page(request, "rectification/list.html", context, demo=any(one.demo for one in found.rows))


def _row(row: Finding, on: date) -> Row:
    left = left_words(row.state, row.due, on)
    return Row(row, left, bool(left) and row.due is not None and row.due < on)


def _unsent(connection: Connection, row: Writing, key: Key) -> Unsent:
    finding = findings.by_id(connection, key.finding) if key.finding else None
    letter = letters.by_id(connection, key.letter) if key.letter and not finding else None
    number = gettext(NUMBER) % {"number": finding.number} if finding else ""
    return Unsent(row, key, f"{number} {finding.title}" if finding else letter.title if letter else "")


def keyed(found: list[Writing]) -> tuple[tuple[Writing, Key], ...]:
    """With what each is about; a key of a later release is nothing this one can show."""
    return tuple((one, key) for one in found if (key := read_key(one.key)))


class FindingPage(PageContext, frozen=True):
    row: Annotated[Finding, "the finding"]
    basis: Annotated[tuple[str, ...], "where the plan asks it"]
    offices: Annotated[tuple[str, ...], "responsible offices, the first one leads"]
    left: Annotated[str, "how much time is left, in words, or empty"]
    late: Annotated[bool, "whether there is none any more"]
    counted: Annotated[Deadline | None, "how the last day was counted, or None where it was set by hand"]
    own: Annotated[bool, "whether it is the reader's own unit's"]
    steps: Annotated[tuple[str, ...], "what the unit may write now"]
    unsent: Annotated[Mapping[str, Writing], "what was written and not sent, by kind"]
    lines: Annotated[tuple[Line, ...], "what happened, the last first"]
    names: Annotated[Names, "what things are called"]


@get("/rectification/{finding:str}", roles=UNIT)
async def finding_page(request: Request[Any, Any, Any], finding: FromPath[str]) -> Response[str]:
    row, own, settings = await finding_seen(request, finding), own_unit(request), request.app.state.settings

    def read(connection: Connection) -> tuple[tuple[Line, ...], Deadline | None, list[Writing]]:
        lines = _lines(connection, row, settings)
        unsent = writings.unsent(connection, own) if own == row.unit_id else []
        return lines, counted(row, holidays.days_of(connection, row.city_id)), unsent

    lines, term, unsent = await store_of(request).read(read)
    about = {key.kind: one for one, key in keyed(unsent) if key.finding == row.id and not key.letter}
    shown = _row(row, today(request))
    possible = finding_steps(FindingState(row.state), account_of(request).role) if own == row.unit_id else ()
    context = FindingPage(
        row,
        tuple(json.loads(row.basis)),
        tuple(dict.fromkeys([*json.loads(row.leads), *json.loads(row.helpers)])) or (row.office,),
        shown.left,
        shown.late,
        term,
        own == row.unit_id,
        tuple(step.value for step in STEPS if step in possible and not _asked(row, step)),
        about,
        lines,
        NAMES,
    )
    return page(request, "rectification/finding.html", context, demo=row.demo)


def _asked(row: Finding, step: FindingStep) -> bool:
    """More time is asked for once until it is decided, and only where a day is set."""
    return step is FindingStep.ask_time and (row.asked_due is not None or row.due is None)


def _lines(connection: Connection, row: Finding, settings: Settings) -> tuple[Line, ...]:
    events = finding_events.of_finding(connection, row.id)
    digests = {digest for one in events for digest in json.loads(one.proofs)}
    files = rectification.files(connection, row.unit_id, digests)
    people = rectification.people_of(connection, row.unit_id)
    return of_events(reversed(events), people, files, f"/rectification/{row.id}/proofs", settings.zone)


menu = [MenuEntry("/rectification", N_("Findings to put right"), UNIT_ROLES)]
handlers: list[HTTPRouteHandler] = [rectification_page, finding_page]
