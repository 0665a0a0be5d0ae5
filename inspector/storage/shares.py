"""Queries about shares: which sections of an inspection a member of the team takes."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from inspector.storage.rows import add as add_records
from inspector.storage.rows import table
from inspector.storage.tables import Account, SectionShare

A = table(Account).c
S = table(SectionShare).c


class ShareLine(NamedTuple):
    """Who takes a section, with the name a page shows."""

    account_id: int
    name: str


def of_inspection(connection: Connection, inspection_id: str) -> dict[str, ShareLine]:
    """By section; a section that nobody was given is left out."""
    query = select(S.section, S.account_id, A.name).join_from(table(SectionShare), table(Account), A.id == S.account_id)
    rows = connection.execute(query.where(S.inspection_id == inspection_id).order_by(S.section))
    return {row.section: ShareLine(row.account_id, row.name) for row in rows}


def of_account(connection: Connection, account_id: int) -> dict[str, list[str]]:
    """A person's sections by inspection."""
    query = select(S.inspection_id, S.section).where(S.account_id == account_id).order_by(S.inspection_id, S.section)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.inspection_id, []).append(row.section)
    return found


def give(
    connection: Connection, inspection_id: str, wanted: Mapping[str, int | None], *, at: int, by: int | None
) -> None:
    """Only what differs is written, so that who gave a section and when stays true; None takes a section back."""
    present = of_inspection(connection, inspection_id)
    for section, account in wanted.items():
        if account == (present[section].account_id if section in present else None):
            continue
        connection.execute(delete(table(SectionShare)).where(S.inspection_id == inspection_id, S.section == section))
        if account is not None:
            share = SectionShare(inspection_id=inspection_id, section=section, account_id=account, shared_at=at)
            add_records(connection, share.model_copy(update={"shared_by": by}))
