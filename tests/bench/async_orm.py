"""Saving an answer the usual way: an ORM session over an asynchronous driver, a transaction for each request."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from inspector.fieldwork.operations import Decision, Outcome
from inspector.fieldwork.operations import Head as Standing
from inspector.storage.engine import PRAGMAS
from inspector.storage.instants import now
from inspector.storage.results import NAMES
from inspector.storage.tables import Counter, Head, Inspection, Operation, Result
from inspector.web.operations.intake import Entry, Taken, row
from inspector.web.operations.live import Live


class Orm:
    """The tables are those of the product; so are the judging and the durability of a commit."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:"), pool_size=4, max_overflow=0)
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(self._engine.sync_engine, "begin", _begin)
        self._sessions = async_sessionmaker(self._engine, class_=AsyncSession, expire_on_commit=False)

    async def close(self) -> None:
        await self._engine.dispose()

    async def take(self, live: Live, entries: Sequence[Entry], account: int) -> Taken:
        """Repeated ids, heads, arrival numbers, the new score: what the writer does, object by object."""
        heads = {entry.field: Standing(entry.id, entry.raw, entry.raw) for entry in entries}
        async with self._sessions() as session:
            for entry in entries:
                await _keep(session, live, entry, account)
            at = now()
            after = replace(live, log=[]).entered(heads, entries[-1].id, at)
            made = row(after, at)
            await session.merge(Result(**{name: getattr(made, name) for name in NAMES}))
            await session.commit()
        return Taken(after, entries, [Decision(Outcome.applied, entry.id) for entry in entries], 0)


async def _keep(session: AsyncSession, live: Live, entry: Entry, account: int) -> None:
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


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
