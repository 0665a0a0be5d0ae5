"""One thing that a row of a file says about the record, against what stands there."""

import json
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Protocol

from msgspec import Struct

from inspector.i18n import N_

NOTHING: Mapping[str, str] = {}
CHANGED_SINCE = N_("It has been changed again since; it stays as it is now.")


class Verdict(StrEnum):
    new = "new"
    changed = "changed"
    same = "same"
    conflict = "conflict"


class GivenRow(Protocol):
    """A row that was read: its place in the file, and canonical texts by field, those left empty absent."""

    @property
    def sheet(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def values(self) -> Mapping[str, str]: ...


class Change(NamedTuple):
    """`key` names the thing in the record, `name` tells a reader which one it is.

    `before` is None when there was nothing. `reason` is the message id of a conflict, filled from `params`.
    """

    verdict: Verdict
    key: str
    name: str
    sheet: str
    line: int
    before: Mapping[str, str] | None
    after: Mapping[str, str]
    reason: str = ""
    params: Mapping[str, str] = NOTHING

    @property
    def moves(self) -> bool:
        return self.verdict in (Verdict.new, Verdict.changed)


class Ground(Struct, frozen=True):
    """What a plan depends on beside the rows and the record.

    `city_id` None: the file brings its city. `units`: those the person may write about; None: all of the city.
    `area`: the unit an account without area of its own gets; None: the whole city.
    """

    import_id: str
    city_id: str | None
    day: date
    account_id: int
    at: int
    source: str = ""
    units: frozenset[str] | None = None
    area: str | None = None

    def covers(self, unit_id: str | None) -> bool:
        return self.units is None or unit_id in self.units


def conflict(row: GivenRow, name: str, reason: str, **params: str) -> Change:
    """A row that is not taken, although it could be read."""
    return Change(Verdict.conflict, "", name, row.sheet, row.number, None, {}, reason, params)


def compared(
    row: GivenRow,
    key: str,
    name: str,
    before: Mapping[str, str] | None,
    after: Mapping[str, str],
    fields: Collection[str],
) -> Change:
    """New, changed or the same in these fields."""
    if before is None:
        verdict = Verdict.new
    else:
        same = all(_alike(field, before.get(field, ""), after.get(field, "")) for field in fields)
        verdict = Verdict.same if same else Verdict.changed
    return Change(verdict, key, name, row.sheet, row.number, before, after)


def _alike(field: str, one: str, other: str) -> bool:
    return one == other or (field == "name" and plain(one) == plain(other))


def plain(name: str) -> str:
    """What decides whether two names are one: width, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def digest(changes: Sequence[Change]) -> str:
    """A short name for everything a plan says: two plans alike have the same."""
    whole = [[one.verdict, one.key, one.before, dict(one.after), one.reason] for one in changes]
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
