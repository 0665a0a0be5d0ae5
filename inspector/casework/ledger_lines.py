"""One line of the ledger as it travels in a workbook, with a mark of the state it was written in."""

import re
from datetime import date
from hashlib import sha256

from msgspec import Struct

from inspector.casework.finding_life import ENDED, WITH_UNIT, FindingState

MARK = re.compile(r"([0-9]{1,9})-([0-9a-f]{8})")


class LedgerLine(Struct, frozen=True):
    """A finding at one of its versions. `proofs` is how many files prove it, `checked_by` a name, `round` the last one
    that told it."""

    id: str
    number: int
    version: int
    unit_id: str
    unit: str
    text: str
    basis: str
    office: str
    action: str
    due: date | None
    state: FindingState
    measure: str = ""
    person: str = ""
    progress: str = ""
    reported_on: date | None = None
    asked: date | None = None
    last_day: date | None = None
    proofs: int = 0
    checked_by: str = ""
    checked_on: date | None = None
    closed_on: date | None = None
    offices: tuple[str, ...] = ()
    round: str = ""

    @property
    def reported(self) -> date | None:
        """The day of a report that stands; one that was sent back or did not pass stands no more."""
        return None if self.state in WITH_UNIT or self.state is FindingState.found else self.reported_on

    @property
    def done(self) -> bool:
        """Whether the unit has said that it is put right."""
        return self.reported is not None

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def mark(self) -> str:
        """Tells the version, and a row whose mark was copied from another one."""
        return f"{self.version}-{_digest(self.id, self.version)}"


def version_of(line_id: str, mark: str) -> int | None:
    """The version in which a line was written; None when the mark belongs to no version of this line."""
    found = MARK.fullmatch(mark)
    if found is None or _digest(line_id, int(found[1])) != found[2]:
        return None
    return int(found[1])


def _digest(line_id: str, version: int) -> str:
    return sha256(f"{line_id}/{version}".encode()).hexdigest()[:8]


def answered_for(line: LedgerLine, office: str) -> bool:
    """Whether an office, or everybody where none is named, replies about this line."""
    return not office or office in (line.office, *line.offices)
