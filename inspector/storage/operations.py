"""Queries about operations: the hot path that takes them in, and what pages show of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from inspector.fieldwork import heads as folding
from inspector.fieldwork import operations as fieldwork
from inspector.fieldwork.operations import Decision, Head, Known, Level, Operation, Outcome, Refusal
from inspector.fieldwork.self_evaluation import SelfAction, SelfState, frozen
from inspector.fieldwork.states import State
from inspector.storage import counters, recusals, self_evaluations
from inspector.storage.raw import Cursor, Row
from inspector.storage.stamps import Stamp

COLUMNS = "id, inspection_id, level, field, base, value, raw, account_id, device, seq, device_time"
INSPECTION = """
SELECT i.city_id, i.state, r.state FROM inspection i JOIN round r ON r.id = i.round_id WHERE i.id = ?
"""
STANDING = """
SELECT EXISTS (SELECT 1 FROM recusal q WHERE q.account_id = ? AND q.lifted_at IS NULL),
       k.content_hash, k.outcome, k.reason, h.operation_id, h.value, h.raw
FROM (SELECT 1) AS always LEFT JOIN operation k ON k.city_id = ? AND k.id = ?
LEFT JOIN head h ON h.city_id = ? AND h.inspection_id = ? AND h.level = ? AND h.field = ?
"""
EARLIER = f"SELECT {COLUMNS}, outcome, head, reason FROM operation WHERE city_id = ? AND id = ?"
KEEP = f"""
INSERT INTO operation (city_id, {COLUMNS}, arrival, received_at, outcome, head, reason, content_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SET_ASIDE = f"""
INSERT INTO operation_aside (city_id, {COLUMNS}, received_at, content_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (city_id, id, content_hash) DO NOTHING
"""
SET_HEAD = """
INSERT INTO head (city_id, inspection_id, level, field, operation_id, value, raw) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (city_id, inspection_id, level, field)
DO UPDATE SET operation_id = excluded.operation_id, value = excluded.value, raw = excluded.raw
"""
SELF_STATE = "SELECT state FROM self_evaluation WHERE inspection_id = ?"
START = "UPDATE inspection SET state = 'in_progress' WHERE id = ? AND state = 'assigned'"
HEADS = """
SELECT field, operation_id, value, raw FROM head WHERE city_id = ? AND inspection_id = ? AND level = ?
"""
ENTRIES = f"SELECT {COLUMNS}, outcome, head, reason, arrival, received_at FROM operation WHERE city_id = ? "
ENTRY = ENTRIES + "AND id = ?"
HISTORY = ENTRIES + "AND inspection_id = ? ORDER BY arrival"
ANY_CONFLICT = "SELECT 1 FROM operation WHERE inspection_id = ? AND outcome = 'conflict' LIMIT 1"
DISPUTED = """
SELECT DISTINCT i.city_id, i.id, i.unit_id FROM inspection i
JOIN operation o ON o.city_id = i.city_id AND o.inspection_id = i.id
WHERE i.round_id = ? AND i.state <> 'void' AND o.level = 'team' AND o.outcome = 'conflict'
"""
ASIDE = f"SELECT {COLUMNS}, received_at FROM operation_aside WHERE inspection_id = ? ORDER BY received_at, id"


class Entry(NamedTuple):
    """An operation as it stands in the record."""

    arrived: folding.Arrived
    arrival: int
    received_at: int


class _Place(NamedTuple):
    city_id: str
    state: State
    round_open: bool


def receive(connection: Connection, batch: Sequence[Operation], at: int) -> list[Decision]:
    """Take operations in, in this order; one decision each, all kept. To be run in the writer.

    Rights are checked before; malformed ones are sorted out before (`fieldwork.operations.check`). Nothing
    can be kept for an inspection that does not exist: it is answered as refused, unknown_inspection.
    """
    return Intake(connection, at).take(batch)


class Intake:
    """One batch on its way in. Each operation is written at once, so that the next one's decision sees it.

    `last` is the operation that was kept last, with the arrival number it was given; None while none was.
    """

    last: tuple[str, int] | None = None

    def __init__(self, connection: Connection, at: int) -> None:
        self._connection, self._cursor = connection, Cursor(connection)
        self._lock = "" if connection.dialect.name == "sqlite" else " FOR UPDATE OF i"
        self._at = at
        self._places: dict[str, _Place | None] = {}
        self._recused: dict[tuple[str, int], bool] = {}
        self._own: dict[str, SelfState | None] = {}

    def know(self, inspection_id: str, stamp: Stamp) -> None:
        """Where it stands, as read before in the same transaction: enough where that keeps all others from writing."""
        if not self._lock:
            self._places[inspection_id] = _Place(stamp.city_id, State(stamp.state), stamp.round_state == "open")

    def take(self, batch: Sequence[Operation]) -> list[Decision]:
        return [self._take(operation) for operation in batch]

    def _take(self, operation: Operation) -> Decision:
        place = self._place(operation.inspection)
        if place is None:
            return Decision(Outcome.refused, None, Refusal.unknown_inspection)
        kept_out, known, head = self._standing(place.city_id, operation)
        base = operation.base
        if known is None and base is not None and base != head.operation:
            base = folding.stands_for(base, lambda key: self._earlier(place.city_id, key, operation))
        own = frozen(self._self_state(operation.inspection)) if operation.level is Level.self else None
        bars = {"round_open": place.round_open, "recused": kept_out and self._bars(operation)}
        decision = fieldwork.receive(operation, known, head, place.state, base=base, frozen=own, **bars)
        if decision.outcome is Outcome.id_reused:
            self._cursor.run(SET_ASIDE, (place.city_id, *_row(operation), self._at, operation.content_hash))
        elif known is None:
            self._keep(place, operation, decision)
        return decision

    def _keep(self, place: _Place, operation: Operation, decision: Decision) -> None:
        arrival = counters.take(self._cursor, place.city_id, "operation")
        outcome = (decision.outcome.value, decision.head, str(decision.reason), operation.content_hash)
        self._cursor.run(KEEP, (place.city_id, *_row(operation), arrival, self._at, *outcome))
        self.last = operation.id, arrival
        if decision.outcome is Outcome.applied:
            cell = (place.city_id, operation.inspection, operation.level.value, operation.field)
            self._cursor.run(SET_HEAD, (*cell, operation.id, operation.value, operation.raw))
        if operation.level is Level.self:
            self._start_self(operation)
        elif place.state is State.assigned and decision.reason != Refusal.recused:
            self._start(operation.inspection, place)

    def _start(self, inspection_id: str, place: _Place) -> None:
        if place.round_open:
            self._cursor.run(START, (inspection_id,))
            self._places[inspection_id] = place._replace(state=State.in_progress)

    def _start_self(self, operation: Operation) -> None:
        if self._self_state(operation.inspection) is SelfState.invited:
            who = (operation.account, self._at)
            self_evaluations.note(self._connection, operation.inspection, SelfAction.enter, SelfState.in_progress, *who)
            self._own[operation.inspection] = SelfState.in_progress

    def _self_state(self, inspection_id: str) -> SelfState | None:
        if inspection_id not in self._own:
            row = self._cursor.row(SELF_STATE, (inspection_id,))
            self._own[inspection_id] = None if row is None else SelfState(row[0])
        return self._own[inspection_id]

    def _place(self, inspection_id: str) -> _Place | None:
        if inspection_id not in self._places:
            row = self._cursor.row(INSPECTION + self._lock, (inspection_id,))
            place = None if row is None else _Place(row[0], State(row[1]), row[2] == "open")
            self._places[inspection_id] = place
        return self._places[inspection_id]

    def _bars(self, operation: Operation) -> bool:
        """Whether the person keeps out of the unit; a unit's own self-evaluation is nobody's judgement of it."""
        key = (operation.inspection, operation.account)
        if key not in self._recused:
            self._recused[key] = recusals.recused(self._connection, *key, self._at)
        return self._recused[key] and operation.level is Level.team

    def _standing(self, city_id: str, operation: Operation) -> tuple[bool, Known | None, Head]:
        """Whether the person keeps out of any unit; what is stored under the operation's id, and at its cell."""
        cell = (city_id, operation.inspection, operation.level.value, operation.field)
        row = self._cursor.row(STANDING, (operation.account, city_id, operation.id, *cell))
        assert row is not None
        known = None if row[1] is None else Known(row[1], Outcome(row[2]), row[3])
        return bool(row[0]), known, Head(*row[4:])

    def _earlier(self, city_id: str, key: str, child: Operation) -> folding.Arrived | None:
        row = self._cursor.row(EARLIER, (city_id, key))
        found = None if row is None else _arrived(row)
        return found if found and found.operation.inspection == child.inspection else None


def heads(connection: Connection, city_id: str, inspection_id: str, level: Level) -> dict[str, Head]:
    """The current answers of one inspection, by path."""
    rows = Cursor(connection).rows(HEADS, (city_id, inspection_id, level.value))
    return {row[0]: Head(row[1], row[2], row[3]) for row in rows}


def history(connection: Connection, city_id: str, inspection_id: str, level: Level | None = None) -> list[Entry]:
    """Everything that ever arrived for one inspection, in order of arrival, refused ones too; of one level or all."""
    rows = Cursor(connection).rows(HISTORY, (city_id, inspection_id))
    return [_entry(row) for row in rows if level is None or row[2] == level.value]


def entries(connection: Connection, city_id: str, ids: Iterable[str]) -> dict[str, Entry]:
    """These operations as they stand in the record, by id; one that is not there is left out."""
    cursor = Cursor(connection)
    return {one: _entry(row) for one in ids if (row := cursor.row(ENTRY, (city_id, one))) is not None}


def open_conflicts(
    connection: Connection, city_id: str, inspection_id: str, level: Level
) -> dict[str, list[Operation]]:
    """By path, entries that say something else than the current answer and that nobody has settled yet."""
    if Cursor(connection).row(ANY_CONFLICT, (inspection_id,)) is None:
        return {}
    arrivals = [entry.arrived for entry in history(connection, city_id, inspection_id)]
    return folding.open_conflicts(arrivals, level)


def disputed(connection: Connection, round_id: str) -> dict[str, str]:
    """Inspections of a round, by unit, in which entries of the team differ and nobody has chosen yet."""
    rows = Cursor(connection).rows(DISPUTED, (round_id,))
    return {unit: one for city, one, unit in rows if open_conflicts(connection, city, one, Level.team)}


def set_aside(connection: Connection, inspection_id: str) -> list[tuple[Operation, int]]:
    """Other contents of ids that were used twice, each with the instant it came."""
    return [(_operation(row), row[11]) for row in Cursor(connection).rows(ASIDE, (inspection_id,))]


def _row(operation: Operation) -> Row:
    cell = (operation.id, operation.inspection, operation.level.value, operation.field)
    said = (operation.base, operation.value, operation.raw)
    return *cell, *said, operation.account, operation.device, operation.seq, operation.device_time


def _operation(row: Row) -> Operation:
    return Operation(row[0], row[1], Level(row[2]), *row[3:11])


def _entry(row: Row) -> Entry:
    return Entry(_arrived(row), row[14], row[15])


def _arrived(row: Row) -> folding.Arrived:
    return folding.Arrived(_operation(row), Outcome(row[11]), row[12], row[13])
