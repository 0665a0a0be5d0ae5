"""Files that a unit has sent: for its own people and those above it; with statements, for the office too."""

import json
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.fieldwork.states import UNIT_ROLES
from inspector.storage import findings, statements
from inspector.storage.tables import Statement
from inspector.web.rectification.access import UNIT, finding_seen, own_unit
from inspector.web.rectification.kept_files import download
from inspector.web.refusals import not_found
from inspector.web.rounds.access import is_id
from inspector.web.sessions import account_of, store_of
from inspector.web.statements.pages import may_open


@get("/rectification/{finding:str}/proofs/{digest:str}", roles=UNIT)
async def finding_proof(
    request: Request[Any, Any, Any], finding: FromPath[str], digest: FromPath[str]
) -> Response[bytes]:
    """Only a file that stands in a step with this very finding: another's digest leads nowhere."""
    row = await finding_seen(request, finding)
    if not await store_of(request).read(lambda connection: findings.has_proof(connection, row.id, digest)):
        raise not_found()
    return await download(request, digest)


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
        await may_open(request, row)
    return await download(request, digest)


handlers: list[HTTPRouteHandler] = [finding_proof, statement_proof]
