"""Files that a device announced and has not sent yet, as the pages about an inspection show them."""

from msgspec import Struct
from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import accounts, uploads
from inspector.web.evidence.keeping import wanted_at
from inspector.web.operations.live import Live

AWAITED = N_("Photos or documents are still on their way. Wait for them, or go on without them.")


class AwaitedFile(Struct, frozen=True):
    id: str
    item: str
    words: str
    who: str
    at: int


def awaited_files(connection: Connection, live: Live) -> tuple[AwaitedFile, ...]:
    """In the order announced; `words` name what the form asked for."""
    found = uploads.awaited(connection, live.id, live.level)
    names = accounts.named(connection, list({one.account_id for one in found}))
    return tuple(
        AwaitedFile(
            one.id,
            one.item,
            wanted.words,
            names.get(one.account_id, "—"),
            one.announced_at,
        )
        for one in found
        if (wanted := wanted_at(live, one.item, one.request))
    )
