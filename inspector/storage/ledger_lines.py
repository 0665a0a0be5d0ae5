"""Findings as lines of the workbook, and the versions a line has gone through since it was sent out."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from inspector.casework.finding_life import FindingState, FindingStep
from inspector.casework.ledger_lines import LedgerLine, version_of
from inspector.storage import finding_events, ledger
from inspector.storage.ledger import Filter
from inspector.storage.rows import many, table
from inspector.storage.tables import Account, Finding, FindingEvent

F, E, A = table(Finding).c, table(FindingEvent).c, table(Account).c
SAME = (
    *("id", "number", "version", "unit_id", "text", "office", "action", "due", "measure", "person", "progress"),
    *("reported_on", "last_day", "checked_on", "closed_on"),
)
"""Columns that a line has as the record has them."""
READ = [F[name] for name in (*SAME, "unit_name", "basis", "leads", "state", "asked_due", "verified_by", "last_round")]
AT_ONCE = 500
Names = Mapping[int, str]
Values = Mapping[Any, Any]
"""A finding without a record around it: of 100,000 of them that would be the most of the work."""


def each(connection: Connection, wanted: Filter, today: date) -> Iterator[LedgerLine]:
    """In the order of the ledger, row by row however many there are; the connection serves nothing else meanwhile."""
    names, proofs = _names(connection), _proofs(connection)
    query = select(*READ).where(*ledger.conditions(wanted, today)).order_by(F.number)
    for row in connection.execute(query.execution_options(yield_per=AT_ONCE)).mappings():
        yield _line(row, names, proofs.get(row["id"], 0))


def demo(connection: Connection, wanted: Filter, today: date) -> bool:
    """Whether any of the findings is one of demonstration."""
    query = select(F.id).where(*ledger.conditions(wanted, today), F.demo.is_(True)).limit(1)
    return connection.execute(query).first() is not None


def histories(connection: Connection, wanted: Filter, marks: Mapping[int, str]) -> dict[int, tuple[LedgerLine, ...]]:
    """By ledger number: the line in the version of its mark, then every later one up to now.

    A mark that belongs to no version of the line leaves the present one alone. Numbers outside `wanted` are absent.
    """
    names, found, numbers = _names(connection), dict[int, tuple[LedgerLine, ...]](), sorted(marks)
    for start in range(0, len(numbers), AT_ONCE):
        some = F.number.in_(numbers[start : start + AT_ONCE])
        query = select(*READ).where(*ledger.conditions(wanted, date.min), some)
        rows = connection.execute(query).mappings().all()
        events = _events(connection, [row["id"] for row in rows])
        for row in rows:
            since = version_of(row["id"], marks[row["number"]])
            found[row["number"]] = tuple(_versions(row, events.get(row["id"], []), since, names))
    return found


def _events(connection: Connection, ids: list[str]) -> dict[str, list[FindingEvent]]:
    found: dict[str, list[FindingEvent]] = {}
    query = select(table(FindingEvent)).where(E.finding_id.in_(ids)).order_by(E.finding_id, E.number)
    for event in many(connection, FindingEvent, query):
        found.setdefault(event.finding_id, []).append(event)
    return found


def _versions(row: Values, events: list[FindingEvent], since: int | None, names: Names) -> list[LedgerLine]:
    """Backwards from the present: each event says what it changed. What was taken back was never sent out again, and
    is no version any more."""
    proofs = sum(len(json.loads(event.proofs)) for event in events)
    found = [_line(row, names, proofs)]
    if since is None or since > row["version"]:
        return found
    later = [one for one in events if one.number > since]
    for event in reversed(later):
        proofs -= len(json.loads(event.proofs))
        row = {**row, **finding_events.before(event), "version": event.number - 1}
        found.append(_line(row, names, proofs))
    sent, *since_then = found[::-1]
    kept = [sent]
    for event, line in zip(later, since_then, strict=True):
        if event.step == FindingStep.undo and len(kept) > 1:
            kept[-2:] = [line]
        else:
            kept.append(line)
    return kept


def _names(connection: Connection) -> Names:
    checkers = select(F.verified_by).where(F.verified_by.is_not(None)).distinct()
    return {row.id: row.name for row in connection.execute(select(A.id, A.name).where(A.id.in_(checkers)))}


def _proofs(connection: Connection) -> Counter[str]:
    found: Counter[str] = Counter()
    for finding, proofs in connection.execute(select(E.finding_id, E.proofs).where(E.proofs != "[]")):
        found[finding] += len(json.loads(proofs))
    return found


def _line(row: Values, names: Names, proofs: int) -> LedgerLine:
    return LedgerLine(
        **{name: row[name] for name in SAME},
        unit=row["unit_name"],
        basis="；".join(json.loads(row["basis"])),
        state=FindingState(row["state"]),
        asked=row["asked_due"],
        proofs=proofs,
        checked_by=names.get(row["verified_by"] or 0, ""),
        offices=tuple(json.loads(row["leads"])),
        round=row["last_round"],
    )
