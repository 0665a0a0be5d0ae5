"""A signed letter goes out: printed anew with number and date from its frozen paper, checked, and frozen for good."""

import asyncio
import json
from datetime import date
from functools import partial

from msgspec import Struct, to_builtins
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterObstacle, LetterStep
from inspector.casework.letter_numbers import LetterNumber
from inspector.checklist.edition import canonical
from inspector.letters.blocks import Variant
from inspector.letters.check import check_docx
from inspector.letters.compare import texts_of
from inspector.letters.drafting import render
from inspector.letters.kinds import Paper
from inspector.letters.opened import Finding
from inspector.storage import blobs, letters
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.letters import Final
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Letter
from inspector.web.letters.drafts import WORD, file_name, thawed
from inspector.web.letters.stationery import Stationery, stationery_of

TRIES = 50


class Issue(Struct, frozen=True):
    """What a person says when a letter goes out: `number` as assigned, or the code of an own `series` to draw from.

    `day` is 成文日期; `today` dates the printing; `note` is the reason to go out before the unit was heard.
    """

    by: int
    at: int
    today: date
    day: date
    number: str = ""
    series: str = ""
    note: str = ""
    seen: int | None = None


class Printed(Struct, frozen=True):
    """The final file, the inputs it was printed from, and what the checker found."""

    content: bytes
    inputs: str
    findings: tuple[Finding, ...]


class Deviates(LifeProblem):
    """Rules of the standard that fail and that the office has not allowed."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(LetterObstacle.deviation)
        self.findings = findings


class _DrawnByAnother(Exception):
    """Somebody drew the number that this letter was printed with."""


def printed(letter: Letter, desk: Stationery, number: str, day: date, today: date) -> Printed:
    """Nothing but number and dates changes against the draft; the round of today has no say."""
    paper, _ = thawed(letter)
    occasion = replace(paper.occasion, number=number, issued=day, printed=today)
    final: Paper = replace(paper, occasion=occasion)
    content = render(final, desk.reference, desk.wording)
    inputs = json.loads(letter.inputs) | {"paper": to_builtins(final)}
    return Printed(content, canonical(inputs), tuple(check_docx(content)))


def must_hold(findings: tuple[Finding, ...], desk: Stationery) -> None:
    """Raises Deviates."""
    failing = tuple(one for one in findings if not one.ok and one.rule not in desk.allowed)
    if failing:
        raise Deviates(failing)


def must_read_the_same(store: Store, letter: Letter, desk: Stationery) -> None:
    """What was reviewed and signed is what goes out. LifeProblem when the wording changed or the draft is damaged."""
    paper, _ = thawed(letter)
    try:
        drafted = blobs.read(store.blob_folder, letter.blob_sha256)
    except (FileNotFoundError, ValueError) as error:
        raise LifeProblem(LetterObstacle.damaged) from error
    now = render(paper, desk.reference, desk.wording)
    if drafted != now and texts_of(drafted) != texts_of(now):
        raise LifeProblem(LetterObstacle.text_changed)


def stationery_for(connection: Connection, letter: Letter) -> Stationery:
    variant: Variant = letter.variant  # type: ignore[assignment]
    return stationery_of(connection, letter.city_id, letter.office, variant)


async def issue(store: Store, letter_id: str, given: Issue) -> Letter:
    """The letter as issued. Raises LifeProblem, or Deviates with the rules that fail; then nothing was changed.

    The file is printed outside the writer with the number that would be drawn next; the writer draws it, and when
    somebody else was quicker it is printed once more.
    """
    for _ in range(TRIES):
        letter, desk, number = await store.read(lambda connection: _look(connection, letter_id, given))
        made, blob = await asyncio.to_thread(_final, store, letter, desk, number, given)
        try:
            return await store.write(partial(_write, letter=letter, number=number, made=made, blob=blob, given=given))
        except _DrawnByAnother:
            continue
    raise LifeProblem(LetterObstacle.stale)


def _look(connection: Connection, letter_id: str, given: Issue) -> tuple[Letter, Stationery, str]:
    letter = letters.by_id(connection, letter_id)
    if letter is None:
        raise LifeProblem(LetterObstacle.unknown)
    if given.day > given.today:
        raise LifeProblem(LetterObstacle.day_ahead)
    return letter, stationery_for(connection, letter), _number(connection, letter, given)


def _number(connection: Connection, letter: Letter, given: Issue) -> str:
    if not given.series:
        return str(letters.free_number(connection, letter, given.number, given.day))
    serial = letters.next_serial(connection, letter.city_id, given.series, given.day.year)
    number = str(LetterNumber(given.series, given.day.year, serial))
    return str(letters.free_number(connection, letter, number, given.day, drawn=True))


def _final(store: Store, letter: Letter, desk: Stationery, number: str, given: Issue) -> tuple[Printed, Blob]:
    must_read_the_same(store, letter, desk)
    made = printed(letter, desk, number, given.day, given.today)
    must_hold(made.findings, desk)
    digest = blobs.keep(store.blob_folder, made.content)
    name, size = file_name(letter.title), len(made.content)
    return made, Blob(sha256=digest, size=size, media_type=WORD, name=name, stored_at=given.at)


def _write(connection: Connection, letter: Letter, number: str, made: Printed, blob: Blob, given: Issue) -> Letter:
    if given.series:
        serial = letters.draw_number(connection, letter.city_id, given.series, given.day.year)
        if str(LetterNumber(given.series, given.day.year, serial)) != number:
            raise _DrawnByAnother
    blobs.record(connection, blob)
    return letters.advance(
        connection,
        letter.id,
        LetterStep.issue,
        by=given.by,
        at=given.at,
        note=given.note,
        number=number,
        day=given.day,
        blob=blob.sha256,
        final=Final(made.inputs, drawn=bool(given.series)),
        seen=given.seen,
    )
