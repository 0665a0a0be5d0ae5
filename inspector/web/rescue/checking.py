"""Whether what a rescue file holds may come in: as its authors could send it, and within the importer's area."""

from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.fieldwork.states import UNIT_ROLES, Role
from inspector.i18n import N_
from inspector.storage import accounts, inspections, self_evaluations, units, uploads
from inspector.storage.inspections import InspectionLine
from inspector.storage.rescues import records
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Account
from inspector.web.rescue.contents import Share

FOR_OTHERS = frozenset({Role.evaluator, Role.administrator})
ELSEWHERE = N_("This inspection is unknown here, or not in your area. Let somebody import the file who covers it.")
NOT_YOURS = N_("This is another person's work. An evaluator or administrator may bring it in.")
NOBODY = N_("The account that entered this does not exist here.")
CLOSED = N_("The account that entered this is disabled. Have it enabled, then import the file once more.")
NOT_THEIRS = N_("The person who entered this may not enter anything in this form. Check role and area of the account.")


class Checked(Struct, frozen=True):
    """A share with its names; `refusal` is a message id, empty when it may come in.

    `line` is None where the importer does not see the inspection.
    """

    share: Share
    author: str
    line: InspectionLine | None
    refusal: str
    new: int
    new_files: int


def checked(connection: Connection, share: Share, importer: SignedIn, on: date) -> Checked:
    line = inspections.line(connection, share.inspection)
    author = accounts.by_id(connection, share.account)
    name = author.name if author else ""
    if line is None or not units.is_within(connection, line.unit_id, importer.scope_unit, on):
        return Checked(share, "", None, ELSEWHERE, len(share.entries), len(share.files))
    refusal = _refusal(connection, share, author, line, importer, on)
    known = records.known(connection, share.inspection)
    done = [upload for one, _ in share.files if (upload := uploads.by_id(connection, one.id)) and upload.done_at]
    new = sum(one.id not in known for one in share.entries)
    return Checked(share, name, line, refusal, new, len(share.files) - len(done))


def _refusal(
    connection: Connection, share: Share, author: Account | None, line: InspectionLine, importer: SignedIn, on: date
) -> str:
    if share.account != importer.account_id and importer.role not in FOR_OTHERS:
        return NOT_YOURS
    if author is None:
        return NOBODY
    if author.disabled:
        return CLOSED
    return "" if _could_enter(connection, share, author, line, on) else NOT_THEIRS


def _could_enter(connection: Connection, share: Share, author: Account, line: InspectionLine, on: date) -> bool:
    """The doors of `/inspections/.../operations` and `/self-evaluations/.../operations`."""
    if share.level is Level.team:
        return author.role == Role.inspector and units.is_within(connection, line.unit_id, author.scope_unit, on)
    own = self_evaluations.line(connection, share.inspection)
    invited = own is not None and own.state is not None
    return invited and author.role in UNIT_ROLES and author.scope_unit == line.unit_id
