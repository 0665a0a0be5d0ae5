"""What the pages and papers of one visit show, read from the record: its inspections, team, cells and signatures."""

import json
from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.cells import VISIT, in_visit
from inspector.fieldwork.operations import Head
from inspector.fieldwork.visit_record import SIGNATURE, Signature, VisitRecord, instant_of, record_of
from inspector.fieldwork.visit_signing import changed
from inspector.storage import teams, visits
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import from_moment
from inspector.storage.teams import MemberLine
from inspector.storage.visits import PlannedVisit
from inspector.web.forms.filling import progress
from inspector.web.operations.live import Live
from inspector.web.operations.memory import Memory

EVIDENCE = f"{VISIT}/evidence/{SIGNATURE}"


class Looked(Struct, frozen=True):
    """A section of an inspection: questions settled and in sight; of the whole inspection with its evidence."""

    title: str
    done: int
    whole: int


class Served(Struct, frozen=True):
    """An inspection that the visit serves."""

    line: InspectionLine
    start: str
    note: str
    sections: tuple[Looked, ...]
    pieces: int

    @property
    def done(self) -> int:
        return sum(one.done for one in self.sections)

    @property
    def whole(self) -> int:
        return sum(one.whole for one in self.sections)


class Signed(Struct, frozen=True):
    """A signature as pages show it: `at` by the device's clock, `digest` and `thumb` empty until it is drawn."""

    signature: Signature
    digest: str
    thumb: str
    at: int | None
    changed: bool
    bases: Mapping[str, str]


def served(connection: Connection, memory: Memory, planned: PlannedVisit) -> Served:
    found = memory.current(connection, planned.line.id)
    sections: tuple[Looked, ...] = ()
    pieces = 0
    if found:
        live, titles = found[0], found[0].ground.edition.checklist.sections
        sections = tuple(Looked(titles[name], *counts) for name, counts in progress(live).items() if counts[1])
        pieces = sum("/evidence/" in path for path in live.cells)
    return Served(planned.line, planned.start, planned.note, sections, pieces)


def team_of(connection: Connection, planned: list[PlannedVisit]) -> tuple[MemberLine, ...]:
    """The members of all teams whose inspections the visit serves, each once."""
    found: dict[int, MemberLine] = {}
    for round_id in dict.fromkeys(one.line.round_id for one in planned):
        for member in teams.of_round(connection, round_id):
            found.setdefault(member.account_id, member)
    return tuple(found.values())


def said_of(live: Live) -> dict[str, str]:
    """What the record's cells say; of what cannot be read, as it was typed."""
    return {path: text for path, head in live.heads.items() if in_visit(path) and (text := _text(head))}


def _text(head: Head) -> str:
    return (head.raw or "").strip() if head.value is None else head.value


def drawings(live: Live) -> dict[str, dict[str, str]]:
    """The drawings that have arrived, by row of the signature."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(live.heads):
        if path.startswith(EVIDENCE) and (text := live.heads[path].value):
            piece = json.loads(text)
            if piece.get("thumb"):
                found.setdefault(path.removeprefix(EVIDENCE).partition("-")[0], piece)
    return found


def _at(signature: Signature) -> int | None:
    found = instant_of(signature.signed)
    return from_moment(found) if found else None


def signatures(live: Live) -> tuple[Signed, ...]:
    said, drawn = said_of(live), drawings(live)
    found = []
    for one in record_of(said).signatures:
        piece = drawn.get(one.key, {})
        head = f"{VISIT}@signatures/{one.key}/"
        bases = {
            path.removeprefix(head): at.operation or "" for path, at in live.heads.items() if path.startswith(head)
        }
        shown = (piece.get("sha256", ""), piece.get("thumb", ""), _at(one), changed(one, said))
        found.append(Signed(one, *shown, bases))
    return tuple(found)


class Visited(Struct, frozen=True):
    """One visit: the inspection that keeps its record first."""

    live: Live
    planned: tuple[PlannedVisit, ...]
    served: tuple[Served, ...]
    team: tuple[MemberLine, ...]
    record: VisitRecord
    signed: tuple[Signed, ...]

    @property
    def line(self) -> InspectionLine:
        return self.planned[0].line


def visited(connection: Connection, memory: Memory, inspection_id: str) -> Visited | None:
    """The visit that an inspection belongs to."""
    planned = visits.together(connection, inspection_id)
    found = memory.current(connection, planned[0].line.id) if planned else None
    if found is None:
        return None
    live = found[0]
    every = tuple(served(connection, memory, one) for one in planned)
    team = team_of(connection, planned)
    return Visited(live, tuple(planned), every, team, record_of(said_of(live)), signatures(live))
