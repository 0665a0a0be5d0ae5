"""Queries about rounds and the tree each of them froze."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, select, update

from inspector.storage import facts, units
from inspector.storage.raw import Cursor
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Round, RoundUnit

R = table(Round).c
RU = table(RoundUnit).c
RECHECK = "recheck"
"""The supervision of a round that is made of findings of one unit: no campaign, and in no list of them."""
FREEZE = """
INSERT INTO round_unit (round_id, unit_id, parent_id, name, kind, code, stages, position)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (round_id, unit_id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name,
    kind = excluded.kind, code = excluded.code, stages = excluded.stages, position = excluded.position
"""


class RoundStateError(ValueError):
    """Only a draft is changed or opened, only an open round is closed."""


def add(connection: Connection, round_: Round) -> None:
    """A new round begins as a draft."""
    if round_.state != "draft":
        raise RoundStateError("a round begins as a draft")
    add_records(connection, round_)


def by_id(connection: Connection, round_id: str) -> Round | None:
    return one(connection, Round, R.id == round_id)


def of_city(connection: Connection, city_id: str) -> list[Round]:
    """Its campaigns, newest first; re-checks are none."""
    campaigns = (R.city_id == city_id, R.supervision != RECHECK)
    query = select(table(Round)).where(*campaigns).order_by(R.created_at.desc(), R.id.desc())
    return many(connection, Round, query)


def any_demo(connection: Connection, cities: Collection[str]) -> bool:
    """Whether one of these cities holds a round of demonstration."""
    query = select(R.id).where(R.city_id.in_(sorted(cities)), R.demo.is_(True)).limit(1)
    return connection.execute(query).first() is not None


def everything(connection: Connection) -> list[Round]:
    """Re-checks too."""
    return many(connection, Round, select(table(Round)).order_by(R.created_at.desc(), R.id.desc()))


def change_draft(connection: Connection, round_id: str, **values: Any) -> None:
    """Sets columns of a draft. Raises RoundStateError once it is open: by then they are frozen."""
    frozen = {"id", "city_id", "state", "created_at", "opened_at", "closed_at"} & values.keys()
    if frozen:
        raise RoundStateError(f"not to be set by hand: {', '.join(sorted(frozen))}")
    _change(connection, round_id, "draft", values)


def change_basis(connection: Connection, round_id: str, **values: str) -> None:
    """Kind, legal basis, approval number and publication, until the round is closed; the kind only of a draft."""
    open_ = {name: value for name, value in values.items() if name != "supervision"}
    round_ = by_id(connection, round_id)
    if round_ is None or round_.state == "closed":
        raise RoundStateError(f"round {round_id} is closed")
    _change(connection, round_id, round_.state, values if round_.state == "draft" else open_)


def open_round(connection: Connection, round_id: str, *, at: int, unit_ids: Collection[str] | None = None) -> None:
    """Opens a draft and freezes its tree of the cut-off date: whole, or the units with all above them."""
    _change(connection, round_id, "draft", {"state": "open", "opened_at": at})
    freeze_units(connection, round_id, unit_ids)


def open_part(connection: Connection, round_id: str, first: str, unit_id: str, *, at: int) -> None:
    """Opens a draft with a unit and all above it, as another round froze them."""
    _change(connection, round_id, "draft", {"state": "open", "opened_at": at})
    tree = {unit.id: unit for unit in units_of(connection, first)}
    frozen = (_frozen(round_id, tree[unit]) for unit in _path(tree, unit_id))
    Cursor(connection).run_many(FREEZE, frozen)


def freeze_units(connection: Connection, round_id: str, unit_ids: Collection[str] | None = None) -> None:
    """Takes the tree of the cut-off date anew, for changes that became known after the opening.

    Raises KeyError for a unit that does not exist on that date, IntegrityError when an inspected unit would
    drop out.
    """
    round_ = by_id(connection, round_id)
    assert round_ is not None
    tree = {unit.id: unit for unit in units.tree(connection, round_.city_id, round_.cutoff)}
    chosen = set(tree)
    if unit_ids is not None:
        chosen = {above for unit_id in unit_ids for above in _path(tree, unit_id)}
    for gone in {unit.id for unit in units_of(connection, round_id)} - chosen:
        connection.execute(delete(table(RoundUnit)).where(RU.round_id == round_id, RU.unit_id == gone))
    frozen = (unit for unit in tree.values() if unit.id in chosen)
    Cursor(connection).run_many(FREEZE, (_frozen(round_id, unit) for unit in frozen))


def units_of(connection: Connection, round_id: str) -> list[units.UnitAt]:
    """The frozen tree, in administrative order among siblings."""
    columns = (RU.unit_id, R.city_id, RU.parent_id, RU.name, RU.kind, RU.code, RU.stages, RU.position)
    query = select(*columns).join_from(table(RoundUnit), table(Round), R.id == RU.round_id)
    rows = connection.execute(query.where(RU.round_id == round_id).order_by(RU.position, RU.unit_id))
    return [units.UnitAt(*row[:6], tuple(row[6].split()), row[7]) for row in rows]


def pin_facts(connection: Connection, round_id: str) -> None:
    """From now on the round sees no fact that arrives later. Closing does this by itself."""
    round_ = by_id(connection, round_id)
    assert round_ is not None
    last = facts.last_arrival(connection, round_.city_id)
    connection.execute(update(table(Round)).where(R.id == round_id).values(facts_through=last))


def judge_on(connection: Connection, round_id: str, day: date) -> None:
    """A re-check judges on the day of its visit, or later: what comes after its 截至日期 would be no answer."""
    connection.execute(update(table(Round)).where(R.id == round_id, R.cutoff < day).values(cutoff=day))


def close_round(connection: Connection, round_id: str, *, at: int) -> None:
    """What was pinned before stays so."""
    _change(connection, round_id, "open", {"state": "closed", "closed_at": at})
    round_ = by_id(connection, round_id)
    if round_ is not None and round_.facts_through is None:
        pin_facts(connection, round_id)


def _change(connection: Connection, round_id: str, state: str, values: dict[str, Any]) -> None:
    change = update(table(Round)).where(R.id == round_id, R.state == state).values(values)
    if connection.execute(change).rowcount != 1:
        raise RoundStateError(f"round {round_id} is not {state}")


def _path(tree: dict[str, units.UnitAt], unit_id: str | None) -> list[str]:
    path = []
    while unit_id is not None:
        path.append(unit_id)
        unit_id = tree[unit_id].parent_id
    return path


def _frozen(round_id: str, unit: units.UnitAt) -> tuple[Any, ...]:
    place = (round_id, unit.id, unit.parent_id, unit.name, unit.kind)
    return *place, unit.code, " ".join(unit.stages), unit.position
