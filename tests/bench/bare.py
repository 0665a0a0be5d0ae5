"""What taking entries in cannot do without: their rows committed, nothing judged, scored, compared or told."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.serialization import encode_json
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level, Operation
from inspector.storage import counters
from inspector.storage.instants import now
from inspector.storage.operations import KEEP, SET_HEAD
from inspector.storage.raw import Cursor
from inspector.web.sessions import account_of, store_of

CITY = "SELECT city_id FROM inspection WHERE id = ?"
Sent = dict[str, Any]


@post("/bench/bare/{inspection:str}", status_code=200)
async def bare(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    sent, account, at = (await request.json())["operations"], account_of(request).account_id, now()
    await store_of(request).write(lambda connection: commit(connection, inspection, sent, account, at))
    told = {"results": [{"id": one["id"], "outcome": "applied", "head": one["id"]} for one in sent]}
    return Response(encode_json(told), media_type="application/json")


def commit(connection: Connection, inspection: str, sent: list[Sent], account: int, at: int) -> None:
    """The same rows that the product writes for entries that are applied."""
    cursor = Cursor(connection)
    row = cursor.row(CITY, (inspection,))
    assert row is not None
    for one in sent:
        key, path, base, raw, device, seq = (one[name] for name in ("id", "field", "base", "raw", "device", "seq"))
        cell = (inspection, Level.team.value, path)
        operation = Operation(key, inspection, Level.team, path, base, raw, raw, account, device, seq)
        arrival = counters.take(cursor, row[0], "operation")
        said = (base, raw, raw, account, device, seq, None, arrival, at, "applied", key, "")
        cursor.run(KEEP, (row[0], key, *cell, *said, operation.content_hash))
        cursor.run(SET_HEAD, (row[0], *cell, key, raw, raw))
