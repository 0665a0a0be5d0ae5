"""How a device tells our answers from those of a portal or proxy, and whose they are."""

from typing import Any

from litestar.types import Message, Scope

from inspector.i18n import current_locale
from inspector.storage.instants import now
from inspector.web.static import release


class OwnMarks:
    """`before_send` hook. `inspector-release` on whatever we say, `inspector-page` with the account it is for.

    `inspector-time` (UTC microseconds) tells the newer of two copies of one page, `content-language` the
    language in which the device shows what it says by itself.
    """

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        marks = {"inspector-release": release()}
        if not scope["path"].startswith("/static/"):
            marks |= {"inspector-time": str(now()), "content-language": current_locale().replace("_", "-")}
        account: Any = scope["state"].get("account")
        if account is not None:
            marks["inspector-page"] = str(account.account_id)
        message["headers"] = [*message["headers"], *((name.encode(), text.encode()) for name, text in marks.items())]
