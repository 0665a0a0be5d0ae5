"""Where a reader is brought back to: the page that was open, if its address can be opened at all."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request
from litestar.routes import HTTPRoute

from inspector.web.security import own_path


def way_back(request: Request[Any, Any, Any], wish: str) -> str:
    """The page that sent the form, else the one wished for. The answer to a form has an address that opens nothing:
    then it is the nearest page above."""
    path, _, query = own_path(_sender(request) or wish).partition("?")
    if opens(request.app, path):
        return f"{path}?{query}" if query else path
    above = path
    while not opens(request.app, above):
        above = above.rpartition("/")[0] or "/"
    return above


def _sender(request: Request[Any, Any, Any]) -> str:
    """Path and query of the page that the request came from, if it is ours."""
    try:
        found = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if not found.netloc or found.netloc != request.headers.get("host"):
        return ""
    return f"{found.path}?{found.query}" if found.query else found.path


def opens(app: Litestar, path: str) -> bool:
    """Whether the route of this address answers a GET; one that names a part wins over one that takes anything."""
    parts = [part for part in path.split("/") if part]
    fitting = [route for route in app.routes if isinstance(route, HTTPRoute) and _fits(route, parts)]
    found = max(fitting, key=lambda route: [isinstance(one, str) for one in route.path_components], default=None)
    return found is not None and "GET" in found.methods


def _fits(route: HTTPRoute, parts: list[str]) -> bool:
    wanted = route.path_components
    return len(wanted) == len(parts) and all(
        not isinstance(want, str) or want == part for want, part in zip(wanted, parts, strict=True)
    )
