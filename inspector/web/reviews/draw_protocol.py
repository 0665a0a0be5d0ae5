"""The protocol of a draw inside a unit, by which anybody makes it again."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.fieldwork.draw_protocol import to_text
from inspector.web.forms.pages import standing
from inspector.web.operations.live import Live, item_of
from inspector.web.operations.receiving import cover
from inspector.web.refusals import not_found
from inspector.web.reviews.draws import one_draw, roster_name
from inspector.web.sending import attachment
from inspector.web.sessions import store_of


@get("/inspections/{inspection:str}/draws/{head:str}")
async def draw_protocol(
    request: Request[Any, Any, Any], inspection: FromPath[str], head: FromPath[str]
) -> Response[str]:
    """The draw as `inspector draw` replays it; `head` is the question with its occurrence."""
    await cover(request, inspection)

    def query(connection: Connection) -> Live:
        return standing(connection, request, inspection).live

    live = await store_of(request).read(query)
    one = one_draw(live, head)
    item = live.links.items.get(item_of(head))
    if one is None or item is None:
        raise not_found()
    title = f"{live.subject.name} {item.title}"
    text = to_text(one.protocol(title, roster_name(live, one)))
    return Response(text, media_type="application/json", headers={"content-disposition": attachment(title, "json")})


handlers: list[HTTPRouteHandler] = [draw_protocol]
