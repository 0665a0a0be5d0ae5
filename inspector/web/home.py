"""The start page."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from inspector.i18n import N_
from inspector.web.pages import MenuEntry, PageContext, frame_of, page


@dataclass(frozen=True)
class HomePage(PageContext):
    areas: Annotated[tuple[MenuEntry, ...], "menu entries the account may open, the start page itself left out"]


@get("/")
async def home(request: Request[Any, Any, Any]) -> Response[str]:
    areas = tuple(entry for entry in frame_of(request).menu if entry.path != "/")
    return page(request, "home/home.html", HomePage(areas))


menu = [MenuEntry("/", N_("Start page"))]
handlers: list[HTTPRouteHandler] = [home]
