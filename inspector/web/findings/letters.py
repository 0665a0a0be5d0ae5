"""The findings a letter speaks of, with what it did to each."""

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingState
from inspector.storage import finding_events, finding_letters
from inspector.storage.tables import Finding, Letter
from inspector.web.findings.words import STATE_NAMES, STEP_NAMES

KINDS = finding_letters.TELLING | {"urging", "recheck_opinion", "closure_slip"}
"""Letters that move findings."""


class Spoken(Struct, frozen=True):
    """`done` are message ids of steps that this letter took; `stays`: it was withdrawn, but not its telling."""

    row: Finding
    state: str
    done: tuple[str, ...]
    stays: bool


def spoken_of(connection: Connection, letter: Letter) -> tuple[Spoken, ...]:
    if letter.kind not in KINDS:
        return ()
    found = []
    for row in finding_letters.spoken_of(connection, letter):
        steps = [one.step for one in finding_events.of_finding(connection, row.id) if one.letter_id == letter.id]
        done = tuple(STEP_NAMES[one] for one in steps)
        stays = letter.state == "withdrawn" and bool(steps) and steps[-1] != "undo"
        found.append(Spoken(row, STATE_NAMES[FindingState(row.state)], done, stays))
    return tuple(found)
