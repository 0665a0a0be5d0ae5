"""A server that has a case file open: only the taken inspections, and nothing acknowledged that is not in the file."""

import re

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from inspector.i18n import N_
from inspector.storage.case_files import contents
from inspector.storage.case_files.records import OpenCase
from inspector.web.refusals import Refused
from inspector.web.security import SAFE_METHODS

NOT_HERE = N_(
    "A case file holds only the inspections that were taken along. Everything else is done at the office's own "
    "address, once the file is merged there."
)
READ = re.compile(r"/|/[^/]+\.(js|webmanifest)|/(static|checklists)(/.*)?|/sign-in|/account/password")
WRITE = re.compile(r"/sign-in|/sign-out|/language|/account/password")
ENTERED = re.compile(r"|/operations|/(evidence|uploads)(/.*)?")
"""Below a taken inspection: what becomes an entry, for a merge brings entries and their files. Anything else, such
as handing in, would be lost with the file and is therefore not taken.
"""


def stay_inside(app: ASGIApp) -> ASGIApp:
    """Middleware: where a case file is open it refuses every other page, and puts new photos into the file before
    the answer goes out."""

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["litestar_app"].state
        if state.case is None or scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        if not allowed(scope["method"], scope["path"], state.case):
            raise Refused(404, NOT_HERE)

        async def packed(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] not in SAFE_METHODS:
                await contents.pack(state.store)
            await send(message)

        await app(scope, receive, packed)

    return inside


def allowed(method: str, path: str, case: OpenCase) -> bool:
    safe = method in SAFE_METHODS
    if (READ if safe else WRITE).fullmatch(path):
        return True
    _, _, rest = path.partition("/inspections/")
    inspection, slash, below = rest.partition("/")
    taken = path.startswith("/inspections/") and inspection in case.inspections
    return taken and (safe or bool(ENTERED.fullmatch(slash + below)))
