"""What one step does to one line. Papers are made outside the writer; what a line changes is one transaction."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.check import check_docx
from inspector.letters.drafting import render
from inspector.letters.kinds import Paper
from inspector.letters.reference import ReferenceProblem
from inspector.letters.wording import WordingProblem
from inspector.storage import batches
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.store import Store
from inspector.storage.tables import LetterBatch, LetterBatchLine
from inspector.web.districts.survey import OpenedRound
from inspector.web.letter_batches.plan import STOPS, plan
from inspector.web.letters.asking import labels
from inspector.web.letters.drafts import laid_down
from inspector.web.letters.issuing import Deviates, must_hold
from inspector.web.letters.known import Known, known_of_all
from inspector.web.letters.stationery import Stationery, stationery_of
from inspector.web.letters.wish import PICK, Wish, first_wish, paper_of, read_wish
from inspector.web.letters.words import in_words

REASONS: Mapping[str, str] = {
    **STOPS,
    "wording": N_("The wording is broken"),
    "reference": N_("The reference file of the head is broken"),
    "rule": N_("The sheet does not keep a rule of the standard"),
    "returned": N_("It was returned to its drafter"),
    "field": N_("Something is missing for this unit"),
    "life": N_("This letter cannot go out like that"),
    "disk": N_("The disk has no room or does not answer"),
    "fault": N_("The paper could not be made"),
}


OF_THE_UNIT = frozenset({"addressee", "inspector", "found_on"})
"""Fields that are not typed for a batch: each unit has its own."""


class LineFailed(Exception):
    """`reason` is a name in REASONS, `detail` says where and what: template and line, or rule, place and figure."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class Desk(Struct, frozen=True):
    """What all lines of a run are made with: the round as it stood when the run began, and the stationery."""

    store: Store
    opened: OpenedRound
    batch: LetterBatch
    stationery: Stationery
    stops: Mapping[str, tuple[str, ...]]
    day: date
    known: Known

    def wish(self, unit: str) -> Wish:
        return wish_of(self.opened, self.batch.kind, unit, json.loads(self.batch.wish), self.day, self.known)

    async def paper(self, wish: Wish) -> Paper:
        return await self.opened.build(lambda survey: paper_of(self.opened, survey, wish, self.day))


def wish_of(opened: OpenedRound, kind: str, unit: str, typed: Mapping[str, str], day: date, known: Known) -> Wish:
    """The batch's form for one of its units: whom it addresses and its problems, all of them, follow from the unit."""
    first = first_wish(opened, unit, kind, day, known)
    same = {name: text for name, text in typed.items() if name not in OF_THE_UNIT}
    return read_wish(same | {f"{PICK}:{key}": "yes" for key in first.chosen}, first, known)


def of_the_form(errors: Mapping[str, str]) -> dict[str, str]:
    """Those of what is the same for all units."""
    return {name: text for name, text in errors.items() if name != "problems" and name not in OF_THE_UNIT}


def sit_down(connection: Connection, store: Store, opened: OpenedRound, batch: LetterBatch, day: date) -> Desk:
    """Raises LineFailed for a head or wording that cannot be used at all."""
    lines = plan(connection, opened, batch.kind)
    known = known_of_all(connection, opened.round.city_id, opened.round.id)
    wish = wish_of(opened, batch.kind, lines[0].unit, json.loads(batch.wish), day, known)
    with told():
        stationery = stationery_of(connection, opened.round.city_id, wish.office, wish.variant)
    return Desk(store, opened, batch, stationery, {line.unit: line.stops for line in lines}, day, known)


@contextmanager
def told() -> Iterator[None]:
    """Turns what can be wrong with a template, a file or a record into LineFailed."""
    try:
        yield
    except (LineFailed, batches.BatchMovedError):
        raise
    except WordingProblem as problem:
        raise LineFailed("wording", str(problem)) from problem
    except ReferenceProblem as problem:
        raise LineFailed("reference", str(problem)) from problem
    except OSError as error:
        raise LineFailed("disk", str(error)) from error
    except Exception as error:  # whatever a record makes of a paper is told at its unit, not lost in a log
        raise LineFailed("fault", f"{type(error).__name__}: {error}"[:2000]) from error


@contextmanager
def said() -> Iterator[None]:
    """The same for what a letter's life and the standard do not allow."""
    try:
        yield
    except Deviates as found:
        texts = [f"{gettext(one.rule)} · {one.place} · {one.found}" for one in found.findings]
        raise LineFailed("rule", "\n".join(texts)[:2000]) from found
    except LifeProblem as problem:
        raise LineFailed("life", in_words(problem)) from problem


async def check(desk: Desk, line: LetterBatchLine) -> None:
    """Makes the paper, holds it against the standard and keeps nothing."""
    stops = desk.stops.get(line.unit_id, ("nobody",))
    if stops and stops != ("draft",):
        raise LineFailed(stops[0])
    wish = desk.wish(line.unit_id)
    if wrong := wish.errors:
        raise LineFailed(
            "field", "\n".join(f"{labels(wish, {name: text})[0]} · {text}" for name, text in wrong.items())
        )
    paper = await desk.paper(wish)
    with said():
        await asyncio.to_thread(hold, paper, desk.stationery)
    await desk.store.write(lambda connection: batches.pass_line(connection, desk.batch, line))


def hold(paper: Paper, stationery: Stationery) -> None:
    content = render(paper, stationery.reference, stationery.wording)
    must_hold(tuple(check_docx(content)), stationery)


async def make(desk: Desk, line: LetterBatchLine) -> None:
    wish = desk.wish(line.unit_id)
    paper = await desk.paper(wish)
    by = desk.batch.created_by
    made = await asyncio.to_thread(laid_down, desk.store, desk.stationery, desk.opened, wish, paper, by, now())

    def job(connection: Connection) -> None:
        made.keep(connection)
        batches.pass_line(connection, desk.batch, line, letter_id=made.letter.id)

    await desk.store.write(job)
