"""Files with which a unit proves what it reports about a finding."""

import json
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import blobs, finding_events, findings
from inspector.storage.tables import Blob
from inspector.web.refusals import Refused, not_found
from inspector.web.scope import must_cover
from inspector.web.sessions import store_of

LOST = N_("The file is not in its place. Please tell your administrator.")


def proofs(connection: Connection, finding_id: str) -> list[Blob]:
    """The newest first, each once."""
    events = reversed(finding_events.of_finding(connection, finding_id))
    digests = dict.fromkeys(digest for event in events for digest in json.loads(event.proofs))
    return [blob for digest in digests if (blob := blobs.by_digest(connection, digest)) is not None]


@get("/rechecks/proofs/{finding:str}/{digest:str}")
async def proof(request: Request[Any, Any, Any], finding: FromPath[str], digest: FromPath[str]) -> Response[bytes]:
    """Only a file of this very finding: another's digest leads nowhere."""
    store = store_of(request)
    row = await store.read(lambda connection: findings.by_id(connection, finding[:64]))
    if row is None:
        raise not_found()
    await must_cover(request, row.unit_id)
    held = await store.read(lambda connection: proofs(connection, row.id))
    blob = next((one for one in held if one.sha256 == digest), None)
    if blob is None:
        raise not_found()
    try:
        content = blobs.read(store.blob_folder, digest)
    except (OSError, ValueError) as error:
        raise Refused(503, LOST) from error
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(blob.name)}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
    }
    return Response(content, media_type=blob.media_type, headers=headers)


handlers: list[HTTPRouteHandler] = [proof]
