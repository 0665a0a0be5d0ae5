"""Who takes replies over, and which returned sheets they see."""

import asyncio
from typing import Any

from litestar import Request

from inspector.storage import imports
from inspector.storage.replies import TARGET
from inspector.storage.store import Store
from inspector.storage.tables import Import, Role
from inspector.web.imports import files
from inspector.web.refusals import not_found
from inspector.web.rounds.access import is_id
from inspector.web.sessions import account_of, store_of

ROLES = [Role.clerk]
"""A clerk types what came on paper, or in a sheet."""


def covers(request: Request[Any, Any, Any], row: Import) -> bool:
    """Sheets handed in by somebody with the same area: what was found in them is of that area alone."""
    return row.target == TARGET and row.scope_unit == account_of(request).scope_unit


async def in_scope(request: Request[Any, Any, Any], import_id: str) -> Import:
    row = await store_of(request).read(lambda c: imports.by_id(c, import_id)) if is_id(import_id) else None
    if row is None or not covers(request, row):
        raise not_found()
    return row


async def forget(store: Store, digest: str) -> None:
    """The bytes go when nothing waits for them: they may hold more than was taken."""
    if not await store.read(lambda c: imports.uses_of(c, digest)):
        await asyncio.to_thread(files.forget, store.blob_folder, digest)
