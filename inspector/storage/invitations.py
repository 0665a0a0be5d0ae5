"""Queries about links for units: whoever holds one makes one account of one role for one unit, once."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from inspector.fieldwork.states import Role
from inspector.storage.rows import table
from inspector.storage.sessions import hashed
from inspector.storage.tables import Inspection, Invitation, Round, RoundUnit

I = table(Inspection).c  # noqa: E741 (the initial of the noun, as in the other modules)
N = table(Invitation).c
R = table(Round).c
RU = table(RoundUnit).c


class OpenInvitation(NamedTuple):
    """A link that still opens."""

    inspection_id: str
    unit_id: str
    unit_name: str
    round_title: str
    role: Role
    expires_at: int
    demo: bool


class Link(NamedTuple):
    """What is known of the last link of one role, its token aside. `used_at`: an account came of it."""

    expires_at: int
    revoked_at: int | None
    used_at: int | None

    def stands(self, at: int) -> bool:
        return self.revoked_at is None and self.used_at is None and self.expires_at > at


OPEN = (
    select(N.inspection_id, I.unit_id, RU.name, R.title, N.role, N.expires_at, R.demo)
    .join_from(table(Invitation), table(Inspection), I.id == N.inspection_id)
    .join(table(Round), R.id == I.round_id)
    .join(table(RoundUnit), (RU.round_id == I.round_id) & (RU.unit_id == I.unit_id))
)


def renew(
    connection: Connection, inspection_id: str, role: Role, token: str, *, account_id: int, at: int, expires_at: int
) -> None:
    """A new link; the one before it opens nothing any more. The self-evaluation must be there."""
    revoke(connection, inspection_id, role, at=at)
    row: dict[str, Any] = {"token_hash": hashed(token), "inspection_id": inspection_id, "role": role.value}
    row |= {"created_at": at, "created_by": account_id, "expires_at": expires_at}
    connection.execute(insert(table(Invitation)).values(row))


def revoke(connection: Connection, inspection_id: str, role: Role, *, at: int) -> None:
    """Links of that role that nobody has used yet."""
    unused = (N.inspection_id == inspection_id) & (N.role == role.value) & N.used_at.is_(None) & N.revoked_at.is_(None)
    connection.execute(update(table(Invitation)).where(unused).values(revoked_at=at))


def opened(connection: Connection, token: str, at: int) -> OpenInvitation | None:
    """None for a link that is unknown, used, revoked, past its day, or of a round that is not open, alike."""
    valid = (N.token_hash == hashed(token)) & N.used_at.is_(None) & N.revoked_at.is_(None) & (N.expires_at > at)
    row = connection.execute(OPEN.where(valid, R.state == "open")).first()
    return None if row is None else OpenInvitation._make(row)._replace(role=Role(row.role))


def use(connection: Connection, token: str, *, account_id: int, at: int) -> bool:
    """Whether it was this caller who used it up."""
    unused = (N.token_hash == hashed(token)) & N.used_at.is_(None) & N.revoked_at.is_(None) & (N.expires_at > at)
    change = update(table(Invitation)).where(unused).values(used_at=at, account_id=account_id)
    return connection.execute(change).rowcount == 1


def of_round(connection: Connection, round_id: str) -> dict[tuple[str, Role], Link]:
    """The newest link by inspection and role."""
    query = select(N.inspection_id, N.role, N.expires_at, N.revoked_at, N.used_at).join_from(
        table(Invitation), table(Inspection), I.id == N.inspection_id
    )
    rows = connection.execute(query.where(I.round_id == round_id).order_by(N.created_at))
    return {(row[0], Role(row[1])): Link(*row[2:]) for row in rows}
