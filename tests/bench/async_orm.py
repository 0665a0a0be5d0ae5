"""Saving an answer the usual way: an ORM session over an asynchronous driver, a transaction for each request."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, event, or_, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from inspector.fieldwork.operations import Decision, Outcome
from inspector.fieldwork.operations import Head as Standing
from inspector.fieldwork.states import ENTERING
from inspector.storage.engine import PRAGMAS
from inspector.storage.instants import now
from inspector.storage.results import NAMES
from inspector.storage.rows import table
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Counter, Head, Inspection, Operation, Recheck, Recusal, Result, Round, UnitVersion
from inspector.web.operations.intake import Entry, Taken, row
from inspector.web.operations.live import Live

V, Q, K = table(UnitVersion).c, table(Recusal).c, table(Recheck).c
VALID = (V.valid_from <= bindparam("on")) & or_(V.valid_to.is_(None), V.valid_to > bindparam("on"))
_unit = select(bindparam("unit_id", type_=String).label("unit_id")).cte("above", recursive=True)
ABOVE = select(_unit.union(select(V.parent_id).join(_unit, V.unit_id == _unit.c.unit_id).where(VALID)))
HELD = select(Recusal).where(
    Q.account_id == bindparam("account"),
    or_(Q.round_id == bindparam("round"), Q.round_id.in_(select(K.follows).where(K.round_id == bindparam("round")))),
    Q.lifted_at.is_(None),
    or_(Q.ends_at.is_(None), Q.ends_at > bindparam("at")),
)


class Orm:
    """The tables are those of the product; so are the judging, the durability of a commit and what is in memory.

    Everything that the route of the product asks of the record once somebody is known to be signed in is asked
    here too, each in one statement where that can be.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:"), pool_size=4, max_overflow=0)
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(self._engine.sync_engine, "begin", _begin)
        self._sessions = async_sessionmaker(self._engine, class_=AsyncSession, expire_on_commit=False)

    async def close(self) -> None:
        await self._engine.dispose()

    async def take(self, live: Live, entries: Sequence[Entry], account: SignedIn, on: date) -> Taken:
        """Area, states, recusals, repeated ids, heads, arrival numbers, the new score, object by object."""
        heads = {entry.field: Standing(entry.id, entry.raw, entry.raw) for entry in entries}
        async with self._sessions() as session:
            at = now()
            await _may_enter(session, live, account, on, at)
            arrived = [await _keep(session, live, entry, account.account_id) for entry in entries]
            after = live.entered(heads, entries[-1].id, at)
            made = row(after, at)
            await session.merge(Result(**{name: getattr(made, name) for name in NAMES}))
            await session.commit()
        decided = [Decision(Outcome.applied, entry.id, entry.id) for entry in entries]
        return Taken(after, entries, decided, arrived[-1])


async def _may_enter(session: AsyncSession, live: Live, account: SignedIn, on: date, at: int) -> None:
    inspection = await session.get(Inspection, live.id)
    assert inspection is not None
    above = await session.scalars(ABOVE, {"unit_id": inspection.unit_id, "on": on})
    assert account.scope_unit in above.all()
    round_ = await session.get(Round, inspection.round_id)
    assert round_ is not None and round_.state == "open" and inspection.state in ENTERING
    held = await session.scalars(HELD, {"account": account.account_id, "round": round_.id, "at": at})
    assert not held.all()


async def _keep(session: AsyncSession, live: Live, entry: Entry, account: int) -> int:
    """Its arrival number."""
    inspection = await session.get(Inspection, live.id)
    known = await session.get(Operation, (live.city_id, entry.id))
    counter = await session.get(Counter, (live.city_id, "operation"))
    head = await session.get(Head, (live.city_id, live.id, "team", entry.field))
    assert inspection is not None and known is None and counter is not None
    counter.last += 1
    stands: dict[str, Any] = {"operation_id": entry.id, "value": entry.raw, "raw": entry.raw}
    if head is None:
        cell = {"city_id": live.city_id, "inspection_id": live.id, "level": "team", "field": entry.field}
        session.add(Head(**cell, **stands))
    else:
        head.sqlmodel_update(stands)
    session.add(
        Operation(
            city_id=live.city_id,
            id=entry.id,
            inspection_id=live.id,
            level="team",
            field=entry.field,
            base=entry.base,
            value=entry.raw,
            raw=entry.raw,
            account_id=account,
            device=entry.device,
            seq=entry.seq,
            arrival=counter.last,
            received_at=now(),
            outcome="applied",
            head=entry.id,
            content_hash=entry.id,
        )
    )
    return counter.last


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
