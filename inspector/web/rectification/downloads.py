"""Files that a unit has sent: for its own people, those above it, and the office whose area it lies in."""

import json
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.states import UNIT_ROLES
from inspector.storage import finding_events, findings, statements
from inspector.storage.tables import Finding, Statement
from inspector.web.rectification.access import finding_seen, own_unit
from inspector.web.rectification.kept_files import download
from inspector.web.refusals import not_found
from inspector.web.rounds.access import is_id
from inspector.web.scope import must_cover
from inspector.web.sessions import account_of, store_of


@get("/rectification/{finding:str}/proofs/{digest:str}", unit_roles=True)
async def finding_proof(
    request: Request[Any, Any, Any], finding: FromPath[str], digest: FromPath[str]
) -> Response[bytes]:
    """Only a file that stands in a step with this very finding: another's digest leads nowhere."""
    row = await _finding(request, finding)

    def query(connection: Connection) -> bool:
        return any(digest in json.loads(one.proofs) for one in finding_events.of_finding(connection, row.id))

    if not await store_of(request).read(query):
        raise not_found()
    return await download(request, digest)


async def _finding(request: Request[Any, Any, Any], finding: str) -> Finding:
    if account_of(request).role in UNIT_ROLES:
        return await finding_seen(request, finding)
    row = await store_of(request).read(lambda c: findings.by_id(c, finding)) if is_id(finding) else None
    if row is None:
        raise not_found()
    await must_cover(request, row.unit_id)
    return row


@get("/statements/{statement:str}/proofs/{digest:str}", unit_roles=True)
async def statement_proof(
    request: Request[Any, Any, Any], statement: FromPath[str], digest: FromPath[str]
) -> Response[bytes]:
    row: Statement | None = None
    if is_id(statement):
        row = await store_of(request).read(lambda connection: statements.by_id(connection, statement))
    if row is None or digest not in json.loads(row.proofs):
        raise not_found()
    if account_of(request).role in UNIT_ROLES:
        if own_unit(request) != row.unit_id:
            raise not_found()
    else:
        await must_cover(request, row.unit_id)
    return await download(request, digest)


handlers: list[HTTPRouteHandler] = [finding_proof, statement_proof]
