"""What devices send, taken into the record: read, decided, judged and scored in one job of the writer."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem
from inspector.fieldwork import operations as fieldwork
from inspector.fieldwork.operations import Decision, Head, Level, MalformedOperationError, Operation, Outcome
from inspector.i18n import N_
from inspector.storage import operations, results, surveys
from inspector.storage.results import ResultRow
from inspector.web.operations.fields import FormCell, captioned, cell_at, draw_refused, read
from inspector.web.operations.live import Live
from inspector.web.operations.memory import Memory
from inspector.web.refusals import Refused, not_found

MOST_AT_ONCE = 200
UNREADABLE = N_("The data does not have the form expected here.")
TOO_MANY = N_("Too many entries at once; at most 200.")


class Entry(NamedTuple):
    """One entry as sent. `raw` is what was typed; empty: the cell was emptied."""

    id: str
    inspection: str
    field: str
    base: str | None
    raw: str
    device: str
    seq: int
    device_time: int | None
    trusted: bool = False


class Taken(Struct, frozen=True):
    """What became of a batch, in its order, and the inspection afterwards.

    `arrived` is the last arrival number given out in the city by then.
    """

    live: Live
    entries: Sequence[Entry]
    decisions: Sequence[Decision]
    arrived: int


def entries_of(payload: Any, inspection_id: str) -> list[Entry]:
    """The batch of a request body; raises Refused for what no page of ours sends."""
    listed = payload.get("operations") if isinstance(payload, dict) else None
    if not isinstance(listed, list):
        raise Refused(400, UNREADABLE)
    if len(listed) > MOST_AT_ONCE:
        raise Refused(413, TOO_MANY)
    return [_entry(one, inspection_id) for one in listed]


def _entry(one: Any, inspection_id: str) -> Entry:
    if not isinstance(one, dict):
        raise Refused(400, UNREADABLE)
    raw = one.get("raw", one.get("value"))
    texts = (one.get("id"), one.get("inspection", inspection_id), one.get("field"), one.get("device", ""))
    base, time = one.get("base"), one.get("device_time")
    good = all(isinstance(text, str) for text in texts) and isinstance(base, str | None)
    good = good and isinstance(raw, str | None) and type(one.get("seq", 0)) is int
    if not good or not (time is None or type(time) is int):
        raise Refused(400, UNREADABLE)
    return Entry(texts[0], texts[1], texts[2], base, raw or "", texts[3], one.get("seq", 0), time)  # type: ignore[arg-type]


def take(
    connection: Connection,
    memory: Memory,
    inspection_id: str,
    entries: Sequence[Entry],
    account: int,
    at: int,
    level: Level = Level.team,
) -> Taken:
    """To be run in the writer. Everything in memory that it changes is checked against the record later on."""
    found = memory.current(connection, inspection_id, level)
    if found is None:
        raise not_found()
    live, stamp = found
    last = (live.tip, stamp.arrived)
    made = [_operation(live, entry, account) for entry in entries]
    batch = [one for one in made if isinstance(one, Operation)]
    if batch:
        intake = operations.Intake(connection, at)
        intake.know(inspection_id, stamp)
        decided = iter(intake.take(batch))
        last = intake.last or last
        made = [next(decided) if isinstance(one, Operation) else one for one in made]
        live = _follow(connection, live, batch, made, last[0], at)
        if _may_settle_or_open(live, batch, made):
            open_ = operations.open_conflicts(connection, live.city_id, live.id, level)
            live = replace(live, conflicts=open_)
        memory.publish(live, stamp.arrived, last[1])
    return Taken(live, entries, [one for one in made if isinstance(one, Decision)], last[1] or 0)


def _may_settle_or_open(live: Live, batch: Sequence[Operation], decided: Sequence[object]) -> bool:
    """Only then is the whole history read for what is still open."""
    differs = any(isinstance(one, Decision) and one.outcome is Outcome.conflict for one in decided)
    return differs or any(one.field in live.conflicts for one in batch)


def _operation(live: Live, entry: Entry, account: int) -> Operation | Decision:
    cell = cell_at(live, entry.field) if entry.inspection == live.id else None
    if cell is None:
        return Decision(Outcome.refused, None, "unknown_field")
    head = live.heads.get(entry.field, Head())
    raw: str | None = entry.raw
    if cell.kind == "evidence" and not entry.trusted:
        raw = captioned(head.value, entry.raw)
        if raw is None:
            return Decision(Outcome.refused, head.operation, "unknown_evidence")
    if cell.kind == "draw" and (why := draw_refused(live, entry.field, entry.base, entry.raw)):
        return Decision(Outcome.refused, head.operation, why)
    assert raw is not None
    operation = _made(live, entry, cell, raw, account)
    try:
        fieldwork.check(operation)
    except MalformedOperationError:
        return Decision(Outcome.refused, head.operation, "malformed")
    return operation


def _made(live: Live, entry: Entry, cell: FormCell, raw: str, account: int) -> Operation:
    text = read(cell, raw)
    value = None if isinstance(text, FieldProblem) else text or None
    sent = (account, entry.device, entry.seq, entry.device_time)
    return Operation(entry.id, live.id, live.level, entry.field, entry.base, value, raw, *sent)


def _follow(
    connection: Connection,
    live: Live,
    batch: Sequence[Operation],
    decided: Sequence[object],
    tip: str | None,
    at: int,
) -> Live:
    """The inspection after the batch, its result stored: the team's, whose numbers count."""
    stands = {one.head for one in decided if isinstance(one, Decision) and one.outcome is Outcome.applied}
    heads = {one.field: Head(one.id, one.value, one.raw) for one in batch if one.id in stands}
    heads = {path: head for path, head in heads.items() if head != live.heads.get(path)}
    if not heads:
        return replace(live, tip=tip)
    if live.level is Level.self:
        return live.entered(heads, tip, live.computed_at)
    after = live.entered(heads, tip, at)
    results.put(connection, [row(after, at)])
    return after


def row(live: Live, at: int) -> ResultRow:
    """The stored result, the same that `rescore` writes."""
    tally = live.tally()
    score = (tally.low, tally.high, tally.coverage, tally.grade)
    return surveys.row(live.ground.round.id, live.id, live.subject, live.results.values(), score, at=at)
