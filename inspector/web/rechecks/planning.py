"""From chosen findings to the short form that asks about them again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.rechecked import Why, not_askable
from inspector.checklist.cells import DRAW
from inspector.fieldwork.operations import Head
from inspector.fieldwork.states import State
from inspector.i18n import N_, gettext
from inspector.storage import inspections, rechecks, rounds
from inspector.storage.rechecks import Plan, RecheckProblem
from inspector.storage.tables import Finding, Round
from inspector.web.operations.live import Live, item_of
from inspector.web.operations.memory import Memory

TITLE = N_("Re-check: %(round)s")
WHYS: Mapping[Why, str] = {
    "no_longer": N_("The form of that round does not ask this question any more: check it by hand."),
    "rolls_up": N_("This is worked out from the units below: check those again, then decide this one by hand."),
}
NO_FORM = N_("There is no confirmed inspection with a form for this finding: check it by hand.")


class Choice(Struct, frozen=True):
    """A finding that can be chosen; `barred` says why it cannot, `running` is the inspection that has it already."""

    finding: Finding
    barred: str = ""
    running: str = ""


class Group(Struct, frozen=True):
    """The findings of one unit that one round told last: together they are one re-check."""

    unit_id: str
    unit_name: str
    round: Round
    choices: tuple[Choice, ...]


def groups(connection: Connection, memory: Memory, found: Sequence[Finding]) -> tuple[Group, ...]:
    """In the order given, units together."""
    running = rechecks.running(connection, [row.id for row in found])
    parts: dict[tuple[str, str], list[Finding]] = {}
    for row in found:
        parts.setdefault((row.unit_id, row.last_round), []).append(row)
    made = []
    for (unit, round_id), rows in parts.items():
        round_, live = rounds.by_id(connection, round_id), first_live(connection, memory, round_id, unit)
        assert round_ is not None
        choices = tuple(Choice(row, barred(live, row), running.get(row.id, "")) for row in rows)
        made.append(Group(unit, rows[0].unit_name, round_, choices))
    return tuple(made)


def first_live(connection: Connection, memory: Memory, round_id: str, unit_id: str) -> Live | None:
    """The inspection that told the findings; None where it is void or not confirmed by now."""
    lines = inspections.of_unit(connection, unit_id)
    line = next((one for one in lines if one.round_id == round_id and one.state is State.confirmed), None)
    found = memory.current(connection, line.id) if line else None
    return found[0] if found else None


def barred(live: Live | None, row: Finding) -> str:
    """Why a form cannot ask it again, a message id; empty when it can."""
    if live is None:
        return NO_FORM
    survey = live.ground.survey
    why = not_askable(survey.edition, live.subject.kind, survey.selection, row.item_id)
    return WHYS[why] if why else ""


def made(
    connection: Connection,
    memory: Memory,
    found: Iterable[Group],
    chosen: frozenset[str],
    *,
    inspector: int | None,
    day: date,
    by: int,
    at: int,
) -> list[str]:
    """A re-check for each group with something chosen: the ids of their inspections, all or none."""
    ids = []
    for group in found:
        wanted = [one for one in group.choices if one.finding.id in chosen]
        if not wanted:
            continue
        if bar := next((one.barred for one in wanted if one.barred), ""):
            raise RecheckProblem(bar)
        ids.append(rechecks.make(connection, _plan(connection, memory, group, wanted, inspector, day), by=by, at=at))
    if not ids:
        raise RecheckProblem(rechecks.NOTHING_CHOSEN)
    return ids


def _plan(
    connection: Connection, memory: Memory, group: Group, wanted: Sequence[Choice], inspector: int | None, day: date
) -> Plan:
    live = first_live(connection, memory, group.round.id, group.unit_id)
    assert live is not None
    asked = frozenset(one.finding.item_id for one in wanted)
    needed = live.links.needed(asked)
    return Plan(
        first=group.round,
        first_inspection=live.id,
        unit_id=group.unit_id,
        title=gettext(TITLE) % {"round": group.round.title},
        findings=[one.finding.id for one in wanted],
        items=[item.id for item in live.items if item.id in needed],
        given=_given(live, needed - asked),
        inspector_id=inspector,
        day=day,
    )


def _given(live: Live, items: frozenset[str]) -> dict[str, Head]:
    return {
        path: head
        for path, head in live.heads.items()
        if item_of(path) in items and head.value is not None and "/evidence/" not in path and not path.endswith(DRAW)
    }
