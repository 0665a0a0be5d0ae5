"""All routes of an application laid in one go, their handlers read at the first request.

`Litestar.register` goes through every earlier route for each handler, lays a path anew when a second handler
shares it, gives each path an OPTIONS that no page asks for, and takes each signature apart: a fifth of a start.
A method that a path does not have is answered 405 with those it has.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from typing import Any

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.exceptions import ImproperlyConfiguredException
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.routes.base import BaseRoute
from litestar.types import HTTPScope, Receive, Send

from inspector.web.sessions import ROUTE_SAYS


class PageRoute(HTTPRoute):
    """A path with only the methods of its handlers. Two handlers of one method are refused."""

    def __init__(self, path: str, handlers: list[HTTPRouteHandler]) -> None:
        by_method: dict[Any, Any] = {method: (one, None) for one in handlers for method in one.http_methods}
        if len(by_method) < sum(len(one.http_methods) for one in handlers):
            raise ImproperlyConfiguredException(f"{path}: two handlers of one method")
        self.route_handlers = handlers
        self.route_handler_map = by_method  # all that the router asks of a route
        self.is_read = False
        names = [one.handler_name for one in handlers]
        BaseRoute.__init__(self, path=path, scope_type=ScopeType.HTTP, methods=list(by_method), handler_names=names)

    async def handle(self, scope: HTTPScope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if not self.is_read:
            self.read(scope["litestar_app"])
        await super().handle(scope, receive, send)

    def read(self, app: Litestar) -> None:
        """Take the signatures of the handlers apart; raises what litestar says of a wrong one."""
        for handler in self.route_handlers:
            handler.on_registration(app)
        self.route_handler_map = {}
        self.create_handler_map()
        self.is_read = True


def lay(app: Litestar, handlers: Iterable[HTTPRouteHandler]) -> None:
    """Each handler becomes the application's own copy. One that says what nobody reads is refused: mistyped, it
    would open to everybody.
    """
    by_path: defaultdict[str, list[HTTPRouteHandler]] = defaultdict(list)
    for handler in map(copy, handlers):
        if unread := handler.opt.keys() - ROUTE_SAYS:
            raise ImproperlyConfiguredException(f"{handler.handler_name}: nobody reads {', '.join(sorted(unread))}")
        handler.owner = app
        for path in handler.paths:
            by_path[path].append(handler)
    app.routes += [PageRoute(path, its) for path, its in by_path.items()]
    app.asgi_router.construct_routing_trie()
