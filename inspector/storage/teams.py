"""Queries about a round's team, and the written reasons for going on without something."""

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from inspector.fieldwork.team import Duty, Member
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, table
from inspector.storage.tables import Account, TeamMember, Waiver

A = table(Account).c
M = table(TeamMember).c
W = table(Waiver).c


class MemberLine(NamedTuple):
    """A member with the name a page or paper shows; `left_at` None: still one."""

    id: str
    account_id: int
    login: str
    name: str
    duty: Duty
    group: str
    named_at: int
    left_at: int | None
    left_reason: str

    @property
    def member(self) -> Member:
        return Member(self.account_id, self.duty, self.group)


LINES = (
    select(M.id, M.account_id, A.login, A.name, M.duty, M.group_name, M.named_at, M.left_at, M.left_reason)
    .join_from(table(TeamMember), table(Account), A.id == M.account_id)
    .order_by(M.group_name, M.duty, M.named_at, M.id)
)


def of_round(connection: Connection, round_id: str, *, with_left: bool = False) -> list[MemberLine]:
    """By group, the leader first; those who left only when asked for."""
    query = LINES.where(M.round_id == round_id)
    rows = connection.execute(query if with_left else query.where(M.left_at.is_(None)))
    return [MemberLine._make(row)._replace(duty=Duty(row.duty)) for row in rows]


def rounds_of(connection: Connection, account_id: int) -> list[str]:
    """Ids of the rounds whose team the person is in now."""
    query = select(M.round_id).where(M.account_id == account_id, M.left_at.is_(None)).distinct().order_by(M.round_id)
    return list(connection.execute(query).scalars())


def add(connection: Connection, member: TeamMember) -> None:
    """A person is in a group once: somebody already there changes the duty by leaving and being named anew."""
    add_records(connection, member)


def leave(connection: Connection, round_id: str, member_id: str, *, at: int, reason: str) -> bool:
    """False when nobody of that id is in the team any more."""
    change = update(table(TeamMember)).where(M.round_id == round_id, M.id == member_id, M.left_at.is_(None))
    return connection.execute(change.values(left_at=at, left_reason=reason)).rowcount == 1


def waivers(connection: Connection, round_id: str) -> dict[str, Waiver]:
    """By what is lacking."""
    return {one.gap: one for one in many(connection, Waiver, select(table(Waiver)).where(W.round_id == round_id))}


def waive(connection: Connection, waiver: Waiver) -> None:
    """The first reason stays: it is what somebody went on with."""
    if waiver.gap not in waivers(connection, waiver.round_id):
        add_records(connection, waiver)
