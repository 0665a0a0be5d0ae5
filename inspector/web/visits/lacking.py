"""What the record of a visit lacks, in words: a hint on the pages that lead to submission, never a bar."""

from sqlalchemy import Connection

from inspector.checklist.cells import in_visit
from inspector.fieldwork.visit_signing import Gap, gaps
from inspector.i18n import N_, gettext
from inspector.web.operations.memory import Memory
from inspector.web.visits.gathering import Visited, drawings, said_of, visited

GAPS = {
    Gap.no_record: N_("The work record of the visit has not been written."),
    Gap.no_talk: N_("No talk has been recorded."),
    Gap.unsigned_team: N_("The work record is not signed for the team."),
    Gap.unsigned_unit: N_("The work record is not signed for the unit, and no refusal is noted."),
    Gap.disputed: N_("In the work record two entries differ and nobody has chosen yet."),
    Gap.changed: N_("The work record was changed after it was signed."),
}


Hints = tuple[tuple[str, str], ...]
"""Words, and the path to go to."""


def lacking(visit: Visited) -> list[Gap]:
    """A record that was not written lacks nothing else."""
    disputed = any(map(in_visit, visit.live.conflicts))
    found = gaps(said_of(visit.live), drawings(visit.live), disputed=disputed)
    return [Gap.no_record] if Gap.no_record in found else found


def hints(connection: Connection, memory: Memory, inspection_id: str) -> Hints:
    """For the visit that an inspection belongs to."""
    visit = visited(connection, memory, inspection_id)
    if visit is None:
        return ()
    path = f"/inspections/{visit.line.id}/visit"
    return tuple((gettext(GAPS[gap]), path) for gap in lacking(visit))
