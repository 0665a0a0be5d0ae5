"""Units visited for a complaint (投诉): added beside the sample, marked, and out of every estimate."""

from typing import Any

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import draws, rounds, surveys
from inspector.storage.instants import now
from inspector.storage.tables import Complaint, Role, Round
from inspector.web.form_input import read_form
from inspector.web.refusals import Refused, conflict
from inspector.web.rounds.access import round_to_set_up
from inspector.web.rounds.inspecting import add_inspection
from inspector.web.rounds.sampling import left_out
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
LONGEST_NOTE = 500


@post("/rounds/{round_id:str}/complaints", roles=ROLES, status_code=200)
async def add_complaint(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """In an open round the unit gets its inspection at once."""
    round_ = await _changeable(request, round_id)
    form = await read_form(request)
    unit, note = form.text("unit", 64), form.text("note", LONGEST_NOTE)
    if not note:
        raise Refused(422, N_("Say what the complaint is about, without any name."))
    added = Complaint(
        round_id=round_.id, unit_id=unit, note=note, added_at=now(), added_by=account_of(request).account_id
    )
    await store_of(request).write(lambda connection: _add(connection, round_, added))
    return redirect(request, f"/rounds/{round_.id}/draw")


def _add(connection: Connection, round_: Round, added: Complaint) -> None:
    if added.unit_id not in left_out(connection, round_.id):
        raise Refused(422, N_("Only a unit that the sample left out can be added."))
    draws.add_complaint(connection, added)
    if round_.state == "open":
        unit = next(one for one in rounds.units_of(connection, round_.id) if one.id == added.unit_id)
        if add_inspection(connection, round_, unit, added.added_at):
            surveys.rescore(connection, round_.id, at=added.added_at)


@post("/rounds/{round_id:str}/complaints/{unit:str}/remove", roles=ROLES, status_code=200)
async def remove_complaint(
    request: Request[Any, Any, Any], round_id: FromPath[str], unit: FromPath[str]
) -> Response[str]:
    """As long as the round is a draft; later its inspection exists and can only be made void."""
    round_ = await round_to_set_up(request, round_id)
    if round_.state != "draft":
        raise conflict(N_("The round is open: this unit has its inspection and stays."))
    await store_of(request).write(lambda connection: draws.drop_complaint(connection, round_.id, unit))
    return redirect(request, f"/rounds/{round_.id}/draw")


async def _changeable(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state == "closed":
        raise conflict(N_("This round is closed: its sample stands still."))
    return round_


handlers: list[HTTPRouteHandler] = [add_complaint, remove_complaint]
