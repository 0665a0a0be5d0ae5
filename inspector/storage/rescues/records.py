"""Queries about rescue files that were brought in."""

import json
from collections.abc import Mapping, Set
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from inspector.storage.rows import add, table
from inspector.storage.tables import Account, Operation, Rescue, RescueEntry

A = table(Account).c
E = table(RescueEntry).c
O = table(Operation).c  # noqa: E741 (the initial of the noun, as in the other modules)
R = table(Rescue).c


class Brought(NamedTuple):
    """Who brought a file in, and when."""

    name: str
    at: int


def begin(connection: Connection, rescue: Rescue) -> None:
    add(connection, rescue)


def note_counts(connection: Connection, rescue_id: str, counts: Mapping[str, int]) -> None:
    values = {"counts": json.dumps(dict(counts), sort_keys=True)}
    connection.execute(update(table(Rescue)).where(R.id == rescue_id).values(values))


def known(connection: Connection, inspection_id: str) -> frozenset[str]:
    """The ids of all entries that the record has of an inspection."""
    return frozenset(connection.execute(select(O.id).where(O.inspection_id == inspection_id)).scalars())


def note_entries(connection: Connection, *, rescue: str, inspection: str, ids: Set[str]) -> None:
    """Those of these entries that the record has and nobody brought in before."""
    new = sorted(ids & known(connection, inspection) - bringers(connection, inspection).keys())
    rows = (RescueEntry(inspection_id=inspection, operation_id=one, rescue_id=rescue) for one in new)
    add(connection, *rows)


def of_file(connection: Connection, digest: str) -> list[Brought]:
    """Earlier imports of the same file, the first first."""
    query = select(A.name, R.imported_at).join_from(table(Rescue), table(Account), A.id == R.account_id)
    return [Brought(*row) for row in connection.execute(query.where(R.digest == digest).order_by(R.imported_at))]


def bringers(connection: Connection, inspection_id: str) -> dict[str, str]:
    """Entries of an inspection that came by a rescue file, with the name of whoever brought it in."""
    query = (
        select(E.operation_id, A.name)
        .join_from(table(RescueEntry), table(Rescue), R.id == E.rescue_id)
        .join(table(Account), A.id == R.account_id)
    )
    return {row[0]: row[1] for row in connection.execute(query.where(E.inspection_id == inspection_id))}
