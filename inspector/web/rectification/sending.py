"""A text of a unit goes out: as a step with a finding, or as a statement against a paper; all of it or nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Request
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingObstacle, FindingStep, Step
from inspector.fieldwork.states import Role
from inspector.i18n import N_, gettext
from inspector.storage import findings, holidays, proofs, statement_steps, writings
from inspector.storage.instants import now
from inspector.storage.statement_steps import Coming
from inspector.storage.tables import Writing
from inspector.web.letters.wish import is_day
from inspector.web.pages import civil_date_text
from inspector.web.rectification.access import Place
from inspector.web.sessions import account_of, store_of

AWAITED = N_("Files are still on their way. Wait for them, or remove them; what you wrote is kept.")
HEAD_SENDS = N_("The head of your unit sends it. What you wrote is kept.")
NO_DAY = N_("This is no day of the calendar.")
FIELD_OF: Mapping[FindingObstacle, str] = {
    FindingObstacle.reason_missing: "note",
    FindingObstacle.text_missing: "note",
    FindingObstacle.due_missing: "due",
    FindingObstacle.due_early: "due",
}
"""Where on the form the words stand; those of no field stand above it."""
PLANNED = N_("Planned to be done by %(day)s.")


class Unsendable(ValueError):
    """`message` is a message id."""

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.message, self.status = message, status


async def send(
    request: Request[Any, Any, Any],
    place: Place,
    row: Writing,
    typed: Mapping[str, str],
    on: date,
    seen: int | None,
) -> None:
    """Raises Unsendable, FindingProblem, StatementProblem or WritingChangedError; then nothing went out.

    `seen` is the version of the finding that the unit saw: a step of the office meanwhile comes first.
    """
    account, at = account_of(request), now()
    step = _step(place, typed, on) if place.key.step else None

    def job(connection: Connection) -> None:
        alone = not writings.has_head(connection, place.unit_id)
        if account.role is not Role.head and not alone:
            raise Unsendable(HEAD_SENDS)
        files = proofs.unsent(connection, place.unit_id, str(place.key))
        if any(one.done_at is None for one in files):
            raise Unsendable(AWAITED)
        writings.send(connection, row, by=account.account_id, at=at, without_head=alone)
        digests = tuple(dict.fromkeys(one.blob_sha256 for one in files if one.blob_sha256))
        if step is not None:
            whole = replace(step, proofs=digests)
            findings.advance(connection, place.key.finding, whole, by=account.account_id, at=at, today=on, seen=seen)
        else:
            coming = _coming(place, typed["note"], digests, on)
            days = holidays.days_of(connection, place.city_id)
            statement_steps.file(connection, coming, by=account.account_id, at=at, today=on, days=days)

    await store_of(request).write(job)


def _step(place: Place, typed: Mapping[str, str], on: date) -> Step:
    name = place.key.step
    assert name is not None
    if name is FindingStep.plan:
        planned = _day(typed["planned"])
        note = gettext(PLANNED) % {"day": civil_date_text(planned)} if planned else ""
        return Step(name, note, measure=typed["measure"], person=typed["person"])
    if name is FindingStep.ask_time:
        return Step(name, typed["note"], due=_day(typed["due"]))
    return Step(name, typed["note"], day=on if name is FindingStep.report else None)


def _day(text: str) -> date | None:
    if text and not is_day(text):
        raise Unsendable(NO_DAY, 422)
    return date.fromisoformat(text) if text else None


def _coming(place: Place, text: str, digests: tuple[str, ...], on: date) -> Coming:
    remedy = place.key.remedy
    assert remedy is not None
    return Coming(remedy, text, on, digests, place.key.letter, place.key.finding)
