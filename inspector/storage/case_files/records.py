"""Queries about case files: what the record gave out and took back, and what the open file says of itself."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from inspector.storage.raw import Cursor
from inspector.storage.rows import add, many, one, table
from inspector.storage.tables import Account, CaseFile, CaseMerge

A = table(Account).c
C = table(CaseFile).c
M = table(CaseMerge).c
HASHES = "SELECT id, content_hash FROM operation WHERE city_id = ? AND inspection_id = ?"


class OpenCase(NamedTuple):
    """The case file a server has open; `inspections` are the only ones that can be filled in."""

    id: str
    account_id: int
    login: str
    name: str
    taken_at: int
    inspections: frozenset[str]


class Given(NamedTuple):
    """A case file as the record remembers it."""

    case: CaseFile
    merges: int
    merged_at: int | None


def opened(connection: Connection) -> OpenCase:
    query = select(C.id, C.account_id, A.login, A.name, C.taken_at, C.inspections)
    row = connection.execute(query.join_from(table(CaseFile), table(Account), A.id == C.account_id)).one()
    return OpenCase(*row[:5], frozenset(json.loads(row[5])))


def note_taken(connection: Connection, case: CaseFile) -> None:
    """Once: merging a file that a restored record has forgotten brings it back."""
    if by_id(connection, case.id) is None:
        add(connection, case)


def listed(inspections: Sequence[str]) -> str:
    """As the column of `CaseFile` holds them."""
    return json.dumps(list(inspections))


def by_id(connection: Connection, case_id: str) -> CaseFile | None:
    return one(connection, CaseFile, C.id == case_id)


def of_account(connection: Connection, account_id: int) -> list[Given]:
    """The last first."""
    query = select(table(CaseFile)).where(C.account_id == account_id).order_by(C.taken_at.desc())
    found = many(connection, CaseFile, query)
    merged = select(M.case_id, func.count(), func.max(M.merged_at)).where(M.case_id.in_([one.id for one in found]))
    by_case = {row[0]: row[1:] for row in connection.execute(merged.group_by(M.case_id))}
    return [Given(case, *by_case.get(case.id, (0, None))) for case in found]


def note_merge(connection: Connection, case_id: str, by: int | None, counts: dict[str, int], at: int) -> None:
    last = select(func.coalesce(func.max(M.number), 0)).where(M.case_id == case_id)
    row: dict[str, Any] = {"case_id": case_id, "number": connection.execute(last).scalar_one() + 1}
    row |= {"merged_at": at, "merged_by": by, "counts": json.dumps(counts, sort_keys=True)}
    connection.execute(insert(table(CaseMerge)).values(row))


def hashes(connection: Connection, city_id: str, inspection_id: str) -> dict[str, str]:
    """The content hash of every entry that the record has of an inspection, by id."""
    return dict(Cursor(connection).rows(HASHES, (city_id, inspection_id)))
