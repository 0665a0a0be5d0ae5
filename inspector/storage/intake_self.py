"""The self-evaluations of a data file: entered, approved and released by the people the file names for it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.fieldwork.operations import Level, Operation
from inspector.fieldwork.self_evaluation import SelfAction
from inspector.fieldwork.states import Role
from inspector.scoring.data import DataUnit, cells
from inspector.storage import operations, self_evaluations
from inspector.storage.tables import Account

STEPS = {"in_progress": 0, "approved": 1, "released": 2}
"""How many steps follow the entries."""


def own_cells(edition: Edition, unit: DataUnit) -> dict[str, str]:
    """Raises DataError."""
    own = unit.self_evaluation
    if own is None:
        return {}
    said = {"answers": own.answers, "notes": own.notes, "states": own.states}
    return cells(edition, unit.model_copy(update=said))


def take_in(
    connection: Connection,
    inspection_id: str,
    unit: DataUnit,
    said: Mapping[str, str],
    people: Sequence[Account],
    *,
    at: int,
) -> None:
    """To be done before the team's part, which closes it. Without a reporter of the unit it is only invited."""
    own = unit.self_evaluation
    if own is None:
        return
    self_evaluations.invite(connection, [inspection_id], due=own.due, account_id=None, at=at)
    reporter, head = (_of(people, role, unit.id) for role in (Role.reporter, Role.head))
    if own.state == "invited" or reporter is None or not said:
        return
    batch = [
        Operation(f"{inspection_id}-own-{n}", inspection_id, Level.self, path, None, value, None, reporter, "load", n)
        for n, (path, value) in enumerate(said.items(), 1)
    ]
    operations.receive(connection, batch, at)
    evaluator = next((one.id for one in people if one.role == Role.evaluator and one.scope_unit != unit.id), None)
    steps = [(SelfAction.approve, head, Role.head), (SelfAction.release, evaluator, Role.evaluator)]
    for action, account, role in steps[: STEPS[own.state]]:
        if account is not None:
            self_evaluations.act(connection, inspection_id, action, account_id=account, role=role, at=at)


def _of(people: Sequence[Account], role: Role, unit_id: str) -> int | None:
    return next((one.id for one in people if one.role == role and one.scope_unit == unit_id), None)
