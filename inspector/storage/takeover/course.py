"""The course of a takeover: planned, taken exactly once, undone. All three run on one connection."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from inspector.storage import imports, movements
from inspector.storage.facts import NewFact
from inspector.storage.imports import ImportStateError
from inspector.storage.tables import Import, ImportChange
from inspector.storage.takeover import of_accounts, of_facts, of_pupils, of_units
from inspector.storage.takeover.changes import Change, GivenRow, Ground, digest

PLANS: Mapping[str, Callable[[Connection, Sequence[GivenRow], Ground], list[Change]]] = {
    "units": of_units.plan,
    "facts": of_facts.plan,
    "accounts": of_accounts.plan,
    "pupils": of_pupils.plan,
}
REVERTS = {"units": of_units.revert, "accounts": of_accounts.revert, "pupils": of_pupils.revert}
TAKEABLE = ("previewed",)


class RecordMovedError(RuntimeError):
    """What the file would change is no longer what was shown."""


class Taken(Struct, frozen=True):
    """`again`: it had been taken before and nothing was done now."""

    counts: Mapping[str, int]
    again: bool


class Undone(Struct, frozen=True):
    restored: int
    kept: tuple[ImportChange, ...]


def plan(connection: Connection, target: str, rows: Sequence[GivenRow], ground: Ground) -> list[Change]:
    """What the rows say against what stands: new, changed from and to, the same, conflicts. Changes nothing."""
    return PLANS[target](connection, rows, ground)


def take(
    connection: Connection,
    row: Import,
    rows: Sequence[GivenRow],
    ground: Ground,
    *,
    seen: str,
    hashes: Mapping[str, str] | None = None,
) -> Taken:
    """Writes what the plan of this moment says, if it is the one that was `seen`; to be run in the writer.

    Taken already: nothing is done. Raises RecordMovedError when the record has moved on, ImportStateError when
    it was undone.
    """
    standing = imports.by_id(connection, row.id)
    if standing is not None and standing.state == "taken":
        return Taken(_counts(json.loads(standing.report).get("counts", {})), True)
    changes = plan(connection, row.target, rows, ground)
    if digest(changes) != seen:
        raise RecordMovedError(row.id)
    counts = Counter(one.verdict.value for one in changes)
    city = ground.city_id or next((one.key for one in changes if one.moves and not one.after.get("parent")), None)
    values = {"state": "taken", "taken_by": ground.account_id, "taken_at": ground.at, "city_id": city}
    imports.move(connection, row.id, TAKEABLE, **values)
    done = _applied(connection, row.target, changes, ground, hashes or {})
    imports.record_changes(connection, [_kept(row, seq, change) for seq, change in enumerate(done)])
    return Taken(_counts(counts), False)


def _applied(
    connection: Connection,
    target: str,
    changes: list[Change],
    ground: Ground,
    hashes: Mapping[str, str],
) -> list[Change]:
    if target == "units":
        return of_units.apply(connection, changes, ground)
    if target == "accounts":
        return of_accounts.apply(connection, changes, ground, hashes)
    if target == "pupils":
        return of_pupils.apply(connection, changes, ground)
    return of_facts.apply(connection, changes, ground)


def _kept(row: Import, seq: int, change: Change) -> ImportChange:
    return ImportChange(
        import_id=row.id,
        seq=seq,
        noun=row.target,
        key=change.key,
        name=change.name,
        sheet=change.sheet,
        line=change.line,
        before=None if change.before is None else _json(change.before),
        after=_json(change.after),
    )


def _json(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def _counts(found: Mapping[str, int]) -> dict[str, int]:
    return {verdict: found.get(verdict, 0) for verdict in ("new", "changed", "same", "conflict")}


def undo(
    connection: Connection,
    import_id: str,
    *,
    account_id: int,
    at: int,
    source: str = "",
) -> Undone:
    """Puts back what stood before, the last change first; what has moved on or is in use stays and says why.

    With something left it may be asked for again. Raises ImportStateError unless it is taken.
    """
    row = imports.by_id(connection, import_id)
    if row is None or row.state != "taken":
        raise ImportStateError(import_id)
    open_changes = [one for one in imports.changes_of(connection, import_id) if not one.undone]
    new: list[NewFact] = []
    restored: list[ImportChange] = []
    kept: list[ImportChange] = []
    for change in reversed(open_changes):
        before = None if change.before is None else json.loads(change.before)
        reason = _reverted(connection, row, change, before, source, new)
        imports.mark_change(connection, import_id, change.seq, reason)
        (kept if reason else restored).append(change.model_copy(update={"kept_because": reason}))
    if new and row.city_id is not None:
        movements.record_facts(connection, row.city_id, new, at=at, account_id=account_id)
    done = {} if kept else {"state": "undone"}
    imports.move(connection, import_id, ("taken",), undone_by=account_id, undone_at=at, **done)
    return Undone(len(restored), tuple(reversed(kept)))


def _reverted(
    connection: Connection,
    row: Import,
    change: ImportChange,
    before: Mapping[str, str] | None,
    source: str,
    new: list[NewFact],
) -> str:
    after = json.loads(change.after)
    if change.noun != "facts":
        return REVERTS[change.noun](connection, row, change, before, after)
    found = of_facts.reverted(connection, row, change, before, after, source)
    if isinstance(found, str):
        return found
    new[:0] = found
    return ""
