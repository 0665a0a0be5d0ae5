"""The preparation of the demo rounds: a team, declarations, a timetable; and a draft with a drawn sample."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from inspector.fieldwork.draw_protocol import to_text
from inspector.fieldwork.recusal import Ground
from inspector.fieldwork.team import Duty
from inspector.fieldwork.timetable import Step
from inspector.storage import accounts, draws, ids, recusals, rounds, surveys, teams, timetables
from inspector.storage.tables import Complaint, Recusal, Role, Round, RoundStep, TeamMember
from inspector.web.rounds.sampling import QuotaRow, frame_of, protocol_of

BASIS = "《教育督导条例》第十一条"
SEED, SOURCE = "2026001", "福利彩票3D第2026001期（演示）"
DAYS: dict[Step, tuple[int, int]] = {
    Step.notice: (-45, -45),
    Step.self_evaluation: (-44, -15),
    Step.visits: (-10, 0),
    Step.preliminary_opinion: (5, 5),
    Step.defence: (5, 15),
    Step.opinion: (30, 30),
    Step.rectification: (30, 120),
    Step.report: (130, 130),
}
"""First and last day of each step, counted from the last day of the visits."""


def prepare(connection: Connection, round_: Round, at: int) -> None:
    """Team, timetable and what is published of a round as demo data left it; what is there already is left alone."""
    if teams.of_round(connection, round_.id):
        return
    people = _team(connection, round_, at)
    timetables.replace(connection, round_.id, _steps(round_.id, round_.cutoff))
    rounds.change_basis(connection, round_.id, publication="grades")
    for account in people:
        recusals.declare(connection, round_.id, account, at=at)


def add_draft(connection: Connection, done: Round, at: int) -> None:
    """The next round of the city, still being prepared: not all have declared, and its schools were drawn by lot."""
    round_id = f"{done.id.removesuffix('-final')}-next"
    if rounds.by_id(connection, round_id) is not None:
        return
    edition = surveys.edition(connection, done.edition_digest)
    following = done.model_copy(
        update={
            "id": round_id,
            "title": f"{edition.plan.city}特殊教育专项督导（演示数据）",
            "legal_basis": BASIS,
            "state": "draft",
            "facts_through": None,
            "created_at": at,
            "opened_at": None,
        }
    )
    rounds.add(connection, following)
    rounds.freeze_units(connection, round_id)
    people = _team(connection, following, at)
    timetables.replace(connection, round_id, _steps(round_id, min(edition.checklist.valid.to, done.cutoff)))
    for account in people[:-1]:
        recusals.declare(connection, round_id, account, at=at)
    _draw(connection, following, at)
    _recusal(connection, following, people, at)


def _team(connection: Connection, round_: Round, at: int) -> list[int]:
    """The first inspector of the city leads."""
    able = [one for one in accounts.everyone(connection) if one.role == Role.inspector]
    people = [one.id for one in able if one.scope_unit == round_.city_id and one.id is not None]
    for place, account in enumerate(people):
        duty = Duty.member if place else Duty.leader
        member = TeamMember(
            id=ids.new_id(), round_id=round_.id, account_id=account, duty=duty.value, named_at=at + place
        )
        teams.add(connection, member)
    return people


def _steps(round_id: str, end: date) -> list[RoundStep]:
    return [
        RoundStep(round_id=round_id, step=step.value, first=end + timedelta(first), last=end + timedelta(last))
        for step, (first, last) in DAYS.items()
    ]


def _draw(connection: Connection, round_: Round, at: int) -> None:
    """Every special school, and a third of the others of each district and kind."""
    frame = frame_of(connection, round_)
    kinds = [kind for kind in frame.kinds() if kind != "department"]
    framed, names = frame.framed(kinds, ("district", "kind"))
    rows = [QuotaRow(key, name, 0, *_quota(key)) for key, name in names.items()]
    if not framed:
        return
    number = draws.fix_seed(connection, round_.id, SEED, source=SOURCE, reason="", at=at, by=None)
    made = protocol_of(frame, framed, rows, SEED, {unit.id: unit.name for unit in frame.tree})
    draws.finish(connection, round_.id, number, to_text(made), at=at, by=None)
    left = [one.unit for one in framed if one.unit not in set(made.drawn or ())]
    for unit in left[:1]:
        note = "家长反映资源教室不开放（演示）"
        draws.add_complaint(connection, Complaint(round_id=round_.id, unit_id=unit, note=note, added_at=at))


def _quota(stratum: str) -> tuple[str, str]:
    return ("100%", "0") if stratum.endswith("special_school") else ("35%", "1")


def _recusal(connection: Connection, round_: Round, people: Sequence[int], at: int) -> None:
    """One member once worked at a drawn school."""
    drawn = draws.current(connection, round_.id)
    units = json.loads(drawn.protocol or "{}").get("drawn") if drawn else None
    if not units or len(people) < 2:
        return
    row = Recusal(
        id=ids.new_id(),
        round_id=round_.id,
        account_id=people[1],
        unit_id=units[0],
        ground=Ground.near_relative.value,
        note="配偶在该校任教（演示）",
        recorded_at=at,
        recorded_by=people[1],
    )
    recusals.record(connection, row)
