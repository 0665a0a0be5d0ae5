"""What the record says of one finding beside its own row."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.deadlines import Days
from inspector.casework.stories import KINDS
from inspector.scoring.rank import half_up
from inspector.scoring.results import MILLION
from inspector.storage import (
    accounts,
    blobs,
    finding_events,
    holidays,
    inspections,
    letters,
    recusals,
    rounds,
    statements,
    surveys,
)
from inspector.storage.finding_letters import deadline_by_term
from inspector.storage.finding_taking import GONE
from inspector.storage.instants import now
from inspector.storage.letter_findings import letters_with
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Blob, Finding, FindingChapter, FindingEvent, Letter, Role, Round, Statement
from inspector.web.findings.bulk_steps import SHOWN, Change, shown

TOLD_APART = ("severity", "person", "measure")


class Chapter(NamedTuple):
    """What one round says. `share` is the part of its points the item earned then, both ends where it is open."""

    round_id: str
    title: str
    number: int
    kind: str
    told: tuple[tuple[str, str, str], ...]
    result: str
    share: str


class StoryRecord(Struct, frozen=True):
    """`events` the newest first, `changes` by number what each set beside state and last day; `people` names by
    account, `files` by digest, `papers` letters by id.

    `letters` are those the reader may open. `gone`: the round does not say it any more; `vanished`: the title of a
    later round of the same plan whose edition has no such item, or empty. `in_round`: the unit stands in the tree of
    the last round. `counted` is the last day that the item's own term gives, when that is the one in force,
    `moved` the day it moved from, `unsure` its year where nobody knows the holidays of that.
    """

    chapters: tuple[Chapter, ...]
    events: tuple[FindingEvent, ...]
    changes: Mapping[int, tuple[Change, ...]]
    people: Mapping[int, str]
    files: Mapping[str, Blob]
    papers: Mapping[str, Letter]
    letters: tuple[Letter, ...]
    statements: tuple[Statement, ...]
    round: Round
    gone: bool
    vanished: str
    in_round: bool
    recused: bool
    counted: bool
    moved: date | None
    unsure: int | None

    def proofs(self, event: FindingEvent) -> list[Blob]:
        return [self.files[one] for one in json.loads(event.proofs) if one in self.files]


def story_record(connection: Connection, row: Finding, account: SignedIn) -> StoryRecord:
    chapters = finding_events.chapters(connection, row.id)
    events = finding_events.of_finding(connection, row.id)
    papers = _papers(connection, row, chapters, events)
    digests = {digest for one in events for digest in json.loads(one.proofs)}
    last = rounds.by_id(connection, row.last_round)
    assert last is not None
    days = holidays.days_of(connection, row.city_id)
    counted, moved = _counted(row, events, papers, days)
    return StoryRecord(
        tuple(_chapter(connection, one) for one in chapters),
        tuple(reversed(events)),
        _changes(row, events),
        accounts.named(connection, [one.account_id for one in events if one.account_id]),
        {blob.sha256: blob for digest in digests if (blob := blobs.by_digest(connection, digest))},
        papers,
        tuple(_open_to(connection, row, account, papers.values())),
        tuple(statements.of_finding(connection, row.id)),
        last,
        finding_events.last_said(events) == GONE,
        _vanished(connection, row, last),
        any(unit.id == row.unit_id for unit in rounds.units_of(connection, last.id)),
        account.account_id in recusals.of_unit(connection, last.id, row.unit_id, now()),
        counted,
        moved,
        row.due.year if row.due and row.due.year not in days.years else None,
    )


def _changes(row: Finding, events: Sequence[FindingEvent]) -> dict[int, tuple[Change, ...]]:
    """Read backward from how it stands: an event keeps what it replaced."""
    after, found = {name: getattr(row, name) for name in TOLD_APART}, {}
    for event in reversed(events):
        were = finding_events.before(event)
        before = after | {name: were[name] for name in TOLD_APART if name in were}
        pairs = ((name, before[name], after[name]) for name in TOLD_APART)
        found[event.number] = tuple(
            Change(SHOWN[name], shown(name, old) if old else "", shown(name, new))
            for name, old, new in pairs
            if old != new
        )
        after = before
    return found


def _chapter(connection: Connection, one: FindingChapter) -> Chapter:
    round_ = rounds.by_id(connection, one.round_id)
    told = sorted((tuple(told) for told in json.loads(one.told)), key=lambda told: KINDS.index(told[0]))
    ends = dict.fromkeys((_percent(one.low), _percent(one.high)))
    title = round_.title if round_ else one.round_id
    return Chapter(one.round_id, title, one.number, one.kind, tuple(told), one.result, "—".join(ends))


def _percent(micro: int) -> str:
    return f"{half_up(Fraction(micro * 100, MILLION), 1)}%"


def _papers(
    connection: Connection, row: Finding, chapters: Iterable[FindingChapter], events: Iterable[FindingEvent]
) -> dict[str, Letter]:
    """Letters in which a sentence of it stands, and those that moved it; the oldest first."""
    found = {
        letter.id: letter
        for one in chapters
        for letter in letters_with(connection, one.round_id, row.unit_id, one.item_id)
    }
    for event in events:
        letter = letters.by_id(connection, event.letter_id) if event.letter_id else None
        if letter is not None:
            found[letter.id] = letter
    return dict(sorted(found.items(), key=lambda pair: (pair[1].created_at, pair[0])))


def _open_to(connection: Connection, row: Finding, account: SignedIn, papers: Iterable[Letter]) -> list[Letter]:
    """An inspector sees letters about the units that are theirs to inspect."""
    if account.role is not Role.inspector:
        return list(papers)
    lines = inspections.of_unit(connection, row.unit_id)
    mine = {one.round_id for one in lines if one.inspector_id == account.account_id}
    return [letter for letter in papers if letter.round_id in mine and letter.unit_id == row.unit_id]


def _vanished(connection: Connection, row: Finding, last: Round) -> str:
    later = [one for one in rounds.of_city(connection, row.city_id) if one.state != "draft"]
    for one in later:
        if one.created_at <= last.created_at:
            break
        edition = surveys.edition(connection, one.edition_digest)
        if edition.checklist.id == row.checklist_id:
            known = row.item_id in edition.items or any(row.item_id in item.was for item in edition.items.values())
            return "" if known else one.title
    return ""


def _counted(
    row: Finding, events: Iterable[FindingEvent], papers: Mapping[str, Letter], days: Days
) -> tuple[bool, date | None]:
    """Whether the last day follows from the item's own term, and the day it was moved from."""
    if row.due is None or row.term_days is None or row.told_on is None:
        return False, None
    telling = next((one for one in events if one.step == "tell" and one.day == row.told_on), None)
    letter = papers.get(telling.letter_id or "") if telling else None
    begins = letter.issued_on if letter and row.term_from == "opinion_issued" else row.told_on
    found = deadline_by_term(row, begins or row.told_on, days)
    return (True, found.moved) if found and found.last == row.due else (False, None)
